/** The statements over a keeper's SQLite file. Each is called inside a transaction of `sqlite-mail-store.ts`. */
import type Database from '@signalapp/sqlcipher';
import {
  dayOf,
  type Deposit,
  hourOf,
  leastSerial,
  PARCEL_DAYS,
  type StoreBounds,
  type StoreSize,
  TICKET_BYTES_HELD,
  TICKET_PUTS_PER_DAY,
  untilHourOf,
} from './mail-store.ts';

/** Expired parcels that one sweep deletes, also the one that makes room at a full store. */
const SWEEP_STEP = 64;

/** Where a parcel lies, without its bytes. */
interface ParcelPlace {
  readonly row: number;
  readonly serial: number;
  /** Hours since 1970 UTC. */
  readonly until: number;
  readonly size: number;
}

/** See the file's head. Every call throws when the disk fails. */
export interface ParcelTables {
  readonly id: Uint8Array;
  /** Nothing new is taken unless `isRoom`; what is there is renewed. */
  put(deposit: Deposit, now: number, isRoom: boolean): 'new' | 'again' | 'full' | 'refused';
  list(mailbox: Uint8Array, after: number, count: number, now: number): readonly ParcelPlace[];
  parcel(row: number): Uint8Array;
  /** Deletes some expired parcels, so few that others are answered in between; true while there may be more. */
  sweep(now: number): boolean;
  size(): StoreSize;
  /** Reads again how much there is, after a transaction that was undone. */
  recount(): void;
}

// The binding's types want an ArrayBuffer of their own; nothing here ever uses shared memory.
const bound = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

const LIST = 'SELECT rowid AS row, serial, until, size FROM parcels WHERE mailbox = ? AND serial > ? AND until > ?';

type Row = Readonly<Record<string, number>>;

/** Prepares the statements. */
export function createParcelTables(db: Database, bounds: StoreBounds): ParcelTables {
  const findParcel = db.prepare(
    'SELECT rowid AS row, serial, until, size FROM parcels WHERE mailbox = ? AND digest = ?',
  );
  const findMailbox = db.prepare('SELECT last, parcels, bytes FROM mailboxes WHERE name = ?');
  const renew = db.prepare('UPDATE parcels SET until = ? WHERE rowid = ?');
  const insert = db.prepare(
    'INSERT INTO parcels (mailbox, serial, digest, until, size, parcel) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const setMailbox = db.prepare('INSERT OR REPLACE INTO mailboxes (name, last, parcels, bytes) VALUES (?, ?, ?, ?)');
  const shrinkMailbox = db.prepare('UPDATE mailboxes SET parcels = parcels - 1, bytes = bytes - ? WHERE name = ?');
  const dropMailbox = db.prepare('DELETE FROM mailboxes WHERE name = ? AND parcels = 0');
  // A limit stands in the text: SQLite plans a statement anew for each value that is bound to one, which takes ten times
  // as long as running it. The database keeps what it prepared, here one statement for each count.
  const list = (count: number) => db.prepare(`${LIST} ORDER BY serial LIMIT ${Math.trunc(count)}`);
  const read = db.prepare('SELECT parcel FROM parcels WHERE rowid = ?', { pluck: true });
  const expired = db.prepare(`SELECT rowid AS row, mailbox, size FROM parcels WHERE until <= ? LIMIT ${SWEEP_STEP}`);
  const expiredIn = db.prepare('SELECT rowid AS row, mailbox, size FROM parcels WHERE mailbox = ? AND until <= ?');
  const remove = db.prepare('DELETE FROM parcels WHERE rowid = ?');
  const forgetTickets = db.prepare('DELETE FROM tickets WHERE day <= ?');
  const ticketToday = db.prepare('SELECT puts FROM tickets WHERE name = ? AND day = ?', { pluck: true });
  const ticketBytes = db.prepare('SELECT coalesce(sum(bytes), 0) FROM tickets WHERE name = ? AND day > ?', {
    pluck: true,
  });
  const countTicket = db.prepare(
    'INSERT INTO tickets (name, day, puts, bytes) VALUES (?, ?, 1, ?) ON CONFLICT (name, day) DO UPDATE SET puts = puts + 1, bytes = bytes + excluded.bytes',
  );
  const total = db.prepare(
    'SELECT coalesce(sum(parcels), 0) AS parcels, coalesce(sum(bytes), 0) AS bytes FROM mailboxes',
  );

  const sizeNow = (): StoreSize => {
    const { parcels = 0, bytes = 0 } = (total.get([]) ?? {}) as Row;
    return { parcels, bytes };
  };
  // Kept in memory, since one process owns the file: a sum over all mailboxes for each put would be slow.
  let held = sizeNow();

  const removeRow = (row: number, mailbox: Uint8Array, size: number): void => {
    remove.run([row]);
    shrinkMailbox.run([size, bound(mailbox)]);
    dropMailbox.run([bound(mailbox)]);
    held = { parcels: held.parcels - 1, bytes: held.bytes - size };
  };
  const removeRows = (rows: readonly unknown[]): number => {
    for (const one of rows as readonly { row: number; mailbox: Uint8Array; size: number }[]) {
      removeRow(one.row, one.mailbox, one.size);
    }
    return rows.length;
  };
  const sweep = (now: number): boolean => {
    forgetTickets.run([dayOf(now) - PARCEL_DAYS]);
    return removeRows(expired.all([hourOf(now)])) === SWEEP_STEP;
  };

  const mailboxOf = (name: Uint8Array): Row => (findMailbox.get([bound(name)]) ?? {}) as Row;
  const fits = ({ parcels = 0, bytes = 0 }: Row, size: number): boolean =>
    parcels < bounds.mailboxParcels && bytes + size <= bounds.mailboxBytes;

  return {
    id: Uint8Array.from(db.prepare('SELECT id FROM meta', { pluck: true }).get<Uint8Array<ArrayBuffer>>([]) ?? []),
    put({ mailbox, digest, parcel, ticket }, now, isRoom) {
      const today = ticket === null ? 0 : (ticketToday.get([bound(ticket), dayOf(now)]) ?? 0);
      if (Number(today) >= TICKET_PUTS_PER_DAY) return 'refused';
      const there = findParcel.get([bound(mailbox), bound(digest)]) as Row | undefined;
      if (there && Number(there.until) > hourOf(now)) {
        renew.run([Math.max(Number(there.until), untilHourOf(now)), Number(there.row)]);
        if (ticket) countTicket.run([bound(ticket), dayOf(now), 0]);
        return 'again';
      }
      if (there) removeRow(Number(there.row), mailbox, Number(there.size));
      const before = held;
      const used = ticket === null ? 0 : ticketBytes.get([bound(ticket), dayOf(now) - PARCEL_DAYS]);
      if (Number(used) + parcel.length > TICKET_BYTES_HELD) return 'refused';
      let box = mailboxOf(mailbox);
      if (!fits(box, parcel.length)) removeRows(expiredIn.all([bound(mailbox), hourOf(now)]));
      if (held.bytes + parcel.length > bounds.maxBytes) sweep(now);
      // What was removed may have been its own.
      if (held !== before) box = mailboxOf(mailbox);
      if (!isRoom || !fits(box, parcel.length) || held.bytes + parcel.length > bounds.maxBytes) return 'full';
      const serial = Math.max((box.last ?? 0) + 1, leastSerial(now));
      insert.run([bound(mailbox), serial, bound(digest), untilHourOf(now), parcel.length, bound(parcel)]);
      setMailbox.run([bound(mailbox), serial, (box.parcels ?? 0) + 1, (box.bytes ?? 0) + parcel.length]);
      held = { parcels: held.parcels + 1, bytes: held.bytes + parcel.length };
      if (ticket) countTicket.run([bound(ticket), dayOf(now), parcel.length]);
      return 'new';
    },
    list: (mailbox, after, count, now) =>
      list(count).all([bound(mailbox), after, hourOf(now)]) as readonly unknown[] as readonly ParcelPlace[],
    parcel: (row) => read.get<Uint8Array<ArrayBuffer>>([row]) ?? new Uint8Array(0),
    sweep,
    size: () => held,
    recount() {
      held = sizeNow();
    },
  };
}
