/** The bounds of every field of every operation, found by trying and told as one list. */
import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { encodeOp, kindOfOp } from './op.ts';
import type { Op } from './op-types.ts';
import { isRefused, withAnnounced, withNumber } from './testing/op-bytes.ts';
import { fieldName, layoutOf } from './testing/op-layout.ts';
import {
  FULL_SAMPLES,
  listsIn,
  optionalPaths,
  pathsIn,
  rewritten,
  valueAt,
  withLength,
  withValue,
} from './testing/op-samples.ts';

beforeAll(() => cryptoReady);

/** Every value of one or two bytes; of longer numbers all at the ends and around each power of two. */
function valuesOf(size: number): readonly number[] {
  if (size <= 2) return Array.from({ length: 256 ** size }, (_, i) => i);
  const powers = Array.from({ length: 8 * size }, (_, i) => 2 ** i);
  const values = new Set([0, ...powers.flatMap((power) => [power - 1, power, power + 1]), 256 ** size - 1]);
  return [...values].sort((a, b) => a - b);
}

/** For example `1…3, 5`; `tried` ascends. */
function rangesOf(tried: readonly number[], isTaken: (value: number) => boolean): string {
  const ranges: (readonly [first: number, last: number])[] = [];
  let open = false;
  for (const value of tried) {
    const taken = isTaken(value);
    const last = ranges.at(-1);
    if (taken && open && last) ranges[ranges.length - 1] = [last[0], value];
    else if (taken) ranges.push([value, value]);
    open = taken;
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}…${last}`)).join(', ');
}

/** What a decoder takes for the numbers of `op` while everything else stays. */
function numbersOf(op: Op): readonly string[] {
  const bytes = encodeOp(op);
  const counts = new Set(listsIn(op).map(({ path }) => path.join('.')));
  return layoutOf(op).flatMap((span) => {
    if (span.kind !== 'uint' || counts.has(span.path)) return [];
    const isTaken = (value: number): boolean => !isRefused(kindOfOp(op), withNumber(bytes, span, value));
    return [`${span.path}: ${rangesOf(valuesOf(span.size), isTaken)}`];
  });
}

/** Lengths that the byte strings of `op` may have. Ids have one length each, which the type of the id names. */
const lengthsOf = (op: Op): readonly string[] =>
  pathsIn(op).flatMap((path) => {
    const value = valueAt(op, path);
    if (!(value instanceof Uint8Array)) return [];
    const around = [0, 16, 4096, 17_424, value.length].flatMap((length) => [length - 1, length, length + 1]);
    const tried = [...new Set(around)].filter((length) => length >= 0).sort((a, b) => a - b);
    const written = tried.filter((length) => rewritten(withValue(op, path, new Uint8Array(length))) !== null);
    const text = path.join('.');
    const announced = layoutOf(op).find((span) => span.kind === 'length' && span.path === text);
    const isRead = (length: number): boolean =>
      announced !== undefined && !isRefused(kindOfOp(op), withAnnounced(encodeOp(op), announced, length));
    if (announced) expect(tried.filter(isRead), text).toEqual(written);
    const [least, most] = [written[0], written.at(-1)];
    return [`${text}: ${least === most ? least : `${least}…${most}`} bytes`];
  });

describe('the bounds of operations', () => {
  it('[GR1] these numbers, words and lengths are read and written, and nothing else', () => {
    const genesis = FULL_SAMPLES.find((op) => op.type === 'genesis');
    if (!genesis) throw new Error('no genesis');
    const lines = new Set<string>();
    for (const op of [...FULL_SAMPLES, withLength(genesis, ['policy', 'later'], 2)]) {
      for (const line of [...numbersOf(op), ...lengthsOf(op)]) lines.add(fieldName(line));
      for (const { path, min, max } of listsIn(op)) lines.add(`${fieldName(path.join('.'))}: ${min}…${max} items`);
      for (const path of optionalPaths(op)) lines.add(`${path.join('.')}: may be absent`);
    }
    // `policy#1` counts the fields, then number and value of each follow; words and flags are one byte.
    expect([...lines].sort().join('\n')).toMatchInlineSnapshot(`
      "blob: 1…4096 bytes
      capsule: 1
      capsule: 1168 bytes
      capsule: may be absent
      cert.certifierSignature: 64 bytes
      cert.createdAt: 0…281474976710655
      cert.deviceSignature: 64 bytes
      cert.dkPk: 1216 bytes
      cert.dsPk: 32 bytes
      changes: 1…32 items
      changes[].field: 2…8
      changes[].field: 3…255
      changes[].value: 0…4294967295
      dkPk: 1216 bytes
      epoch.kc: 32 bytes
      epoch.nonce: 16 bytes
      epoch.rosterHash: 32 bytes
      epoch.supersedes: 0…16 items
      epoch.wraps: 1…90 items
      epoch.wraps[].box: 48 bytes
      epoch.wraps[].ciphertext: 1120 bytes
      epoch: 1
      epoch: may be absent
      expiresAt: 0…281474976710655
      fault: 1…3
      frontier: 0…256 items
      frontier[].inc: 1…4294967295
      frontier[].seq: 1…281474976710655
      genesisNonce: 32 bytes
      grant.box: 16…17424 bytes
      grant.ciphertext: 1120 bytes
      grant.epochIds: 0…512 items
      grant.inviteIds: 0…64 items
      grant: 1
      grant: may be absent
      history: 0…65535
      invitePk: 32 bytes
      maxUses: 1…30
      mode: 1
      mrPk: 32 bytes
      policy#10: 5
      policy#11: 0…65535
      policy#12: 6
      policy#13: 0…65535
      policy#14: 7
      policy#15: 0…65535
      policy#16: 8
      policy#17: 0…2
      policy#18: 9
      policy#18: 9…255
      policy#19: 0…4294967295
      policy#1: 10
      policy#1: 9
      policy#20: 10…255
      policy#21: 0…4294967295
      policy#2: 1
      policy#3: 0…1
      policy#4: 2
      policy#5: 0…1
      policy#6: 3
      policy#7: 0…1
      policy#8: 4
      policy#9: 0…1
      policy.later: 0…24 items
      proof.deviceSignature: 64 bytes
      proof.inviteSignature: 64 bytes
      proof.memberSignature: 64 bytes
      reason: 1…6
      removeAllOther: 0…1
      request.capsuleHash: 32 bytes
      request.dkPk: 1216 bytes
      request.dsPk: 32 bytes
      request.mrPk: 32 bytes
      request.nonce: 16 bytes
      request.noteHash: 32 bytes
      role: 1…2
      role: 2…3
      rvSeedSealed: 72 bytes
      secrets: 0…90 items
      secrets[].box: 32 bytes
      secrets[].ciphertext: 1120 bytes"
    `);
  });
});
