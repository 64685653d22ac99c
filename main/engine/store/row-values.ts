/** Between ids in memory (hex) and in rows (bytes), and the typed reading of columns. */
import { idFromBytes } from '../../../shared/brand.ts';
import type { EntryStatus, StoredLane } from '../../../shared/ports/entry-store.ts';
import type { SqlRow } from './database.ts';

/** The bytes of an id for a column. */
export const idColumn = (id: string): Uint8Array => Buffer.from(id, 'hex');

// A column of another type than the schema says means that the file is not what the checks at opening saw: a defect.
const wrongType = (name: string): never => {
  throw new TypeError(`column ${name}`);
};

/** An id column as hex. */
export function idOf<I extends string>(row: SqlRow, name: string): I {
  const value = row[name];
  return value instanceof Uint8Array ? idFromBytes<I>(value) : wrongType(name);
}
/** An id column that may be NULL. */
export const idOrNull = <I extends string>(row: SqlRow, name: string): I | null =>
  row[name] === null ? null : idOf<I>(row, name);
/** An INTEGER column. */
export function numberOf(row: SqlRow, name: string): number {
  const value = row[name];
  return typeof value === 'number' ? value : wrongType(name);
}
/** A TEXT column. */
export function textOf(row: SqlRow, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : wrongType(name);
}
/** A BLOB column. */
export function bytesOf(row: SqlRow, name: string): Uint8Array {
  const value = row[name];
  return value instanceof Uint8Array ? value : wrongType(name);
}
/** A BLOB column that may be NULL. */
export const bytesOrNull = (row: SqlRow, name: string): Uint8Array | null =>
  row[name] === null ? null : bytesOf(row, name);

const LANES: readonly StoredLane[] = ['membership', 'content'];
/** Numbers of the lanes in rows. */
export const laneColumn = (lane: StoredLane): number => LANES.indexOf(lane);
/** The lane of a row. */
export const laneOfRow = (row: SqlRow): StoredLane => (numberOf(row, 'lane') === 0 ? 'membership' : 'content');

const STATUSES: readonly EntryStatus[] = ['applied', 'waiting', 'inert', 'quarantined'];
/** Numbers of the statuses in rows; 0 is `applied`, which the index of the others leaves out. */
export const statusColumn = (status: EntryStatus): number => STATUSES.indexOf(status);
/** The status of a row. */
export const statusOfRow = (row: SqlRow): EntryStatus => STATUSES[numberOf(row, 'status')] ?? 'inert';
