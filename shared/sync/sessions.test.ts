import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSimGroup, type SimGroup } from '../testing/sim-group.ts';
import { WANT_MS } from './session-state.ts';

beforeAll(() => cryptoReady);

const states = (group: SimGroup, ...names: string[]) => new Set(names.map((name) => group.person(name).source.state()));
const size = (group: SimGroup, name: string) => group.person(name).source.ids().size;
const endings = (group: SimGroup, name: string) =>
  group.person(name).member.endings.map(({ by, reason }) => `${by}:${reason}`);
/** Frames that went from one to the other, as type and length, since the log had `from` lines. */
const sent = (group: SimGroup, from = 0) => group.network.log.slice(from).filter((line) => line.includes(' > '));

describe('two members who meet', () => {
  it('[SY12] come to the same entries, whoever wrote while the other was away', () => {
    const group = createSimGroup(1, 'alice', 'bob');
    for (let i = 0; i < 300; i += 1) group.write('alice');
    for (let i = 0; i < 5; i += 1) group.write('bob');
    group.meet('alice', 'bob');
    expect(states(group, 'alice', 'bob').size).toBe(1);
    expect(size(group, 'bob')).toBe(1 + 300 + 5);
  });

  it('[SY12] go on where a cut stopped them, without fetching anything twice', () => {
    const group = createSimGroup(2, 'alice', 'bob');
    for (let i = 0; i < 400; i += 1) group.write('alice', 4_000);
    let meetings = 0;
    for (; size(group, 'bob') < 401 && meetings < 200; meetings += 1) {
      group.network.link(group.person('alice').member, group.person('bob').member);
      for (let steps = 0; steps < 40; steps += 1) group.network.step();
      group.network.cut('alice', 'bob');
    }
    expect(states(group, 'alice', 'bob').size).toBe(1);
    expect(meetings).toBeGreaterThan(3);
    expect(group.person('bob').source.duplicates()).toBe(0);
  });

  it('[SY14] tell each other what is durable, and only after it is', () => {
    const group = createSimGroup(3, 'alice', 'bob');
    group.meet('alice', 'bob');
    const { source } = group.person('alice');
    group.write('alice');
    const key = `${group.person('bob').source.deviceId}>content/${source.deviceId}/1`;
    expect(source.haves.get(key)).toBeUndefined();
    group.network.settle(10);
    expect(source.haves.get(key)).toBe(1);
  });

  it('[SY13] keep to the window: no more than 1 MiB is under way however much is wanted', () => {
    const group = createSimGroup(4, 'alice', 'bob');
    for (let i = 0; i < 600; i += 1) group.write('alice', 10_000);
    const flying = { now: 0, most: 0 };
    group.network.tamper((frame, from) => {
      if (from === 'alice') flying.now += frame.length;
      flying.most = Math.max(flying.most, flying.now);
      return [frame];
    });
    group.network.link(group.person('alice').member, group.person('bob').member);
    for (let before = 0; group.network.step(); before = group.network.log.length) {
      for (const line of sent(group, before))
        if (line.startsWith('alice')) flying.now -= Number(line.split(' ').at(-1));
    }
    expect(states(group, 'alice', 'bob').size).toBe(1);
    expect(flying.most).toBeGreaterThan(512 * 1024);
    expect(flying.most).toBeLessThanOrEqual(1024 * 1024);
  });

  it('[SY17] one edit is one PUSH and one ACK: the figures of a sync', () => {
    const group = createSimGroup(5, 'alice', 'bob');
    group.meet('alice', 'bob');
    const before = group.network.log.length;
    group.write('alice', 500);
    group.network.settle(10);
    expect(sent(group, before)).toEqual([
      `alice > bob 6 ${4 + 35 + 6 + 2 + 4 + 64 + 500}`,
      `bob > alice 7 ${4 + 1 + 35}`,
    ]);
  });

  it('[SY12] a first sync of 2,000 entries costs so many frames and bytes: the figures of a sync', () => {
    const group = createSimGroup(6, 'alice', 'bob');
    for (let i = 0; i < 2_000; i += 1) group.write('alice', 300);
    group.meet('alice', 'bob');
    expect(states(group, 'alice', 'bob').size).toBe(1);
    const payload = 2_000 * (64 + 300 + 4);
    expect(group.network.traffic.frames).toBeLessThanOrEqual(100);
    expect(group.network.traffic.bytes / payload).toBeLessThan(1.01);
  });

  it('[SY12] newest content comes first, and the log before any content', () => {
    const group = createSimGroup(7, 'alice', 'bob', 'cleo');
    const { source } = group.person('alice');
    for (let i = 0; i < 500; i += 1) group.write('alice');
    source.admit(group.stranger('dora').source.deviceId, new Uint8Array(32).fill(1));
    group.network.link(group.person('alice').member, group.person('bob').member);
    const bob = group.person('bob').source;
    const chain = { deviceId: source.deviceId, inc: 1 };
    let logFirst = false;
    while (bob.headAt({ ...chain, lane: 'content' }, 500) === null && group.network.step()) {
      logFirst = bob.headAt({ ...chain, lane: 'membership' }, 3) !== null;
    }
    expect(logFirst).toBe(true);
    expect(bob.headAt({ ...chain, lane: 'content' }, 1)).toBeNull();
    group.network.settle(5_000);
    expect(states(group, 'alice', 'bob').size).toBe(1);
  });
});

describe('a replica that fails', () => {
  it('[SY14] when the disk is full nothing is acknowledged; what was asked for is asked for again', () => {
    const group = createSimGroup(22, 'alice', 'bob');
    const { source, member } = group.person('bob');
    const { ingest } = source;
    for (let i = 0; i < 3; i += 1) group.write('alice');
    source.ingest = () => {
      throw new Error('disk full');
    };
    expect(() => group.meet('alice', 'bob')).toThrow('disk full');
    group.network.settle(100);
    source.ingest = ingest;
    expect(group.person('alice').source.haves.size).toBe(1);
    group.clock.now = WANT_MS;
    member.tick();
    group.network.settle(100);
    expect(states(group, 'alice', 'bob').size).toBe(1);
  });

  it('[SY14] a call from inside a step is a defect, and says so', () => {
    const group = createSimGroup(23, 'alice', 'bob');
    const { source, member } = group.person('bob');
    const { ingest } = source;
    source.ingest = (entries) => {
      member.changed();
      return ingest(entries);
    };
    group.write('alice');
    expect(() => group.meet('alice', 'bob')).toThrow('inside a step');
  });
});

describe('more than two', () => {
  it('[SY17] what one brings is offered to all others, so that those who never meet come to the same', () => {
    const group = createSimGroup(8, 'alice', 'bob', 'cleo', 'dan');
    for (const name of ['alice', 'bob', 'cleo', 'dan']) for (let i = 0; i < 9; i += 1) group.write(name);
    for (const [a, b] of [
      ['alice', 'bob'],
      ['bob', 'cleo'],
      ['cleo', 'dan'],
    ] as const) {
      group.network.link(group.person(a).member, group.person(b).member);
    }
    group.network.settle(5_000);
    group.write('alice');
    group.network.settle(5_000);
    expect(states(group, 'alice', 'bob', 'cleo', 'dan').size).toBe(1);
    expect(size(group, 'dan')).toBe(3 + 4 * 9 + 1);
  });

  it('[SY17] an edit among five who all see each other costs four PUSHes, four ACKs and nothing else', () => {
    const names = ['alice', 'bob', 'cleo', 'dan', 'emil'];
    const group = createSimGroup(9, ...names);
    names.forEach((a, i) => {
      for (const b of names.slice(i + 1)) group.network.link(group.person(a).member, group.person(b).member);
    });
    group.network.settle(5_000);
    const before = group.network.log.length;
    group.write('alice');
    group.network.settle(1_000);
    expect(states(group, ...names).size).toBe(1);
    const types = sent(group, before).map((line) => line.split(' ')[3]);
    expect(types.toSorted()).toEqual(['6', '6', '6', '6', '7', '7', '7', '7']);
  });

  it('[SY18] an offer left to the author goes out after 30 s, or at once when the author has gone', () => {
    const names = ['alice', 'bob', 'cleo'];
    for (const how of ['late', 'gone'] as const) {
      const group = createSimGroup(10, ...names);
      for (const [a, b] of [
        ['alice', 'bob'],
        ['bob', 'cleo'],
        ['alice', 'cleo'],
      ] as const)
        group.meet(a, b);
      // Everything from alice to cleo is lost from here on.
      group.network.tamper((frame, from, to) => (from === 'alice' && to === 'cleo' ? [] : [frame]));
      group.write('alice');
      group.network.settle(100);
      expect(size(group, 'bob')).toBe(3);
      expect(size(group, 'cleo')).toBe(2);
      if (how === 'late') {
        expect(group.person('bob').member.sessions.nextWakeAt()).toBe(30_000);
        group.clock.now = 30_000;
        group.person('bob').member.tick();
      } else group.network.cut('alice', 'cleo');
      group.network.settle(100);
      expect(size(group, 'cleo'), how).toBe(3);
    }
  });

  it('[SY19] a newcomer with four peers asks none of them for what another is sending', () => {
    const group = createSimGroup(11, 'alice', 'bob', 'cleo', 'dan', 'emil');
    for (let i = 0; i < 1_000; i += 1) group.write('alice', 200);
    for (const name of ['bob', 'cleo', 'dan']) group.meet('alice', name);
    for (const name of ['alice', 'bob', 'cleo', 'dan']) {
      group.network.link(group.person(name).member, group.person('emil').member);
    }
    group.network.settle(20_000);
    expect(states(group, 'alice', 'emil').size).toBe(1);
    expect(group.person('emil').source.duplicates()).toBe(0);
  });

  it('[SY19] what a silent peer was asked for is asked of another after 5 s, and the silent one is left after a minute', () => {
    const group = createSimGroup(12, 'alice', 'bob', 'cleo');
    for (let i = 0; i < 10; i += 1) group.write('alice');
    group.meet('alice', 'bob');
    group.network.tamper((frame, from) => (from === 'bob' && frame[0] === 5 ? [] : [frame]));
    group.meet('bob', 'cleo');
    group.meet('alice', 'cleo');
    const { member } = group.person('cleo');
    expect(size(group, 'cleo')).toBe(2);
    expect(member.sessions.nextWakeAt()).toBe(5_000);
    group.clock.now = 5_000;
    member.tick();
    group.network.settle(1_000);
    expect(states(group, 'alice', 'cleo').size).toBe(1);
    group.clock.now = WANT_MS;
    member.tick();
    expect(endings(group, 'cleo')).toEqual([]);
    group.clock.now = 2 * WANT_MS;
    member.tick();
    expect(endings(group, 'cleo')).toEqual(['us:WantTimeout']);
  });

  it('[SY20] at most 12 peers and 8 unknown ones: the next is told so', () => {
    const group = createSimGroup(13, 'alice', 'bob');
    for (let i = 0; i < 9; i += 1) {
      group.network.link(group.person('alice').member, group.stranger(`s${i}`).member);
    }
    expect(endings(group, 'alice')).toEqual(['us:TooManyPeers']);
  });
});
