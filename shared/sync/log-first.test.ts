import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSimGroup, type SimGroup } from '../testing/sim-group.ts';
import { meetIntruder } from '../testing/sim-intruder.ts';
import type { Message } from './message.ts';
import { WANT_MS } from './session-state.ts';

beforeAll(() => cryptoReady);

const states = (group: SimGroup, ...names: string[]) => new Set(names.map((name) => group.person(name).source.state()));

describe('before the peer’s membership log is here', () => {
  /** Eve holds one operation more than Alice, and two content entries of Alice's are wanted. */
  function behind(seed: number) {
    const scene = meetIntruder(seed, 'member');
    const { source, member, bob, settle } = scene;
    source.write();
    member.changed();
    settle();
    const row = { deviceId: bob.deviceId, inc: 1, seq: 1, head8: new Uint8Array(8) } as const;
    const want = { deviceId: source.deviceId, inc: 1, lane: 'content', from: 1, to: 1 } as const;
    const op = bob.forge({ lane: 'membership', seq: 1, deviceId: bob.deviceId });
    const answer: Message = {
      type: 'entries',
      want: { ...want, deviceId: bob.deviceId, lane: 'membership' },
      next: null,
      entries: [op],
    };
    return { ...scene, row, want, answer };
  }

  it('[SY12] no content is given, however it is asked for: not before a word of it, nor while it is on its way', () => {
    const { eve, settle, want, row, answer } = behind(70);
    eve.say({ type: 'want', want });
    settle();
    expect(eve.heardOf('entries')).toEqual([]);
    eve.say({ type: 'frontier', rows: [{ ...row, lane: 'membership' }] });
    settle();
    expect(eve.heardOf('want')).toHaveLength(1);
    expect(eve.heardOf('entries')).toEqual([]);
    eve.say(answer);
    settle();
    expect(eve.heardOf('entries').map((one) => one.entries.length)).toEqual([1]);
  });

  it('[SY17] nothing is pushed: what is written meanwhile is told as a row', () => {
    const { eve, settle, source, member, row, answer } = behind(71);
    eve.say({ type: 'frontier', rows: [{ ...row, lane: 'membership' }] });
    // She holds all of Alice's, so that nothing but her own log stands in the way of a push.
    eve.say({ type: 'ack', rows: source.frontier() });
    settle();
    source.write();
    member.changed();
    settle();
    expect(eve.heardOf('push')).toEqual([]);
    expect(eve.heardOf('frontier').flatMap(({ rows }) => rows.filter(({ lane }) => lane === 'content'))).not.toEqual(
      [],
    );
    eve.say(answer);
    eve.say({ type: 'ack', rows: source.frontier() });
    settle();
    source.write();
    member.changed();
    settle();
    expect(eve.heardOf('push')).toHaveLength(1);
  });

  it('[SY13] what is wanted of the log is answered past the content that waits', () => {
    const { eve, settle, source, want, row } = behind(72);
    eve.say({ type: 'frontier', rows: [{ ...row, lane: 'membership' }] });
    eve.say({ type: 'want', want });
    eve.say({ type: 'want', want: { ...want, lane: 'membership' } });
    settle();
    expect(eve.heardOf('entries').map((one) => one.want.lane)).toEqual(['membership']);
    expect(source.frontier().length).toBeGreaterThan(0);
  });

  it('[SY20] who is still asking for our log is not late with what it owes', () => {
    const { eve, settle, want, row, group, member } = behind(73);
    eve.say({ type: 'frontier', rows: [{ ...row, lane: 'membership' }] });
    settle();
    for (let waits = 1; waits <= 4; waits += 1) {
      group.clock.now = waits * (WANT_MS - 1);
      member.tick();
      eve.say({ type: 'want', want: { ...want, lane: 'membership' } });
      settle();
    }
    expect(eve.heardOf('want')).toHaveLength(1);
    expect(eve.bye()).toBeNull();
  });

  it('[SY12] two who both wrote in the log and below it come to the same all the same', () => {
    const group = createSimGroup(74, 'alice', 'bob');
    for (const name of ['alice', 'bob'] as const) {
      const { source } = group.person(name);
      for (let i = 0; i < 30; i += 1) {
        const newcomer = group.stranger(`${name} ${i}`);
        source.admit(newcomer.source.deviceId, newcomer.keys.publicKey);
        source.write(30_000);
      }
    }
    group.meet('alice', 'bob');
    expect(states(group, 'alice', 'bob').size).toBe(1);
    // Again in the middle of it: both lanes move on both sides while much is under way.
    for (let round = 0; round < 20; round += 1) {
      for (const name of ['alice', 'bob'] as const) {
        const { source, member } = group.person(name);
        const newcomer = group.stranger(`${name} then ${round}`);
        source.admit(newcomer.source.deviceId, newcomer.keys.publicKey);
        for (let i = 0; i < 5; i += 1) source.write(30_000);
        member.changed();
      }
      for (let steps = 0; steps < 3; steps += 1) group.network.step();
    }
    group.network.settle(5_000);
    expect(states(group, 'alice', 'bob').size).toBe(1);
  });
});
