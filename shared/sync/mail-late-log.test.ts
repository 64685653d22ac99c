import { beforeAll, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { wakeCarrier } from '../testing/bundles.ts';
import { createCast } from '../testing/cast.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { visit, withMail } from '../testing/mail.ts';
import { createMemoryKeeper } from '../testing/memory-keeper.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';

beforeAll(() => cryptoReady);

// Found by seed 596 of paths.test.ts: a member who puts own words alone, over a line that is paid.
it('[ML6] what found no place is read again after the log has grown by another way than the keeper', () => {
  const cast = createCast(['alice', 'bob', 'cleo'], 7);
  const random = createSeededRandom(7);
  const clock = createFakeClock();
  const keeper = createMemoryKeeper({ now: clock.now, random });
  const [alice, bob, cleo] = cast.members.map((member) =>
    withMail(wakeCarrier(cast, member, random, member.name === 'bob' ? member.early : member.full)),
  );
  if (!alice || !bob || !cleo) throw new Error('three were cast');
  cleo.player.post('I am new here.');
  visit(cleo, keeper, clock.now, { puts: 'own' });
  const posts = () => bob.store.posts(null, 10).length;
  // Bob has not heard that Cleo was let in.
  visit(bob, keeper, clock.now, { puts: 'own' });
  expect(posts()).toBe(0);
  for (const row of alice.replica.frontier()) {
    if (row.lane === 'membership')
      bob.replica.ingest(alice.replica.read({ ...row, from: 1, to: row.seq }, 1 << 24).entries);
  }
  clock.advance(60_000);
  visit(bob, keeper, clock.now, { puts: 'own', checks: false });
  expect(posts()).toBe(1);
  // And then no more: nothing is unsure now.
  const got = keeper.counts.gotBytes;
  visit(bob, keeper, clock.now, { puts: 'nothing', checks: false });
  expect(keeper.counts.gotBytes).toBe(got);
});
