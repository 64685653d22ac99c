import { beforeAll, describe, expect, it } from 'vitest';
import type { GroupId, MemberId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { type SafetySide, safetyNumber } from './safety-number.ts';

beforeAll(() => cryptoReady);

const GROUP = 'ab'.repeat(16) as GroupId;
const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const ann: SafetySide = { memberId: '01'.repeat(16) as MemberId, mrPk: key(1), dsPks: [key(11), key(12)] };
const ben: SafetySide = { memberId: '02'.repeat(16) as MemberId, mrPk: key(2), dsPks: [key(21)] };

describe('the safety number', () => {
  it('[EG20] is twelve groups of five digits, the same from either side and in any order of devices', () => {
    const digits = safetyNumber(GROUP, ann, ben);
    expect(digits).toHaveLength(12);
    for (const group of digits) expect(group).toMatch(/^\d{5}$/);
    expect(safetyNumber(GROUP, ben, ann)).toEqual(digits);
    expect(safetyNumber(GROUP, { ...ann, dsPks: [key(12), key(11)] }, ben)).toEqual(digits);
  });

  it('[EG20] stays what it is: a known answer', () => {
    expect(safetyNumber(GROUP, ann, ben).join(' ')).toBe(
      '10732 89653 74024 59139 35658 31266 77628 93257 58869 57013 74857 06780',
    );
  });

  it('[EG20] differs with every key, member and group', () => {
    const others = [
      safetyNumber('ac'.repeat(16) as GroupId, ann, ben),
      safetyNumber(GROUP, { ...ann, mrPk: key(3) }, ben),
      safetyNumber(GROUP, { ...ann, memberId: '03'.repeat(16) as MemberId }, ben),
      safetyNumber(GROUP, { ...ann, dsPks: [key(11)] }, ben),
      safetyNumber(GROUP, ann, { ...ben, dsPks: [key(21), key(22)] }),
      safetyNumber(GROUP, ann, { ...ben, dsPks: [key(22)] }),
    ].map((digits) => digits.join(' '));
    expect(new Set([safetyNumber(GROUP, ann, ben).join(' '), ...others]).size).toBe(others.length + 1);
  });
});
