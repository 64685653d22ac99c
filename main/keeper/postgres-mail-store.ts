/** Parcels and boxes in a PostgreSQL database that several instances share. */
import type { SharedBoxes } from './boxes.ts';
import { MAX_BOX_DAYS } from './boxes.ts';
import {
  dayOf,
  type DepositOutcome,
  hourOf,
  leastSerial,
  type MailStore,
  PARCEL_DAYS,
  pageLength,
  type StoreBounds,
  type StoreSize,
  TICKET_BYTES_HELD,
  TICKET_PUTS_PER_DAY,
} from './mail-store.ts';
import type { PostgresPool } from './postgres-pool.ts';

/** How old the sum over the whole store may be, in milliseconds: a put that finds it full has it counted again. */
const SIZE_AGE_MS = 1_000;
/** Mailboxes that one step of a sweep clears. */
const SWEEP_STEP = 32;
const DAY_MS = 86_400_000;

const PUT = 'SELECT keeper_put($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) AS outcome';
const LIST =
  'SELECT serial, size, until FROM keeper_parcels WHERE mailbox = $1 AND serial > $2 AND until > $3 ORDER BY serial LIMIT $4';
const READ =
  'SELECT serial, parcel FROM keeper_parcels WHERE mailbox = $1 AND serial = ANY($2::bigint[]) ORDER BY serial';
const SIZE = 'SELECT sum(parcels)::float8 AS parcels, sum(bytes)::float8 AS bytes FROM keeper_totals';

/** Over an open pool; `id` is the store's. */
export function createPostgresMailStore(pool: PostgresPool, id: Uint8Array, bounds: StoreBounds): MailStore {
  let size: StoreSize & { readonly at: number } = { parcels: 0, bytes: 0, at: Number.NEGATIVE_INFINITY };
  let arrived = 0;

  const count = async (): Promise<StoreSize | null> => {
    const rows = await pool.ask(SIZE, []);
    if (!rows.ok) return null;
    const [row] = rows.value;
    return { parcels: Number(row?.parcels ?? 0), bytes: Number(row?.bytes ?? 0) };
  };
  /** Whether `bytes` more are too many, by a sum that is at most a second old and what arrived here since. */
  const isFull = async (bytes: number, now: number): Promise<boolean> => {
    const isOld = Math.abs(now - size.at) > SIZE_AGE_MS;
    if (isOld || size.bytes + arrived + bytes > bounds.maxBytes) {
      const counted = await count();
      if (counted === null) return false;
      size = { ...counted, at: now };
      arrived = 0;
    }
    return size.bytes + arrived + bytes > bounds.maxBytes;
  };

  return {
    id,
    async put({ mailbox, digest, parcel, ticket }, now): Promise<DepositOutcome> {
      const isOver = await isFull(parcel.length, now);
      // A full store still renews what it has: such a mailbox may hold no more than it does.
      const [boxParcels, boxBytes] = isOver ? [0, 0] : [bounds.mailboxParcels, bounds.mailboxBytes];
      const rows = await pool.ask(
        PUT,
        [
          mailbox,
          digest,
          parcel,
          ticket,
          dayOf(now),
          hourOf(now),
          leastSerial(now),
          TICKET_PUTS_PER_DAY,
          TICKET_BYTES_HELD,
          PARCEL_DAYS,
          boxParcels,
          boxBytes,
          PARCEL_DAYS * 24,
        ].map(asBuffer),
      );
      if (!rows.ok) return rows.error;
      const outcome = rows.value[0]?.outcome as DepositOutcome;
      if (outcome === 'new') arrived += parcel.length;
      return outcome;
    },
    async get(mailbox, after, page, now) {
      const box = asBuffer(mailbox);
      const listed = await pool.ask(LIST, [box, after, hourOf(now), page.parcels + 1]);
      if (!listed.ok) return null;
      const places = listed.value.slice(
        0,
        pageLength(
          listed.value.map(({ size: bytes }) => Number(bytes)),
          page,
        ),
      );
      if (places.length === 0) return { parcels: [], more: false };
      const read = await pool.ask(READ, [box, places.map(({ serial }) => serial)]);
      if (!read.ok) return null;
      const untilBySerial = new Map(places.map(({ serial, until }) => [String(serial), Number(until)]));
      return {
        // What a sweep took away in between is simply not there.
        parcels: read.value.map(({ serial, parcel }) => ({
          serial: Number(serial),
          untilHour: untilBySerial.get(String(serial)) ?? 0,
          parcel: parcel as Uint8Array,
        })),
        more: places.length < listed.value.length,
      };
    },
    async sweep(now) {
      const due = await pool.ask(
        'SELECT DISTINCT mailbox FROM (SELECT mailbox FROM keeper_parcels WHERE until <= $1 LIMIT $2) AS due',
        [hourOf(now), SWEEP_STEP],
      );
      if (!due.ok) return false;
      for (const { mailbox } of due.value) {
        const swept = await pool.ask('SELECT keeper_sweep($1, $2)', [mailbox, hourOf(now)]);
        if (!swept.ok) return false;
      }
      if (due.value.length > 0) return true;
      await pool.ask('DELETE FROM keeper_tickets WHERE day <= $1', [dayOf(now) - PARCEL_DAYS]);
      // Rows of mailboxes to which only refused puts came.
      await pool.ask(
        'DELETE FROM keeper_mailboxes WHERE parcels = 0 AND name IN (SELECT name FROM keeper_mailboxes WHERE parcels = 0 LIMIT 1000)',
        [],
      );
      await pool.ask('DELETE FROM keeper_boxes WHERE until <= $1', [now]);
      return false;
    },
    size: count,
    close: () => pool.close(),
  };
}

/** Boxes in the same database; `clock` gives milliseconds since 1970 UTC. */
export function createPostgresBoxes(pool: PostgresPool, maxBoxes: number, clock: () => number): SharedBoxes {
  return {
    async put(box, data, days) {
      const now = clock();
      const until = now + Math.min(days, MAX_BOX_DAYS) * DAY_MS;
      const rows = await pool.ask('SELECT keeper_box_put($1, $2, $3, $4, $5) AS state', [
        box,
        data,
        until,
        now,
        maxBoxes,
      ]);
      return rows.ok ? (rows.value[0]?.state as 'kept' | 'full' | 'taken') : 'full';
    },
    async get(box) {
      const rows = await pool.ask('SELECT data FROM keeper_boxes WHERE name = $1 AND until > $2', [box, clock()]);
      if (!rows.ok) return 'away';
      return (rows.value[0]?.data as string | undefined) ?? null;
    },
  };
}

/** Bytes as the driver takes them; other values as they are. */
const asBuffer = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
