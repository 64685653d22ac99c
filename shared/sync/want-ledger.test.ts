import { describe, expect, it } from 'vitest';
import { type DeviceId, idFromBytes } from '../brand.ts';
import type { Want } from './sync-source.ts';
import { CLAIM_MS, covers, createWantLedger, overlaps, sameWant } from './want-ledger.ts';

const want = (from: number, to: number, fields: Partial<Want> = {}): Want => ({
  deviceId: idFromBytes<DeviceId>(new Uint8Array(16)),
  inc: 1,
  lane: 'content',
  from,
  to,
  ...fields,
});

describe('the ledger of wants', () => {
  it('[SY19] gives a range to one channel at a time, until it is given back', () => {
    const ledger = createWantLedger();
    expect(ledger.claim(want(1, 10), 1, 0)).toBe(true);
    expect(ledger.claim(want(10, 20), 2, 0)).toBe(false);
    expect(ledger.claim(want(11, 20), 2, 0)).toBe(true);
    // A refused claim leaves no trace.
    ledger.release(want(1, 10), 1);
    expect(ledger.claim(want(5, 10), 3, 0)).toBe(true);
    ledger.releaseAll(2);
    expect(ledger.claim(want(11, 20), 3, 0)).toBe(true);
  });

  it('[SY19] lets another channel try after 5 s without progress', () => {
    const ledger = createWantLedger();
    ledger.claim(want(1, 10), 1, 0);
    ledger.touch(1, 1_000);
    expect(ledger.claim(want(1, 10), 2, CLAIM_MS)).toBe(false);
    expect(ledger.claim(want(1, 10), 2, 1_000 + CLAIM_MS)).toBe(true);
  });

  it('[SY19] tells chains apart', () => {
    expect(overlaps(want(1, 10), want(10, 12))).toBe(true);
    expect(overlaps(want(1, 10), want(11, 12))).toBe(false);
    expect(overlaps(want(1, 10), want(1, 10, { lane: 'membership' }))).toBe(false);
    expect(overlaps(want(1, 10), want(1, 10, { inc: 2 }))).toBe(false);
    expect(covers(want(1, 10), want(2, 10))).toBe(true);
    expect(covers(want(2, 10), want(1, 10))).toBe(false);
    expect(sameWant(want(1, 10), want(1, 10))).toBe(true);
    expect(sameWant(want(1, 10), want(1, 9))).toBe(false);
  });
});
