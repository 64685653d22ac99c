import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, signingKeyPair } from '../../../../shared/crypto/crypto.ts';
import { readInvite } from '../../../../shared/group/invite.ts';
import { openJoinRequest } from '../../../../shared/group/join.ts';
import { LOST_REST_MS } from '../../../../shared/sync/join-asking.ts';
import { openJoinParcel, sealAnswerParcel } from '../../../../shared/sync/join-parcel.ts';
import { HOURLY_INVITES } from '../../../../shared/sync/mail-budget.ts';
import { NO_TICKET, PARCEL_SIZES } from '../../../../shared/sync/mail-frame.ts';
import { putRequest } from '../../../../shared/sync/mail-parcel.ts';
import { createSeededRandom } from '../../../../shared/testing/seeded-random.ts';
import { SERVER, unwrap, type World } from '../../testing/engine-world.ts';
import {
  approve,
  createJoinStage,
  joinOf,
  type JoinStage,
  looksAnew,
  mailboxOfLink,
  placeOf,
} from '../../testing/join-stage.ts';
import { askToJoin, comeBack, namesSeenBy, onlyRequest, tagOf } from '../../testing/stories.ts';
import { LOOK_INVITES_MS } from './invite-mail.ts';
import { LOOK_MS } from './keeper-link.ts';

beforeAll(() => cryptoReady);
const worlds: World[] = [];
afterEach(() => {
  for (const world of worlds.splice(0)) world.end();
});
async function stage(choice: { readonly allow?: boolean } = {}): Promise<JoinStage> {
  const made = await createJoinStage(choice);
  worlds.push(made.world);
  return made;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe('a leaked invite', () => {
  it('[JK6] floods nobody: what lies there is read a little at a time, nothing of it gets into the log, others come in', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    const [leaked, other] = [await invite({ maxUses: 5 }), await invite()];
    world.settle(5_000);
    const random = createSeededRandom(5);
    const mailbox = mailboxOfLink(leaked, world.time.clock.now());
    const flood = 3 * HOURLY_INVITES.parcels;
    for (let i = 0; i < flood; i += 1) {
      const parcel = random.bytes(PARCEL_SIZES[i % 2] ?? 4_096);
      keeper.answer({ type: 'put', request: putRequest(mailbox, parcel, NO_TICKET) });
    }
    await askToJoin(ben, leaked);
    const cleo = await world.person('Cleo');
    await askToJoin(cleo, other);
    world.settle(5_000);
    const before = keeper.counts.gotBytes;
    for (const who of [ben, cleo]) who.close();
    world.settle(LOOK_MS + LOOK_INVITES_MS);
    expect(keeper.counts.gotBytes - before).toBeLessThan(HOURLY_INVITES.bytes + 1024 * 1024);
    expect(unwrap(await ann.ask.listRequests({ groupId })).map(({ name }) => name)).toEqual(['Cleo']);
    world.settle(4 * HOUR_MS);
    expect(
      unwrap(await ann.ask.listRequests({ groupId }))
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Ben', 'Cleo']);
  });
});

describe('an answer that somebody else made up', () => {
  it('[JK7] [JK9] a no by another holder of the invite keeps nobody from answering, and nobody from coming in', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    const link = await invite({ maxUses: 2 });
    await askToJoin(ben, link);
    world.settle(5_000);
    const now = world.time.clock.now();
    const mailbox = mailboxOfLink(link, now);
    const read = readInvite(link, now);
    const [lying] = keeper.boxes.get(Buffer.from(mailbox.name).toString('hex')) ?? [];
    const found = lying && openJoinParcel(mailbox, lying.parcel);
    if (!read.ok || found?.type !== 'request') throw new Error('a request that lies there');
    const request = openJoinRequest(found.blob, read.value);
    if (!request.ok) throw new Error(request.error.tag);
    const random = createSeededRandom(6);
    for (const state of ['admitted', 'refused'] as const) {
      const parcel = sealAnswerParcel({
        groupId,
        mailbox,
        about: { requestId: request.value.requestId, part: 1, parts: 1 },
        state,
        runs: [],
        dkPk: request.value.request.dkPk,
        maker: {
          deviceId: read.value.inviter,
          madeAt: now,
          signingSecret: signingKeyPair(random.bytes(32)).secretKey,
        },
        tagKey: random.bytes(32),
        random,
      });
      keeper.answer({ type: 'put', request: putRequest(mailbox, parcel ?? new Uint8Array(0), NO_TICKET) });
    }
    world.settle(LOOK_MS);
    expect((await joinOf(ben))?.state).toBe('refused');
    await looksAnew(world, ann);
    await approve(ann, groupId);
    world.settle(5_000);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben']);
  });
});

describe('what goes wrong on the way', () => {
  it('[JK3] a keeper that lost the request is given it again', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    await askToJoin(ben, await invite());
    world.settle(5_000);
    ann.close();
    keeper.boxes.clear();
    keeper.store = createSeededRandom(9).bytes(16);
    world.settle(LOOK_MS);
    expect(await placeOf(ben)).toMatchObject({ state: 'forgetful', keptUntil: null });
    world.settle(LOST_REST_MS + LOOK_MS);
    expect(await placeOf(ben)).toMatchObject({ state: 'lies' });
    ben.close();
    await looksAnew(world, ann);
    expect((await onlyRequest(ann, groupId)).name).toBe('Ben');
  });

  it.each([
    ['two weeks behind', -14],
    ['five days ahead', 5],
  ])('[JK5] [JK7] a newcomer’s clock that is %s keeps nobody out', async (_what, days) => {
    const { world, ann, ben, groupId, invite } = await stage();
    ben.skewClock(days * DAY_MS);
    await askToJoin(ben, await invite({ days: 30 }));
    world.settle(5_000);
    ben.close();
    await looksAnew(world, ann);
    await approve(ann, groupId);
    world.settle(10_000);
    ann.close();
    await comeBack(ben);
    world.settle(10_000);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
  });

  it('[JK9] a keeper that is silent, full, wants a ticket, or is none is told, and a ticket opens it', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    const link = await invite();
    ann.close();
    const ticket = 'ab'.repeat(32);
    let answer: 'full' | 'refused' | null = 'full';
    keeper.misbehave = (request, honest) => {
      if (request.type !== 'put' || Buffer.from(request.ticket).toString('hex') === ticket) return honest();
      return answer ? { type: 'kept', state: answer } : honest();
    };
    keeper.isUp = false;
    await askToJoin(ben, link);
    const look = async () => {
      unwrap(await ben.ask.lookAtKeeper({ groupId }));
      world.settle(1_000);
      return (await placeOf(ben))?.state;
    };
    world.settle(5_000);
    expect(await look()).toBe('silent');
    expect((await placeOf(ben))?.nextAt).toBeGreaterThan(world.time.clock.now());
    keeper.isUp = true;
    expect(await look()).toBe('full');
    answer = 'refused';
    expect(await look()).toBe('refuses');
    world.net.mail.keepers.delete(SERVER);
    expect(await look()).toBe('no-mailboxes');
    world.net.mail.keepers.set(SERVER, keeper);
    const set = (text: string) => ben.ask.setKeeperTicket({ groupId, server: SERVER, ticket: text });
    expect(tagOf(await set('abc'))).toBe('KeeperTicketWrong');
    unwrap(await set(ticket));
    world.settle(1_000);
    expect(await placeOf(ben)).toMatchObject({ state: 'lies', hasTicket: true });
    expect(JSON.stringify(await joinOf(ben))).not.toContain(ticket);
  });

  it('[JK9] a net that ends in the middle loses nothing; a lock or a withdrawal leaves no watch behind', async () => {
    const { world, ann, ben, groupId, invite } = await stage();
    const link = await invite();
    ann.close();
    await askToJoin(ben, link);
    world.settle(2_900);
    for (let i = 0; i < 6; i += 1) {
      world.net.step();
      world.net.restart('Ben');
      world.settle(100);
    }
    world.settle(5_000);
    expect(await placeOf(ben)).toMatchObject({ state: 'lies' });
    expect(world.net.mail.watches.size).toBeGreaterThan(0);
    unwrap(await ben.ask.withdrawJoin({ groupId }));
    world.settle(1_000);
    expect([...world.net.mail.watches.keys()]).toEqual([]);
    await askToJoin(ben, link);
    world.settle(5_000);
    // A new request under new keys: the old one does not count as this one.
    expect(await placeOf(ben)).toMatchObject({ state: 'lies' });
    ben.close();
    expect([...world.net.mail.watches.keys()]).toEqual([]);
    await looksAnew(world, ann);
    expect(unwrap(await ann.ask.listRequests({ groupId })).length).toBe(2);
  });

  it('[JK9] a disk that fails while the answer is taken in is told, and the answer is read again', async () => {
    const { world, ann, ben, groupId, invite } = await stage();
    await askToJoin(ben, await invite());
    world.settle(5_000);
    await looksAnew(world, ann);
    ben.failWrites('DiskFull');
    await approve(ann, groupId);
    world.settle(10_000);
    expect(unwrap(await ben.ask.listJoins({})).length).toBe(1);
    expect(ben.heard().some(({ event }) => event === 'writeFailed')).toBe(true);
    ben.failWrites(null);
    world.settle(LOOK_MS);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
  });
});
