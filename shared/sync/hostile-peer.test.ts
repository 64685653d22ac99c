import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { meetIntruder } from '../testing/sim-intruder.ts';
import type { SimSource } from '../testing/sim-source.ts';
import { splitMessage } from './frame.ts';
import type { Message } from './message.ts';
import { encodeMessage } from './message-codec.ts';
import { BAN_MS, MAX_TO_ANSWER } from './session-state.ts';

beforeAll(() => cryptoReady);

const push = (bob: SimSource, seq: number, entry: Uint8Array): Message => ({
  type: 'push',
  row: { deviceId: bob.deviceId, inc: 1, lane: 'content', seq, head8: new Uint8Array(8) },
  from: seq,
  entries: [entry],
});

describe('a member that misbehaves', () => {
  it('[SY15] one bad entry costs that entry, three false signatures the channel for ten minutes', () => {
    const { eve, source, member, bob, settle } = meetIntruder(40, 'member');
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
    const { eve, member, bob, settle } = meetIntruder(41, 'member');
    const rubbish = Array.from({ length: 128 }, (_, i) => Uint8Array.of(1, i));
    for (let i = 0; i < 2; i += 1) eve.say({ ...push(bob, 1, rubbish[0]!), entries: rubbish } as Message);
    settle();
    expect(eve.bye()).toBe('BadEntries');
    expect(member.effects.at(-1)).toEqual({ type: 'close', by: 'us', reason: 'BadEntries', banMs: 0 });
  });

  it('[SY13] that reads slowly is waited for; one that wants more than may be in flight is cut off', () => {
    const { eve, source, member, settle } = meetIntruder(42, 'member');
    for (let i = 0; i < 900; i += 1) source.write(10_000);
    member.changed();
    eve.say({ type: 'frontier', rows: [] });
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
    const { eve, source, bob, group, member, settle } = meetIntruder(43, 'member');
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
    const { eve, member, settle } = meetIntruder(44, 'member');
    eve.say({ type: 'evidence', evidence: Uint8Array.of(1, 2, 3) });
    settle();
    expect(member.effects.at(-1)).toEqual({ type: 'scored', tag: 'EvidenceInvalid', invalidSignature: false });
  });

  it('[SY12] that claims what it does not give is asked once for each range, and let go in the end', () => {
    const { eve, bob, settle } = meetIntruder(45, 'member');
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
    const { eve, bob, settle } = meetIntruder(52, 'member');
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

  it('[SY14] that answers slowly gets what is durable acknowledged once a second, not for every range', () => {
    const { eve, bob, member, group, settle } = meetIntruder(54, 'member');
    const chain = { deviceId: bob.deviceId, inc: 1, lane: 'content' } as const;
    eve.say({ type: 'frontier', rows: [{ ...chain, seq: 129, head8: new Uint8Array(8) }] });
    settle();
    const entries = [bob.forge({ seq: 1, deviceId: bob.deviceId })];
    eve.say({ type: 'entries', want: { ...chain, from: 1, to: 1 }, next: null, entries });
    settle();
    expect(eve.heardOf('ack')).toEqual([]);
    expect(member.sessions.nextWakeAt()).toBe(1_000);
    group.clock.now = 1_000;
    member.tick();
    settle();
    expect(eve.heardOf('ack').map(({ rows }) => rows.map(({ seq }) => seq))).toEqual([[1]]);
  });

  it('[SY13] answers that nobody asked for are passed over', () => {
    const { eve, source, bob, member, settle } = meetIntruder(46, 'member');
    const want = { deviceId: bob.deviceId, inc: 1, lane: 'content', from: 1, to: 1 } as const;
    eve.say({ type: 'entries', want, next: null, entries: [bob.forge({ seq: 1, deviceId: bob.deviceId })] });
    settle();
    expect(source.ids().size).toBe(1);
    expect(member.endings).toEqual([]);
  });

  it('[SY3] that says something optional of a later version is understood as far as may be', () => {
    const { eve, member, settle } = meetIntruder(47, 'member');
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
        const { eve, member, settle } = meetIntruder(48, 'member', { greets });
        eve.sendRaw(bytes);
        settle();
        expect(eve.bye()).toBe('Malformed');
        expect(member.endings).toEqual([{ by: 'us', reason: 'Malformed' }]);
      }
    }
  });

  it('[SY20] that sends far more than it was asked for is cut off', () => {
    const { eve, settle, group } = meetIntruder(49, 'member');
    const frame = splitMessage(encodeMessage({ type: 'ack', rows: [] }))[0]!;
    for (let i = 0; i < 2_100; i += 1) eve.sendRaw(frame);
    settle();
    expect(eve.bye()).toBe('RateExceeded');
    const patient = meetIntruder(50, 'member');
    for (let second = 0; second < 20; second += 1) {
      for (let i = 0; i < 200; i += 1) patient.eve.sendRaw(frame);
      patient.settle();
      patient.group.clock.now += 1_000;
    }
    expect(patient.eve.bye()).toBeNull();
    expect(group.clock.now).toBe(0);
  });

  it('[SY20] that used up its allowance is not asked for more until time has passed', () => {
    const { eve, bob, member, group, settle } = meetIntruder(53, 'member');
    const frame = splitMessage(encodeMessage({ type: 'ack', rows: [] }))[0]!;
    for (let i = 0; i < 1_100; i += 1) eve.sendRaw(frame);
    settle();
    const row = { deviceId: bob.deviceId, inc: 1, lane: 'content', seq: 9, head8: new Uint8Array(8) } as const;
    eve.say({ type: 'frontier', rows: [row] });
    settle();
    expect(eve.heardOf('want')).toEqual([]);
    const wake = member.sessions.nextWakeAt();
    expect(wake).toBe(250);
    group.clock.now = 1_000;
    member.tick();
    settle();
    expect(eve.heardOf('want').length).toBe(1);
  });

  it('[SY20] that says BYE is let go, and nothing it says afterwards counts', () => {
    const { eve, member, source, bob, settle } = meetIntruder(51, 'member');
    eve.say({ type: 'bye', code: 0 });
    eve.say(push(bob, 1, bob.forge({ seq: 1, deviceId: bob.deviceId })));
    settle();
    expect(member.endings).toEqual([{ by: 'peer', reason: 'Done' }]);
    expect(source.ids().size).toBe(1);
    expect(member.sessions.peers()).toEqual([]);
  });
});
