import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, unwrap, type World } from './testing/engine-world.ts';
import {
  admit,
  askToJoin,
  comeBack,
  found,
  memberIdOf,
  namesSeenBy,
  onlyRequest,
  OPEN_INVITE,
  posts,
  share,
  tagOf,
  wordsOf,
} from './testing/stories.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('an invite', () => {
  it('[EG16] works while who made it is away: another facilitator lets the newcomer in a day later', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    unwrap(await ann.ask.changeRole({ groupId, memberId: await memberIdOf(ann, groupId, 'Ben'), role: 'facilitator' }));
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, role: 'listener' }));
    world.settle(2_000);
    ann.close();
    await askToJoin(cleo, invite.link);
    world.settle(1_000);
    expect(unwrap(await cleo.ask.listJoins({}))).toMatchObject([
      { state: 'waiting-for-approval', expiresAt: invite.expiresAt },
    ]);
    cleo.close();
    ben.close();
    world.settle(DAY);
    await comeBack(ben);
    expect(await onlyRequest(ben, groupId)).toMatchObject({
      name: 'Cleo',
      role: 'listener',
      history: { reads: 'everything' },
      inviteByName: 'Ann',
    });
    unwrap(await ben.ask.approveRequest({ groupId, requestId: (await onlyRequest(ben, groupId)).requestId }));
    await comeBack(cleo);
    world.settle(5_000);
    expect(await namesSeenBy(cleo, groupId)).toEqual(['Ann', 'Ben', 'Cleo']);
    expect(unwrap(await cleo.ask.viewGroup({ groupId })).me.role).toBe('listener');
    expect(unwrap(await cleo.ask.listGroups({}))).toMatchObject([{ groupId, mayWrite: false }]);
    expect(unwrap(await ben.ask.listGroups({}))).toMatchObject([{ groupId, mayWrite: true }]);
    expect(unwrap(await ben.ask.listRequests({ groupId }))).toEqual([]);
  });

  it('[EG15] is listed with who made it and how often it was used, shown again, and taken back', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    const choice = { maxUses: 2, days: 3, role: 'member', history: { reads: 'days', days: 30 } } as const;
    const made = unwrap(await ann.ask.createInvite({ groupId, ...choice }));
    expect(made).toMatchObject({ role: 'member', history: { reads: 'days', days: 30 }, maxUses: 2 });
    await askToJoin(ben, made.link);
    world.settle();
    unwrap(await ann.ask.approveRequest({ groupId, requestId: (await onlyRequest(ann, groupId)).requestId }));
    world.settle(5_000);
    const [row] = unwrap(await ann.ask.listInvites({ groupId }));
    expect(row).toEqual({
      inviteId: made.inviteId,
      byName: 'Ann',
      byMe: true,
      madeAt: row?.madeAt,
      role: 'member',
      history: { reads: 'days', days: 30 },
      maxUses: 2,
      used: 1,
      expiresAt: made.expiresAt,
      state: 'open',
      mayRevoke: true,
      mayShow: true,
    });
    expect(unwrap(await ben.ask.listInvites({ groupId }))).toMatchObject([
      { byMe: false, mayRevoke: false, mayShow: false },
    ]);
    const ofInvite = { groupId, inviteId: made.inviteId };
    expect(unwrap(await ann.ask.showInvite(ofInvite)).link).toBe(made.link);
    expect(tagOf(await ben.ask.showInvite(ofInvite))).toBe('InviteGone');
    expect(tagOf(await ben.ask.revokeInvite(ofInvite))).toBe('NotAllowed');

    unwrap(await ann.ask.revokeInvite(ofInvite));
    expect(tagOf(await ann.ask.revokeInvite(ofInvite))).toBe('InviteGone');
    expect(tagOf(await ann.ask.showInvite(ofInvite))).toBe('InviteGone');
    expect(unwrap(await ann.ask.listInvites({ groupId }))).toMatchObject([
      { state: 'revoked', mayRevoke: false, mayShow: false },
    ]);
    await askToJoin(cleo, made.link);
    world.settle(2_000);
    expect(unwrap(await cleo.ask.listJoins({}))[0]).toMatchObject({ state: 'invite-closed' });
    expect(unwrap(await cleo.ask.listJoins({}))[0]?.stateSince).not.toBeNull();
  });

  it('[EG15] that expired while a request waited lets nobody in, and says so', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    const made = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, days: 1 }));
    await askToJoin(ben, made.link);
    world.settle(1_000);
    const { requestId } = await onlyRequest(ann, groupId);
    world.settle(2 * DAY);
    expect(await ann.ask.approveRequest({ groupId, requestId })).toEqual({
      ok: false,
      error: { tag: 'InviteExpired', expiredAt: made.expiresAt },
    });
    expect(unwrap(await ann.ask.listInvites({ groupId }))).toMatchObject([{ state: 'expired', mayShow: false }]);
    expect(tagOf(await ann.ask.showInvite({ groupId, inviteId: made.inviteId }))).toBe('InviteGone');
    expect(tagOf(await ben.ask.acceptInvite({ invite: made.link, myName: 'Ben', note: '' }))).toBe('InviteExpired');
    expect(await namesSeenBy(ann, groupId)).toEqual(['Ann']);
  });

  it('[EG15] [IV12] is made by members where the policy lets them, who show and take back their own', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann, 'Equals', 'equals');
    await admit(world, ann, groupId, ben);
    // Among equals everybody invites and lets in.
    expect(unwrap(await ben.ask.viewGroup({ groupId }))).toMatchObject({ mayInvite: true, mayAdmit: true });
    await admit(world, ben, groupId, cleo);
    expect(await namesSeenBy(ann, groupId)).toEqual(['Ann', 'Ben', 'Cleo']);
    const facilitated = await found(ann);
    await admit(world, ann, facilitated, ben);
    expect(unwrap(await ben.ask.viewGroup({ groupId: facilitated }))).toMatchObject({
      mayInvite: false,
      mayAdmit: false,
      policy: { mode: 'facilitated', membersInvite: false, history: { reads: 'everything' }, hideIp: false },
    });
    expect(tagOf(await ben.ask.createInvite({ groupId: facilitated, ...OPEN_INVITE }))).toBe('NotAllowed');
  });
});

describe('what a newcomer reads', () => {
  it('[IV10] is everything, nothing from before, or what was written in the last days', async () => {
    const ann = await world.person('Ann');
    const groupId = await found(ann);
    await share(ann, groupId, 'In the first days.');
    // Whoever reads nothing older begins an epoch: what was written before it stays closed to them.
    world.settle(2 * DAY);
    const ben = await world.person('Ben');
    await admit(world, ann, groupId, ben, { history: { reads: 'since-joining' } });
    expect(await posts(ben, groupId)).toEqual([]);
    await share(ann, groupId, 'Later.');
    world.settle(2_000);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['Later.']);

    world.settle(3 * DAY);
    const cleo = await world.person('Cleo');
    await admit(world, ann, groupId, cleo, { history: { reads: 'days', days: 2 } });
    expect((await posts(cleo, groupId)).map(wordsOf)).toEqual(['Later.']);
    const dora = await world.person('Dora');
    await admit(world, ann, groupId, dora, { history: { reads: 'days', days: 4 } });
    expect((await posts(dora, groupId)).map(wordsOf)).toEqual(['Later.', 'In the first days.']);
    const emma = await world.person('Emma');
    await admit(world, ann, groupId, emma);
    expect((await posts(emma, groupId)).map(wordsOf)).toEqual(['Later.', 'In the first days.']);
    // What is written from here on is read by all.
    await share(ann, groupId, 'Now.');
    world.settle(2_000);
    for (const person of [ben, cleo, dora, emma]) {
      expect(wordsOf((await posts(person, groupId))[0] as never)).toBe('Now.');
    }
  });
});
