/**
 * Where a keeper's parcels lie: the port that every store fills (SPEC KP2–KP6).
 * A store knows names, sealed bytes, hours and counters; it is never told who
 * put or asked. Its calls do not throw: a store that cannot be reached is an
 * answer like any other, and nothing was kept then.
 */

/** How long a parcel is kept, counted from its last arrival, in days (HP1 §7). */
export const PARCEL_DAYS = 30;
/** Most parcels and bytes in one mailbox. */
export const MAILBOX_PARCELS = 2_000;
export const MAILBOX_BYTES_HELD = 64 * 1024 * 1024;
/** What one ticket may put: times a day, and bytes in the last 30 days (HP1 §7). */
export const TICKET_PUTS_PER_DAY = 200;
export const TICKET_BYTES_HELD = 64 * 1024 * 1024;

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Serials that a mailbox may use up in an hour, on average since it began, before they could ever meet again. */
const SERIALS_PER_HOUR = 4_096;

/** What is to be kept. The caller has checked the signature, the size and the ticket's name. */
export interface Deposit {
  /** 32 bytes. */
  readonly mailbox: Uint8Array;
  /** `H('parcel', parcel)`, 32 bytes: by it the same parcel is known again. */
  readonly digest: Uint8Array;
  readonly parcel: Uint8Array;
  /** `H('ticket', ticket)`, 32 bytes, or null where the keeper asks for none. */
  readonly ticket: Uint8Array | null;
}

/**
 * What became of a deposit. `new` and `again` are committed: `again` for a
 * parcel that lies there already, which is now kept for longer. `full` for the
 * mailbox, the store or its disk; `refused` for a ticket that is used up;
 * `away` for a store that could not be asked.
 */
export type DepositOutcome = 'new' | 'again' | 'full' | 'refused' | 'away';

/** One parcel as it lies in a store. */
export interface StoredParcel {
  readonly serial: number;
  /** Until when it is kept, in hours since 1970 UTC. */
  readonly untilHour: number;
  readonly parcel: Uint8Array;
}

/** Parcels of one mailbox in the order of their serials. */
export interface ParcelPage {
  readonly parcels: readonly StoredParcel[];
  /** Whether there is more behind the last. */
  readonly more: boolean;
}

/** Most that one question may bring; at least one parcel comes where there is one. */
export interface PageBounds {
  readonly parcels: number;
  readonly bytes: number;
}

/** How much lies in a store, in whole. */
export interface StoreSize {
  readonly parcels: number;
  readonly bytes: number;
}

/** See the file's head. Times are milliseconds since 1970 UTC, by the keeper's clock. */
export interface MailStore {
  /** 16 random bytes, made with the store and never again: serials mean something in this store only. */
  readonly id: Uint8Array;
  put(deposit: Deposit, now: number): Promise<DepositOutcome>;
  /** What lies behind serial `after` and has not expired; null when the store could not be asked. */
  get(mailbox: Uint8Array, after: number, bounds: PageBounds, now: number): Promise<ParcelPage | null>;
  /** Deletes some of what has expired; true while there may be more. */
  sweep(now: number): Promise<boolean>;
  /** Null when the store could not be asked. */
  size(): Promise<StoreSize | null>;
  close(): Promise<void>;
}

/** Bounds of a store in whole; a mailbox has its own. */
export interface StoreBounds {
  /** Most bytes of parcels. */
  readonly maxBytes: number;
  readonly mailboxParcels: number;
  readonly mailboxBytes: number;
}

/** Whole hours since 1970 UTC. The time of a parcel is kept no finer than that. */
export const hourOf = (now: number): number => Math.floor(now / HOUR_MS);

/** Until when what arrives now is kept. */
export const untilHourOf = (now: number): number => hourOf(now) + PARCEL_DAYS * 24;

/** Whole days since 1970 UTC, by which a ticket is counted. */
export const dayOf = (now: number): number => Math.floor(now / DAY_MS);

/** Whole days for which a parcel will still be kept, rounded up. */
export const daysLeft = (untilHour: number, now: number): number =>
  Math.max(0, Math.min(PARCEL_DAYS, Math.ceil((untilHour - hourOf(now)) / 24)));

/**
 * The least serial that a parcel may take now. It grows with the hour, so that
 * a mailbox that was emptied and forgotten, or a store that was put back from a
 * copy, never gives a serial that a reader has already passed.
 */
export const leastSerial = (now: number): number => hourOf(now) * SERIALS_PER_HOUR;

/** How many of these sizes, in order, one page may hold. */
export function pageLength(sizes: readonly number[], bounds: PageBounds): number {
  let bytes = 0;
  for (const [index, size] of sizes.entries()) {
    bytes += size;
    if (index >= bounds.parcels || (index > 0 && bytes > bounds.bytes)) return index;
  }
  return sizes.length;
}
