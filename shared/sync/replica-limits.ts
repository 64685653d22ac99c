/**
 * Up to where a chain's content counts (SPEC RP7, RP9): before a proven fork,
 * and within the frontier of whoever is not in the group any more. What lies
 * beyond is kept and passed on, and has no effect.
 */
import { type DeviceId, idFromBytes, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import { decodeEvidence } from '../chain/equivocation.ts';
import type { Roster } from '../group/roster.ts';
import type { ChainKey, EntryStore } from '../ports/entry-store.ts';
import type { Runs } from '../chain/runs.ts';
import { chainText } from './sync-source.ts';

/** Most places beyond its frontier that are kept of one device: enough for a good-faith month offline, and no more. */
export const MAX_BEYOND_CUT = 256;

/** Up to which place the chains of each cut device count, by incarnation; one that is not named has none. */
export type Cuts = ReadonlyMap<DeviceId, ReadonlyMap<number, number>>;

const CUTS_META = 'cuts';
const forkMeta = (chain: ChainKey): string => `fork/${chainText(chain)}`;

/** The place from which a chain is quarantined, or null for an honest one. */
export function forkedFrom(store: EntryStore, chain: ChainKey): number | null {
  const evidence = store.meta(forkMeta(chain));
  const proof = evidence ? decodeEvidence(evidence) : null;
  return proof?.ok ? proof.value.one.header.seq : null;
}

/** Keeps the proof of a chain's earliest fork; in the caller's transaction. */
export const putFork = (store: EntryStore, chain: ChainKey, evidence: Uint8Array): void =>
  store.putMeta(forkMeta(chain), evidence);

/** The cuts of a roster as this device applies them: what it wrote itself stays readable on it. */
export function cutsOf(roster: Roster | null, own: DeviceId): Cuts {
  const rows = [...(roster?.cuts ?? [])].filter(([deviceId]) => deviceId !== own);
  return new Map(rows.map(([deviceId, list]) => [deviceId, new Map(list.map((row) => [row.inc, row.seq]))]));
}

/** The last place of a chain within its cut; infinite for a device that has none. */
export function cutAt(cuts: Cuts, chain: ChainKey): number {
  const rows = cuts.get(chain.deviceId);
  return rows ? (rows.get(chain.inc) ?? 0) : Number.POSITIVE_INFINITY;
}

/** The last place of a chain that counts; infinite while all of it does. */
export function lastCounting(store: EntryStore, cuts: Cuts, chain: ChainKey): number {
  const fork = forkedFrom(store, chain);
  return Math.min(cutAt(cuts, chain), fork === null ? Number.POSITIVE_INFINITY : fork - 1);
}

/** How many more places beyond its cut are taken of a device; infinite for one that is not cut. */
export function roomBeyondCut(
  chains: Iterable<{ readonly chain: ChainKey; readonly runs: Runs }>,
  cuts: Cuts,
  deviceId: DeviceId,
): number {
  if (!cuts.has(deviceId)) return Number.POSITIVE_INFINITY;
  let beyond = 0;
  for (const { chain, runs } of chains) {
    if (chain.deviceId !== deviceId || chain.lane !== 'content') continue;
    const cut = cutAt(cuts, chain);
    for (const run of runs) beyond += Math.max(0, run.to - Math.max(run.from - 1, cut));
  }
  return Math.max(0, MAX_BEYOND_CUT - beyond);
}

/** The cuts by which the stored entries were judged last. */
export function readCuts(store: EntryStore): Cuts {
  const bytes = store.meta(CUTS_META);
  const cuts = new Map<DeviceId, Map<number, number>>();
  if (!bytes) return cuts;
  const reader = new ByteReader(bytes);
  for (let devices = reader.uint(2); devices > 0; devices -= 1) {
    const rows = new Map<number, number>();
    cuts.set(idFromBytes<DeviceId>(reader.raw(16)), rows);
    for (let left = reader.uint(2); left > 0; left -= 1) rows.set(reader.uint(4), reader.uint(6));
  }
  return cuts;
}

/** Remembers by which cuts the stored entries are judged; in the caller's transaction. */
export function putCuts(store: EntryStore, cuts: Cuts): void {
  const writer = new ByteWriter().uint(cuts.size, 2);
  for (const [deviceId, rows] of cuts) {
    writer.raw(idToBytes(deviceId)).uint(rows.size, 2);
    for (const [inc, seq] of rows) writer.uint(inc, 4).uint(seq, 6);
  }
  store.putMeta(CUTS_META, writer.finish());
}

/** True when both cut the same chains at the same places. */
export function sameCuts(a: Cuts, b: Cuts): boolean {
  if (a.size !== b.size) return false;
  return [...a].every(([deviceId, rows]) => {
    const other = b.get(deviceId);
    return other?.size === rows.size && [...rows].every(([inc, seq]) => other.get(inc) === seq);
  });
}
