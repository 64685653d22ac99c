/** The exam that every store of parcels sits. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, hash } from '../../../shared/crypto/crypto.ts';
import { utf8 } from '../../../shared/bytes.ts';
import {
  type Deposit,
  daysLeft,
  type MailStore,
  MAILBOX_BYTES_HELD,
  MAILBOX_PARCELS,
  PARCEL_DAYS,
  type StoreBounds,
  TICKET_PUTS_PER_DAY,
} from '../mail-store.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A Thursday in 2026. */
const START = Date.UTC(2026, 10, 26, 12);
const PAGE = { parcels: 16, bytes: 1_048_576 };
export const USUAL_BOUNDS: StoreBounds = {
  maxBytes: 1 << 30,
  mailboxParcels: MAILBOX_PARCELS,
  mailboxBytes: MAILBOX_BYTES_HELD,
};

/** A deposit whose bytes follow from its numbers. */
export function sampleDeposit(box: string, n: number, size = 4_096, ticket: string | null = null): Deposit {
  const parcel = new Uint8Array(size);
  new DataView(parcel.buffer).setUint32(0, n);
  return {
    mailbox: hash('mailbox', utf8(box)),
    digest: hash('parcel', parcel),
    parcel,
    ticket: ticket === null ? null : hash('ticket', utf8(ticket)),
  };
}

/** Opens stores of one kind for the exam. */
export interface StoreUnderExam {
  /** A new, empty store. */
  create(bounds: StoreBounds): Promise<MailStore>;
  /** Closes the store and opens the same again; undefined for stores that end with their process. */
  reopen?(store: MailStore, bounds: StoreBounds): Promise<MailStore>;
}

/** Registers the exam. */
export function mailStoreContract(name: string, open: () => Promise<StoreUnderExam>): void {
  describe(`${name} keeps the contract of stores`, () => {
    let exam: StoreUnderExam;
    const made: MailStore[] = [];
    beforeAll(async () => {
      await cryptoReady;
      exam = await open();
    });
    afterAll(async () => {
      for (const store of made) await store.close();
    });
    const create = async (bounds: Partial<StoreBounds> = {}): Promise<MailStore> => {
      const store = await exam.create({ ...USUAL_BOUNDS, ...bounds });
      made.push(store);
      return store;
    };
    /** Every parcel of a mailbox, page by page. */
    const all = async (store: MailStore, box: string, now = START, after = 0) => {
      const { mailbox } = sampleDeposit(box, 0);
      const found = [];
      for (let last = after; ; ) {
        const page = await store.get(mailbox, last, PAGE, now);
        if (page === null) throw new Error('the store is away');
        found.push(...page.parcels);
        last = found.at(-1)?.serial ?? last;
        if (!page.more) return found;
      }
    };
    const numbers = async (store: MailStore, box: string, now = START, after = 0): Promise<number[]> =>
      (await all(store, box, now, after)).map(({ parcel }) => Buffer.from(parcel).readUInt32BE(0));

    it('[KP2] gives back what was put, in ascending serials, to whoever knows the name, and nothing of other mailboxes', async () => {
      const store = await create();
      expect(store.id).toHaveLength(16);
      for (const n of [1, 2, 3]) expect(await store.put(sampleDeposit('a', n), START)).toBe('new');
      expect(await store.put(sampleDeposit('b', 4, 262_144), START)).toBe('new');
      expect(await numbers(store, 'a')).toEqual([1, 2, 3]);
      expect(await numbers(store, 'b')).toEqual([4]);
      const found = await all(store, 'a');
      expect(found[0]?.parcel.length).toBe(4_096);
      expect((found[0]?.serial ?? 0) < (found[1]?.serial ?? 0)).toBe(true);
      expect(await numbers(store, 'a', START, found[1]?.serial)).toEqual([3]);
      expect(await store.get(sampleDeposit('c', 0).mailbox, 0, PAGE, START)).toEqual({ parcels: [], more: false });
      expect(await store.size()).toEqual({ parcels: 4, bytes: 3 * 4_096 + 262_144 });
    });

    it('[KP3] the same parcel again is one parcel with the same serial, kept for longer', async () => {
      const store = await create();
      await store.put(sampleDeposit('a', 1), START);
      await store.put(sampleDeposit('a', 2), START);
      const before = await all(store, 'a');
      expect(await store.put(sampleDeposit('a', 1), START + 20 * DAY)).toBe('again');
      expect(await store.put(sampleDeposit('a', 1), START)).toBe('again');
      const after = await all(store, 'a', START + 20 * DAY);
      expect(after.map(({ serial }) => serial)).toEqual(before.map(({ serial }) => serial));
      expect(after.map(({ untilHour }) => daysLeft(untilHour, START + 20 * DAY))).toEqual([30, 10]);
      expect(await store.put(sampleDeposit('b', 1), START)).toBe('new');
      expect((await store.size())?.parcels).toBe(3);
    });

    it('[KP3] the same parcel from many at once is one parcel', async () => {
      const store = await create();
      const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.put(sampleDeposit('a', 1), START)));
      expect(outcomes.sort()).toEqual([...Array.from({ length: 19 }, () => 'again'), 'new']);
      const different = await Promise.all(
        Array.from({ length: 40 }, (_, n) => store.put(sampleDeposit('c', n, 4_096, 't'), START)),
      );
      expect(new Set(different)).toEqual(new Set(['new']));
      expect((await numbers(store, 'c')).sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n));
    });

    it('[KP4] what has lain for 30 days is given no more, and a sweep deletes it', async () => {
      const store = await create();
      for (let n = 0; n < 100; n += 1) await store.put(sampleDeposit('a', n), START);
      await store.put(sampleDeposit('a', 100), START + HOUR);
      const end = START + PARCEL_DAYS * DAY;
      expect(await numbers(store, 'a', end - 1)).toHaveLength(101);
      expect(await numbers(store, 'a', end)).toEqual([100]);
      for (let steps = 0; await store.sweep(end); steps += 1) expect(steps).toBeLessThan(110);
      expect(await store.size()).toEqual({ parcels: 1, bytes: 4_096 });
      expect(await numbers(store, 'a', end)).toEqual([100]);
    });

    it('[KP4] a mailbox that was emptied gives no serial twice', async () => {
      const store = await create();
      for (let n = 0; n < 5; n += 1) await store.put(sampleDeposit('a', n), START);
      const last = (await all(store, 'a')).at(-1)?.serial ?? 0;
      const later = START + (PARCEL_DAYS + 1) * DAY;
      while (await store.sweep(later));
      expect(await store.size()).toEqual({ parcels: 0, bytes: 0 });
      expect(await store.put(sampleDeposit('a', 3), later)).toBe('new');
      expect(await numbers(store, 'a', later, last)).toEqual([3]);
    });

    it('[KP2] one answer is bounded in parcels and bytes, says that there is more, and brings at least one', async () => {
      const store = await create();
      for (let n = 0; n < 20; n += 1) await store.put(sampleDeposit('a', n), START);
      for (let n = 0; n < 3; n += 1) await store.put(sampleDeposit('b', n, 65_536), START);
      const { mailbox } = sampleDeposit('a', 0);
      const first = await store.get(mailbox, 0, PAGE, START);
      expect([first?.parcels.length, first?.more]).toEqual([16, true]);
      const rest = await store.get(mailbox, first?.parcels.at(-1)?.serial ?? 0, PAGE, START);
      expect([rest?.parcels.length, rest?.more]).toEqual([4, false]);
      const b = sampleDeposit('b', 0).mailbox;
      const page = async (bytes: number) => (await store.get(b, 0, { parcels: 16, bytes }, START))?.parcels.length;
      expect([await page(1), await page(131_071), await page(131_072), await page(1 << 20)]).toEqual([1, 1, 2, 3]);
    });

    it('[KP5] a mailbox is bounded in parcels and in bytes, and what has expired in it makes room', async () => {
      const store = await create({ mailboxParcels: 3, mailboxBytes: 40_000 });
      for (const n of [1, 2, 3]) expect(await store.put(sampleDeposit('a', n), START)).toBe('new');
      expect(await store.put(sampleDeposit('a', 4), START)).toBe('full');
      expect(await store.put(sampleDeposit('a', 2), START)).toBe('again');
      expect(await store.put(sampleDeposit('b', 1, 16_384), START)).toBe('new');
      expect(await store.put(sampleDeposit('b', 2, 16_384), START)).toBe('new');
      expect(await store.put(sampleDeposit('b', 3, 16_384), START)).toBe('full');
      expect(await store.put(sampleDeposit('b', 3), START)).toBe('new');
      const later = START + (PARCEL_DAYS + 1) * DAY;
      expect(await store.put(sampleDeposit('a', 4), later)).toBe('new');
      expect(await numbers(store, 'a', later)).toEqual([4]);
    });

    it('[KP5] the whole is bounded, and what has expired makes room', async () => {
      const store = await create({ maxBytes: 3 * 4_096 });
      for (const n of [1, 2, 3]) expect(await store.put(sampleDeposit(`box ${n}`, n), START)).toBe('new');
      expect(await store.put(sampleDeposit('other', 4), START)).toBe('full');
      const later = START + (PARCEL_DAYS + 1) * DAY;
      while (await store.sweep(later));
      expect(await store.put(sampleDeposit('other', 4), later)).toBe('new');
      expect(await store.size()).toEqual({ parcels: 1, bytes: 4_096 });
    });

    it('[KP6] a ticket is good for 200 puts a day and 64 MiB in 30 days; other tickets do not notice', async () => {
      const store = await create();
      for (let n = 0; n < TICKET_PUTS_PER_DAY; n += 1) {
        expect(await store.put(sampleDeposit('a', n % 3, 4_096, 'first'), START)).toBe(n < 3 ? 'new' : 'again');
      }
      expect(await store.put(sampleDeposit('a', 1, 4_096, 'first'), START)).toBe('refused');
      expect(await store.put(sampleDeposit('a', 1, 4_096, 'second'), START)).toBe('again');
      expect(await store.put(sampleDeposit('a', 1), START)).toBe('again');
      expect(await store.put(sampleDeposit('a', 9, 4_096, 'first'), START + DAY)).toBe('new');

      const large = (n: number, now: number) => store.put(sampleDeposit(`large ${n % 4}`, n, 262_144, 'third'), now);
      for (let n = 0; n < 256; n += 1) expect(await large(n, START + (n < 128 ? 0 : DAY))).toBe('new');
      expect(await large(256, START + 2 * DAY)).toBe('refused');
      expect(await large(0, START + 2 * DAY)).toBe('again');
      expect(await large(256, START + PARCEL_DAYS * DAY)).toBe('new');
    });

    it('[KP7] everything acknowledged is there when the store is opened again, under the same name', async () => {
      if (exam.reopen === undefined) return expect(name).toContain('memory');
      const store = await create();
      for (let n = 0; n < 20; n += 1) await store.put(sampleDeposit('a', n, 4_096, 'first'), START);
      const before = await all(store, 'a');
      const again = await exam.reopen(store, USUAL_BOUNDS);
      made.push(again);
      expect(again.id).toEqual(store.id);
      expect((await all(again, 'a')).map(({ serial }) => serial)).toEqual(before.map(({ serial }) => serial));
      expect(await again.size()).toEqual({ parcels: 20, bytes: 20 * 4_096 });
      expect(await again.put(sampleDeposit('a', 3), START)).toBe('again');
      expect(await again.put(sampleDeposit('a', 20), START)).toBe('new');
      return expect(await numbers(again, 'a', START, before.at(-1)?.serial)).toEqual([20]);
    });

    it('[KP7] a closed store is away', async () => {
      const store = await create();
      await store.close();
      expect(await store.put(sampleDeposit('a', 1), START)).toBe('away');
      expect(await store.get(sampleDeposit('a', 1).mailbox, 0, PAGE, START)).toBeNull();
    });
  });
}
