import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ByteWriter, utf8 } from '../../shared/bytes.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { readInvite } from '../../shared/group/invite.ts';
import { encodeInviteCode } from '../../shared/group/invite-code.ts';
import { decodeJoin, encodeJoin, type PendingJoin } from './group/joins.ts';
import { createWorld, NOON, SERVER, unwrap, type World } from './testing/engine-world.ts';
import { pairOf } from './testing/fake-air.ts';
import { admit, askToJoin, comeBack, found, namesSeenBy, onlyRequest, OPEN_INVITE, tagOf } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('waiting to be let in', () => {
  it('[EG16] outlives restarts on both sides in each state, and says since when it is so', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    ann.close();
    await askToJoin(ben, invite.link);
    const joinOf = async () => unwrap(await ben.ask.listJoins({}))[0];
    const { clock } = world.time;
    for (const restarts of [0, 1]) {
      if (restarts > 0) await comeBack(ben);
      world.settle(60_000);
      expect(await joinOf()).toMatchObject({
        state: 'looking',
        since: NOON,
        stateSince: null,
        expiresAt: invite.expiresAt,
        myName: 'Ben',
      });
    }
    await comeBack(ann);
    const before = clock.now();
    world.settle(1_000);
    const waiting = await joinOf();
    expect(waiting).toMatchObject({ state: 'waiting-for-approval', since: NOON });
    expect(waiting?.stateSince).toBeGreaterThanOrEqual(before);
    await comeBack(ann);
    await comeBack(ben);
    world.settle(60_000);
    const later = await joinOf();
    expect([later?.state, later?.stateSince, later?.checkWords]).toEqual([
      waiting?.state,
      waiting?.stateSince,
      waiting?.checkWords,
    ]);
    const request = await onlyRequest(ann, groupId);
    expect(request.checkWords).toEqual(waiting?.checkWords);
    unwrap(await ann.ask.refuseRequest({ groupId, requestId: request.requestId }));
    world.settle(2_000);
    const refused = await joinOf();
    expect(refused?.state).toBe('refused');
    await comeBack(ben);
    world.settle(2_000);
    expect(await joinOf()).toMatchObject({ state: 'refused', stateSince: refused?.stateSince });
    unwrap(await ben.ask.withdrawJoin({ groupId }));
    expect(await joinOf()).toBeUndefined();
  });

  it('[EG28] a request saved as a file is taken in by any member, once, and only where it belongs', async () => {
    const [ann, ben, cleo] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cleo')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    world.settle(2_000);
    for (const name of ['Ann', 'Ben']) world.net.apart.add(pairOf(name, 'Cleo'));
    expect(tagOf(await cleo.ask.saveRequest({ groupId }))).toBe('RequestGone');
    await askToJoin(cleo, invite.link);
    world.settle(2_000);
    const file = unwrap(await cleo.ask.saveRequest({ groupId }));
    expect(file.fileName).toMatch(/^request-[0-9a-f]{6}\.hearth-request$/);
    const other = await found(ben, 'Another');
    expect(tagOf(await ben.ask.takeRequest({ groupId: other, file: file.bytes }))).toBe('RequestFileOtherGroup');
    expect(tagOf(await ben.ask.takeRequest({ groupId, file: file.bytes.slice(1) }))).toBe('RequestFileWrong');
    expect(tagOf(await ben.ask.takeRequest({ groupId, file: new Uint8Array(0) }))).toBe('RequestFileWrong');
    // Ben may let nobody in, and carries it to who may.
    unwrap(await ben.ask.takeRequest({ groupId, file: file.bytes }));
    unwrap(await ben.ask.takeRequest({ groupId, file: file.bytes }));
    world.settle(2_000);
    unwrap(await ann.ask.takeRequest({ groupId, file: file.bytes }));
    const { requestId, name } = await onlyRequest(ann, groupId);
    expect(name).toBe('Cleo');
    unwrap(await ann.ask.approveRequest({ groupId, requestId }));
    unwrap(await ann.ask.takeRequest({ groupId, file: file.bytes }));
    expect(unwrap(await ann.ask.listRequests({ groupId }))).toEqual([]);
    world.net.apart.clear();
    world.settle(60_000);
    expect(await namesSeenBy(cleo, groupId)).toEqual(['Ann', 'Ben', 'Cleo']);
    expect(tagOf(await cleo.ask.saveRequest({ groupId }))).toBe('RequestGone');
  });

  it('[EG28] a request by an invite that is closed is not taken from a file', async () => {
    const [ann, ben] = [await world.person('Ann', true), await world.person('Ben', true)];
    const groupId = await found(ann);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    world.net.apart.add(pairOf('Ann', 'Ben'));
    await askToJoin(ben, invite.link);
    const file = unwrap(await ben.ask.saveRequest({ groupId })).bytes;
    unwrap(await ann.ask.revokeInvite({ groupId, inviteId: invite.inviteId }));
    expect(tagOf(await ann.ask.takeRequest({ groupId, file }))).toBe('InviteRevoked');
  });

  it('[EG28] looks at further meeting places too, and meets there from then on', async () => {
    const [ann, ben] = [await world.person('Ann'), await world.person('Ben')];
    const groupId = await found(ann);
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    const elsewhere = 'wss://elsewhere.example';
    unwrap(await ann.ask.setServers({ groupId, servers: [elsewhere] }));
    await askToJoin(ben, invite.link);
    world.settle(60_000);
    expect(unwrap(await ben.ask.listJoins({}))[0]).toMatchObject({ state: 'looking' });
    expect(tagOf(await ben.ask.setJoinServers({ groupId, servers: ['http://no.example'] }))).toBe(
      'ServerAddressInvalid',
    );
    unwrap(await ben.ask.setJoinServers({ groupId, servers: [elsewhere] }));
    world.settle(2_000);
    const [join] = unwrap(await ben.ask.listJoins({}));
    expect(join?.state).toBe('waiting-for-approval');
    expect(join?.reach.servers.map(({ address }) => address).sort()).toEqual([elsewhere, SERVER].sort());
    unwrap(await ann.ask.approveRequest({ groupId, requestId: (await onlyRequest(ann, groupId)).requestId }));
    world.settle(5_000);
    expect(await namesSeenBy(ben, groupId)).toEqual(['Ann', 'Ben']);
    expect(tagOf(await ben.ask.setJoinServers({ groupId, servers: [] }))).toBe('RequestGone');
  });
});

describe('the row of a request', () => {
  it('[EG16] of the version before is read, and says nothing of since when', async () => {
    const ann = await world.person('Ann');
    const groupId = await found(ann);
    const { link } = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    const invite = readInvite(link, NOON);
    if (!invite.ok) throw new Error(invite.error.tag);
    const row = new ByteWriter()
      .uint(1, 1)
      .uint(1, 1)
      .uint(NOON, 6)
      .sized(encodeInviteCode(invite.value))
      .sized(new Uint8Array(4096).fill(5))
      .sized(utf8('Ben'))
      .sized(utf8('one two three four'))
      .finish();
    const join = decodeJoin(row);
    expect(join).toMatchObject({
      groupId,
      state: 'waiting-for-approval',
      since: NOON,
      stateSince: null,
      myName: 'Ben',
      checkWords: ['one', 'two', 'three', 'four'],
    });
    const now: PendingJoin = { ...join, state: 'refused', stateSince: NOON + 1 };
    expect(decodeJoin(encodeJoin(now))).toEqual(now);
    expect(() => decodeJoin(Uint8Array.of(3, ...row.slice(1)))).toThrow();
  });
});
