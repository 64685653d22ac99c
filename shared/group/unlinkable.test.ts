import { base32nopad } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { linkAccuracy, type NamesByGroup } from '../testing/link-classifier.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { rendezvousSecret } from './epoch-key.ts';
import { makeBeacon } from './lan-beacon.ts';
import { inviteMailboxOf, mailboxOf, weekOf } from './mailbox.ts';
import { groupTopic, inviteTopic, pairTopic } from './rendezvous.ts';

beforeAll(() => cryptoReady);

const GROUPS = 60;
const DAYS = 30;
const FIRST_DAY = 20_580;
const DAY_MS = 86_400_000;
/** The most that counts as chance: of 20,000 pairs, six times the standard deviation. */
const CHANCE = 0.52;

/** A key for each of many groups, and the names that `nameOf` gives each on thirty days. */
function names(nameOf: (key: Uint8Array, day: number, group: number) => Uint8Array, seed = 1): NamesByGroup {
  const random = createSeededRandom(seed);
  return Array.from({ length: GROUPS }, (_, group) => {
    const key = random.bytes(32);
    return Array.from({ length: DAYS }, (__, day) => nameOf(key, FIRST_DAY + day, group));
  });
}
const topicBytes = (topic: string): Uint8Array => base32nopad.decode(topic.toUpperCase());
const accuracy = (groups: NamesByGroup): number => linkAccuracy(groups, createSeededRandom(2));
const place = { address: Uint8Array.of(192, 168, 1, 7), port: 40_000 };

describe('what a server or a network sees of a group on thirty days', () => {
  it.each([
    ['topics of a group', (key: Uint8Array, day: number) => topicBytes(groupTopic(key, day))],
    ['topics of an invite', (key: Uint8Array, day: number) => topicBytes(inviteTopic(key, day))],
    ['topics of a pairing', (key: Uint8Array, day: number) => topicBytes(pairTopic(key, day))],
    // One epoch after the other as well: every name here is of another week or another key.
    [
      'mailboxes',
      (key: Uint8Array, day: number) => mailboxOf(key, weekOf((FIRST_DAY + 7 * (day - FIRST_DAY)) * DAY_MS)).name,
    ],
    // And beside the group's own, which are asked for by the same computers.
    [
      'mailboxes of an invite and of its group',
      (key: Uint8Array, day: number) => {
        const week = weekOf((FIRST_DAY + 7 * (day - FIRST_DAY)) * DAY_MS);
        return (day % 2 === 0 ? inviteMailboxOf(key, week) : mailboxOf(key, week)).name;
      },
    ],
  ] as const)('[PV1] %s cannot be told to belong together better than by chance', (_what, nameOf) => {
    expect(accuracy(names(nameOf))).toBeLessThanOrEqual(CHANCE);
  });

  it('[PV1] nor can beacons, on the same day from the same place', () => {
    const random = createSeededRandom(3);
    const beaconOf = (key: Uint8Array): Uint8Array => makeBeacon([rendezvousSecret(key)], FIRST_DAY, place, random);
    expect(accuracy(names(beaconOf))).toBeLessThanOrEqual(CHANCE);
  });

  it('[PV1] the classifier sees what is there to be seen: a byte that stays, half a byte that stays', () => {
    const weak = (change: (name: Uint8Array, group: number) => void) =>
      accuracy(
        names((key, day, group) => {
          const name = topicBytes(groupTopic(key, day)).slice();
          change(name, group);
          return name;
        }),
      );
    const keeping = (at: number, mask: number) => (name: Uint8Array, group: number) => {
      name[at] = ((name[at] ?? 0) & ~mask) | ((group * 37) & mask);
    };
    expect(weak(keeping(7, 0xff))).toBeGreaterThan(0.9);
    expect(weak(keeping(0, 0x0f))).toBeGreaterThan(0.6);
  });
});
