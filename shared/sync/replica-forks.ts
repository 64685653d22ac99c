/**
 * Forks: two entries of one device at one place (SPEC CH6). The proof is kept
 * and passed on, and the chain is quarantined from that place on, on every
 * replica that hears of it: whatever a device said after it told two stories
 * is shown to nobody, and what it said before stays.
 */
import type { RecordId } from '../brand.ts';
import { decodeEntry, type Entry } from '../chain/entry.ts';
import { decodeEvidence, encodeEvidence, equivocationOf, isProven } from '../chain/equivocation.ts';
import { laneOf } from '../chain/kinds.ts';
import type { ChainKey } from '../ports/entry-store.ts';
import { forkedFrom, putFork } from './replica-limits.ts';
import { judgeAnew } from './replica-revise.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';
import type { Rejection } from './sync-source.ts';

/** Takes a proof from a peer. The earliest fork of a chain counts. */
export function acceptProof(
  parts: ReplicaParts,
  state: ReplicaState,
  bytes: Uint8Array,
  touched: Set<RecordId>,
): 'new' | 'known' | 'invalid' {
  const proof = decodeEvidence(bytes);
  if (!proof.ok) return 'invalid';
  const { header } = proof.value.one;
  const key = state.signingKeys.get(header.deviceId);
  if (header.groupId !== parts.groupId || !key || !isProven(proof.value, key)) return 'invalid';
  const chain: ChainKey = { deviceId: header.deviceId, inc: header.inc, lane: laneOf(header.kind) };
  const known = forkedFrom(parts.store, chain);
  if (known !== null && known <= header.seq) return 'known';
  putFork(parts.store, chain, bytes);
  // Operations keep their standing: what a facilitator signed twice is for the resolver to judge.
  if (chain.lane === 'content') judgeAnew(parts, state, [{ chain, after: header.seq - 1 }], touched);
  return 'new';
}

/** Makes and keeps proofs from entries that claim a place where another stands. */
export function noteForks(
  parts: ReplicaParts,
  state: ReplicaState,
  entries: readonly Entry[],
  touched: Set<RecordId>,
): { readonly evidence: readonly Uint8Array[]; readonly rejected: readonly Rejection[] } {
  const evidence: Uint8Array[] = [];
  const rejected: Rejection[] = [];
  for (const entry of entries) {
    rejected.push({ tag: 'Forked', invalidSignature: false });
    const { deviceId, inc, seq, kind } = entry.header;
    const chain: ChainKey = { deviceId, inc, lane: laneOf(kind) };
    const known = parts.store.entriesInRange(chain, seq, seq).find((stored) => stored.seq === seq);
    const other = known ? decodeEntry(known.bytes) : null;
    const found = other?.ok ? equivocationOf(other.value, entry) : null;
    if (!found) continue;
    const bytes = encodeEvidence(found);
    if (acceptProof(parts, state, bytes, touched) === 'new') evidence.push(bytes);
  }
  return { evidence, rejected };
}
