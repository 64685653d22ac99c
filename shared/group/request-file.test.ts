import { describe, expect, it } from 'vitest';
import type { GroupId, InviteId } from '../brand.ts';
import { concatBytes } from '../bytes.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { crc16 } from './crc16.ts';
import { decodeRequestFile, encodeRequestFile, REQUEST_FILE_BYTES } from './request-file.ts';

const random = createSeededRandom(7);
const request = {
  groupId: 'ab'.repeat(16) as GroupId,
  inviteId: 'cd'.repeat(16) as InviteId,
  blob: random.bytes(4096),
};
const file = encodeRequestFile(request);
const wrong = { ok: false, error: { tag: 'RequestFileWrong' } };

describe('a request file', () => {
  it('[IV9] gives back what was put in', () => {
    expect(file).toHaveLength(REQUEST_FILE_BYTES);
    expect(REQUEST_FILE_BYTES).toBe(4139);
    expect(decodeRequestFile(file)).toEqual({ ok: true, value: request });
  });

  it('[IV9] is refused when it is cut, longer, or another file', () => {
    for (const length of [0, 1, 8, 41, 4095, REQUEST_FILE_BYTES - 1]) {
      expect(decodeRequestFile(file.subarray(0, length))).toEqual(wrong);
    }
    expect(decodeRequestFile(new Uint8Array([...file, 0]))).toEqual(wrong);
    expect(decodeRequestFile(random.bytes(REQUEST_FILE_BYTES))).toEqual(wrong);
    expect(decodeRequestFile(new Uint8Array(10_000_000))).toEqual(wrong);
  });

  it('[IV9] is refused with any single bit changed', () => {
    let refused = 0;
    // Every bit of the head and the checksum, and one bit of every byte of the request.
    for (let at = 0; at < file.length; at += 1) {
      const bits = at < 41 || at >= file.length - 2 ? [0, 1, 2, 3, 4, 5, 6, 7] : [at % 8];
      for (const bit of bits) {
        const changed = file.slice();
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        expect(decodeRequestFile(changed)).toEqual(wrong);
        refused += 1;
      }
    }
    expect(refused).toBe(43 * 8 + 4096);
  });

  it('[IV9] of a later version is refused, checksum and all', () => {
    const body = file.slice(0, -2);
    expect(decodeRequestFile(concatBytes(body, crc16(body))).ok).toBe(true);
    body[8] = 2;
    expect(decodeRequestFile(concatBytes(body, crc16(body)))).toEqual(wrong);
  });
});
