/**
 * Taking in membership entries (HP1 §2): each is verified, must follow in its
 * chain and must have its whole past here, so that what is stored is always
 * causally complete. What has to wait for its past is held in memory, bounded,
 * and tried again when the log grows; losing it costs a question to a peer.
 */
import { type DeviceId, NO_ENTRY, type OpId } from '../brand.ts';
import { type Entry, encodeEntry } from '../chain/entry.ts';
import { addExtent, contiguous, NO_RUNS } from '../chain/runs.ts';
import { verifyEntry } from '../chain/verify.ts';
import type { LogOp } from '../group/op.ts';
import type { Roster } from '../group/roster.ts';
import { introducedDevice, isFacilitator, memberOfDevice } from '../group/select.ts';
import type { ChainKey } from '../ports/entry-store.ts';
import { noteEpochStored } from './epoch-times.ts';
import { byLamport, type Candidate, freshCandidates, type HeldEntries, hold } from './replica-held.ts';
import { putKeyState } from './replica-keys.ts';
import { idAtPlace } from './replica-places.ts';
import { type ChainState, deriveMembership, type ReplicaParts, type ReplicaState } from './replica-state.ts';
import { chainText, type Rejection } from './sync-source.ts';

/** Most operations a group may have (HP1 §2). */
export const MAX_OPS = 4096;
/** Of them, so many are left for facilitators: nobody who is none can fill the log and so keep them from acting. */
const RESERVED_OPS = 512;

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
  /** As it was before the batch: who may use what is left of a log that is almost full. */
  readonly roster: Roster | null;
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

/** True when the log has no place left for what this device writes. */
function isFull(draft: Draft, deviceId: DeviceId): boolean {
  const left = MAX_OPS - draft.opLamports.size;
  const { roster } = draft;
  if (left > RESERVED_OPS || roster?.policy.mode === 'equals') return left <= 0;
  const memberId = roster && memberOfDevice(roster, deviceId);
  return left <= 0 || !roster || memberId === null || !isFacilitator(roster, memberId);
}

function take(parts: ReplicaParts, draft: Draft, candidate: Candidate): Verdict {
  const { entry, logOp } = candidate;
  const { header } = entry;
  if (draft.opLamports.has(entry.id)) return { tag: 'Known' };
  if (logOp.op.type === 'genesis' && entry.id !== parts.genesisHash) return refused('NotThisGroup');
  const chain: ChainKey = { deviceId: header.deviceId, inc: header.inc, lane: 'membership' };
  const text = chainText(chain);
  const own = introducedDevice(parts.groupId, logOp.op);
  const key = draft.signingKeys.get(header.deviceId) ?? (own?.deviceId === header.deviceId ? own.dsPk : undefined);
  if (!key) return { tag: 'Later' };
  // Before it may wait: what is not signed by its author takes nobody's place.
  candidate.isVerified ||= verifyEntry(entry, key);
  if (!candidate.isVerified) return refused('SignatureInvalid', candidate.isFresh);
  const lamport = dueLamport(entry, draft.opLamports);
  const runs = draft.chains.get(text)?.runs ?? NO_RUNS;
  if (header.seq > contiguous(runs).seq + 1 || lamport === null) return { tag: 'Later' };
  if (lamport !== header.lamport) return refused('LamportWrong');
  if (isFull(draft, header.deviceId)) return refused('LogFull');
  const added = addExtent(
    runs,
    { from: header.seq, to: header.seq, before: header.prev, prev: header.prev, id: entry.id },
    idAtPlace(parts.store, chain, runs),
  );
  if (!added.ok) return added.error.tag === 'Fork' ? { tag: 'Forked' } : { tag: 'Known' };
  draft.chains.set(text, { chain, runs: added.value });
  draft.opLamports.set(entry.id, header.lamport);
  draft.ops.set(entry.id, logOp);
  if (own) draft.signingKeys.set(own.deviceId, own.dsPk);
  parts.store.putEntry({
    id: entry.id,
    chain,
    seq: header.seq,
    coversFrom: header.seq,
    before: header.prev,
    kind: header.kind,
    recordId: header.recordId,
    // An operation of a later version keeps its place in the log and has no effect here.
    status: logOp.op.type === 'opaque' ? 'inert' : 'applied',
    lamport: header.lamport,
    bytes: encodeEntry(entry),
  });
  noteEpochStored(parts.store, logOp, parts.clock.now());
  return { tag: 'Taken' };
}

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
    roster: state.roster,
  };
  const rejected: Rejection[] = [];
  const forks: Entry[] = [];
  let accepted = 0;
  let open = freshCandidates(entries, held).sort(byLamport);
  // What waits can move only when something was taken. And a pass can make room for entries that sorted before it,
  // when a peer lies about lamports; repeat while it helps.
  let waiting = [...held.values()];
  for (let progress = true; progress && open.length > 0; ) {
    progress = false;
    const later: Candidate[] = [];
    for (const candidate of open) {
      const verdict = take(parts, draft, candidate);
      if (verdict.tag === 'Later') later.push(candidate);
      if (verdict.tag === 'Refused') rejected.push(verdict.rejection);
      if (verdict.tag === 'Forked') forks.push(candidate.entry);
      if (verdict.tag === 'Taken') {
        accepted += 1;
        progress = true;
      }
    }
    open = progress ? [...later, ...waiting].sort(byLamport) : later;
    if (progress) waiting = [];
  }
  hold(held, [...open, ...waiting]);
  if (accepted === 0) return { state, accepted, rejected, forks };
  const membership = deriveMembership(parts, draft.ops, state);
  putKeyState(parts.store, state, membership);
  return {
    state: { ...state, chains: draft.chains, opLamports: draft.opLamports, ...membership },
    accepted,
    rejected,
    forks,
  };
}
