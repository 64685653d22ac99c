/**
 * Building blocks of the operation codec: each field knows how to write itself
 * and how to read itself from a stranger's bytes. A reader that meets
 * something it must refuse sets `failed` and goes on with empty values.
 */
import { idFromBytes, idToBytes } from '../brand.ts';
import type { ByteReader, ByteWriter } from '../bytes.ts';

/** Writes and reads one value in one fixed encoding. */
export interface Field<T> {
  write(writer: ByteWriter, value: T): void;
  read(reader: ByteReader): T;
}

/** Exactly `length` bytes. Writing another length throws: a defect. */
export const bytesField = (length: number): Field<Uint8Array> => ({
  write: (writer, value) => {
    if (value.length !== length) throw new RangeError(`${value.length} bytes where ${length} belong`);
    writer.raw(value);
  },
  read: (reader) => reader.raw(length).slice(),
});

/** An id of `length` bytes. */
export const idField = <I extends string>(length: number): Field<I> => ({
  write: (writer, value) => bytesField(length).write(writer, idToBytes(value)),
  read: (reader) => idFromBytes<I>(reader.raw(length)),
});

/** A whole number of `size` bytes between `min` and `max`. */
export const uintField = (size: number, min = 0, max = 2 ** (8 * size) - 1): Field<number> => ({
  write: (writer, value) => {
    if (value < min || value > max) throw new RangeError(`${value} is not within ${min}…${max}`);
    writer.uint(value, size);
  },
  read: (reader) => {
    const value = reader.uint(size);
    if (value < min || value > max) reader.failed = true;
    return value;
  },
});

/** One byte, 0 or 1. */
export const flagField: Field<boolean> = {
  write: (writer, value) => void writer.uint(value ? 1 : 0, 1),
  read: (reader) => uintField(1, 0, 1).read(reader) === 1,
};

/** One byte that stands for a word. */
export function wordField<W extends string>(codes: Readonly<Record<W, number>>): Field<W> {
  const words = Object.keys(codes) as W[];
  return {
    write: (writer, value) => void writer.uint(codes[value], 1),
    read: (reader) => {
      const code = reader.uint(1);
      const word = words.find((candidate) => codes[candidate] === code);
      if (word === undefined) reader.failed = true;
      return word ?? (words[0] as W);
    },
  };
}

/** `u32 length ‖ bytes` of `min` to `max` bytes. */
export const blobField = (min: number, max: number): Field<Uint8Array> => ({
  write: (writer, value) => {
    if (value.length < min || value.length > max) throw new RangeError(`${value.length} is not within ${min}…${max}`);
    writer.sized(value);
  },
  read: (reader) => {
    const value = reader.sized(max).slice();
    if (value.length < min) reader.failed = true;
    return value;
  },
});

/** One byte 0 for nothing, or 1 and the value. */
export const optionalField = <T>(inner: Field<T>): Field<T | null> => ({
  write: (writer, value) => {
    flagField.write(writer, value !== null);
    if (value !== null) inner.write(writer, value);
  },
  read: (reader) => (flagField.read(reader) ? inner.read(reader) : null),
});

/** Bounds of a list; `key` puts its items in strictly ascending order, so that a set has one encoding. */
export interface ListBounds<T> {
  readonly min: number;
  readonly max: number;
  readonly key?: (item: T) => string;
}

const ascending = <T>(items: readonly T[], key: (item: T) => string): boolean =>
  items.every((item, i) => i === 0 || key(items[i - 1] as T) < key(item));

/** `u16 count ‖ items`. */
export const listField = <T>(item: Field<T>, bounds: ListBounds<T>): Field<readonly T[]> => ({
  write: (writer, items) => {
    if (items.length < bounds.min || items.length > bounds.max) throw new RangeError(`${items.length} items`);
    if (bounds.key && !ascending(items, bounds.key)) throw new RangeError('list is not in ascending order');
    writer.uint(items.length, 2);
    for (const one of items) item.write(writer, one);
  },
  read: (reader) => {
    const count = reader.uint(2);
    const items: T[] = [];
    if (count < bounds.min || count > bounds.max) reader.failed = true;
    for (let i = 0; i < count && !reader.failed; i += 1) items.push(item.read(reader));
    if (!reader.failed && bounds.key && !ascending(items, bounds.key)) reader.failed = true;
    return items;
  },
});

/** Fields one after the other, in the order in which they are named here. */
export function structField<T extends object>(fields: { readonly [K in keyof T]-?: Field<T[K]> }): Field<T> {
  const names = Object.keys(fields) as (keyof T)[];
  return {
    write: (writer, value) => {
      for (const name of names) fields[name].write(writer, value[name]);
    },
    read: (reader) => {
      const value: Partial<T> = {};
      for (const name of names) value[name] = fields[name].read(reader);
      return value as T;
    },
  };
}
