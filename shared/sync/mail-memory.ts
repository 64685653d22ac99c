/**
 * What a device remembers of one keeper (SPEC ML7–ML9, ML13): how far it read
 * each mailbox, what the keeper was given and for how long it will keep it, and
 * what was told to it last. Values that are replaced, never changed in place.
 */
import { hex } from '@scure/base';
import { ByteReader, ByteWriter } from '../bytes.ts';
import { readChain, writeChain } from './row-codec.ts';
import { type ChainName, chainText } from './sync-source.ts';

/** A stretch of a chain that a keeper has, both ends included. */
export interface KeptRange extends ChainName {
  readonly from: number;
  readonly to: number;
}

/** A stretch with its mailbox, and until when it is surely kept. */
export interface HeldRange extends KeptRange {
  /** Name of the mailbox in hex. */
  readonly mailbox: string;
  /** Milliseconds by this computer's clock. */
  readonly until: number;
}

/** How far one mailbox was read. */
export interface ReadBox {
  /** The keeper's name for its store, in hex; another one is a keeper that lost what it had. */
  readonly store: string;
  /** Serial of the last parcel that was read. */
  readonly cursor: number;
  /** Serial of the last parcel that brought something new, or was our own: what came behind it is looked at again. */
  readonly good: number;
  /** Serial of the first parcel of which something found no place yet; 0 for none. */
  readonly unsure: number;
}

/** An own parcel that the keeper said it kept. */
export interface OwnParcel {
  readonly mailbox: string;
  /** First 16 bytes of its nonce, in hex. */
  readonly mark: string;
  /** When it was put, milliseconds. */
  readonly at: number;
  /** The serial under which it came back; 0 while it has not. */
  readonly serial: number;
}

/** See the file's head. */
export interface KeeperMemory {
  readonly boxes: ReadonlyMap<string, ReadBox>;
  readonly held: readonly HeldRange[];
  readonly own: readonly OwnParcel[];
  /** What it was told last of what this device holds, 32 bytes in hex, and when, milliseconds; empty and 0 for never. */
  readonly told: string;
  readonly toldAt: number;
  /** When own parcels were last looked for, and when one was last missed, milliseconds; 0 for never. */
  readonly checkedAt: number;
  readonly missedAt: number;
}

/** A keeper of which nothing is known. */
export const NO_MEMORY: KeeperMemory = {
  boxes: new Map(),
  held: [],
  own: [],
  told: '',
  toldAt: 0,
  checkedAt: 0,
  missedAt: 0,
};

const DAY_MS = 86_400_000;
/** Most stretches that are remembered; those that end first are forgotten first, and put again. */
const MAX_HELD = 4_096;
/** Most own parcels that are looked for. */
const MAX_OWN = 64;
/** Most mailboxes: six weeks of as many epochs as are looked into. */
const MAX_BOXES = 96;

/** The memory without what ended by now. */
export function forgetEnded(memory: KeeperMemory, now: number): KeeperMemory {
  const held = memory.held.filter(({ until }) => until > now);
  const own = memory.own.filter(({ at }) => at + 30 * DAY_MS > now);
  return held.length === memory.held.length && own.length === memory.own.length ? memory : { ...memory, held, own };
}

const isNear = (a: HeldRange, b: HeldRange): boolean =>
  a.mailbox === b.mailbox &&
  chainText(a) === chainText(b) &&
  Math.abs(a.until - b.until) < DAY_MS &&
  a.from <= b.to + 1 &&
  b.from <= a.to + 1;

/** The memory with stretches that the keeper has: those that touch and end within a day of each other are one. */
export function withHeld(memory: KeeperMemory, ranges: readonly HeldRange[]): KeeperMemory {
  let held = memory.held;
  for (const range of ranges) {
    const near = held.filter((one) => isNear(one, range));
    const joined: HeldRange = {
      ...range,
      from: Math.min(range.from, ...near.map((one) => one.from)),
      to: Math.max(range.to, ...near.map((one) => one.to)),
      until: Math.min(range.until, ...near.map((one) => one.until)),
    };
    // What is known to be kept for longer says more than the same for a shorter time.
    const covers = (one: HeldRange): boolean =>
      one.mailbox === joined.mailbox &&
      chainText(one) === chainText(joined) &&
      one.from >= joined.from &&
      one.to <= joined.to &&
      one.until <= joined.until;
    held = [...held.filter((one) => !near.includes(one) && !covers(one)), joined];
  }
  if (held.length > MAX_HELD) held = held.toSorted((a, b) => b.until - a.until).slice(0, MAX_HELD);
  return { ...memory, held };
}

/** The memory with one mailbox read so far. */
export function withBox(memory: KeeperMemory, mailbox: string, box: ReadBox): KeeperMemory {
  const boxes = new Map(memory.boxes);
  boxes.delete(mailbox);
  boxes.set(mailbox, box);
  const [oldest] = boxes.keys();
  if (boxes.size > MAX_BOXES && oldest !== undefined) boxes.delete(oldest);
  return { ...memory, boxes };
}

/** The memory after a keeper lost mailboxes: nothing of them counts as read or as kept, and nothing was told there. */
export function withoutBoxes(memory: KeeperMemory, isLost: (mailbox: string, box: ReadBox) => boolean): KeeperMemory {
  const lost = new Set([...memory.boxes].filter(([name, box]) => isLost(name, box)).map(([name]) => name));
  if (lost.size === 0) return memory;
  const isElsewhere = (one: { readonly mailbox: string }): boolean => !lost.has(one.mailbox);
  return {
    ...memory,
    boxes: new Map([...memory.boxes].filter(([name]) => !lost.has(name))),
    held: memory.held.filter(isElsewhere),
    own: memory.own.filter(isElsewhere),
    told: '',
  };
}

/** The memory with an own parcel that is to come back. */
export const withOwn = (memory: KeeperMemory, parcel: OwnParcel): KeeperMemory => ({
  ...memory,
  own: [...memory.own.filter(({ mark }) => mark !== parcel.mark), parcel].slice(-MAX_OWN),
});

const withBoxes = (memory: KeeperMemory, change: (box: ReadBox) => ReadBox): KeeperMemory => ({
  ...memory,
  boxes: new Map([...memory.boxes].map(([name, box]) => [name, change(box)])),
});

/** Everything in which something found no place is read again: the log grew. */
export function readAgain(memory: KeeperMemory): KeeperMemory {
  if (![...memory.boxes.values()].some(({ unsure }) => unsure > 0)) return memory;
  return withBoxes(memory, (box) =>
    box.unsure > 0 ? { ...box, cursor: Math.min(box.cursor, box.unsure - 1), unsure: 0 } : box,
  );
}

/** Everything behind the last parcel that was of use is read again: serials may have been invented. */
export const readFromGood = (memory: KeeperMemory): KeeperMemory =>
  withBoxes(memory, (box) => ({ ...box, cursor: box.good }));

const VERSION = 1;
const NAME_BYTES = 32;
const STORE_BYTES = 16;
const MARK_BYTES = 16;

/** Bytes under which the memory is stored. */
export function encodeKeeperMemory(memory: KeeperMemory): Uint8Array {
  const names = [
    ...new Set([...memory.boxes.keys(), ...memory.held.map((one) => one.mailbox), ...memory.own.map((o) => o.mailbox)]),
  ];
  const at = new Map(names.map((name, i) => [name, i]));
  const writer = new ByteWriter().uint(VERSION, 1).uint(names.length, 2);
  for (const name of names) {
    const box = memory.boxes.get(name);
    writer.raw(hex.decode(name)).uint(box ? 1 : 0, 1);
    if (box) writer.raw(hex.decode(box.store)).uint(box.cursor, 6).uint(box.good, 6).uint(box.unsure, 6);
  }
  writer.uint(memory.held.length, 2);
  for (const one of memory.held) {
    writeChain(writer, one);
    writer
      .uint(one.from, 6)
      .uint(one.to, 6)
      .uint(at.get(one.mailbox) ?? 0, 2)
      .uint(one.until, 6);
  }
  writer.uint(memory.own.length, 2);
  for (const one of memory.own) {
    writer
      .raw(hex.decode(one.mark))
      .uint(at.get(one.mailbox) ?? 0, 2)
      .uint(one.at, 6)
      .uint(one.serial, 6);
  }
  writer.sized(hex.decode(memory.told)).uint(memory.toldAt, 6);
  writer.uint(memory.checkedAt, 6).uint(memory.missedAt, 6);
  return writer.finish();
}

/** Reads what was stored. Anything else is as if nothing were known: it is read and put anew. */
export function decodeKeeperMemory(bytes: Uint8Array | null): KeeperMemory {
  const reader = new ByteReader(bytes ?? new Uint8Array(0));
  if (reader.uint(1) !== VERSION) return NO_MEMORY;
  const names: string[] = [];
  const boxes = new Map<string, ReadBox>();
  for (let left = reader.uint(2); left > 0 && !reader.failed; left -= 1) {
    const name = hex.encode(reader.raw(NAME_BYTES));
    names.push(name);
    if (reader.uint(1) === 0) continue;
    const store = hex.encode(reader.raw(STORE_BYTES));
    boxes.set(name, { store, cursor: reader.uint(6), good: reader.uint(6), unsure: reader.uint(6) });
  }
  const nameAt = (index: number): string => {
    if (index >= names.length) reader.failed = true;
    return names[index] ?? '';
  };
  const held: HeldRange[] = [];
  for (let left = reader.uint(2); left > 0 && !reader.failed; left -= 1) {
    const range = { ...readChain(reader), from: reader.uint(6), to: reader.uint(6) };
    held.push({ ...range, mailbox: nameAt(reader.uint(2)), until: reader.uint(6) });
  }
  const own: OwnParcel[] = [];
  for (let left = reader.uint(2); left > 0 && !reader.failed; left -= 1) {
    const mark = hex.encode(reader.raw(MARK_BYTES));
    own.push({ mark, mailbox: nameAt(reader.uint(2)), at: reader.uint(6), serial: reader.uint(6) });
  }
  const told = hex.encode(reader.sized(NAME_BYTES));
  const [toldAt, checkedAt, missedAt] = [reader.uint(6), reader.uint(6), reader.uint(6)];
  return reader.finished ? { boxes, held, own, told, toldAt, checkedAt, missedAt } : NO_MEMORY;
}
