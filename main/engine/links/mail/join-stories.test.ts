import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../../shared/crypto/crypto.ts';
import { OTHERS_ANSWER_MS } from '../../../../shared/sync/join-visit.ts';
import { SERVER, unwrap, type World } from '../../testing/engine-world.ts';
import { pairOf } from '../../testing/fake-air.ts';
import {
  approve,
  createJoinStage,
  joinOf,
  type JoinStage,
  looksAnew,
  mailboxOfLink,
  placeOf,
  texts,
} from '../../testing/join-stage.ts';
import { admit, askToJoin, comeBack, namesSeenBy, onlyRequest, share } from '../../testing/stories.ts';
import { LOOK_INVITES_MS } from './invite-mail.ts';
import { LOOK_MS, OTHERS_MS } from './keeper-link.ts';

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

const DAY_MS = 24 * 3_600_000;

describe('whoever invited and whoever comes are never online together', () => {
  it('[JK3] [JK5] [JK7] the request lies with the keeper, is approved days later, and the newcomer reads', async () => {
    const { world, ann, ben, groupId, invite } = await stage();
    await share(ann, groupId, 'Welcome, whoever comes.');
    const link = await invite();
    world.settle(5_000);
    ann.close();

    expect(unwrap(await ben.ask.readInvite({ invite: link }))).toMatchObject({ keeper: true });
    await askToJoin(ben, link);
    expect(await placeOf(ben)).toMatchObject({ state: 'asking', keptUntil: null });
    world.settle(5_000);
    const place = await placeOf(ben);
    expect(place).toMatchObject({ state: 'lies', address: SERVER });
    expect(place?.keptUntil).toBeGreaterThan(world.time.clock.now() + 29 * DAY_MS);
    expect((await joinOf(ben))?.state).toBe('looking');
    ben.close();

    world.settle(DAY_MS);
    await comeBack(ann);
    world.settle(10_000);
    expect((await onlyRequest(ann, groupId)).name).toBe('Ben');
    ann.close();

    await comeBack(ben);
    world.settle(10_000);
    expect((await joinOf(ben))?.state).toBe('waiting-for-approval');
    ben.close();

    world.settle(2 * DAY_MS);
    await comeBack(ann);
    unwrap(await ann.ask.approveRequest({ groupId, requestId: (await onlyRequest(ann, groupId)).requestId }));
    world.settle(OTHERS_MS.to + 10_000);
    ann.close();

    await comeBack(ben);
    world.settle(10_000);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
    expect(await texts(ben, groupId)).toEqual(['Welcome, whoever comes.']);
    await share(ben, groupId, 'Here I am.');
    world.settle(5_000);
    ben.close();

    await comeBack(ann);
    world.settle(10_000);
    expect(await texts(ann, groupId)).toContain('Here I am.');
    expect(unwrap(await ann.ask.viewGroup({ groupId })).members.map(({ name }) => name)).toEqual(['Ann', 'Ben']);
  });
});

describe('two who are online at once, where no connection comes about', () => {
  it('[JK5] [JK9] the request is found within a visit, and the answer is there within moments', async () => {
    const { world, ann, ben, groupId, invite } = await stage();
    await askToJoin(ben, await invite());
    world.settle(LOOK_MS + LOOK_INVITES_MS);
    await approve(ann, groupId);
    world.settle(5_000);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben']);
  });

  it('[JK7] [JK9] a no is told, and the request is put no more', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    await askToJoin(ben, await invite());
    world.settle(5_000);
    await looksAnew(world, ann);
    const { requestId } = await onlyRequest(ann, groupId);
    unwrap(await ann.ask.refuseRequest({ groupId, requestId }));
    world.settle(10_000);
    expect((await joinOf(ben))?.state).toBe('refused');
    keeper.boxes.clear();
    const { put } = keeper.counts;
    ann.close();
    world.settle(2 * DAY_MS);
    expect(keeper.counts.put).toBe(put);
  });

  it('[JK7] whose group hides its addresses asks and comes in by the keeper', async () => {
    const { world, ann, ben, groupId, invite } = await stage();
    world.net.apart.clear();
    const rules = { membersInvite: false, history: { reads: 'everything' } } as const;
    unwrap(await ann.ask.changePolicy({ groupId, ...rules, hideIp: true }));
    world.settle(10_000);
    await askToJoin(ben, await invite());
    world.settle(LOOK_MS + LOOK_INVITES_MS);
    await approve(ann, groupId);
    world.settle(5_000);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben']);
    for (const { name } of [ann, ben]) expect(world.net.channels(name)).toEqual([]);
  });
});

describe('consent', () => {
  it('[JK2] an invite of a group without keepers has no mark, and nothing is asked of any', async () => {
    const { world, keeper, ben, invite } = await stage({ allow: false });
    const link = await invite();
    expect(unwrap(await ben.ask.readInvite({ invite: link }))).toMatchObject({ keeper: false });
    await askToJoin(ben, link);
    world.settle(DAY_MS);
    expect(keeper.counts).toMatchObject({ put: 0, get: 0 });
    expect((await joinOf(ben))?.keeper).toBeNull();
  });

  it('[JK8] when the group ends it, nobody looks there any more', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    const link = await invite();
    unwrap(await ann.ask.allowKeeper({ groupId, allowed: false }));
    await askToJoin(ben, link);
    world.settle(5_000);
    const { get } = keeper.counts;
    ben.close();
    world.settle(DAY_MS);
    expect(keeper.counts.get).toBe(get);
    expect(unwrap(await ann.ask.listRequests({ groupId }))).toEqual([]);
  });
});

describe('several who come, and several who answer', () => {
  it('[JK4] [JK7] two newcomers with one invite both come in, each by an answer of their own', async () => {
    const { world, ann, ben, groupId, invite } = await stage();
    const cleo = await world.person('Cleo');
    const link = await invite({ maxUses: 2 });
    await askToJoin(ben, link);
    await askToJoin(cleo, link);
    world.settle(5_000);
    await looksAnew(world, ann);
    const requests = unwrap(await ann.ask.listRequests({ groupId }));
    expect(requests.map(({ name }) => name).sort()).toEqual(['Ben', 'Cleo']);
    const first = requests.find(({ name }) => name === 'Ben')?.requestId ?? '';
    unwrap(await ann.ask.approveRequest({ groupId, requestId: first }));
    world.settle(10_000);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
    // Who has not been let in reads nothing of the log, though the answer to the other lies in the same place.
    expect((await joinOf(cleo))?.state).toBe('waiting-for-approval');
    await approve(ann, groupId);
    world.settle(LOOK_MS + OTHERS_MS.to);
    expect([...(await namesSeenBy(cleo, groupId))].sort()).toEqual(['Ann', 'Ben', 'Cleo']);
  });

  it('[JK7] when whoever decided could not say so, another member does', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    const dora = await world.person('Dora');
    await admit(world, ann, groupId, dora);
    world.net.apart.add(pairOf('Ben', 'Dora'));
    await askToJoin(ben, await invite());
    world.settle(5_000);
    await looksAnew(world, ann);
    keeper.isUp = false;
    await approve(ann, groupId);
    world.settle(10_000);
    ann.close();
    keeper.isUp = true;
    world.settle(LOOK_MS / 2);
    expect((await joinOf(ben))?.state).toBe('waiting-for-approval');
    world.settle(OTHERS_ANSWER_MS + 2 * LOOK_MS);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
  });

  it('[JK8] a used invite lets nobody else in, and its mailbox is looked into no more once who came is there', async () => {
    const { world, keeper, ann, ben, groupId, invite } = await stage();
    const link = await invite();
    await askToJoin(ben, link);
    world.settle(5_000);
    await looksAnew(world, ann);
    await approve(ann, groupId);
    world.settle(LOOK_MS);
    expect(await namesSeenBy(ann, groupId)).toEqual(['Ann', 'Ben']);
    const cleo = await world.person('Cleo');
    await askToJoin(cleo, link);
    world.settle(5_000);
    cleo.close();
    const name = Buffer.from(mailboxOfLink(link, world.time.clock.now()).name).toString('hex');
    expect(keeper.boxes.get(name)?.length).toBeGreaterThan(0);
    const asked: string[] = [];
    keeper.misbehave = (request, honest) => {
      if (request.type === 'get') asked.push(Buffer.from(request.mailbox).toString('hex'));
      return honest();
    };
    world.settle(DAY_MS);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked).not.toContain(name);
    expect(unwrap(await ann.ask.listRequests({ groupId }))).toEqual([]);
  });

  it('[JK8] a revoked invite is looked into no more', async () => {
    const { world, ann, ben, groupId, invite } = await stage();
    const link = await invite();
    const [row] = unwrap(await ann.ask.listInvites({ groupId }));
    unwrap(await ann.ask.revokeInvite({ groupId, inviteId: row?.inviteId ?? ('' as never) }));
    await askToJoin(ben, link);
    world.settle(DAY_MS);
    expect(unwrap(await ann.ask.listRequests({ groupId }))).toEqual([]);
    expect((await joinOf(ben))?.state).toBe('looking');
  });
});
