import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady, signingKeyPair } from '../crypto/crypto.ts';
import { createSimGroup, type SimGroup } from '../testing/sim-group.ts';
import { HANDSHAKE_MS } from './session-state.ts';

beforeAll(() => cryptoReady);

const states = (group: SimGroup, ...names: string[]) => new Set(names.map((name) => group.person(name).source.state()));
const size = (group: SimGroup, name: string) => group.person(name).source.ids().size;
const endings = (group: SimGroup, name: string) =>
  group.person(name).member.endings.map(({ by, reason }) => `${by}:${reason}`);

/** Everything of the founder's log. */
function logOf(group: SimGroup) {
  const { source } = group.person('alice');
  return source.read({ deviceId: source.deviceId, inc: 1, lane: 'membership', from: 1, to: 100 }, 1e6).entries;
}

describe('a device that is not in the roster', () => {
  it('[SY8] is taken in when it brings the log that admitted it', () => {
    const group = createSimGroup(14, 'alice', 'bob');
    const carol = group.stranger('carol');
    group.person('alice').source.admit(carol.source.deviceId, carol.keys.publicKey);
    // Carol and Alice have met; Bob has not heard of it.
    carol.source.ingest([...logOf(group)]);
    carol.source.write();
    group.write('bob');
    group.meet('bob', 'carol');
    expect(states(group, 'bob', 'carol').size).toBe(1);
    expect(size(group, 'bob')).toBe(2 + 1 + 1);
  });

  it('[SY8] gets nothing and is sent away when its log does not prove it', () => {
    const group = createSimGroup(15, 'alice', 'bob');
    const eve = group.stranger('eve');
    eve.source.ingest([...logOf(group)]);
    eve.source.write();
    group.write('bob');
    group.meet('bob', 'eve');
    expect(endings(group, 'bob')).toEqual(['us:UnknownDevice']);
    expect(size(group, 'eve')).toBe(2);
    expect(size(group, 'bob')).toBe(2);
  });

  it('[SY11] has 15 s to say who it is', () => {
    const group = createSimGroup(16, 'alice', 'bob');
    group.network.tamper(() => []);
    group.meet('alice', 'bob');
    const { member } = group.person('alice');
    expect(member.sessions.nextWakeAt()).toBe(HANDSHAKE_MS);
    group.clock.now = HANDSHAKE_MS - 1;
    member.tick();
    expect(endings(group, 'alice')).toEqual([]);
    group.clock.now = HANDSHAKE_MS;
    member.tick();
    expect(endings(group, 'alice')).toEqual(['us:HandshakeTimeout']);
  });

  it('[SY21] that is removed while connected gets the log, then BYE; what it writes later is not asked for', () => {
    const group = createSimGroup(17, 'alice', 'bob');
    group.meet('alice', 'bob');
    const { source, member } = group.person('alice');
    source.remove(group.person('bob').source.deviceId);
    member.changed();
    group.network.settle(100);
    expect(endings(group, 'alice')).toEqual(['us:Removed']);
    expect(endings(group, 'bob')[0]).toMatch(/Removed$/);
    expect(group.person('bob').source.isActive(group.person('bob').source.deviceId)).toBe(false);
    group.write('bob');
    group.meet('alice', 'bob');
    expect(endings(group, 'alice').at(-1)).toBe('us:InactiveDevice');
    expect(size(group, 'alice')).toBe(2);
  });
});

describe('an applicant', () => {
  const invite = () => signingKeyPair(new Uint8Array(32).fill(5));
  function meeting(seed: number) {
    const group = createSimGroup(seed, 'alice', 'bob');
    group.room = 'invite';
    group.person('alice').source.openInvite(invite().publicKey);
    for (let i = 0; i < 20; i += 1) group.write('alice');
    return { group, dora: group.stranger('dora', invite()) };
  }

  it('[SY10] hands over its request and is told what became of it; nothing of the group reaches it', () => {
    const { group, dora } = meeting(18);
    group.meet('alice', 'dora');
    const { member } = group.person('alice');
    const asked = member.effects.find((effect) => effect.type === 'request');
    expect(asked).toEqual({ type: 'request', blob: Uint8Array.of(1, 2, 3) });
    member.answerRequest(member.sessions.peers()[0]!.channelId, 'held');
    group.network.settle(10);
    expect(dora.member.effects.find((effect) => effect.type === 'requestState')).toEqual({
      type: 'requestState',
      state: 'held',
    });
    expect(dora.source.ids().size).toBe(0);
    group.write('alice');
    group.network.settle(10);
    expect(dora.source.ids().size).toBe(0);
    // Approval takes hours: no time limit runs on either side.
    expect(member.sessions.nextWakeAt()).toBeNull();
    expect(dora.member.sessions.nextWakeAt()).toBeNull();
  });

  it('[SY10] is served on the same channel from the moment the log admits it', () => {
    const { group, dora } = meeting(19);
    group.meet('alice', 'dora');
    group.person('alice').source.admit(dora.source.deviceId, dora.keys.publicKey);
    group.person('alice').member.changed();
    group.network.settle(1_000);
    expect(states(group, 'alice', 'dora').size).toBe(1);
    dora.source.write();
    dora.member.changed();
    group.network.settle(1_000);
    expect(states(group, 'alice', 'dora').size).toBe(1);
    expect(size(group, 'alice')).toBe(2 + 20 + 1);
  });

  it('[SY10] that was admitted while it was away is served at once, whoever it meets', () => {
    const { group, dora } = meeting(20);
    group.person('alice').source.admit(dora.source.deviceId, dora.keys.publicKey);
    group.meet('alice', 'bob');
    group.meet('bob', 'dora');
    expect(states(group, 'alice', 'bob', 'dora').size).toBe(1);
    expect(size(group, 'dora')).toBe(2 + 20);
  });
});
