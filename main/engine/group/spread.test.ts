import { describe, expect, it } from 'vitest';
import type { DeviceId, MemberId } from '../../../shared/brand.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import type { ChainKey, HaveRow } from '../../../shared/ports/entry-store.ts';
import { AWAY_MS, createSpread } from './spread.ts';

const names = ['ann', 'ben', 'cleo', 'dora'] as const;
const memberId = (name: string) => `member-${name}` as MemberId;
const deviceId = (name: string) => `device-${name}` as DeviceId;
const chain = (name: string) => ({ deviceId: deviceId(name), inc: 1, lane: 'content' as const });
const have = (holder: string, author: string, seq: number): HaveRow => ({
  holder: deviceId(holder),
  chain: chain(author),
  seq,
});

/** Only what the spread looks at; `away` are devices whose member left. */
const rosterOf = (present: readonly string[], away: readonly string[] = []): Roster =>
  ({
    members: present.map((name) => ({ memberId: memberId(name) })),
    devices: [...present, ...away].map((name) => ({
      deviceId: deviceId(name),
      memberId: memberId(name),
      active: present.includes(name),
    })),
  }) as unknown as Roster;

const NOW = 2 * AWAY_MS;
const spreadOf = (
  roster: Roster,
  haves: readonly HaveRow[],
  author: string,
  seq: number,
  keptUntil: (chain: ChainKey, seq: number) => number | null = () => null,
  metAt: Readonly<Record<string, number>> = {},
) =>
  createSpread({
    roster,
    me: memberId('ann'),
    device: deviceId('ann'),
    haves,
    nameOf: (id) => id.replace('member-', ''),
    metAt: (id) => metAt[id] ?? null,
    now: NOW,
    keptUntil,
  }).of({
    ...chain(author),
    seq,
  });

describe('who has an entry', () => {
  it('[ML19] with nobody else yet, and at a keeper, is with the keeper until its end; with somebody, with them', () => {
    const roster = rosterOf(['ann', 'ben']);
    const until = (_: ChainKey, seq: number) => (seq <= 3 ? 9_000 : null);
    expect(spreadOf(roster, [], 'ann', 3, until)).toEqual({ state: 'with-keeper', until: 9_000 });
    expect(spreadOf(roster, [], 'ann', 4, until)).toMatchObject({ state: 'here' });
    expect(spreadOf(roster, [have('ben', 'ann', 3)], 'ann', 3, until)).toMatchObject({ state: 'with-one' });
  });

  it('[SP1] is nobody else, one by name, some of so many, or everybody', () => {
    const roster = rosterOf(names);
    const [ben, cleo, dora] = [have('ben', 'ann', 5), have('cleo', 'ann', 4), have('dora', 'ann', 5)];
    expect(spreadOf(roster, [], 'ann', 5)).toEqual({ state: 'here', computers: 1 });
    expect(spreadOf(roster, [ben, cleo], 'ann', 5)).toEqual({ state: 'with-one', name: 'ben' });
    expect(spreadOf(roster, [ben, cleo], 'ann', 4)).toEqual({ state: 'with-some', have: 2, others: 3 });
    expect(spreadOf(roster, [ben, cleo, dora], 'ann', 4)).toEqual({ state: 'with-everybody', others: 3, away: null });
    const met = (at: number) => ({ [memberId('ben')]: NOW - 5, [memberId('dora')]: at, [memberId('cleo')]: at + 1 });
    const of = (at: number) => spreadOf(roster, [ben, cleo, dora], 'ann', 4, undefined, met(at));
    expect(of(NOW - AWAY_MS)).toMatchObject({ away: null });
    expect(of(NOW - AWAY_MS - 1)).toMatchObject({ away: { name: 'dora', at: NOW - AWAY_MS - 1 } });
  });

  it('[SP1] counts the author, and nobody for another chain of the same device', () => {
    const roster = rosterOf(names);
    expect(spreadOf(roster, [], 'ben', 1)).toEqual({ state: 'with-one', name: 'ben' });
    const other: HaveRow = { ...have('cleo', 'ann', 9), chain: { ...chain('ann'), lane: 'membership' } };
    expect(spreadOf(roster, [other, have('ben', 'cleo', 9)], 'ann', 1)).toEqual({ state: 'here', computers: 1 });
  });

  it('[SP1] does not count who left, nor the own device, and counts a person with two devices once', () => {
    const roster = rosterOf(['ann', 'ben', 'cleo'], ['dora']);
    const haves = [have('dora', 'ann', 9), have('ann', 'ann', 9), have('ben', 'ann', 9)];
    expect(spreadOf(roster, haves, 'ann', 1)).toEqual({ state: 'with-one', name: 'ben' });
    const twice = {
      ...roster,
      devices: [...roster.devices, { ...roster.devices[1], deviceId: deviceId('ben-2') }],
    } as Roster;
    const both = [have('ben', 'ann', 9), have('ben-2', 'ann', 9)];
    expect(spreadOf(twice, both, 'ann', 1)).toEqual({ state: 'with-one', name: 'ben' });
    expect(spreadOf(rosterOf(['ann']), [], 'ann', 1)).toEqual({ state: 'here', computers: 1 });
  });

  it('[SP1] of what nobody else has, says on how many own computers it is', () => {
    const one = rosterOf(['ann', 'ben']);
    const roster = { ...one, devices: [...one.devices, { ...one.devices[0], deviceId: deviceId('desk') }] } as Roster;
    expect(spreadOf(roster, [], 'ann', 5)).toEqual({ state: 'here', computers: 1 });
    expect(spreadOf(roster, [have('desk', 'ann', 4)], 'ann', 5)).toEqual({ state: 'here', computers: 1 });
    expect(spreadOf(roster, [have('desk', 'ann', 5)], 'ann', 5)).toEqual({ state: 'here', computers: 2 });
    // Written on the other one, and here too.
    expect(spreadOf(roster, [], 'desk', 5)).toEqual({ state: 'here', computers: 2 });
    expect(spreadOf(roster, [have('desk', 'ann', 5), have('ben', 'ann', 5)], 'ann', 5)).toMatchObject({ name: 'ben' });
  });
});
