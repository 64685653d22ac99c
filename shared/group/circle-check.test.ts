import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, MemberId, OpId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { circleDigest, circleWords } from './circle-check.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { Device, Member, Roster } from './roster.ts';

beforeAll(() => cryptoReady);

const id = (byte: number): string => byte.toString(16).padStart(2, '0').repeat(16);
const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const op = (byte: number): OpId => id(byte).repeat(2) as OpId;
const member = (byte: number, more: Partial<Member> = {}): Member => ({
  memberId: id(byte) as MemberId,
  role: 'member',
  mrPk: key(byte),
  joinedBy: op(byte),
  joinedAt: byte,
  rank: null,
  capsule: null,
  ...more,
});
const device = (byte: number, of: number, more: Partial<Device> = {}): Device => ({
  deviceId: id(byte) as DeviceId,
  memberId: id(of) as MemberId,
  dsPk: key(byte),
  dkPk: key(byte + 100),
  active: true,
  introducedBy: op(of),
  ...more,
});
const ann = member(1, { role: 'facilitator', rank: { depth: 1, id: op(1) } });
const base = {
  genesisId: op(9),
  policy: DEFAULT_POLICY,
  members: [ann, member(2)],
  devices: [device(11, 1), device(21, 2)],
};
/** Only what the check looks at. */
const digestOf = (roster: Partial<Roster>): string =>
  circleDigest({ ...base, ...roster } as unknown as Roster).join(' ');

describe('the circle check', () => {
  it('[EG21] is the same in whatever order people and devices stand', () => {
    expect(digestOf({ members: [...base.members].reverse(), devices: [...base.devices].reverse() })).toBe(digestOf({}));
    // Nor does a device count that is no longer in.
    expect(digestOf({ devices: [...base.devices, device(12, 1, { active: false })] })).toBe(digestOf({}));
  });

  it('[EG21] differs after any change of people, roles, ranks, keys or policy', () => {
    const changed: readonly Partial<Roster>[] = [
      { members: [ann] },
      { members: [...base.members, member(3)] },
      { members: [ann, member(2, { role: 'listener' })] },
      { members: [{ ...ann, rank: { depth: 2, id: op(1) } }, member(2)] },
      { members: [ann, member(2, { mrPk: key(4) })] },
      { devices: [device(11, 1)] },
      { devices: [device(11, 1), device(21, 2), device(22, 2)] },
      { devices: [device(11, 1), device(21, 2, { dkPk: key(5) })] },
      { devices: [device(11, 1), device(21, 2, { dsPk: key(6) })] },
      { policy: { ...DEFAULT_POLICY, membersInvite: true } },
      { policy: { ...DEFAULT_POLICY, history: 7 } },
      { genesisId: op(8) },
    ];
    const digests = [{}, ...changed].map(digestOf);
    expect(new Set(digests).size).toBe(digests.length);
  });

  it('[EG21] is eight words of eleven bits each', () => {
    expect(circleWords(new Uint8Array(32))).toEqual(Array(8).fill('abandon'));
    expect(circleWords(new Uint8Array(32).fill(0xff))).toEqual(Array(8).fill('zoo'));
    // 11 bits: 00000000001 is the second word of the list, and stands in the second place.
    const second = new Uint8Array(32);
    second[2] = 0b0000_0100;
    expect(circleWords(second)).toEqual(['abandon', 'ability', ...Array(6).fill('abandon')]);
  });
});
