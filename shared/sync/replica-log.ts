/**
 * Taking in membership entries (HP1 §2): each is verified, must follow in its
 * chain and must have its whole past here, so that what is stored is always
 * causally complete. What has to wait for its past is held in memory, bounded,
 * and tried again when the log grows; losing it costs a question to a peer.
 */
import { type EntryId, NO_ENTRY, type OpId } from '../brand.ts';
import { type Entry, encodeEntry } from '../chain/entry.ts';
import { addExtent, contiguous, NO_RUNS } from '../chain/runs.ts';
import { verifyEntry } from '../chain/verify.ts';
import { type LogOp, logOpOf } from '../group/op.ts';
import { introducedDevice } from '../group/select.ts';
import type { ChainKey } from '../ports/entry-store.ts';
import { idAtPlace } from './replica-places.ts';
import { type ChainState, deriveMembership, type ReplicaParts, type ReplicaState } from './replica-state.ts';
import { chainText, type Rejection } from './sync-source.ts';

/** Most operations a group may have (HP1 §2). */
export const MAX_OPS = 4096;
/** Most membership entries, and bytes of them, that wait in memory for their past (HP1 §10). */
const MAX_HELD = 4096;
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** Membership entries whose past has not arrived, by id. */
export type HeldEntries = Map<EntryId, Entry>;

/** What taking in came to. `forks` are pairs of an entry known and another at the same place. */
export interface LogIntake {
  readonly state: ReplicaState;
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
  readonly forks: readonly Entry[];
}

type Verdict =
  | { readonly tag: 'Taken' | 'Known' | 'Later' }
  | { readonly tag: 'Refused'; readonly rejection: Rejection }
  | { readonly tag: 'Forked' };

const refused = (tag: string, invalidSignature = false): Verdict => ({
  tag: 'Refused',
  rejection: { tag, invalidSignature },
});

/** What changes while a batch is taken in. */
interface Draft {
  readonly chains: Map<string, ChainState>;
  readonly ops: Map<OpId, LogOp>;
  readonly opLamports: Map<OpId, number>;
  readonly signingKeys: Map<string, Uint8Array>;
}

/** The Lamport time that an entry must have, or null when part of its past is not known. */
function dueLamport(entry: Entry, lamports: ReadonlyMap<OpId, number>): number | null {
  let greatest = 0;
  const past = entry.header.prev === NO_ENTRY ? entry.header.deps : [...entry.header.deps, entry.header.prev];
  for (const id of past) {
    const lamport = lamports.get(id);
    if (lamport === undefined) return null;
    greatest = Math.max(greatest, lamport);
  }
  return greatest + 1;
}

function take(parts: ReplicaParts, draft: Draft, entry: Entry): Verdict {
  const { header } = entry;
  if (draft.opLamports.has(entry.id)) return { tag: 'Known' };
  const op = logOpOf(entry);
  if (op.ok && op.value.op.type === 'genesis' && entry.id !== parts.genesisHash) return refused('NotThisGroup');
  const chain: ChainKey = { deviceId: header.deviceId, inc: header.inc, lane: 'membership' };
  const text = chainText(chain);
  const own = op.ok ? introducedDevice(parts.groupId, op.value.op) : null;
  const key = draft.signingKeys.get(header.deviceId) ?? (own?.deviceId === header.deviceId ? own.dsPk : undefined);
  if (!key) return { tag: 'Later' };
  const lamport = dueLamport(entry, draft.opLamports);
  const runs = draft.chains.get(text)?.runs ?? NO_RUNS;
  if (header.seq > contiguous(runs).seq + 1) return { tag: 'Later' };
  if (lamport === null) return { tag: 'Later' };
  if (!verifyEntry(entry, key)) return refused('SignatureInvalid', true);
  if (lamport !== header.lamport) return refused('LamportWrong');
  if (draft.opLamports.size >= MAX_OPS) return refused('LogFull');
  const added = addExtent(
    runs,
    { from: header.seq, to: header.seq, before: header.prev, prev: header.prev, id: entry.id },
    idAtPlace(parts.store, chain, runs),
  );
  if (!added.ok) return added.error.tag === 'Fork' ? { tag: 'Forked' } : { tag: 'Known' };
  draft.chains.set(text, { chain, runs: added.value });
  draft.opLamports.set(entry.id, header.lamport);
  if (op.ok) {
    draft.ops.set(entry.id, op.value);
    const introduced = introducedDevice(parts.groupId, op.value.op);
    if (introduced) draft.signingKeys.set(introduced.deviceId, introduced.dsPk);
  }
  parts.store.putEntry({
    id: entry.id,
    chain,
    seq: header.seq,
    coversFrom: header.seq,
    before: header.prev,
    kind: header.kind,
    recordId: header.recordId,
    // An operation of a later version keeps its place in the chain and has no effect here.
    status: op.ok ? 'applied' : 'inert',
    lamport: header.lamport,
    bytes: encodeEntry(entry),
  });
  return { tag: 'Taken' };
}

const byLamport = (a: Entry, b: Entry): number =>
  a.header.lamport - b.header.lamport || a.header.seq - b.header.seq || (a.id < b.id ? -1 : 1);

/**
 * Takes in what can be taken, in the caller's transaction. `held` is changed:
 * what still waits goes in, what was taken comes out.
 */
export function takeOperations(
  parts: ReplicaParts,
  state: ReplicaState,
  entries: readonly Entry[],
  held: HeldEntries,
): LogIntake {
  const draft: Draft = {
    chains: new Map(state.chains),
    ops: new Map(state.ops),
    opLamports: new Map(state.opLamports),
    signingKeys: new Map(state.signingKeys),
  };
  const rejected: Rejection[] = [];
  const forks: Entry[] = [];
  let accepted = 0;
  let open = [...new Map([...held, ...entries.map((entry) => [entry.id, entry] as const)]).values()].sort(byLamport);
  // A pass can make room for entries that sorted before it, when a peer lies about lamports; repeat while it helps.
  for (let progress = true; progress && open.length > 0; ) {
    progress = false;
    const later: Entry[] = [];
    for (const entry of open) {
      const verdict = take(parts, draft, entry);
      if (verdict.tag === 'Later') later.push(entry);
      if (verdict.tag === 'Refused') rejected.push(verdict.rejection);
      if (verdict.tag === 'Forked') forks.push(entry);
      if (verdict.tag === 'Taken') {
        accepted += 1;
        progress = true;
      }
    }
    open = later;
  }
  held.clear();
  let heldBytes = 0;
  for (const entry of open.slice(0, MAX_HELD)) {
    heldBytes += entry.header.ctLength;
    if (heldBytes <= MAX_HELD_BYTES) held.set(entry.id, entry);
  }
  if (accepted === 0) return { state, accepted, rejected, forks };
  const membership = deriveMembership(parts, draft.ops);
  return {
    state: { ...state, chains: draft.chains, opLamports: draft.opLamports, ...membership },
    accepted,
    rejected,
    forks,
  };
}
