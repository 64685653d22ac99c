import { beforeAll, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { type Cast, createCast, openReplica } from '../testing/cast.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createPlayer } from '../testing/player.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import type { Replica } from './replica.ts';
import type { FrontierRow } from './sync-source.ts';

beforeAll(() => cryptoReady);

/** Somebody of the cast with the whole log, and hands. */
function person(cast: Cast, at: number) {
  const { groupId } = cast;
  const { identity, full } = cast.members[at]!;
  const random = createSeededRandom(100 + at);
  const { replica, store } = openReplica(cast, identity, full.clone(), { random, clock: createFakeClock() });
  return { identity, replica, player: createPlayer(replica, store, { groupId, identity, random }) };
}
/** Everything that rows name, as an answer to wants would bring it. */
const entriesOf = (replica: Replica, rows: readonly FrontierRow[]) =>
  rows.flatMap(({ deviceId, inc, lane, seq }) =>
    replica.read({ deviceId, inc, lane, from: 1, to: seq }, 1 << 24).entries.slice(),
  );
const isIn = (replica: Replica, memberId: string) =>
  replica.roster()?.members.some((member) => member.memberId === memberId);

it('[SY7] rows for a removed device hold what ended it, with all of its past and nothing of what came after', () => {
  const cast = createCast(['alice', 'bob', 'carol', 'dora']);
  const [alice, bob, carol] = [person(cast, 0), person(cast, 1), person(cast, 2)];
  expect(alice.player.remove(carol.identity.memberId)).toBe(true);
  const until = alice.replica.frontier().filter((row) => row.lane === 'membership');
  expect(alice.player.promote(bob.identity.memberId)).toBe(true);
  expect(alice.player.remove(cast.members[3]!.identity.memberId)).toBe(true);
  alice.player.post('Between ourselves.');

  const rows = alice.replica.partingRows(carol.identity.deviceId);
  expect(rows).toEqual(until);
  const report = carol.replica.ingest(entriesOf(alice.replica, rows));
  expect(report.rejected).toEqual([]);
  expect(isIn(carol.replica, carol.identity.memberId)).toBe(false);
  expect(carol.replica.roster()?.former.map(({ how }) => how)).toEqual(['removed']);
  // She hears neither of Bob's promotion nor that Dora had to go as well.
  expect(isIn(carol.replica, cast.members[3]!.identity.memberId)).toBe(true);
  expect(carol.replica.roster()?.members.find((one) => one.memberId === bob.identity.memberId)?.role).toBe('member');
});

it('[SY7] of several operations that ended a device at once all are told', () => {
  const cast = createCast(['alice', 'bob', 'carol']);
  const [alice, bob, carol] = [person(cast, 0), person(cast, 1), person(cast, 2)];
  alice.player.promote(bob.identity.memberId);
  bob.replica.ingest(entriesOf(alice.replica, alice.replica.frontier()));
  expect([alice, bob].map(({ player }) => player.remove(carol.identity.memberId))).toEqual([true, true]);
  alice.replica.ingest(entriesOf(bob.replica, bob.replica.frontier()));
  const rows = alice.replica.partingRows(carol.identity.deviceId);
  expect(new Set(rows.map(({ deviceId }) => deviceId))).toEqual(
    new Set([alice.identity.deviceId, bob.identity.deviceId]),
  );
  carol.replica.ingest(entriesOf(alice.replica, rows));
  expect(carol.replica.roster()?.former[0]?.endedBy).toHaveLength(2);
});

it('[SY7] where no operation is known that ended a device, the whole log is told', () => {
  const cast = createCast(['alice', 'bob']);
  const alice = person(cast, 0);
  const log = alice.replica.frontier().filter((row) => row.lane === 'membership');
  expect(alice.replica.partingRows('ab'.repeat(16) as never)).toEqual(log);
});
