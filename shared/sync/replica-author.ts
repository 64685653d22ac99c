/**
 * Writing one's own entries: where the next one stands, what it names as its
 * past, and under which epoch it is sealed (HP1 §4, §5). Each is stored in the
 * caller's transaction; nothing is handed to a peer before that commits.
 */
import { type EntryId, NO_ENTRY, type RecordId } from '../brand.ts';
import { type Entry, MAX_DEPS } from '../chain/entry.ts';
import type { ContentKind, Lane } from '../chain/kinds.ts';
import type { PackedBody } from '../chain/pack.ts';
import { contiguous, NO_RUNS } from '../chain/runs.ts';
import { authorEntry, authorOperation } from '../chain/seal.ts';
import { encodeOp, kindOfOp } from '../group/op.ts';
import type { Op, OpOf } from '../group/op-types.ts';
import { sendingEpoch } from '../group/select.ts';
import { err, ok, type Result } from '../result.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import { chainText } from './sync-source.ts';

/** Why nothing was written. */
export type WriteError =
  /** The group has had as many operations as it can have (RP5). */
  | { readonly tag: 'LogFull' }
  /** This device does not belong to the group (any more). */
  | { readonly tag: 'NotAMember' }
  /** The body does not fit one entry. */
  | { readonly tag: 'RecordTooLarge' }
  /** Nothing may be sealed before somebody who is not a listener begins a new epoch. */
  | { readonly tag: 'KeyDue' }
  /** Another copy of this device has written in the chain: a new incarnation comes first (RP20). */
  | { readonly tag: 'Overtaken' }
  /** The key of the epoch to seal under is not here yet. */
  | { readonly tag: 'EpochKeyMissing' };

const lamportAfter = (parts: ReplicaParts, state: ReplicaState, past: readonly EntryId[]): number => {
  let greatest = 0;
  for (const id of past) {
    if (id === NO_ENTRY) continue;
    const known =
      state.opLamports.get(id) ?? (state.top?.id === id ? state.top.lamport : parts.store.entryById(id)?.lamport) ?? 0;
    greatest = Math.max(greatest, known);
  }
  return greatest + 1;
};

/** What every own entry has: its place in the chain, its past, its time and its signer. */
function nextPlace(parts: ReplicaParts, state: ReplicaState, lane: Lane, pins: readonly EntryId[]) {
  const { deviceId } = parts.keys;
  const runs = state.chains.get(chainText({ deviceId, inc: parts.inc, lane }))?.runs ?? NO_RUNS;
  const { seq, head } = contiguous(runs);
  const pinned = [...new Set(pins)];
  // Heads are few; when many people wrote at once, the latest of them have the others' pasts in them.
  const heads = [...(state.roster?.heads ?? [])]
    .sort((a, b) => (state.opLamports.get(b) ?? 0) - (state.opLamports.get(a) ?? 0))
    .slice(0, MAX_DEPS - pinned.length);
  const prev = seq === 0 ? NO_ENTRY : head;
  const deps = [...new Set([...heads, ...pinned])];
  return {
    groupId: parts.groupId,
    deviceId,
    inc: parts.inc,
    seq: seq + 1,
    prev,
    deps,
    ts: parts.clock.now(),
    lamport: lamportAfter(parts, state, [prev, ...deps]),
    signKey: parts.keys.signingSecret,
    random: parts.random,
  };
}

/** Makes the next operation of this device; the caller takes it in like any other. */
export function makeOperation(parts: ReplicaParts, state: ReplicaState, op: Op): Result<Entry, WriteError> {
  const place = nextPlace(parts, state, 'membership', []);
  const made = authorOperation({
    ...place,
    kind: kindOfOp(op),
    body: encodeOp(op),
  });
  return made.ok ? ok(made.value) : err({ tag: 'RecordTooLarge' });
}

/** Makes the next content entry of this device. `pins` are entries it must come after. */
export function makeContent(
  parts: ReplicaParts,
  state: ReplicaState,
  content: {
    readonly kind: ContentKind;
    /** The record, or for a segment how its id follows from the ordered deps. */
    readonly recordId: RecordId | ((orderedDeps: readonly EntryId[]) => RecordId);
    readonly body: PackedBody;
    readonly pins?: readonly EntryId[];
  },
): Result<Entry, WriteError> {
  const { roster } = state;
  if (!roster || !state.devices.get(parts.keys.deviceId)?.active) return err({ tag: 'NotAMember' });
  const sending = sendingEpoch(roster);
  if (sending.tag === 'RekeyDue') return err({ tag: 'KeyDue' });
  const epochKey = state.epochKeys.get(sending.epochId);
  if (!epochKey) return err({ tag: 'EpochKeyMissing' });
  const pins = [...(content.pins ?? []), ...(state.top ? [state.top.id] : [])];
  const place = nextPlace(parts, state, 'content', pins);
  const made = authorEntry({
    ...place,
    kind: content.kind,
    epochId: sending.epochId,
    epochKey,
    recordId: typeof content.recordId === 'string' ? content.recordId : content.recordId([...place.deps].sort()),
    expiresIn: 0,
    body: content.body,
  });
  return made.ok ? ok(made.value) : err({ tag: 'RecordTooLarge' });
}

/**
 * The entry that begins a group. Its id is the `genesisHash` that the founder's
 * replica is opened with and that every invite pins; the replica then takes it
 * in like any other entry.
 */
export function makeGenesisEntry(
  parts: Pick<ReplicaParts, 'groupId' | 'keys' | 'clock' | 'random'>,
  op: OpOf<'genesis'>,
): Entry {
  const made = authorOperation({
    groupId: parts.groupId,
    deviceId: parts.keys.deviceId,
    inc: 1,
    seq: 1,
    prev: NO_ENTRY,
    deps: [],
    ts: parts.clock.now(),
    lamport: 1,
    signKey: parts.keys.signingSecret,
    random: parts.random,
    kind: kindOfOp(op),
    body: encodeOp(op),
  });
  if (!made.ok) throw new Error('a genesis is far below the bound');
  return made.value;
}
