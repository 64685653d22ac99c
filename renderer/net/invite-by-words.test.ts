import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { argon2id, cryptoReady } from '../../shared/crypto/crypto.ts';
import {
  decodeInviteWords,
  encodeInviteWords,
  type InviteBox,
  inviteBoxOf,
  openInviteBox,
  sealInvite,
  wordsStretch,
} from '../../shared/group/invite-words.ts';
import { GroupStory } from '../../shared/group/testing/group-story.ts';
import { type KeeperProcess, startKeeper } from './testing/keeper-process.ts';
import { endMembers, type NetMember, netMember } from './testing/net-member.ts';

const keepers: KeeperProcess[] = [];
beforeAll(() => cryptoReady);
afterEach(endMembers);
afterAll(async () => {
  for (const keeper of keepers) await keeper.stop();
});

let asks = 0;
/** What net answers to one question. */
async function ask(
  net: NetMember,
  question: { server: string; box: string; data?: Uint8Array },
): Promise<Record<string, unknown>> {
  asks += 1;
  const askId = asks;
  const { data, ...where } = question;
  if (data) net.net.onEvent.boxPut({ askId, ...where, data, days: 7 });
  else net.net.onEvent.boxGet({ askId, ...where });
  return net.first('boxAnswer', (answer) => answer.askId === askId);
}
/** What somebody who heard the words comes to, with the whole stretch. */
function boxOf(said: string): InviteBox {
  const secret = decodeInviteWords(said);
  if (!secret.ok) throw new Error(secret.error.tag);
  const { salt, cost } = wordsStretch();
  return inviteBoxOf(argon2id(secret.value, salt, cost));
}

it('[NT28] [IV16] an invite is found by its words through a real keeper, also after the keeper began anew', async () => {
  const story = new GroupStory(9);
  const { invite } = story.invite(story.founder);
  const words = encodeInviteWords(story.random.bytes(10));
  // Once for both: it takes a second, and gives the same to whoever says the same words.
  const made = boxOf(words.join(', ').toUpperCase());
  const data = sealInvite(invite, made, story.random);
  const keeper = await startKeeper();
  keepers.push(keeper);
  const [ann, ben] = [await netMember(), await netMember()];
  const server = keeper.address;
  expect(await ask(ann, { server, box: made.box, data })).toMatchObject({ state: 'kept' });

  const found = await ask(ben, { server, box: made.box });
  expect(openInviteBox(found.data as Uint8Array, made)).toEqual({ ok: true, value: invite });

  await keeper.stop();
  expect(await ask(ben, { server, box: made.box })).toMatchObject({ state: 'silent' });
  keepers.push(await startKeeper(Number(new URL(server).port)));
  expect(await ask(ben, { server, box: made.box })).toMatchObject({ state: 'empty' });
  expect(await ask(ann, { server, box: made.box, data })).toMatchObject({ state: 'kept' });
  const again = await ask(ben, { server, box: made.box });
  expect(openInviteBox(again.data as Uint8Array, made)).toEqual({ ok: true, value: invite });
});

it('[IV16] [IV19] a keeper that gives other bytes gives no invite', async () => {
  const story = new GroupStory(10);
  const { invite } = story.invite(story.founder);
  const mine = inviteBoxOf(story.random.bytes(32));
  const sealed = sealInvite(invite, mine, story.random);
  const lies = [
    sealInvite(invite, { ...mine, key: story.random.bytes(32) }, story.random),
    sealed.with(100, (sealed[100] ?? 0) ^ 1),
    sealed.subarray(1),
    story.random.bytes(552),
  ];
  const liar = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  let said = 0;
  liar.on('connection', (socket) =>
    socket.on('message', () => {
      const data = Buffer.from(lies[said] ?? sealed).toString('base64');
      said += 1;
      socket.send(JSON.stringify({ type: 'box', box: mine.box, data }));
    }),
  );
  await once(liar, 'listening');
  const server = `ws://127.0.0.1:${(liar.address() as AddressInfo).port}`;
  const ben = await netMember();
  for (const _ of lies) {
    const { state, data } = await ask(ben, { server, box: mine.box });
    expect(state).toBe('found');
    expect(openInviteBox(data as Uint8Array, mine)).toEqual({ ok: false, error: { tag: 'InviteBoxWrong' } });
  }
  // After the lies the truth: the same way leads to the invite.
  const { data } = await ask(ben, { server, box: mine.box });
  expect(openInviteBox(data as Uint8Array, mine)).toEqual({ ok: true, value: invite });
  await new Promise((resolve) => {
    liar.close(resolve);
    for (const socket of liar.clients) socket.terminate();
  });
});
