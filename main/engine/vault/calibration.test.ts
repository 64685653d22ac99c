import { describe, expect, it } from 'vitest';
import { ARGON2_DEFAULT, ARGON2_FLOOR, type Argon2Cost } from '../../../shared/crypto/crypto.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { calibrate, chooseCost, LEAST_MS, raisedCost } from './calibration.ts';

const MIB = 1024 * 1024;
const workOf = (cost: Argon2Cost): number => cost.memoryBytes * cost.passes;
/** A computer that takes `ms` for the default cost. */
const computer = (ms: number) => (cost: Argon2Cost) => (ms * workOf(cost)) / workOf(ARGON2_DEFAULT);

describe('what a passphrase costs to guess', () => {
  it('[VT14] is the default where that takes half a second to one and a half', async () => {
    for (const ms of [500, 800, 1_500])
      expect(await calibrate(async (cost) => computer(ms)(cost))).toEqual(ARGON2_DEFAULT);
  });

  it('[VT14] is less on a slow computer, down to the floor and never below', () => {
    const chosen = (ms: number) => chooseCost({ cost: ARGON2_FLOOR, ms: computer(ms)(ARGON2_FLOOR) });
    expect(chosen(2_000)).toEqual({ memoryBytes: 128 * MIB, passes: 3 });
    expect(chosen(4_000)).toEqual(ARGON2_FLOOR);
    expect(chosen(60_000)).toEqual(ARGON2_FLOOR);
    expect(chosen(Number.POSITIVE_INFINITY)).toEqual(ARGON2_FLOOR);
  });

  it('[VT14] is more on a fast one, within half a gigabyte', () => {
    const chosen = (ms: number) => chooseCost({ cost: ARGON2_FLOOR, ms: computer(ms)(ARGON2_FLOOR) });
    expect(chosen(400)).toEqual({ memoryBytes: 512 * MIB, passes: 3 });
    expect(chosen(200)).toEqual({ memoryBytes: 512 * MIB, passes: 6 });
    expect(chosen(0)).toEqual({ memoryBytes: 512 * MIB, passes: 8 });
  });

  it('[VT14] is raised where an unlock takes less than half a second, and never lowered', () => {
    expect(raisedCost({ cost: ARGON2_FLOOR, ms: computer(800)(ARGON2_FLOOR) })).toEqual(ARGON2_DEFAULT);
    expect(raisedCost({ cost: ARGON2_DEFAULT, ms: LEAST_MS })).toBeNull();
    expect(raisedCost({ cost: ARGON2_DEFAULT, ms: 9_000 })).toBeNull();
    const most = { memoryBytes: 1024 * MIB, passes: 16 };
    expect(raisedCost({ cost: most, ms: 1 })).toBeNull();
    let raised = 0;
    const random = createSeededRandom(14);
    for (let n = 0; n < 500; n += 1) {
      const cost = { memoryBytes: (64 + random.int(512)) * MIB, passes: 3 + random.int(13) };
      const next = raisedCost({ cost, ms: random.int(1_000) });
      if (!next) continue;
      raised += 1;
      expect(workOf(next)).toBeGreaterThan(workOf(cost));
      expect(next.memoryBytes).toBeGreaterThanOrEqual(cost.memoryBytes);
    }
    expect(raised).toBeGreaterThan(20);
  });
});
