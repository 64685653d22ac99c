import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSimGroup, type SimGroup } from '../testing/sim-group.ts';
import { createSimIntruder } from '../testing/sim-intruder.ts';
import { HANDSHAKE_MS } from './session-state.ts';

beforeAll(() => cryptoReady);

/** Alice, Bob and Carol; Carol was removed while she was away, and more was written since. */
function removedWhileAway(seed: number): SimGroup {
  const group = createSimGroup(seed, 'alice', 'bob', 'carol');
  const { source } = group.person('alice');
  // More of the log than fits a push: the rest has to be asked for.
  for (let i = 0; i < 40; i += 1) {
    const newcomer = group.stranger(`newcomer ${i}`);
    source.admit(newcomer.source.deviceId, newcomer.keys.publicKey);
  }
  source.remove(group.person('carol').source.deviceId);
  const later = group.stranger('later');
  source.admit(later.source.deviceId, later.keys.publicKey);
  for (let i = 0; i < 5; i += 1) source.write();
  return group;
}
const endings = (group: SimGroup, name: string) =>
  group.person(name).member.endings.map(({ by, reason }) => `${by}:${reason}`);
const idsOf = (group: SimGroup, name: string, lane: string) =>
  group
    .person(name)
    .source.frontier()
    .filter((row) => row.lane === lane)
    .reduce((sum, row) => sum + row.seq, 0);

describe('a device that was removed while it was away', () => {
  it('[SY7] learns it from the log when it returns, gets no content, and is then sent away', () => {
    const group = removedWhileAway(60);
    const { source } = group.person('carol');
    source.write();
    group.meet('alice', 'carol');
    expect(source.isActive(source.deviceId)).toBe(false);
    // Two admissions at the beginning, forty, and the end of her own; who came afterwards is not told.
    expect(idsOf(group, 'carol', 'membership')).toBe(43);
    expect(idsOf(group, 'alice', 'membership')).toBe(44);
    // Her own entry is all the content she has; Alice has her own five and not Carol's.
    expect(idsOf(group, 'carol', 'content')).toBe(1);
    expect(idsOf(group, 'alice', 'content')).toBe(5);
    expect(endings(group, 'alice')).toEqual(['us:InactiveDevice']);
    expect(endings(group, 'carol')).toEqual(['peer:InactiveDevice']);
  });

  function eveAsCarol(seed: number) {
    const group = removedWhileAway(seed);
    const eve = createSimIntruder({
      groupId: group.groupId,
      room: { kind: 'group', tag: new Uint8Array(32).fill(3) },
      keys: group.person('carol').keys,
      random: group.random,
    });
    group.network.link(group.person('alice').member, eve);
    const settle = (): void => void group.network.settle(5_000);
    settle();
    return { group, eve, settle, alice: group.person('alice') };
  }

  it('[SY7] is told the membership lane alone, and has 15 s', () => {
    const { group, eve, alice } = eveAsCarol(61);
    const rows = eve.heardOf('frontier').flatMap((message) => message.rows);
    expect(rows.length).toBeGreaterThan(0);
    expect(new Set(rows.map((row) => row.lane))).toEqual(new Set(['membership']));
    alice.source.write();
    alice.member.changed();
    group.network.settle(100);
    expect(new Set(eve.heard.map(({ type }) => type))).toEqual(new Set(['hello', 'auth', 'frontier']));
    expect(alice.member.sessions.nextWakeAt()).toBe(HANDSHAKE_MS);
    group.clock.now = HANDSHAKE_MS;
    alice.member.tick();
    group.network.settle(100);
    expect(eve.bye()).toBe('InactiveDevice');
  });

  it.each(['content', 'what came after'])('[SY7] that asks for %s is shown out', (what) => {
    const { eve, settle, alice } = eveAsCarol(63);
    const chain = { deviceId: alice.source.deviceId, inc: 1 } as const;
    const told = eve.heardOf('frontier').flatMap(({ rows }) => rows.map(({ seq }) => seq));
    expect(told).toEqual([43]);
    const want =
      what === 'content'
        ? ({ ...chain, lane: 'content', from: 1, to: 5 } as const)
        : ({ ...chain, lane: 'membership', from: 43, to: 44 } as const);
    eve.say({ type: 'want', want });
    settle();
    expect(eve.heardOf('entries')).toEqual([]);
    expect(eve.bye()).toBe('OutOfOrder');
  });

  it('[SY7] brings no content, but its own membership log is asked for', () => {
    const { group, eve, settle, alice } = eveAsCarol(62);
    const carol = group.person('carol').source;
    const before = alice.source.ids().size;
    const row = { deviceId: carol.deviceId, inc: 1, lane: 'content', seq: 1, head8: new Uint8Array(8) } as const;
    eve.say({ type: 'push', row, from: 1, entries: [carol.forge({ seq: 1, deviceId: carol.deviceId })] });
    eve.say({ type: 'frontier', rows: [{ ...row, lane: 'membership', seq: 9 }] });
    settle();
    expect(alice.source.ids().size).toBe(before);
    expect(eve.heardOf('want').map(({ want }) => [want.lane, want.from, want.to])).toEqual([['membership', 1, 9]]);
  });

  it('[SY7] two that removed each other at once tell each other, and nothing else', () => {
    const group = createSimGroup(64, 'alice', 'bob');
    const [alice, bob] = [group.person('alice'), group.person('bob')];
    alice.source.remove(bob.source.deviceId);
    bob.source.admit(alice.source.deviceId, alice.keys.publicKey);
    bob.source.remove(alice.source.deviceId);
    for (const { source } of [alice, bob]) source.write();
    group.meet('alice', 'bob');
    for (const name of ['alice', 'bob']) {
      expect(idsOf(group, name, 'membership')).toBe(4);
      expect(idsOf(group, name, 'content')).toBe(1);
      expect(endings(group, name)).toHaveLength(1);
    }
  });
});
