/**
 * Bad input for every field of every operation. Nothing here is sampled: the
 * fields, their places in the bytes and their bounds are read off `OP_FIELDS`
 * by watching it write, so that a new operation or field is covered, or fails
 * here, the moment it is in the table.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { concatBytes } from '../bytes.ts';
import { OP_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { decodeOp, encodeOp, kindOfOp } from './op.ts';
import { OP_FIELDS } from './op-fields.ts';
import type { Op, OpType } from './op-types.ts';
import { isRefused, withNumber } from './testing/op-bytes.ts';
import { layoutOf } from './testing/op-layout.ts';
import {
  FULL_SAMPLES,
  type ListPlace,
  listsIn,
  optionalPaths,
  pathsIn,
  rewritten,
  valueAt,
  variantsOf,
  withLength,
  withValue,
} from './testing/op-samples.ts';

beforeAll(() => cryptoReady);

const SAMPLES: readonly (readonly [OpType, Op])[] = FULL_SAMPLES.map((op) => [op.type, op]);

/** False when writing throws: values out of bounds are a defect of whoever built the operation. */
function isWritten(op: Op): boolean {
  try {
    encodeOp(op);
    return true;
  } catch {
    return false;
  }
}

/**
 * The bytes of a list of two items, as they are and spoiled; `null` where the
 * items are written together with what stands before them (a policy's later fields).
 */
function spoiledLists(op: Op, { path, max }: ListPlace) {
  const name = path.join('.');
  const startOf = (written: Op, index: number): number | undefined =>
    layoutOf(written).find((span) => `${span.path}.`.startsWith(`${name}.${index}.`))?.offset;
  const two = withLength(op, path, 2);
  const whole = encodeOp(two);
  const count = layoutOf(two).find((span) => span.path === name);
  const [first, second] = [startOf(two, 0), startOf(two, 1)];
  if (first === undefined || second === undefined || !count) return null;
  const [head, a] = [whole.subarray(0, first), whole.subarray(first, second)];
  const [b, tail] = [whole.subarray(second, 2 * second - first), whole.subarray(2 * second - first)];
  const full = encodeOp(withLength(op, path, max));
  const end = full.length - tail.length;
  const last = new Uint8Array(a.length).fill(255);
  return {
    whole: concatBytes(head, a, b, tail),
    spoiled: {
      swapped: concatBytes(head, b, a, tail),
      doubled: concatBytes(head, a, a, tail),
      'one too many': withNumber(concatBytes(full.subarray(0, end), last, full.subarray(end)), count, max + 1),
      ...Object.fromEntries(
        [0, 1, 3, max, max + 1, 0xffff].map((n) => [`announced as ${n}`, withNumber(whole, count, n)]),
      ),
    },
  };
}

describe.each(SAMPLES)('%s', (_type, op) => {
  const kind = kindOfOp(op);

  it('[GR1] every byte belongs to a field that the table names', () => {
    const bytes = encodeOp(op);
    let end = 0;
    for (const { offset, size } of layoutOf(op)) {
      expect(offset).toBe(end);
      end += size;
    }
    expect(end).toBe(bytes.length);
    const named = new Set(layoutOf(op).map((span) => span.path));
    for (const path of pathsIn(op)) {
      const text = path.join('.');
      const isNamed = [...named].some((name) => name === text || name.startsWith(`${text}.`));
      expect(isNamed || path[0] === 'policy', text).toBe(true);
    }
  });

  it('[GR1] reads back as it was written, with optional parts absent and lists empty, of one, and full', () => {
    for (const variant of variantsOf(op)) expect(rewritten(variant)).toEqual(variant);
  });

  it('[GR1] nothing of a wrong length, out of bounds or missing is ever written', () => {
    const optional = new Set(optionalPaths(op).map((path) => path.join('.')));
    for (const path of pathsIn(op)) {
      const value = valueAt(op, path);
      const wrongs: unknown[] = [];
      if (value instanceof Uint8Array) wrongs.push(new Uint8Array(0), new Uint8Array(70_000));
      if (typeof value === 'string')
        wrongs.push('', `${value}00`, value.slice(2), `${value.slice(1)}z`, 'no such word');
      if (typeof value === 'number') wrongs.push(-1, 0.5, Number.NaN, 2 ** 48);
      // A flag that is not there is written as false.
      if (!optional.has(path.join('.')) && typeof value !== 'boolean') wrongs.push(null, undefined);
      for (const wrong of wrongs)
        expect(isWritten(withValue(op, path, wrong)), `${path.join('.')} ${wrong}`).toBe(false);
    }
  });

  it('[GR1] a list that is too long or short, has an item twice or out of order is neither written nor read', () => {
    for (const list of listsIn(op)) {
      const { path, min, max } = list;
      for (const length of [max + 1, min - 1].filter((wrong) => wrong >= 0)) {
        // A policy's later fields are counted when it is read only.
        const isTaken =
          path[0] === 'policy'
            ? rewritten(withLength(op, path, length)) !== null
            : isWritten(withLength(op, path, length));
        expect(isTaken, path.join('.')).toBe(false);
      }
      const bytes = spoiledLists(op, list);
      if (!bytes) continue;
      expect(isRefused(kind, bytes.whole)).toBe(false);
      for (const [how, spoiled] of Object.entries(bytes.spoiled)) {
        expect(isRefused(kind, spoiled), `${path.join('.')} ${how}`).toBe(true);
      }
    }
  });

  it('[GR1] cut at every byte, and with a byte more or less at the edge of every field, it is refused', () => {
    for (const variant of [op, ...optionalPaths(op).map((path) => withValue(op, path, null))]) {
      const bytes = encodeOp(variant);
      for (let length = 0; length < bytes.length; length += 1) {
        if (!isRefused(kind, bytes.subarray(0, length))) expect.unreachable(`${length} of ${bytes.length} bytes`);
      }
      for (const { path, offset } of [...layoutOf(variant), { path: 'the end', offset: bytes.length }]) {
        const [head, tail] = [bytes.subarray(0, offset), bytes.subarray(offset)];
        expect(isRefused(kind, concatBytes(head, new Uint8Array(1), tail)), `a byte more at ${path}`).toBe(true);
        if (tail.length > 0) expect(isRefused(kind, concatBytes(head, tail.subarray(1))), `less at ${path}`).toBe(true);
      }
    }
  });

  it('[GR1] with any single bit flipped it is refused, or is the one encoding of something else', () => {
    const bytes = encodeOp(op);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const at = bit >> 3;
      const byte = bytes[at] as number;
      bytes[at] = byte ^ (1 << (bit & 7));
      isRefused(kind, bytes);
      bytes[at] = byte;
    }
    expect(rewritten(op)).toEqual(op);
  });

  it('[GR1] read as every other kind it is refused, or is the one encoding of that', () => {
    const bytes = encodeOp(op);
    const kinds: readonly number[] = Object.values(OP_KIND);
    for (let other = 0; other < 256; other += 1) {
      const refused = isRefused(other, bytes);
      if (kinds.includes(other)) continue;
      expect(refused).toBe(true);
      expect(decodeOp(other, bytes)).toEqual({ ok: false, error: { tag: 'OpKindUnknown', kind: other } });
    }
  });
});

describe('the table of operations', () => {
  it('[GR1] has a sample for every type', () => {
    expect(SAMPLES.map(([type]) => type).sort()).toEqual(Object.keys(OP_FIELDS).sort());
  });
});
