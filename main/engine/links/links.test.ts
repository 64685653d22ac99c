import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../../shared/crypto/crypto.ts';
import { createWorld, PASSPHRASE, SERVER, unwrap, type World } from '../testing/engine-world.ts';
import { pairOf } from '../testing/fake-air.ts';
import { admit, found, OPEN_INVITE, posts, share, wordsOf } from '../testing/stories.ts';

const HOUR = 3_600_000;
let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const tagOf = (answer: { ok: boolean; error?: { tag: string } }): string =>
  answer.ok ? 'ok' : (answer.error?.tag ?? '');

describe('rooms', () => {
  it('[LK2] without a meeting place nobody is contacted; with one, nobody else', async () => {
    const ann = await world.person('Ann', false);
    unwrap(await ann.ask.setUp({ name: 'Ann', passphrase: PASSPHRASE }));
    const groupId = await found(ann);
    unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    world.settle(24 * HOUR);
    expect(world.net.opened).toEqual([]);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).reach.servers).toEqual([]);
    unwrap(await ann.ask.setServers({ groupId, servers: [SERVER] }));
    world.settle(24 * HOUR);
    expect(world.net.opened.length).toBeGreaterThan(2);
    expect(new Set(world.net.opened.flatMap((room) => room.servers))).toEqual(new Set([SERVER]));
    expect(tagOf(await ann.ask.setServers({ groupId, servers: ['https://elsewhere.example'] }))).toBe(
      'ServerAddressInvalid',
    );
    unwrap(await ann.ask.setServers({ groupId, servers: [] }));
    world.settle();
    expect(world.net.rooms('Ann')).toEqual([]);
  });

  it('[LK1] turn with the day, and people go on meeting through the night', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    const topics = new Set<string>();
    for (let hour = 0; hour < 48; hour += 1) {
      world.settle(HOUR);
      for (const room of world.net.rooms('Ann')) topics.add(room.topic);
      await share(ann, groupId, `Hour ${hour}`);
      world.settle(2_000);
      expect(wordsOf((await posts(ben, groupId))[0] as never)).toBe(`Hour ${hour}`);
      // Around midnight two of the group, and two where holders of Ben's used invite would be told so.
      expect(world.net.rooms('Ann').length).toBeLessThanOrEqual(4);
    }
    expect(topics.size).toBeGreaterThanOrEqual(3);
  });

  it('[LK3] are opened anew when net starts anew, and what was missed arrives', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    world.net.apart.add(pairOf('Ann', 'Ben'));
    world.net.restart('Ben');
    world.settle(1_000);
    await share(ann, groupId, 'While you were away.');
    world.settle(1_000);
    expect(await posts(ben, groupId)).toEqual([]);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).reach.connectedNames).toEqual([]);
    world.net.apart.clear();
    world.settle(2_000);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['While you were away.']);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).reach.connectedNames).toEqual(['Ben']);
  });

  it('[LK4] of two channels between the same two one is kept', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    // Members listen in the room of an open invite as well: there the same two meet once more.
    unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, maxUses: 5 }));
    world.settle(60_000);
    expect(world.net.rooms('Ben').length).toBeGreaterThanOrEqual(2);
    expect(world.net.channels('Ben')).toHaveLength(1);
    await share(ann, groupId, 'Still together.');
    world.settle(2_000);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['Still together.']);
  });
});

describe('asking to join', () => {
  it('[LK5] survives restarts on both sides, and is answered a day later', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    ann.close();
    unwrap(await ben.ask.acceptInvite({ invite: invite.link, myName: 'Ben', note: '' }));
    world.settle(1_000);
    ben.restart();
    unwrap(await ben.ask.unlock({ passphrase: PASSPHRASE }));
    expect(unwrap(await ben.ask.listJoins({}))).toMatchObject([{ groupId, state: 'looking', myName: 'Ben' }]);
    ann.restart();
    unwrap(await ann.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(1_000);
    expect(unwrap(await ben.ask.listJoins({}))[0]?.state).toBe('waiting-for-approval');
    ben.close();
    world.settle(24 * HOUR);
    const [request] = unwrap(await ann.ask.listRequests({ groupId }));
    unwrap(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
    expect(tagOf(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }))).toBe('RequestGone');
    ben.restart();
    unwrap(await ben.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(5_000);
    expect(unwrap(await ben.ask.listGroups({}))).toMatchObject([{ groupId, name: 'Tuesdays', memberCount: 2 }]);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
  });

  it('[LK5] who was let in in time and comes back after the invite’s end finds the way in, for thirty days', async () => {
    const ann = await world.person('Ann');
    const [ben, cleo] = [await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, maxUses: 3, days: 1 }));
    for (const person of [ben, cleo]) {
      unwrap(await person.ask.acceptInvite({ invite: invite.link, myName: person.name, note: '' }));
      world.settle();
      person.close();
      const [request] = unwrap(await ann.ask.listRequests({ groupId }));
      unwrap(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
    }
    world.settle(5 * 24 * HOUR);
    ben.restart();
    unwrap(await ben.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(5_000);
    expect(unwrap(await ben.ask.listGroups({}))).toMatchObject([{ groupId, memberCount: 3 }]);
    const inviteRooms = () => world.net.rooms('Ann').length - world.net.rooms('Ben').length;
    // Cleo is awaited by both of them.
    expect(world.net.rooms('Ann').length).toBeGreaterThan(1);
    expect(inviteRooms()).toBe(0);
    ann.close();
    ben.close();
    world.settle(28 * 24 * HOUR);
    for (const person of [ann, cleo]) {
      person.restart();
      unwrap(await person.ask.unlock({ passphrase: PASSPHRASE }));
    }
    world.settle(5_000);
    expect(world.net.rooms('Cleo')).toEqual([]);
    expect(unwrap(await cleo.ask.listJoins({}))).toHaveLength(1);
  });

  it('[LK5] who was let in while away finds the way in, however many invites ended before', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    for (let ended = 0; ended < 8; ended += 1) {
      const { inviteId } = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
      unwrap(await ann.ask.revokeInvite({ groupId, inviteId }));
    }
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, maxUses: 1 }));
    unwrap(await ben.ask.acceptInvite({ invite: invite.link, myName: 'Ben', note: '' }));
    world.settle();
    ben.close();
    const [request] = unwrap(await ann.ask.listRequests({ groupId }));
    unwrap(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
    // The room of the invite is left now, where others have its place.
    world.settle(5_000);
    ben.restart();
    unwrap(await ben.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(5_000);
    expect(unwrap(await ben.ask.listGroups({}))).toMatchObject([{ groupId, memberCount: 2 }]);
  });

  it('[LK5] is refused by a person, and by members who know that the invite is used up', async () => {
    const ann = await world.person('Ann');
    const [ben, cleo] = [await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    unwrap(await ben.ask.acceptInvite({ invite: invite.link, myName: 'Ben', note: '' }));
    world.settle();
    const [first] = unwrap(await ann.ask.listRequests({ groupId }));
    unwrap(await ann.ask.refuseRequest({ groupId, requestId: first?.requestId ?? '' }));
    world.settle();
    expect(unwrap(await ben.ask.listJoins({}))[0]?.state).toBe('refused');
    unwrap(await ben.ask.withdrawJoin({ groupId }));
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
    expect(tagOf(await ben.ask.withdrawJoin({ groupId }))).toBe('RequestGone');

    unwrap(await ben.ask.acceptInvite({ invite: invite.link, myName: 'Benjamin', note: 'Me again' }));
    world.settle();
    const [second] = unwrap(await ann.ask.listRequests({ groupId }));
    unwrap(await ann.ask.approveRequest({ groupId, requestId: second?.requestId ?? '' }));
    world.settle(5_000);
    expect(unwrap(await ben.ask.viewGroup({ groupId })).me.name).toBe('Benjamin');
    unwrap(await cleo.ask.acceptInvite({ invite: invite.link, myName: 'Cleo', note: '' }));
    world.settle(5_000);
    expect(unwrap(await cleo.ask.listJoins({}))[0]?.state).toBe('invite-closed');
    expect(tagOf(await ben.ask.acceptInvite({ invite: invite.link, myName: 'Ben', note: '' }))).toBe('InviteOwnGroup');
  });

  it('[LK5] by what is no invite, or one that expired, says why', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    const { link, file, expiresAt } = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE, days: 1 }));
    const read = async (invite: string | Uint8Array) => tagOf(await ben.ask.readInvite({ invite }));
    expect(await read('hello')).toBe('InviteNotAnInvite');
    expect(await read('x'.repeat(100_000))).toBe('InviteTooLong');
    expect(await read(link.slice(0, -20))).toBe('InviteTruncated');
    expect(await read(link.replace(/.{5}$/, 'aaaaa'))).toBe('InviteDamaged');
    expect(await read(file)).toBe('ok');
    expect(tagOf(await ann.ask.readInvite({ invite: link }))).toBe('InviteOwnGroup');
    expect(tagOf(await ben.ask.acceptInvite({ invite: link, myName: '   ', note: '' }))).toBe('NameEmpty');
    world.settle(expiresAt - world.time.clock.now());
    expect(await ben.ask.readInvite({ invite: link })).toEqual({
      ok: false,
      error: { tag: 'InviteExpired', expiredAt: expiresAt },
    });
    expect(tagOf(await ben.ask.acceptInvite({ invite: link, myName: 'Ben', note: '' }))).toBe('InviteExpired');
  });
});

describe('a peer', () => {
  it('[LK6] that sends rubbish is shown out, and harms nobody', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    for (const rubbish of [
      Uint8Array.of(),
      Uint8Array.of(1),
      Uint8Array.of(5, 0xff, 0xff, 0xff),
      new Uint8Array(16 * 1024 + 4).fill(0x70),
      crypto.getRandomValues(new Uint8Array(500)),
    ]) {
      world.net.inject('Ann', rubbish);
      world.settle(1_000);
    }
    world.settle(15 * 60_000);
    await share(ben, groupId, 'All is well.');
    world.settle(5_000);
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(['All is well.']);
    expect(ann.log.events().filter(({ event }) => event === 'defect')).toEqual([]);
    expect(ann.log.events().some(({ fields }) => fields['reason'] === 'Malformed')).toBe(true);
  });

  it('[LK6] whose entries find no room on the disk is held off, and they come when there is room', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    world.net.apart.add(pairOf('Ann', 'Ben'));
    world.net.restart('Ben');
    world.settle();
    for (let n = 0; n < 3; n += 1) {
      await share(ann, groupId, `Entry ${n}`);
      world.settle(10);
    }
    ben.failWrites('DiskFull');
    ben.heard();
    world.net.apart.clear();
    world.settle(5_000);
    expect(await posts(ben, groupId)).toEqual([]);
    expect(ben.heard()).toContainEqual({ event: 'writeFailed', payload: { tag: 'DiskFull' } });
    expect(tagOf(await ben.ask.createJournal({}))).toBe('DiskFull');
    ben.failWrites(null);
    world.settle(60_000);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['Entry 2', 'Entry 1', 'Entry 0']);
    expect(ben.log.events().filter(({ event }) => event === 'defect')).toEqual([]);
  });
});
