import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { decodePairCode, pairCodeRoom } from '../../shared/group/pair-code.ts';
import type { PairingView } from '../../shared/ipc/pairing-requests.ts';
import { splitMessage } from '../../shared/sync/frame.ts';
import { createWorld, type Person, SERVER, unwrap, type World } from './testing/engine-world.ts';
import { comeBack, found, posts, share, tagOf, wordsOf } from './testing/stories.ts';

let world: World;
beforeAll(() => cryptoReady);
beforeEach(() => {
  world = createWorld();
});
afterEach(() => world.end());

const viewOf = async (person: Person) => {
  const view = unwrap(await person.ask.viewPairing({}));
  if (view.side === 'none') throw new Error('no pairing');
  return view;
};
const codeOf = (view: PairingView): string => (view.side === 'none' ? '' : (view.meeting?.words ?? []).join(' '));
const cutOff = (person: Person): void => {
  world.net.detach(person.name);
  world.settle();
};

describe('a second computer by code', () => {
  async function scene() {
    const [ann, desk] = [await world.person('Ann'), await world.person('Desk')];
    const groupId = await found(ann);
    await share(ann, groupId, 'From the laptop.');
    world.settle(5_000);
    const code = codeOf(unwrap(await desk.ask.startPairing({ way: 'code', server: SERVER })));
    world.settle(1_000);
    return { ann, desk, groupId, code };
  }

  it('[PA11, PA13] eight words typed on the old computer: the rounds run by themselves, and end at the four words', async () => {
    const { ann, desk, groupId, code } = await scene();
    expect(await viewOf(desk)).toMatchObject({ side: 'new', way: 'code', step: 'asked', meeting: { server: SERVER } });
    expect((await viewOf(desk)).meeting?.qr.length).toBeGreaterThan(20);
    expect(unwrap(await ann.ask.answerPairingCode({ code, server: SERVER }))).toMatchObject({ step: 'looking' });
    world.settle(1_000);
    const [onOld, onNew] = [await viewOf(ann), await viewOf(desk)];
    expect([onOld.step, onNew.step]).toEqual(['compare', 'compare']);
    expect(onOld.words).toHaveLength(4);
    expect(onOld.words).toEqual(onNew.words);
    world.settle(60_000);
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(1);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    unwrap(await desk.ask.comparePairWords({ same: true }));
    world.settle(5_000);
    expect((await posts(desk, groupId)).map(wordsOf)).toEqual(['From the laptop.']);
    // The room of the code is left; the group's own rooms remain.
    const { topic } = pairCodeRoom(secretOf(code));
    for (const name of ['Ann', 'Desk']) expect(world.net.rooms(name).map((room) => room.topic)).not.toContain(topic);
  });

  it('[PA13, LK11] net is told nothing from which the code, a group or a key follows', async () => {
    const { ann, desk, groupId, code } = await scene();
    unwrap(await ann.ask.answerPairingCode({ code, server: SERVER }));
    world.settle(1_000);
    const told = (which: (message: string) => boolean): readonly string[] =>
      world.net.told
        .map(({ message }) =>
          JSON.stringify(message, (_, x) => (x instanceof Uint8Array ? Buffer.from(x).toString('hex') : x)),
        )
        .filter(which);
    const secret = Buffer.from(secretOf(code)).toString('hex');
    const needles = [secret, groupId, ...code.split(' ').map((word) => `"${word}"`)];
    const isFree = (messages: readonly string[]) =>
      messages.length > 0 && messages.every((message) => needles.every((needle) => !message.includes(needle)));
    // All messages of the pairing themselves.
    expect(isFree(told(() => true))).toBe(true);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    unwrap(await desk.ask.comparePairWords({ same: true }));
    world.settle(5_000);
    // Entries name their group on their way through a channel; names and passwords of rooms do not.
    expect(isFree(told((message) => message.includes('roomOpen')))).toBe(true);
  });

  it('[PA12] a wrong code meets nobody, and says what is wrong with it where that can be seen', async () => {
    const { ann, code } = await scene();
    const words = code.split(' ');
    expect(tagOf(await ann.ask.answerPairingCode({ code: words.slice(1).join(' '), server: SERVER }))).toBe(
      'PairWordsCount',
    );
    expect(await ann.ask.answerPairingCode({ code: [...words.slice(0, 7), 'qqq'].join(' '), server: SERVER })).toEqual({
      ok: false,
      error: { tag: 'PairWordUnknown', place: 8, word: 'qqq' },
    });
    expect(tagOf(await ann.ask.answerPairingCode({ code: 'hearth://pair/#aaaa', server: SERVER }))).toBe(
      'PairCodeWrong',
    );
    expect(tagOf(await ann.ask.answerPairingCode({ code, server: 'not an address' }))).toBe('ServerAddressInvalid');
    expect(unwrap(await ann.ask.viewPairing({}))).toEqual({ side: 'none' });
  });

  it('[PA13] locked, cut off or net started anew in between: it goes on where it was', async () => {
    const { ann, desk, groupId, code } = await scene();
    await comeBack(desk);
    unwrap(await ann.ask.answerPairingCode({ code, server: SERVER }));
    await comeBack(ann);
    world.net.restart('Ann');
    world.settle(1_000);
    const words = (await viewOf(ann)).words;
    expect(words).toHaveLength(4);
    await comeBack(desk);
    world.settle(1_000);
    expect((await viewOf(desk)).words).toEqual(words);
    unwrap(await desk.ask.comparePairWords({ same: true }));
    cutOff(desk);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    await comeBack(ann);
    await comeBack(desk);
    world.settle(60_000);
    expect((await posts(desk, groupId)).map(wordsOf)).toEqual(['From the laptop.']);
  });

  /** Hands Ann a message as if whoever she met had sent it; the channel it came on is closed. */
  async function refused(body: Uint8Array, type = 0x10): Promise<void> {
    expect(world.net.channels('Ann')).toHaveLength(1);
    for (const frame of splitMessage({ type, body })) world.net.inject('Ann', frame);
    world.settle(1_000);
    expect(world.net.channels('Ann')).toEqual([]);
  }

  it('[PA4, PA13, SY40] whoever else has the code and comes second gets nothing', async () => {
    const { ann, desk, groupId, code } = await scene();
    unwrap(await ann.ask.answerPairingCode({ code, server: SERVER }));
    world.settle(1_000);
    const words = (await viewOf(ann)).words;
    expect(words).toHaveLength(4);
    // A second asker in the same room, with a key of their own.
    const eve = await world.person('Eve');
    unwrap(await eve.ask.startPairing({ way: 'file' }));
    await refused(unwrap(await eve.ask.savePairFile({})).bytes);
    expect((await viewOf(ann)).words).toEqual(words);
    expect((await viewOf(desk)).words).toEqual(words);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    expect(unwrap(await ann.ask.listOwnDevices({ groupId }))).toHaveLength(2);
  });

  it.each([
    ['a damaged message', new TextEncoder().encode('HEARTHPR and nothing'), 0x10],
    ['no message of a pairing', new Uint8Array(300), 0x10],
    ['a message of a session', new Uint8Array(20), 0x01],
    ['one that is too large', new Uint8Array(90_000), 0x10],
  ])('[SY40] %s closes the channel, and the pairing goes on', async (_, body, messageType) => {
    const { ann, desk, code } = await scene();
    unwrap(await ann.ask.answerPairingCode({ code, server: SERVER }));
    world.settle(1_000);
    const words = (await viewOf(ann)).words;
    await refused(body, messageType);
    expect((await viewOf(ann)).words).toEqual(words);
    expect((await viewOf(desk)).words).toEqual(words);
    unwrap(await ann.ask.comparePairWords({ same: true }));
    unwrap(await desk.ask.comparePairWords({ same: true }));
  });
});

function secretOf(code: string): Uint8Array {
  const read = decodePairCode(code);
  if (!read.ok) throw new Error(read.error.tag);
  return read.value.secret;
}
