import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, signingKeyPair } from '../crypto/crypto.ts';
import { createSimGroup } from '../testing/sim-group.ts';
import { createSimIntruder, meetIntruder, type SimIntruderInput } from '../testing/sim-intruder.ts';
import type { SimSource } from '../testing/sim-source.ts';
import type { Message } from './message.ts';

beforeAll(() => cryptoReady);

const push = (bob: SimSource, seq: number, entry: Uint8Array): Message => ({
  type: 'push',
  row: { deviceId: bob.deviceId, inc: 1, lane: 'content', seq, head8: new Uint8Array(8) },
  from: seq,
  entries: [entry],
});

describe('a peer that authenticates as nobody', () => {
  const wrong: readonly (readonly [string, 'member' | 'nobody', Partial<SimIntruderInput>, string])[] = [
    ['in another room', 'member', { room: { kind: 'group', tag: new Uint8Array(32) } }, 'WrongRoom'],
    ['with the id of a member and another key', 'nobody', { setup: { deviceId: undefined as never } }, 'BadSignature'],
    [
      'with fingerprints of another channel',
      'member',
      { setup: { localFingerprint: new Uint8Array(32) } },
      'BadSignature',
    ],
    ['as an applicant where nobody may apply', 'nobody', {}, 'ApplicantRefused'],
  ];
  it.each(wrong)('[SY7] %s is told why and gets nothing', (how, as, input, reason) => {
    const group = createSimGroup(30, 'alice', 'bob');
    const setup = {
      ...input.setup,
      ...(how.startsWith('with the id') && { deviceId: group.person('bob').source.deviceId }),
      ...(how.startsWith('as an applicant') && { inviteKeys: signingKeyPair(new Uint8Array(32)) }),
    };
    const { eve, member } = meetIntruder(30, as, { ...input, setup });
    expect(eve.bye()).toBe(reason);
    expect(member.endings).toEqual([{ by: 'us', reason }]);
    expect(eve.heard.map(({ type }) => type).filter((type) => !['hello', 'auth', 'bye'].includes(type))).toEqual([]);
  });

  it('[SY8] with a key that no log admits gets no word of the group', () => {
    const { eve, settle } = meetIntruder(31, 'nobody');
    expect(eve.heard.map(({ type }) => type)).toEqual(['hello', 'auth']);
    eve.say({ type: 'frontier', rows: [] });
    settle();
    expect(eve.bye()).toBe('UnknownDevice');
    expect(eve.heard.map(({ type }) => type)).toEqual(['hello', 'auth', 'bye']);
  });

  it('[SY8] cannot bring content before the log has proved it', () => {
    const { eve, source, bob, settle } = meetIntruder(32, 'nobody');
    eve.say(push(bob, 1, bob.forge({ seq: 1, deviceId: bob.deviceId })));
    settle();
    expect(source.ids().size).toBe(1);
  });

  it('[SY11] may not say anything else before it greeted and proved itself', () => {
    for (const message of [
      { type: 'frontier', rows: [] },
      { type: 'request', blob: Uint8Array.of(1) },
      {
        type: 'auth',
        role: 'member',
        signingKey: new Uint8Array(32),
        heads: new Uint8Array(32),
        signature: new Uint8Array(64),
        invite: null,
      },
    ] satisfies Message[]) {
      const { eve, settle } = meetIntruder(33, 'member', { greets: false });
      eve.say(message);
      settle();
      expect(eve.bye(), message.type).toBe('OutOfOrder');
    }
  });

  it('[SY10] that applies may ask to join and nothing else', () => {
    const keys = signingKeyPair(new Uint8Array(32).fill(5));
    const group = createSimGroup(34, 'alice');
    const { source, member } = group.person('alice');
    source.openInvite(keys.publicKey);
    source.write();
    group.room = 'invite';
    const want = { deviceId: source.deviceId, inc: 1, lane: 'content', from: 1, to: 1 } as const;
    const forbidden: Message[] = [
      { type: 'want', want },
      { type: 'frontier', rows: [] },
      { type: 'push', row: { ...want, seq: 1, head8: new Uint8Array(8) }, from: 1, entries: [Uint8Array.of(1)] },
      { type: 'evidence', evidence: Uint8Array.of(1) },
      { type: 'requestState', state: 'admitted' },
    ];
    for (const message of forbidden) {
      const eve = createSimIntruder({
        groupId: group.groupId,
        room: { kind: 'invite', tag: new Uint8Array(32).fill(3) },
        keys: signingKeyPair(group.random.bytes(32)),
        random: group.random,
        setup: { inviteKeys: keys },
      });
      group.network.link(member, eve);
      group.network.settle(100);
      eve.say({ type: 'request', blob: Uint8Array.of(1) });
      group.network.settle(100);
      expect(eve.bye()).toBeNull();
      eve.say(message);
      group.network.settle(100);
      expect(eve.bye(), message.type).toBe('ApplicantForbidden');
      expect(eve.heardOf('entries')).toEqual([]);
    }
  });
});

it('[SY10] an applicant may hand over its request four times', () => {
  const keys = signingKeyPair(new Uint8Array(32).fill(5));
  const group = createSimGroup(35, 'alice');
  group.room = 'invite';
  group.person('alice').source.openInvite(keys.publicKey);
  const eve = createSimIntruder({
    groupId: group.groupId,
    room: { kind: 'invite', tag: new Uint8Array(32).fill(3) },
    keys: signingKeyPair(group.random.bytes(32)),
    random: group.random,
    setup: { inviteKeys: keys },
  });
  group.network.link(group.person('alice').member, eve);
  group.network.settle(100);
  for (let i = 0; i < 4; i += 1) eve.say({ type: 'request', blob: Uint8Array.of(i) });
  group.network.settle(100);
  expect(eve.bye()).toBeNull();
  eve.say({ type: 'request', blob: Uint8Array.of(4) });
  group.network.settle(100);
  expect(eve.bye()).toBe('RateExceeded');
  expect(group.person('alice').member.effects.filter(({ type }) => type === 'request').length).toBe(4);
});
