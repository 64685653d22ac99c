import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWorld, PASSPHRASE, unwrap, type World } from './testing/engine-world.ts';
import { admit, found, OPEN_INVITE, posts, share, spreadOf, wordsOf, writing } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

describe('a group of engines', () => {
  it('[EG1] found, invite, ask, approve: the newcomer reads the agreement and what was written before', async () => {
    const ann = await world.person('Ann');
    const groupId = await found(ann);
    await share(ann, groupId, 'The first evening.');
    const ben = await world.person('Ben');
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    expect(unwrap(await ben.ask.readInvite({ invite: invite.link })).servers).toEqual(['ws://localhost:4444']);
    unwrap(await ben.ask.acceptInvite({ invite: invite.file, myName: 'Ben', note: 'Mia told me' }));
    expect(unwrap(await ben.ask.listJoins({}))[0]).toMatchObject({ state: 'looking', myName: 'Ben' });
    world.settle();
    const [join] = unwrap(await ben.ask.listJoins({}));
    const [request] = unwrap(await ann.ask.listRequests({ groupId }));
    expect(join?.state).toBe('waiting-for-approval');
    expect(request).toMatchObject({ name: 'Ben', note: 'Mia told me', checkWords: join?.checkWords });
    expect(join?.checkWords).toHaveLength(4);
    expect(unwrap(await ben.ask.listGroups({}))).toEqual([]);
    expect(unwrap(await ann.ask.listGroups({}))[0]).toMatchObject({ name: 'Tuesdays', requestCount: 1 });

    unwrap(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
    world.settle(5_000);
    expect(unwrap(await ben.ask.listJoins({}))).toEqual([]);
    const view = unwrap(await ben.ask.viewGroup({ groupId }));
    expect(view.name).toBe('Tuesdays');
    expect(view.agreement[0]?.spans[0]?.text).toBe('What is said here stays here.');
    expect(view.members.map(({ name, role, isMe }) => ({ name, role, isMe }))).toEqual([
      { name: 'Ann', role: 'facilitator', isMe: false },
      { name: 'Ben', role: 'member', isMe: true },
    ]);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['The first evening.']);
    expect(unwrap(await ann.ask.viewGroup({ groupId })).members.map((member) => member.name)).toEqual(['Ann', 'Ben']);
    const timeline = unwrap(await ann.ask.listTimeline({ groupId, before: null, limit: 20 }));
    expect(timeline.flatMap((item) => (item.item === 'notice' ? [[item.notice.kind, item.notice.name]] : []))).toEqual(
      expect.arrayContaining([
        ['joined', 'Ben'],
        ['founded', 'Ann'],
      ]),
    );
  });

  it('[EG2] write, answer and react, together and apart, and see who has what', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    ben.close();
    world.settle();
    const post = await share(ann, groupId, 'A quiet day.');
    expect(post.spread).toEqual({ state: 'here', computers: 1 });
    ben.restart();
    unwrap(await ben.ask.unlock({ passphrase: PASSPHRASE }));
    ben.heard();
    world.settle(2_000);
    expect(await spreadOf(ann, groupId, post.recordId)).toEqual({ state: 'with-one', name: 'Ben' });
    expect(ben.heard().map(({ event }) => event)).toEqual(
      expect.arrayContaining(['timelineChanged', 'groupsChanged', 'newActivity']),
    );
    expect(unwrap(await ben.ask.listGroups({}))[0]?.newCount).toBe(1);
    unwrap(await ben.ask.markSeen({ groupId }));
    expect(unwrap(await ben.ask.listGroups({}))[0]?.newCount).toBe(0);

    const answer = await share(ben, groupId, 'Here too.', post.recordId);
    unwrap(await ben.ask.setReaction({ groupId, target: post.recordId, reaction: 'with-you' }));
    world.settle(2_000);
    await share(ann, groupId, 'Good.', answer.recordId);
    world.settle(2_000);
    const thread = unwrap(await ben.ask.viewThread({ groupId, recordId: post.recordId }));
    expect(thread.comments.map(({ entry, depth }) => [wordsOf(entry), depth])).toEqual([
      ['Here too.', 1],
      ['Good.', 2],
    ]);
    expect(thread.post?.reactions).toEqual([{ reaction: 'with-you', names: ['Ben'], mine: true }]);
    expect((await posts(ann, groupId))[0]).toMatchObject({
      commentCount: 2,
      reactions: [{ reaction: 'with-you', names: ['Ben'], mine: false }],
    });
    unwrap(await ben.ask.setReaction({ groupId, target: post.recordId, reaction: null }));
    world.settle(2_000);
    expect((await posts(ann, groupId))[0]?.reactions).toEqual([]);
    const reach = unwrap(await ann.ask.viewGroup({ groupId })).reach;
    expect(reach).toMatchObject({
      servers: [{ address: 'ws://localhost:4444', state: 'answering' }],
      connectedNames: ['Ben'],
    });
    expect(reach.lastExchangeAt).not.toBeNull();
  });

  it('[EG3] two who are never there together get each other through the third, and know it from the board', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const cleo = await world.person('Cleo');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await admit(world, ann, groupId, cleo);
    cleo.close();
    world.settle();
    const post = await share(ann, groupId, 'For everybody.');
    world.settle(60_000);
    expect(await spreadOf(ann, groupId, post.recordId)).toEqual({ state: 'with-one', name: 'Ben' });
    ann.close();
    cleo.restart();
    unwrap(await cleo.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(60_000);
    expect((await posts(cleo, groupId)).map(wordsOf)).toEqual(['For everybody.']);
    await share(cleo, groupId, 'Thank you, Ann.', post.recordId);
    world.settle(60_000);
    cleo.close();
    ann.restart();
    unwrap(await ann.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(60_000);
    const thread = unwrap(await ann.ask.viewThread({ groupId, recordId: post.recordId }));
    expect(thread.comments.map(({ entry }) => wordsOf(entry))).toEqual(['Thank you, Ann.']);
    expect(thread.post?.spread).toEqual({ state: 'with-everybody', others: 2, away: null });
  });

  it('[EG3] somebody let in while away gets in through a member who may let nobody in', async () => {
    const [ann, ben, cara] = [await world.person('Ann'), await world.person('Ben'), await world.person('Cara')];
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    await share(ann, groupId, 'Before Cara came.');
    const invite = unwrap(await ann.ask.createInvite({ groupId, ...OPEN_INVITE }));
    world.settle();
    ann.close();
    unwrap(await cara.ask.acceptInvite({ invite: invite.link, myName: 'Cara', note: '' }));
    world.settle();
    expect(unwrap(await cara.ask.listJoins({}))[0]?.state).toBe('waiting-for-approval');
    expect(unwrap(await ben.ask.listRequests({ groupId }))).toEqual([]);
    cara.close();

    ann.restart();
    unwrap(await ann.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle();
    const [request] = unwrap(await ann.ask.listRequests({ groupId }));
    unwrap(await ann.ask.approveRequest({ groupId, requestId: request?.requestId ?? '' }));
    world.settle();
    ann.close();

    cara.restart();
    unwrap(await cara.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(5_000);
    expect(unwrap(await cara.ask.listJoins({}))).toEqual([]);
    expect((await posts(cara, groupId)).map(wordsOf)).toEqual(['Before Cara came.']);
    expect(unwrap(await ben.ask.viewGroup({ groupId })).members.map(({ name }) => name)).toEqual([
      'Ann',
      'Ben',
      'Cara',
    ]);
  });

  it('[EG3] somebody who was away learns of a newcomer from the newcomer', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const cleo = await world.person('Cleo');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    ben.close();
    world.settle();
    await admit(world, ann, groupId, cleo);
    await share(ann, groupId, 'While Ben was away.');
    world.settle(10_000);
    ann.close();
    ben.restart();
    unwrap(await ben.ask.unlock({ passphrase: PASSPHRASE }));
    world.settle(60_000);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['While Ben was away.']);
    const names = unwrap(await ben.ask.viewGroup({ groupId })).members.map((member) => member.name);
    expect(names).toEqual(['Ann', 'Ben', 'Cleo']);
  });

  it('[EG4] edits an own entry later; the others see the new words', async () => {
    const ann = await world.person('Ann');
    const ben = await world.person('Ben');
    const groupId = await found(ann);
    await admit(world, ann, groupId, ben);
    const post = await share(ann, groupId, 'First words.');
    world.settle(2_000);
    const edit = unwrap(await ann.ask.editEntry({ groupId, recordId: post.recordId }));
    const update = writing(edit, 'And more.');
    unwrap(await ann.ask.updateDraft({ groupId, recordId: post.recordId, update }));
    expect(wordsOf((await posts(ann, groupId))[0] as never)).toBe('First words.');
    const edited = unwrap(await ann.ask.shareDraft({ groupId, recordId: post.recordId }));
    expect(edited).toMatchObject({ edited: true, recordId: post.recordId });
    world.settle(2_000);
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(['First words.\nAnd more.']);
    expect(await ben.ask.editEntry({ groupId, recordId: post.recordId })).toEqual({
      ok: false,
      error: { tag: 'RecordNotYours' },
    });
  });
});

describe('a long history', () => {
  it('[EG7] is folded when it is quiet, reads the same, and reaches a newcomer as one', async () => {
    const ann = await world.person('Ann');
    const groupId = await found(ann);
    for (let n = 0; n < 120; n += 1) {
      await share(ann, groupId, `Entry ${n}`);
      world.settle(1);
    }
    const before = (await posts(ann, groupId)).map(wordsOf);
    world.settle(60_000);
    expect((await posts(ann, groupId)).map(wordsOf)).toEqual(before);
    const ben = await world.person('Ben');
    const carried = world.net.carried();
    await admit(world, ann, groupId, ben);
    // One of the fifty lines is the card that Ben has joined.
    expect((await posts(ben, groupId)).map(wordsOf)).toEqual(before.slice(0, 49));
    const all = unwrap(await ben.ask.listTimeline({ groupId, before: null, limit: 200 }));
    expect(all.filter((item) => item.item === 'entry')).toHaveLength(120);
    // One by one 120 entries of at least 500 bytes do not fit so few frames of 16 KiB with the rest of the meeting.
    expect(world.net.carriedBytes()).toBeLessThan(120 * 500);
    expect(world.net.carried()).toBeGreaterThan(carried);
  });
});
