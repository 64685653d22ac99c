/**
 * Membership entries that wait in memory for their past (HP1 §10, SPEC RP5).
 * Losing one costs a question to a peer; so the bounds decide only who may
 * make us forget what. What its author signed goes before what nobody vouches
 * for, and nobody has more than a chain's share.
 */
import { hex } from '@scure/base';
import type { Entry } from '../chain/entry.ts';
import { type LogOp, logOpOf } from '../group/op.ts';
import { chainText } from './sync-source.ts';

/** Most that wait in all, of one chain, and of devices that no operation introduced yet; and most bytes. */
const MAX_HELD = 4096;
const MAX_HELD_OF_CHAIN = 256;
const MAX_HELD_UNKNOWN = 1024;
const MAX_HELD_BYTES = 16 * 1024 * 1024;

/** A membership entry on its way in, read once. */
export interface Candidate {
  readonly entry: Entry;
  readonly logOp: LogOp;
  /** Its author's signature was checked. */
  isVerified: boolean;
  /** It came with the batch that is being taken in: what was held before is not this peer's fault. */
  readonly isFresh: boolean;
}

/** What waits, by id and signature: an entry with a false signature has the id of the right one. */
export type HeldEntries = Map<string, Candidate>;

const keyOf = ({ id, signature }: Entry): string => `${id}/${hex.encode(signature)}`;

/** Ascending by Lamport time, which is an order of reading and proves nothing. */
export const byLamport = (a: Candidate, b: Candidate): number =>
  a.entry.header.lamport - b.entry.header.lamport ||
  a.entry.header.seq - b.entry.header.seq ||
  (a.entry.id < b.entry.id ? -1 : 1);

/** The entries of a batch that do not wait already, each once. */
export function freshCandidates(entries: readonly Entry[], held: HeldEntries): Candidate[] {
  const fresh = new Map<string, Candidate>();
  for (const entry of entries) {
    const key = keyOf(entry);
    if (held.has(key) || fresh.has(key)) continue;
    fresh.set(key, { entry, logOp: logOpOf(entry), isVerified: false, isFresh: true });
  }
  return [...fresh.values()];
}

/** Keeps what waits, within the bounds. */
export function hold(held: HeldEntries, waiting: readonly Candidate[]): void {
  held.clear();
  const ofChain = new Map<string, number>();
  let [unknown, bytes] = [0, 0];
  const inOrder = [...waiting].sort((a, b) => Number(b.isVerified) - Number(a.isVerified) || byLamport(a, b));
  for (const candidate of inOrder) {
    const { deviceId, inc, ctLength } = candidate.entry.header;
    const chain = chainText({ deviceId, inc, lane: 'membership' });
    const count = (ofChain.get(chain) ?? 0) + 1;
    if (!candidate.isVerified) unknown += 1;
    if (held.size >= MAX_HELD || count > MAX_HELD_OF_CHAIN || unknown > MAX_HELD_UNKNOWN) continue;
    if (bytes + ctLength > MAX_HELD_BYTES) continue;
    bytes += ctLength;
    ofChain.set(chain, count);
    held.set(keyOf(candidate.entry), { ...candidate, isFresh: false });
  }
}
