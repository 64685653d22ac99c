import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../crypto/crypto.ts';
import { createSimGroup, type SimGroup } from '../testing/sim-group.ts';
import type { SimEnd, SimNode } from '../testing/sim-network.ts';

beforeAll(() => cryptoReady);

/** Alice and Bob with two channels between them, and Alice's ends of both, the older one first. */
function twice(seed: number): { readonly group: SimGroup; readonly ends: readonly SimEnd[] } {
  const group = createSimGroup(seed, 'alice', 'bob');
  const [alice, bob] = [group.person('alice').member, group.person('bob').member];
  const ends: SimEnd[] = [];
  const node: SimNode = {
    ...alice,
    channelOpened(end) {
      ends.push(end);
      alice.channelOpened(end);
    },
  };
  for (let i = 0; i < 2; i += 1) {
    group.network.link(node, bob);
    group.network.settle(10_000);
  }
  return { group, ends };
}
/** Messages of one type from Alice to Bob so far. */
const sent = ({ network }: SimGroup, type: 'push' | 'frontier'): number =>
  network.log.filter((line) => line.startsWith(`alice > bob ${type === 'push' ? 6 : 3} `)).length;
function write(group: SimGroup, count: number): void {
  for (let i = 0; i < count; i += 1) {
    group.write('alice');
    group.network.settle(10_000);
  }
}
function pass(group: SimGroup, ms: number): void {
  group.clock.now += ms;
  for (const { member } of group.people.values()) member.tick();
  group.network.settle(10_000);
}

describe('two channels to the same device', () => {
  it('[SY18] [WY3] an entry goes over one of them, and what is acknowledged there is only told on the other, after 30 s', () => {
    const { group } = twice(31);
    const before = { push: sent(group, 'push'), frontier: sent(group, 'frontier') };
    write(group, 5);
    expect(group.person('bob').source.ids()).toEqual(group.person('alice').source.ids());
    expect(sent(group, 'push') - before.push).toBe(5);
    pass(group, 31_000);
    pass(group, 31_000);
    expect(sent(group, 'push') - before.push).toBe(5);
    // A row of it: the other end may be another computer with the same device's profile.
    expect(sent(group, 'frontier') - before.frontier).toBe(1);
    expect(group.person('bob').source.duplicates()).toBe(0);
  });

  it('[SY18] the second takes over when the first closes', () => {
    const { group, ends } = twice(32);
    write(group, 1);
    ends[0]?.close();
    group.person('alice').member.channelClosed(ends[0]?.channelId ?? 0);
    write(group, 3);
    expect(group.person('bob').source.ids()).toEqual(group.person('alice').source.ids());
    expect(group.person('bob').source.duplicates()).toBe(0);
  });

  it('[SY18] [WY3] what the first does not bring in 30 s is offered on the second', () => {
    const { group, ends } = twice(33);
    // The older channel swallows everything.
    const [older] = ends;
    const deaf: SimEnd['send'] = () => {};
    Object.assign(older ?? {}, { send: deaf });
    write(group, 2);
    expect(group.person('bob').source.ids().size).toBe(group.person('alice').source.ids().size - 2);
    pass(group, 31_000);
    expect(group.person('bob').source.ids()).toEqual(group.person('alice').source.ids());
  });

  it('[SY17] [WY3] what was told and is being asked for is not pushed as well', () => {
    const group = createSimGroup(34, 'alice', 'bob');
    for (let i = 0; i < 3; i += 1) group.write('alice');
    const { network } = group;
    network.link(group.person('alice').member, group.person('bob').member);
    // Until Bob has asked for what she told: then she writes on.
    while (!network.log.some((line) => line.startsWith('bob > alice 4 '))) network.step();
    group.write('alice');
    network.settle(10_000);
    expect(group.person('bob').source.ids()).toEqual(group.person('alice').source.ids());
    expect(group.person('bob').source.duplicates()).toBe(0);
  });
});
