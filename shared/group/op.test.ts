import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EpochId, MemberId } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { encodeHeader, entryIdOf, type EntryHeader } from '../chain/entry.ts';
import { OP_KIND } from '../chain/kinds.ts';
import { cryptoReady, hash } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { decodeOp, encodeOp, kindOfOp, logOpOf, readOp, MAX_OP_BODY_BYTES } from './op.ts';
import { OP_LIMITS } from './op-fields.ts';
import type { Op } from './op-types.ts';
import {
  filled as bytes,
  filledId as id,
  OP_SAMPLES as SAMPLES,
  sampleEpoch as epoch,
  sampleWrap as wrap,
} from './testing/op-samples.ts';

beforeAll(() => cryptoReady);

const ALL = Object.values(SAMPLES) as Op[];

describe('operations', () => {
  it('[GR1] every kind of the log has a codec, and reads back what was written', () => {
    expect(Object.keys(SAMPLES).sort()).toEqual(Object.keys(OP_KIND).sort());
    for (const op of ALL) {
      const encoded = encodeOp(op);
      expect(decodeOp(kindOfOp(op), encoded), op.type).toEqual({ ok: true, value: op });
    }
  });

  it('[GR1] the bytes of every kind are fixed', () => {
    const vectors = Object.fromEntries(
      ALL.map((op) => {
        const encoded = encodeOp(op);
        return [op.type, `${kindOfOp(op)} ${encoded.length} ${hex.encode(hash('op-vector', encoded)).slice(0, 16)}`];
      }),
    );
    expect(vectors).toMatchInlineSnapshot(`
      {
        "acceptLate": "15 76 427df6bd0faf4cd9",
        "addDevice": "5 2703 8c689d278a8aa330",
        "admit": "4 6608 381de0ce513b01b1",
        "demote": "10 18 ac28905439e6ddea",
        "deviceKeyUpdate": "7 1217 ac02d18e0436a6b9",
        "endorse": "17 77 7ff803eb1e58ce0e",
        "genesis": "1 5113 f193d9d340417806",
        "inviteCreate": "2 1333 89804827d4b92ae1",
        "inviteRevoke": "3 16 ff55afa1ab52b9c9",
        "joinRequest": "19 4116 3db3720705b91f5d",
        "keyGrant": "18 1320 23b47f5b9a274cce",
        "leave": "12 60 9939c3a2ba9d1633",
        "policyChange": "13 12 824bdd6818c9d853",
        "promote": "9 17 1fa5962222a0984c",
        "reFound": "16 1218 5c872c13f6a07f32",
        "recoverDevice": "8 1415 998c21d846ce22dd",
        "refuse": "21 48 c0f6a8d269c6cc0b",
        "rekey": "14 2517 b2d530cb7b6d7bd5",
        "rekeyFault": "20 49 bbc8972222c2338f",
        "remove": "11 2593 a5d55768a886f756",
        "removeDevice": "6 2593 2bffb4b8a298bda6",
      }
    `);
    expect(hex.encode(encodeOp(SAMPLES.promote))).toMatchInlineSnapshot(`"1717171717171717171717171717171701"`);
    expect(hex.encode(encodeOp(SAMPLES.leave))).toMatchInlineSnapshot(
      `"000112121212121212121212121212121212000000010000000000071313131313131313131313131313131313131313131313131313131313131313"`,
    );
    expect(hex.encode(encodeOp(SAMPLES.policyChange))).toMatchInlineSnapshot(`"000202000000010900011170"`);
  });

  it('[GR1] every truncation and every byte too many is refused', () => {
    let refused = 0;
    for (const op of ALL) {
      const encoded = encodeOp(op);
      const lengths = new Set([
        0,
        1,
        encoded.length - 1,
        ...Array.from({ length: 60 }, (_, i) => (i * 131) % encoded.length),
      ]);
      for (const length of lengths) {
        expect(decodeOp(kindOfOp(op), encoded.subarray(0, length)).ok, `${op.type} cut to ${length}`).toBe(false);
        refused += 1;
      }
      const longer = new Uint8Array(encoded.length + 1);
      longer.set(encoded);
      expect(decodeOp(kindOfOp(op), longer)).toEqual({ ok: false, error: { tag: 'OpMalformed' } });
    }
    expect(refused).toBeGreaterThan(ALL.length * 30);
  });

  it('[GR1] whatever reads, reads back to the same bytes: no two encodings of one operation', () => {
    const random = createSeededRandom(1);
    let read = 0;
    for (let round = 0; round < 2_000; round += 1) {
      const op = random.pick(ALL);
      const encoded = encodeOp(op);
      // The structure lies in the first and last bytes and between the long keys: mutate anywhere.
      for (let i = 0; i <= random.int(3); i += 1) encoded[random.int(encoded.length)] = random.int(256);
      const decoded = decodeOp(kindOfOp(op), encoded);
      if (!decoded.ok) continue;
      read += 1;
      expect(equalBytes(encodeOp(decoded.value), encoded), op.type).toBe(true);
    }
    expect(read).toBeGreaterThan(400);
  });

  it('[GR1] rubbish of any kind is refused without an exception', () => {
    const random = createSeededRandom(2);
    for (let round = 0; round < 3_000; round += 1) {
      const rubbish = random.bytes(random.int(400));
      const decoded = decodeOp(random.int(40), rubbish);
      if (decoded.ok) expect(encodeOp(decoded.value)).toEqual(rubbish);
    }
    expect(decodeOp(0x1f, new Uint8Array(0))).toEqual({ ok: false, error: { tag: 'OpKindUnknown', kind: 0x1f } });
    expect(decodeOp(OP_KIND.rekey, new Uint8Array(MAX_OP_BODY_BYTES + 1)).ok).toBe(false);
    expect(decodeOp(OP_KIND.rekey, new Uint8Array(MAX_OP_BODY_BYTES + 1))).toMatchObject({
      error: { tag: 'OpTooLarge' },
    });
  });

  it('[GR1] sets are in ascending order, numbers within bounds, words known', () => {
    const refused = (op: Op, change: (encoded: Uint8Array) => void): void => {
      const encoded = encodeOp(op);
      change(encoded);
      expect(decodeOp(kindOfOp(op), encoded)).toEqual({ ok: false, error: { tag: 'OpMalformed' } });
    };
    // promote: memberId 16, role 1
    refused(SAMPLES.promote, (encoded) => encoded.fill(9, 16));
    // policyChange: count 2, then (field 1, value 4): the same field twice, and the fixed mode
    refused(SAMPLES.policyChange, (encoded) => encoded.fill(2, 7, 8));
    refused(SAMPLES.policyChange, (encoded) => encoded.fill(1, 2, 3));
    // inviteCreate: inviteId 16, invitePk 32, maxUses 1
    refused(SAMPLES.inviteCreate, (encoded) => encoded.fill(0, 48, 49));
    refused(SAMPLES.inviteCreate, (encoded) => encoded.fill(31, 48, 49));
    // recoverDevice ends in a flag
    refused(SAMPLES.recoverDevice, (encoded) => encoded.fill(2, encoded.length - 1));
    // rekey: reason 1, count 2, then two superseded epochs of 32: the second as the first
    refused(SAMPLES.rekey, (encoded) => encoded.copyWithin(35, 3, 35));
    expect(() => encodeOp({ ...SAMPLES.rekey, epoch: { ...epoch, wraps: [wrap(7), wrap(6)] } })).toThrow(RangeError);
    expect(() => encodeOp({ ...SAMPLES.promote, memberId: 'ff' as MemberId })).toThrow(RangeError);
    expect(() => encodeOp({ ...SAMPLES.joinRequest, blob: new Uint8Array(4097) })).toThrow(RangeError);
  });

  it('[GR1] a rekey for the largest group, admission included, fits one operation', () => {
    const wraps = Array.from({ length: OP_LIMITS.devices }, (_, i) => wrap(i + 1));
    const supersedes = Array.from({ length: OP_LIMITS.supersedes }, (_, i) => id<EpochId>(32, i + 1));
    const largest: Op = { ...SAMPLES.admit, epoch: { ...epoch, supersedes, wraps } };
    const encoded = encodeOp(largest);
    expect(encoded.length).toBeLessThan(MAX_OP_BODY_BYTES);
    expect(decodeOp(OP_KIND.admit, encoded).ok).toBe(true);
  });

  it('[GR2] the entry before in the same chain counts among what the author had seen', () => {
    const ct = encodeOp(SAMPLES.promote);
    const header: EntryHeader = {
      kind: OP_KIND.promote,
      groupId: id(16, 1),
      deviceId: id(16, 2),
      inc: 1,
      seq: 4,
      prev: id(32, 5),
      epochId: id(32, 0),
      recordId: id(16, 0),
      ts: 1_772_323_200_000,
      lamport: 9,
      expiresIn: 0,
      deps: [id(32, 3), id(32, 7)],
      nonce: bytes(24, 0),
      ctLength: ct.length,
      ctHash: hash('ct', ct),
    };
    const signedBytes = encodeHeader(header);
    const entry = { id: entryIdOf(signedBytes), header, signedBytes, signature: bytes(64, 0), ct };
    const read = logOpOf(entry);
    expect(read).toMatchObject({ deviceId: header.deviceId, lamport: 9, op: SAMPLES.promote });
    expect(read.deps).toEqual([id(32, 3), id(32, 5), id(32, 7)]);
    expect(logOpOf({ ...entry, ct: null })).toEqual({ ...read, op: { type: 'opaque', kind: header.kind } });
    expect(readOp({ ...entry, ct: null })).toEqual({ ok: false, error: { tag: 'OpErased' } });
  });
});
