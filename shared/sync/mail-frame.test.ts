import { describe, expect, it } from 'vitest';
import {
  encodeMailAnswer,
  encodeMailRequest,
  type MailAnswer,
  type MailRequest,
  PARCEL_SIZES,
  readMailAnswer,
  readMailRequest,
} from './mail-frame.ts';

const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

const REQUESTS: readonly MailRequest[] = [
  ...PARCEL_SIZES.map((size) => ({
    type: 'put' as const,
    ticket: filled(32, 1),
    writePk: filled(32, 2),
    signature: filled(64, 3),
    parcel: filled(size, 4),
  })),
  { type: 'get', mailbox: filled(32, 5), store: filled(16, 6), after: 2 ** 40 },
  { type: 'watch', mailbox: filled(32, 7) },
];
const ANSWERS: readonly MailAnswer[] = [
  ...(['kept', 'full', 'refused'] as const).map((state) => ({ type: 'kept' as const, state })),
  { type: 'parcel', store: filled(16, 1), serial: 7, days: 30, parcel: filled(4_096, 2) },
  { type: 'end', store: filled(16, 1), last: 0, more: false },
  { type: 'end', store: filled(16, 1), last: 9, more: true },
  { type: 'news' },
];

describe('what is said to mailboxes', () => {
  it('[KP1] every message is read as it was written, and in no other length', () => {
    const shapes = [
      ...REQUESTS.map((one) => ({ bytes: encodeMailRequest(one), read: readMailRequest, one })),
      ...ANSWERS.map((one) => ({ bytes: encodeMailAnswer(one), read: readMailAnswer, one })),
    ];
    for (const { bytes, read, one } of shapes) {
      expect(read(bytes)).toEqual(one);
      expect(read(bytes.subarray(0, -1))).toBeNull();
      expect(read(Uint8Array.of(...bytes.subarray(0, 300), 0))).not.toEqual(one);
    }
  });

  it('[KP1] what is neither has no reading: no bytes, another type, another state, more than 30 days, a serial of 0', () => {
    const parcel = encodeMailAnswer({
      type: 'parcel',
      store: filled(16, 1),
      serial: 1,
      days: 1,
      parcel: filled(4_096, 2),
    });
    const [noSerial, manyDays] = [parcel.slice(), parcel.slice()];
    noSerial.fill(0, 17, 23);
    manyDays[23] = 31;
    for (const bytes of [new Uint8Array(0), Uint8Array.of(0), Uint8Array.of(0x81, 3), noSerial, manyDays]) {
      expect(readMailAnswer(bytes)).toBeNull();
      expect(readMailRequest(bytes)).toBeNull();
    }
    const end = encodeMailAnswer({ type: 'end', store: filled(16, 1), last: 1, more: true });
    end[end.length - 1] = 2;
    expect(readMailAnswer(end)).toBeNull();
  });
});
