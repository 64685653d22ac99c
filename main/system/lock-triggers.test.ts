import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { LOOK_MS, LockTriggers } from './lock-triggers.ts';

/** A computer that somebody touched `idleSeconds` ago. */
class FakePower extends EventEmitter {
  idleSeconds = 0;
  isLocked = false;
  getSystemIdleState(threshold: number): 'active' | 'idle' | 'locked' {
    if (this.isLocked) return 'locked';
    return this.idleSeconds >= threshold ? 'idle' : 'active';
  }
}

let power: FakePower;
let locks: number;
let now: number;
let look: () => void;
let triggers: LockTriggers;
beforeEach(() => {
  power = new FakePower();
  locks = 0;
  now = 1_000_000;
  triggers = new LockTriggers({
    power,
    lock: () => {
      locks += 1;
    },
    every: (ms, work) => {
      expect(ms).toBe(LOOK_MS);
      look = () => {
        now += LOOK_MS;
        work();
      };
    },
    now: () => now,
  });
});

describe('[TC2] the computer locks by itself', () => {
  it.each(['suspend', 'lock-screen', 'user-did-resign-active'])('[TC2] at %s, once', (event) => {
    triggers.arm(5);
    power.emit(event);
    power.emit(event);
    expect(locks).toBe(1);
    expect(triggers.isArmed).toBe(false);
  });

  it.each([1, 5, 60])('[TC2] after %d minutes without a touch and not a second before', (minutes) => {
    triggers.arm(minutes);
    power.idleSeconds = minutes * 60 - 1;
    look();
    expect(locks).toBe(0);
    power.idleSeconds = minutes * 60;
    look();
    look();
    expect(locks).toBe(1);
  });

  it('[TC2] when the system says that its screen is locked, where no event comes', () => {
    triggers.arm(60);
    look();
    power.isLocked = true;
    look();
    expect(locks).toBe(1);
  });

  it('[TC2] after a sleep that was not announced, and not after a slow moment', () => {
    triggers.arm(60);
    now += 50_000;
    look();
    expect(locks).toBe(0);
    now += 3_600_000;
    look();
    expect(locks).toBe(1);
  });

  it('[TC2] not while nothing is open: neither before unlocking nor after a lock', () => {
    power.emit('suspend');
    power.idleSeconds = 10_000;
    look();
    triggers.arm(5);
    triggers.disarm();
    power.emit('lock-screen');
    look();
    expect(locks).toBe(0);
  });

  it('[TC2] a sleep before unlocking does not count after it', () => {
    now += 3_600_000;
    triggers.arm(5);
    look();
    expect(locks).toBe(1);
    triggers.arm(5);
    look();
    expect(locks).toBe(1);
  });
});
