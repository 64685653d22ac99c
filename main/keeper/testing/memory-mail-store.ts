/** A store of parcels in memory, for tests. It sits the same exam as the real ones. */
import { hex } from '@scure/base';
import {
  dayOf,
  hourOf,
  leastSerial,
  type MailStore,
  PARCEL_DAYS,
  pageLength,
  type StoreBounds,
  type StoredParcel,
  TICKET_BYTES_HELD,
  TICKET_PUTS_PER_DAY,
  untilHourOf,
} from '../mail-store.ts';

interface Held extends StoredParcel {
  readonly digest: string;
}

/** Starts empty. */
export function createMemoryMailStore(id: Uint8Array, bounds: StoreBounds): MailStore {
  const mailboxes = new Map<string, Held[]>();
  const used = new Map<string, Map<number, { puts: number; bytes: number }>>();
  const bytesOf = (all: readonly Held[]): number => all.reduce((sum, { parcel }) => sum + parcel.length, 0);
  let isClosed = false;
  const everything = (): Held[] => [...mailboxes.values()].flat();
  const drop = (now: number): void => {
    for (const [name, held] of mailboxes) {
      const kept = held.filter(({ untilHour }) => untilHour > hourOf(now));
      if (kept.length > 0) mailboxes.set(name, kept);
      else mailboxes.delete(name);
    }
  };
  return {
    id,
    async put({ mailbox, digest, parcel, ticket }, now) {
      if (isClosed) return 'away';
      drop(now);
      const days = ticket && (used.get(hex.encode(ticket)) ?? new Map<number, { puts: number; bytes: number }>());
      const today = days?.get(dayOf(now)) ?? { puts: 0, bytes: 0 };
      if (today.puts >= TICKET_PUTS_PER_DAY) return 'refused';
      const name = hex.encode(mailbox);
      const held = mailboxes.get(name) ?? [];
      const at = held.findIndex((one) => one.digest === hex.encode(digest));
      const before = held[at];
      const isNew = before === undefined;
      if (isNew) {
        let bytes = 0;
        for (const [day, count] of days ?? []) if (day > dayOf(now) - PARCEL_DAYS) bytes += count.bytes;
        if (bytes + parcel.length > TICKET_BYTES_HELD) return 'refused';
        const isFull =
          held.length >= bounds.mailboxParcels ||
          bytesOf(held) + parcel.length > bounds.mailboxBytes ||
          bytesOf(everything()) + parcel.length > bounds.maxBytes;
        if (isFull) return 'full';
        const serial = Math.max((held.at(-1)?.serial ?? 0) + 1, leastSerial(now));
        held.push({ serial, untilHour: untilHourOf(now), parcel: parcel.slice(), digest: hex.encode(digest) });
      } else held[at] = { ...before, untilHour: Math.max(before.untilHour, untilHourOf(now)) };
      mailboxes.set(name, held);
      if (ticket && days) {
        days.set(dayOf(now), { puts: today.puts + 1, bytes: today.bytes + (isNew ? parcel.length : 0) });
        used.set(hex.encode(ticket), days);
      }
      return isNew ? 'new' : 'again';
    },
    async get(mailbox, after, page, now) {
      if (isClosed) return null;
      const all = (mailboxes.get(hex.encode(mailbox)) ?? []).filter(
        ({ serial, untilHour }) => serial > after && untilHour > hourOf(now),
      );
      const count = pageLength(
        all.map(({ parcel }) => parcel.length),
        page,
      );
      const parcels = all.slice(0, count).map(({ serial, untilHour, parcel }) => ({ serial, untilHour, parcel }));
      return { parcels, more: count < all.length };
    },
    async sweep(now) {
      drop(now);
      return false;
    },
    size: async () => ({ parcels: everything().length, bytes: bytesOf(everything()) }),
    async close() {
      isClosed = true;
    },
  };
}
