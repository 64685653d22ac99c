import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, GroupId, MemberId, RecordId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { shortId } from '../testing/sample-chain.ts';
import { clientIdOf, PRIVATE, recordIdOf } from './ids.ts';

beforeAll(() => cryptoReady);

const group = shortId<GroupId>(1);
const member = shortId<MemberId>(2);
const record = shortId<RecordId>(3);
const device = shortId<DeviceId>(4);
const nonce = new Uint8Array(16).fill(5);

describe('[RC1] record ids', () => {
  // Python's hashlib: blake2b('rec' framed with 16×01, 16×02, 16×05), first 16 bytes.
  it('[RC1] known answer', () => {
    expect(recordIdOf(group, member, nonce)).toBe('641156bfe15ed1d9625d0cef13b81300');
  });
  it('[RC1] group, member and nonce all decide it', () => {
    const ids = [
      recordIdOf(group, member, nonce),
      recordIdOf(shortId(9), member, nonce),
      recordIdOf(group, shortId(9), nonce),
      recordIdOf(group, member, new Uint8Array(16)),
    ];
    expect(new Set(ids).size).toBe(4);
  });
});

describe('[RC2] client ids', () => {
  // Python's hashlib: the first 52 bits of blake2b('yclient' framed with group or 'private', record, device, u32 inc).
  it('[RC2] known answers, in a group and in the private journal', () => {
    expect(clientIdOf(group, record, device, 1)).toBe(2166678684188972);
    expect(clientIdOf(PRIVATE, record, device, 7)).toBe(4295036537243059);
  });
  it('[RC2] are safe integers above 0, and differ with every part', () => {
    const ids = [
      clientIdOf(group, record, device, 1),
      clientIdOf(PRIVATE, record, device, 1),
      clientIdOf(shortId(9), record, device, 1),
      clientIdOf(group, shortId(9), device, 1),
      clientIdOf(group, record, shortId(9), 1),
      clientIdOf(group, record, device, 2),
    ];
    expect(new Set(ids).size).toBe(6);
    expect(ids.every((id) => Number.isSafeInteger(id) && id > 0 && id < 2 ** 52)).toBe(true);
  });
});
