import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, EpochId } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { rendezvousSecret } from '../group/epoch-key.ts';
import type { Roster } from '../group/roster.ts';
import { answerTagKeys } from './join-tags.ts';

beforeAll(() => cryptoReady);

const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const id = (byte: string): EpochId => byte.repeat(32) as EpochId;
const epoch = (name: string, holders: readonly string[], supersedes: readonly string[], valid = true) => ({
  epochId: id(name),
  holders: new Set(holders as DeviceId[]),
  supersedes: supersedes.map(id),
  valid,
});
/** Ann and Ben are in, Eve was removed. */
const rosterWith = (epochs: readonly ReturnType<typeof epoch>[]): Roster =>
  ({
    devices: [
      { deviceId: 'ann', active: true },
      { deviceId: 'ben', active: true },
      { deviceId: 'eve', active: false },
    ],
    epochs,
  }) as unknown as Roster;
const KEYS = new Map([
  [id('01'), key(1)],
  [id('02'), key(2)],
  [id('03'), key(3)],
]);

describe('the keys under which members tag answers', () => {
  it('[JK4] are the sending epoch’s first, and those of earlier ones that nobody holds who had to go', () => {
    const roster = rosterWith([
      epoch('01', ['ann', 'eve'], []),
      epoch('02', ['ann', 'ben'], ['01']),
      epoch('03', ['ann', 'ben'], ['02']),
      epoch('04', ['ann'], ['03'], false),
    ]);
    expect(answerTagKeys(roster, KEYS)).toEqual([rendezvousSecret(key(3)), rendezvousSecret(key(2))]);
  });

  it('[JK4] are none while a key is owed that somebody who is gone does not hold, or the sending one is not here', () => {
    expect(answerTagKeys(rosterWith([epoch('01', ['ann', 'eve'], [])]), KEYS)).toEqual([]);
    expect(answerTagKeys(rosterWith([epoch('09', ['ann'], [])]), KEYS)).toEqual([]);
  });
});
