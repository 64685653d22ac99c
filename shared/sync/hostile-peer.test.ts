import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, signingKeyPair } from '../crypto/crypto.ts';
import { createSimGroup } from '../testing/sim-group.ts';
import { createSimIntruder, type SimIntruderInput } from '../testing/sim-intruder.ts';
import type { Message } from './message.ts';
import { encodeMessage } from './message-codec.ts';
import { splitMessage } from './frame.ts';
import { BAN_MS, MAX_TO_ANSWER } from './session-state.ts';

beforeAll(() => cryptoReady);

/** Alice, and a peer that holds the keys of a member, or of nobody, and says what it likes. */
function meet(seed: number, as: 'member' | 'nobody', input: Partial<SimIntruderInput> = {}) {
  const group = createSimGroup(seed, 'alice', 'bob');
  const { source, member } = group.person('alice');
  const keys = as === 'member' ? group.person('bob').keys : signingKeyPair(group.random.bytes(32));
  const eve = createSimIntruder({
    groupId: group.groupId,
    room: { kind: 'group', tag: new Uint8Array(32).fill(3) },
    keys,
    random: group.random,
    ...input,
  });
  group.network.link(member, eve);
  const settle = () => group.network.settle(5_000);
  settle();
  const bob = group.person('bob').source;
  return { group, source, member, eve, bob, settle };
}
const push = (bob: ReturnType<typeof meet>['bob'], seq: number, entry: Uint8Array): Message => ({
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
    const { eve, member } = meet(30, as, { ...input, setup });
    expect(eve.bye()).toBe(reason);
    expect(member.endings).toEqual([{ by: 'us', reason }]);
    expect(eve.heard.map(({ type }) => type).filter((type) => !['hello', 'auth', 'bye'].includes(type))).toEqual([]);
  });

  it('[SY8] with a key that no log admits gets no word of the group', () => {
    const { eve, settle } = meet(31, 'nobody');
    expect(eve.heard.map(({ type }) => type)).toEqual(['hello', 'auth']);
    eve.say({ type: 'frontier', rows: [] });
    settle();
    expect(eve.bye()).toBe('UnknownDevice');
    expect(eve.heard.map(({ type }) => type)).toEqual(['hello', 'auth', 'bye']);
  });

  it('[SY8] cannot bring content before the log has proved it', () => {
    const { eve, source, bob, settle } = meet(32, 'nobody');
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
      const { eve, settle } = meet(33, 'member', { greets: false });
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

describe('a member that misbehaves', () => {
  it('[SY15] one bad entry costs that entry, three false signatures the channel for ten minutes', () => {
    const { eve, source, member, bob, settle } = meet(40, 'member');
    const forged = (seq: number) => bob.forge({ seq, deviceId: bob.deviceId, isSigned: false });
    const good = bob.forge({ seq: 1, deviceId: bob.deviceId });
    eve.say({ ...push(bob, 2, forged(2)), from: 1, entries: [good, forged(2)] } as Message);
    settle();
    expect(source.ids().size).toBe(2);
    expect(member.endings).toEqual([]);
    eve.say(push(bob, 2, forged(2)));
    settle();
    expect(member.endings).toEqual([]);
    eve.say(push(bob, 2, forged(3)));
    settle();
    expect(eve.bye()).toBe('InvalidSignatures');
    expect(member.effects.at(-1)).toEqual({ type: 'close', by: 'us', reason: 'InvalidSignatures', banMs: BAN_MS });
  });

  it('[SY15] 256 entries of no use end the session, without a ban', () => {
    const { eve, member, bob, settle } = meet(41, 'member');
    const rubbish = Array.from({ length: 128 }, (_, i) => Uint8Array.of(1, i));
    for (let i = 0; i < 2; i += 1) eve.say({ ...push(bob, 1, rubbish[0]!), entries: rubbish } as Message);
    settle();
    expect(eve.bye()).toBe('BadEntries');
    expect(member.effects.at(-1)).toEqual({ type: 'close', by: 'us', reason: 'BadEntries', banMs: 0 });
  });

  it('[SY13] that reads slowly is waited for; one that wants more than may be in flight is cut off', () => {
    const { eve, source, member, settle } = meet(42, 'member');
    for (let i = 0; i < 900; i += 1) source.write(10_000);
    member.changed();
    settle();
    const { channelId } = member.sessions.peers()[0]!;
    const want = { deviceId: source.deviceId, inc: 1, lane: 'content', to: 900 } as const;
    // Handed over directly, while the network stands still: nothing that is sent drains.
    const ask = (from: number) => {
      const [frame] = splitMessage(encodeMessage({ type: 'want', want: { ...want, from } }));
      member.frameArrived(channelId, frame!);
    };
    for (let from = 1; from <= 4 + MAX_TO_ANSWER; from += 1) ask(from);
    expect(member.endings).toEqual([]);
    ask(100);
    expect(member.endings).toEqual([{ by: 'us', reason: 'RateExceeded' }]);
    settle();
    expect(eve.heardOf('entries').length).toBe(4);
  });

  it('[SY16] two histories at one place are proved, and the proof reaches those who saw neither', () => {
    const { eve, source, bob, group, member, settle } = meet(43, 'member');
    group.person('alice').source.ingest([bob.forge({ seq: 1, deviceId: bob.deviceId, salt: 1 })]);
    const cleo = group.stranger('cleo');
    source.admit(cleo.source.deviceId, cleo.keys.publicKey);
    cleo.source.ingest(
      source.read({ deviceId: source.deviceId, inc: 1, lane: 'membership', from: 1, to: 9 }, 1e6).entries,
    );
    group.network.link(member, cleo.member);
    settle();
    const other = bob.forge({ seq: 1, deviceId: bob.deviceId, salt: 2 });
    eve.say({
      type: 'frontier',
      rows: [{ deviceId: bob.deviceId, inc: 1, lane: 'content', seq: 1, head8: new Uint8Array(8) }],
    });
    settle();
    const want = eve.heardOf('want').at(-1)?.want;
    expect(want).toEqual({ deviceId: bob.deviceId, inc: 1, lane: 'content', from: 1, to: 1 });
    eve.say({ type: 'entries', want: want!, next: null, entries: [other] });
    settle();
    expect(eve.heardOf('evidence').length).toBe(1);
    expect(cleo.source.disk.evidence.size).toBe(1);
    const { evidence } = eve.heardOf('evidence')[0]!;
    expect(source.acceptEvidence(evidence)).toBe('known');
    const before = group.network.log.length;
    eve.say({ type: 'evidence', evidence });
    settle();
    expect(group.network.log.slice(before)).toEqual([`eve > alice 8 ${4 + evidence.length}`]);
  });

  it('[SY16] a proof that proves nothing is counted and not passed on', () => {
    const { eve, member, settle } = meet(44, 'member');
    eve.say({ type: 'evidence', evidence: Uint8Array.of(1, 2, 3) });
    settle();
    expect(member.effects.at(-1)).toEqual({ type: 'scored', tag: 'EvidenceInvalid', invalidSignature: false });
  });

  it('[SY12] that claims what it does not give is asked once for each range, and let go in the end', () => {
    const { eve, bob, settle } = meet(45, 'member');
    eve.say({
      type: 'frontier',
      rows: [{ deviceId: bob.deviceId, inc: 1, lane: 'content', seq: 2 ** 40, head8: new Uint8Array(8) }],
    });
    settle();
    const asked = new Set<string>();
    let answered = 0;
    for (; eve.bye() === null && answered < 2_000; answered += 1) {
      const want = eve.heardOf('want')[answered]?.want;
      if (!want) break;
      expect(asked.has(JSON.stringify(want))).toBe(false);
      asked.add(JSON.stringify(want));
      eve.say({ type: 'entries', want, next: null, entries: [] });
      settle();
    }
    expect(answered).toBeGreaterThanOrEqual(60);
    expect(answered).toBeLessThan(600);
  });

  it('[SY12] is asked for all of its log before any content, and for four ranges at a time', () => {
    const { eve, bob, settle } = meet(52, 'member');
    const row = { deviceId: bob.deviceId, inc: 1, head8: new Uint8Array(8) };
    eve.say({
      type: 'frontier',
      rows: [
        { ...row, lane: 'membership', seq: 2 },
        { ...row, lane: 'content', seq: 1_000 },
      ],
    });
    settle();
    const [first, ...others] = eve.heardOf('want').map(({ want }) => want);
    expect(first).toEqual({ deviceId: bob.deviceId, inc: 1, lane: 'membership', from: 1, to: 2 });
    expect(others).toEqual([]);
    eve.say({ type: 'entries', want: first!, next: null, entries: [] });
    settle();
    const content = eve.heardOf('want').slice(1);
    expect(content.map(({ want }) => [want.lane, want.from, want.to])).toEqual([
      ['content', 873, 1_000],
      ['content', 745, 872],
      ['content', 617, 744],
      ['content', 489, 616],
    ]);
  });

  it('[SY13] answers that nobody asked for are passed over', () => {
    const { eve, source, bob, member, settle } = meet(46, 'member');
    const want = { deviceId: bob.deviceId, inc: 1, lane: 'content', from: 1, to: 1 } as const;
    eve.say({ type: 'entries', want, next: null, entries: [bob.forge({ seq: 1, deviceId: bob.deviceId })] });
    settle();
    expect(source.ids().size).toBe(1);
    expect(member.endings).toEqual([]);
  });

  it('[SY3] that says something optional of a later version is understood as far as may be', () => {
    const { eve, member, settle } = meet(47, 'member');
    eve.sendRaw(Uint8Array.of(0xfe, 0, 0, 1, 9));
    settle();
    expect(member.endings).toEqual([]);
    eve.sendRaw(Uint8Array.of(0x6e, 0, 0, 1, 9));
    settle();
    expect(eve.bye()).toBe('TypeUnknown');
  });

  it('[SY1] that announces 1 GB, or sends rubbish at any moment, gets a BYE and nothing breaks', () => {
    const announced = splitMessage({ type: 5, body: new Uint8Array(20_000) })[0]!.slice();
    announced.set([0x40, 0, 0, 0], 5);
    for (const bytes of [
      announced,
      Uint8Array.of(3, 255, 255, 255),
      new Uint8Array(0),
      Uint8Array.of(5, 0, 0, 2, 1, 1),
    ]) {
      for (const greets of [true, false]) {
        const { eve, member, settle } = meet(48, 'member', { greets });
        eve.sendRaw(bytes);
        settle();
        expect(eve.bye()).toBe('Malformed');
        expect(member.endings).toEqual([{ by: 'us', reason: 'Malformed' }]);
      }
    }
  });

  it('[SY20] that sends far more than it was asked for is cut off', () => {
    const { eve, settle, group } = meet(49, 'member');
    const frame = splitMessage(encodeMessage({ type: 'ack', rows: [] }))[0]!;
    for (let i = 0; i < 2_100; i += 1) eve.sendRaw(frame);
    settle();
    expect(eve.bye()).toBe('RateExceeded');
    const patient = meet(50, 'member');
    for (let second = 0; second < 20; second += 1) {
      for (let i = 0; i < 200; i += 1) patient.eve.sendRaw(frame);
      patient.settle();
      patient.group.clock.now += 1_000;
    }
    expect(patient.eve.bye()).toBeNull();
    expect(group.clock.now).toBe(0);
  });

  it('[SY20] that says BYE is let go, and nothing it says afterwards counts', () => {
    const { eve, member, source, bob, settle } = meet(51, 'member');
    eve.say({ type: 'bye', code: 0 });
    eve.say(push(bob, 1, bob.forge({ seq: 1, deviceId: bob.deviceId })));
    settle();
    expect(member.endings).toEqual([{ by: 'peer', reason: 'Done' }]);
    expect(source.ids().size).toBe(1);
    expect(member.sessions.peers()).toEqual([]);
  });
});
