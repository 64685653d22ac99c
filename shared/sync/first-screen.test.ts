import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import type { Awake } from '../testing/awake.ts';
import { type BigGroup, writeBigGroup } from '../testing/big-group.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';
import { createSimMember } from '../testing/sim-member.ts';
import { createSimNetwork, type SimNetwork } from '../testing/sim-network.ts';

let forget = () => {};
beforeAll(async () => {
  await cryptoReady;
  forget = rememberCrypto();
});
afterAll(() => forget());

/** A line of 1 Mbit/s carries so many bytes in one second. */
const FIRST_SECOND_BYTES = 125_000;
/** Posts of a first screen. */
const NEWEST = 20;
/** Eleven megabytes, most of it long texts of old. */
const A_YEAR = { authors: 6, essays: 380, posts: 200, isFolding: false };

const values = ({ store }: Awake, kind: number): readonly string[] =>
  store
    .recordsOfKind(kind)
    .map((row) => JSON.stringify([row.recordId, row.value]))
    .sort();
const newest = ({ store }: Awake): readonly string[] =>
  store
    .posts(null, NEWEST)
    .slice(0, NEWEST)
    .map((row) => row.recordId);

/** Links the host and the newcomer; `onFrame` is told what reaches the newcomer, after it took it. */
function meeting(group: BigGroup, onFrame: (frame: Uint8Array) => void = () => {}): SimNetwork {
  const random = createSeededRandom(99);
  const network = createSimNetwork(random);
  const { host, newcomer, cast } = group;
  const tag = new Uint8Array(32).fill(3);
  const memberOf = (who: Awake) =>
    createSimMember({
      name: who.name,
      groupId: cast.groupId,
      room: () => ({ kind: 'group', tag }),
      keys: who.identity.deviceSigning,
      source: who.replica,
      directory: who.replica,
      random,
      now: () => 0,
    });
  const guest = memberOf(newcomer);
  network.link(memberOf(host), {
    ...guest,
    frameArrived(channelId, frame) {
      guest.frameArrived(channelId, frame);
      onFrame(frame);
    },
  });
  return network;
}

/** What had been delivered to the newcomer when each thing was there. */
function join(group: BigGroup): Readonly<Record<string, { readonly bytes: number; readonly frames: number }>> {
  const { host, newcomer } = group;
  const same = (kind: number) => values(newcomer, kind).join() === values(host, kind).join();
  const things = {
    log: () => newcomer.replica.roster()?.members.length === host.replica.roster()?.members.length,
    agreement: () => same(CONTENT_KIND.agreement),
    groupName: () => same(CONTENT_KIND.groupProfile),
    names: () => same(CONTENT_KIND.profile),
    newest: () => newest(newcomer).join() === newest(host).join(),
    all: () => newcomer.store.posts(null, 1_000_000).length === host.store.posts(null, 1_000_000).length,
  };
  const at: Record<string, { readonly bytes: number; readonly frames: number }> = {};
  let [bytes, frames] = [0, 0];
  const network = meeting(group, (frame) => {
    bytes += frame.length;
    frames += 1;
    for (const [what, isThere] of Object.entries(things)) if (!at[what] && isThere()) at[what] = { bytes, frames };
  });
  network.settle(1_000_000);
  return at;
}

/** Entries that reach the newcomer unasked in a meeting. */
function pushesOf(network: SimNetwork): number {
  network.settle(1_000_000);
  return network.log.filter((line) => / > nina 6 /.test(line)).length;
}

describe('a newcomer', () => {
  const firstScreen = ['log', 'agreement', 'groupName', 'names', 'newest'];
  it.each([
    { what: 'of seven', ...A_YEAR },
    { what: 'of twelve', ...A_YEAR, authors: 11 },
    { what: 'whose finished entries are folded', ...A_YEAR, isFolding: true },
  ])(
    '[WY4] [WY5] sees the agreement, who everybody is and the newest 20 posts within the first 125 kB of 11 MB: a group $what',
    { timeout: 300_000 },
    ({ what, ...size }) => {
      const group = writeBigGroup(createSeededRandom(7), size);
      expect(group.contentBytes).toBeGreaterThan(10_000_000);
      const at = join(group);
      process.stdout.write(`first screen, a group ${what}: ${JSON.stringify(at)}\n`);
      for (const part of firstScreen) expect(at[part]?.bytes, part).toBeLessThan(FIRST_SECOND_BYTES);
      // The log comes before any words, and what has been there from the beginning before the newest.
      expect(at['agreement']?.frames).toBeGreaterThan(at['log']?.frames ?? 0);
      expect(at['newest']?.bytes).toBeGreaterThan(at['names']?.bytes ?? 0);
      expect(at['all']?.bytes).toBeGreaterThan(10_000_000);
    },
  );

  it('[WY8] asks for all of eight people’s 2,080 entries in at most 40 ranges', { timeout: 120_000 }, () => {
    const group = writeBigGroup(createSeededRandom(9), { authors: 8, essays: 0, posts: 2_062, isFolding: true });
    const network = meeting(group);
    network.settle(1_000_000);
    expect(newest(group.newcomer)).toEqual(newest(group.host));
    expect(group.newcomer.store.posts(null, 1_000_000)).toHaveLength(2_062);
    const wants = network.log.filter((line) => / > author 0 4 /.test(line)).length;
    expect(wants).toBeGreaterThan(0);
    expect(wants).toBeLessThanOrEqual(40);
  });

  it('[WY4] who meets the group again is not handed it twice', () => {
    const group = writeBigGroup(createSeededRandom(8), { authors: 3, essays: 0, posts: 60, isFolding: false });
    expect(pushesOf(meeting(group))).toBeGreaterThan(0);
    expect(group.newcomer.store.recordsOfKind(CONTENT_KIND.agreement)).toHaveLength(1);
    expect(pushesOf(meeting(group))).toBe(0);
  });
});
