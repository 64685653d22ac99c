import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId } from '../brand.ts';
import { concatBytes, equalBytes } from '../bytes.ts';
import { cryptoReady, hash, seal, signingKeyPair, verify } from '../crypto/crypto.ts';
import { mailboxOf } from '../group/mailbox.ts';
import { sampleGroup, sampleMaker, sampleMakerSecret } from '../testing/sample-bundle.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { isSignedBy } from './bundle-header.ts';
import { NO_TICKET, PARCEL_SIZES, readMailRequest } from './mail-frame.ts';
import { contentBytes, openParcel, parcelSizeFor, putRequest, sealParcel } from './mail-parcel.ts';

beforeAll(() => cryptoReady);

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const facts = { madeAt: 5, deviceId: sampleMaker as DeviceId, entries: 1, leftOut: 0, rows: [] };
const parcelOf = (entries: readonly Uint8Array[], seed = 1, mailbox = mailboxOf(key(1), 2_900)): Uint8Array =>
  sealParcel({
    groupId: sampleGroup,
    mailbox,
    signingSecret: sampleMakerSecret(),
    facts,
    runs: [entries],
    random: createSeededRandom(seed),
  });
const makerKey = (): Uint8Array => sampleMakerSecret().subarray(32);

describe('a parcel', () => {
  it('[ML3] has exactly one of four sizes, whatever is in it, and gives back what was put in', () => {
    const mailbox = mailboxOf(key(1), 2_900);
    for (const [bytes, size] of [
      [1, 4_096],
      [4_000, 16_384],
      [20_000, 65_536],
      [100_000, 262_144],
    ] as const) {
      const entry = new Uint8Array(bytes).fill(3);
      const parcel = parcelOf([entry]);
      expect(parcel.length).toBe(size);
      expect(openParcel(mailbox, parcel)?.entries).toEqual([entry]);
    }
    for (const size of PARCEL_SIZES) {
      expect(parcelSizeFor(contentBytes(size))).toBe(size);
      expect(parcelSizeFor(contentBytes(size) + 1)).not.toBe(size);
    }
  });

  it('[ML3] of the same content looks different every time', () => {
    const [one, other] = [parcelOf([key(9)], 1), parcelOf([key(9)], 2)];
    expect(equalBytes(one.subarray(24, 64), other.subarray(24, 64))).toBe(false);
  });

  it('[ML4] opens in its own mailbox only, and its header is bound to this very parcel', () => {
    const [mailbox, nextWeek] = [mailboxOf(key(1), 2_900), mailboxOf(key(1), 2_901)];
    const parcel = parcelOf([key(9)]);
    expect(openParcel(nextWeek, parcel)).toBeNull();
    expect(openParcel({ ...mailbox, name: nextWeek.name }, parcel)).toBeNull();
    expect(openParcel(mailboxOf(key(2), 2_900), parcel)).toBeNull();
    const opened = openParcel(mailbox, parcel);
    const second = openParcel(mailbox, parcelOf([key(9)], 2));
    if (!opened || !second) throw new Error('two parcels');
    expect(isSignedBy(opened.header, sampleGroup, opened.place, makerKey())).toBe(true);
    expect(isSignedBy(opened.header, sampleGroup, second.place, makerKey())).toBe(false);
    const stranger = signingKeyPair(key(4)).publicKey;
    expect(isSignedBy(opened.header, sampleGroup, opened.place, stranger)).toBe(false);
  });

  it('[ML4] with any byte changed, cut or longer is none', () => {
    const mailbox = mailboxOf(key(1), 2_900);
    const parcel = parcelOf([key(9)]);
    for (let at = 0; at < parcel.length; at += 97) {
      const changed = parcel.slice();
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect(openParcel(mailbox, changed)).toBeNull();
    }
    expect(openParcel(mailbox, parcel.subarray(1))).toBeNull();
    expect(openParcel(mailbox, concatBytes(parcel, Uint8Array.of(0)))).toBeNull();
    expect(openParcel(mailbox, new Uint8Array(0))).toBeNull();
  });

  it('[ML4] sealed with the right key around something else is none: no header, an end that is missing, bytes behind it', () => {
    const mailbox = mailboxOf(key(1), 2_900);
    const nonce = new Uint8Array(24).fill(1);
    const wrap = (content: Uint8Array): Uint8Array => {
      const filled = new Uint8Array(contentBytes(4_096));
      filled.set(content);
      return concatBytes(nonce, seal(mailbox.sealKey, nonce, filled, mailbox.name));
    };
    for (const content of [
      new Uint8Array(0),
      key(255),
      Uint8Array.of(2, 0, 0),
      concatBytes(Uint8Array.of(1), key(0)),
    ]) {
      const opened = openParcel(mailbox, wrap(content));
      // A header of zeros is read, and is nobody's.
      expect(opened === null || !isSignedBy(opened.header, sampleGroup, opened.place, makerKey())).toBe(true);
    }
    expect(openParcel(mailbox, wrap(concatBytes(Uint8Array.of(1), new Uint8Array(97), key(7))))).toBeNull();
  });

  it('[ML1] is put in with a signature of the mailbox’s own key over exactly it', () => {
    const mailbox = mailboxOf(key(1), 2_900);
    const parcel = parcelOf([key(9)]);
    const request = readMailRequest(putRequest(mailbox, parcel, NO_TICKET));
    if (request?.type !== 'put') throw new Error('a put');
    expect(hash('mailbox', request.writePk)).toEqual(mailbox.name);
    expect(verify(request.writePk, 'mail-put', hash('parcel', parcel), request.signature)).toBe(true);
  });
});
