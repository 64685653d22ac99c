/**
 * Pieces that whatever carries entries to silent readers is packed with
 * (bundles, and parcels for a keeper): what somebody may lack, runs of a chain
 * as a session would answer with them, and the log in an order in which no
 * operation waits for its past.
 */
import type { DeviceId } from '../brand.ts';
import { decodeEntry } from '../chain/entry.ts';
import { extentOf } from '../chain/extent.ts';
import type { Roster } from '../group/roster.ts';
import { activeDevices } from '../group/select.ts';
import type { HaveRow } from '../ports/entry-store.ts';
import { runBytes, splitToRuns } from './bundle-runs.ts';
import { chainText, type FrontierRow, MAX_WANT_ENTRIES, type SyncSource } from './sync-source.ts';

/** Entries of a content run: as many as a session asks for at once. */
export const RUN_ENTRIES = 128;
/** Bytes read of a chain at once. */
export const READ_BYTES = 256 * 1024;

/** What others may lack follows from. */
export interface NeedInput {
  readonly roster: Roster;
  /** The device that packs. */
  readonly deviceId: DeviceId;
  /** What other devices are known to hold. */
  readonly haves: readonly HaveRow[];
  /** Devices beside the active ones that are to be told. */
  readonly alsoFor?: readonly DeviceId[];
}

/** The first place of each chain that some other active device, but for the chain's own, is not known to hold. */
export function neededFrom({ roster, deviceId, haves, alsoFor = [] }: NeedInput): (row: FrontierRow) => number {
  const others = [...activeDevices(roster).map((device) => device.deviceId), ...alsoFor].filter(
    (id) => id !== deviceId,
  );
  const known = new Map(haves.map(({ holder, chain, seq }) => [`${holder}/${chainText(chain)}`, seq]));
  return (row) => {
    const held = others
      .filter((other) => other !== row.deviceId)
      .map((other) => known.get(`${other}/${chainText(row)}`) ?? 0);
    return Math.min(row.seq, ...held) + 1;
  };
}

/** All entries of a range of one chain, ascending, in runs as a session would answer with them. */
export function readAll(source: Pick<SyncSource, 'read'>, row: FrontierRow, from: number, to: number): Uint8Array[][] {
  const runs: Uint8Array[][] = [];
  for (let next: number | null = from; next !== null; ) {
    const read = source.read({ deviceId: row.deviceId, inc: row.inc, lane: row.lane, from: next, to }, READ_BYTES);
    runs.push(...splitToRuns(read.entries));
    next = read.next;
  }
  return runs;
}

/** The membership log in the order of its Lamport times, in which every operation comes after its past. */
export function logInOrder(source: Pick<SyncSource, 'read'>, rows: readonly FrontierRow[]): readonly Uint8Array[] {
  const log = rows.flatMap((row) => {
    const entries: Uint8Array[] = [];
    for (let from = 1; from <= row.seq; from += MAX_WANT_ENTRIES) {
      entries.push(...readAll(source, row, from, Math.min(row.seq, from + MAX_WANT_ENTRIES - 1)).flat());
    }
    return entries.flatMap((bytes) => {
      const entry = decodeEntry(bytes);
      return entry.ok ? [{ bytes, id: entry.value.id, lamport: entry.value.header.lamport }] : [];
    });
  });
  return log.sort((a, b) => a.lamport - b.lamport || (a.id < b.id ? -1 : 1)).map(({ bytes }) => bytes);
}

/** The lowest place that an entry stands for, or null for one that cannot be placed. */
export function lowestPlace(bytes: Uint8Array): number | null {
  const entry = decodeEntry(bytes);
  return entry.ok ? (extentOf(entry.value.id, entry.value.header)?.from ?? null) : null;
}

/** Runs as far as there is room. */
export interface Packing {
  readonly runs: (readonly Uint8Array[])[];
  entries: number;
  bytesLeft: number;
}

/** Puts runs in when all of them fit. */
export function pack(packing: Packing, runs: readonly (readonly Uint8Array[])[]): boolean {
  const bytes = runs.reduce((sum, run) => sum + runBytes(run), 0);
  if (bytes > packing.bytesLeft) return false;
  packing.runs.push(...runs);
  packing.entries += runs.reduce((sum, run) => sum + run.length, 0);
  packing.bytesLeft -= bytes;
  return true;
}
