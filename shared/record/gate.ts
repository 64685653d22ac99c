/**
 * The gate: an update from a peer is judged before it touches a document
 * (SPEC GA1–GA8). It is parsed within bounds, replayed in plain objects with
 * every reference checked, and only then, where Yjs is needed at all, applied
 * to a scratch document that is thrown away unless everything held.
 */
import * as Y from 'yjs';
import { err, ok, type Result } from '../result.ts';
import { BODY_ROOT, blocksFromTree, type TextBlock } from './blocks.ts';
import { blocksOf, openBody } from './body.ts';
import { Replay, type ReplayError } from './replay.ts';
import { type ParsedUpdate, type ParseError, parseUpdate, type StructSection, UPDATE_BOUNDS } from './yjs-update.ts';

/** Largest state of one record in bytes (HP1 §10). */
export const MAX_STATE_BYTES = 1024 * 1024;

/** What goes to the gate. */
export interface GateInput {
  /** The record's document so far (update V1, from the own store), or `null` before its first update. */
  readonly state: Uint8Array | null;
  /** The peer's update, V1. */
  readonly update: Uint8Array;
  /** Derived client id of the device that signed the entry: the only one it may write under. */
  readonly writer: number;
  /** Derived client ids of the owner's devices, the writer's among them. It may refer to and delete what these wrote; whoever stands in `state` counts as well. */
  readonly clients: ReadonlySet<number>;
}
/** A state that is safe to keep. */
export interface Admitted {
  readonly state: Uint8Array;
  readonly blocks: readonly TextBlock[];
}
/** Why an update stays outside. */
export type GateError =
  | ParseError
  | ReplayError
  /** Written under an id that is not the device's own in this record. */
  | { readonly tag: 'ClientForeign' }
  /** Earlier updates of this device are not here yet. */
  | { readonly tag: 'ClockAhead' }
  /** Clocks that the device has used before: a replay or a fork. */
  | { readonly tag: 'ClockReplayed' }
  | { readonly tag: 'StateTooLarge' }
  /** Yjs took it differently than the replay said: never applied. */
  | { readonly tag: 'ScratchRefused' };

/**
 * True when the update may become admissible once earlier ones are here; else
 * it is inert. Which clients a record has is only known from what has come of
 * it, so that one that nobody has heard of may be the owner's other device: to
 * refuse it for good would show one thing here and another where more had come.
 */
export const mayWait = (error: GateError): boolean =>
  error.tag === 'ClockAhead' ||
  error.tag === 'ReferenceMissing' ||
  (error.tag === 'ReferenceForeign' && error.client !== undefined);

/** Replays sections whose structs may refer to each other: those of several devices of one owner. */
function replaySections(replay: Replay, sections: readonly StructSection[]): ReplayError | null {
  const next = new Map(sections.map((section) => [section, 0]));
  for (;;) {
    let isStuck: ReplayError | null = null;
    let moved = false;
    for (const [section, start] of next) {
      let index = start;
      for (let struct = section.structs[index]; struct; struct = section.structs[index]) {
        isStuck = replay.missingReference(struct);
        if (isStuck) break;
        const error = replay.add(struct);
        if (error) return error;
        index += 1;
        moved = true;
      }
      if (index === section.structs.length) next.delete(section);
      else next.set(section, index);
    }
    if (next.size === 0) return null;
    if (!moved) return isStuck ?? { tag: 'StructureRefused' };
  }
}

/** Replays one whole update. */
function replayUpdate(replay: Replay, update: ParsedUpdate): ReplayError | null {
  const refused = replaySections(replay, update.sections);
  if (refused) return refused;
  for (const range of update.deletes) {
    const error = replay.delete(range);
    if (error) return error;
  }
  return null;
}

/**
 * What a state by itself shows. Yjs can show a document one way after an update
 * and another way after reading its own state again (an item whose right stands
 * before its left, as redoing writes it at times); what is kept decides.
 */
function blocksOfState(state: Uint8Array): readonly TextBlock[] {
  const doc = openBody(state);
  const blocks = blocksOf(doc);
  doc.destroy();
  return blocks;
}

/** Applies both to a scratch document; the outcome only when nothing is pending and the clock is as expected. */
function applyToScratch(input: GateInput, clock: number): Admitted | null {
  const doc = new Y.Doc();
  try {
    if (input.state) Y.applyUpdate(doc, input.state);
    Y.applyUpdate(doc, input.update);
    const { pendingStructs, pendingDs } = doc.store;
    doc.getXmlFragment(BODY_ROOT);
    const roots = [...doc.share.keys()];
    const isWhole = pendingStructs === null && pendingDs === null && Y.getState(doc.store, input.writer) === clock;
    if (!isWhole || roots.length !== 1 || roots[0] !== BODY_ROOT) return null;
    const state = Y.encodeStateAsUpdate(doc);
    return { state, blocks: blocksOfState(state) };
  } catch {
    return null; // the parse boundary to Yjs: whatever it throws, nothing but the scratch document saw the update
  } finally {
    doc.destroy();
  }
}

/** Judges one update. The same input gives the same answer on every replica: no clock, no chance, no time limit. */
export function admitUpdate(input: GateInput): Result<Admitted, GateError> {
  const { state, update, writer, clients } = input;
  const parsed = parseUpdate(update);
  if (!parsed.ok) return parsed;
  const section = parsed.value.sections[0];
  if (parsed.value.sections.length > 1 || (section && section.client !== writer)) return err({ tag: 'ClientForeign' });

  const known = state ? parseUpdate(state) : null;
  if (known && !known.ok) return known;
  // Whoever stands in the own state was let in before.
  const replay = new Replay(new Set([...clients, ...(known?.value.sections ?? []).map(({ client }) => client)]));
  const damaged = known && replayUpdate(replay, known.value);
  if (damaged) return err(damaged);
  const clock = replay.clockOf(writer);
  if (section && section.clock > clock) return err({ tag: 'ClockAhead' });
  if (section && section.clock < clock) return err({ tag: 'ClockReplayed' });
  const refused = replayUpdate(replay, parsed.value);
  if (refused) return err(refused);

  if (!state && replay.isSequential) return ok({ state: update.slice(), blocks: blocksFromTree(replay.tree()) });
  const applied = applyToScratch(input, section ? section.end : clock);
  if (!applied) return err({ tag: 'ScratchRefused' });
  const { bytes, length } = UPDATE_BOUNDS;
  const isTooLarge = applied.state.length > Math.min(MAX_STATE_BYTES, bytes) || !parseUpdate(applied.state).ok;
  return isTooLarge || clock > length ? err({ tag: 'StateTooLarge' }) : ok(applied);
}
