import { describe, expect, it } from 'vitest';
import type { DeviceId, EntryId, MemberId } from '../../../shared/brand.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import type { ChainKey } from '../../../shared/ports/entry-store.ts';
import { frontierOf } from './frontier.ts';
import type { OpenGroup } from './open-group.ts';

const deviceId = (name: string) => `device-${name}` as DeviceId;
const idAt = ({ deviceId: device, inc, lane }: ChainKey, seq: number) => `${device}/${inc}/${lane}/${seq}` as EntryId;

/** Only what the frontier is read off: chains held so far, and at each place an entry, or a segment that ends there. */
const groupWith = (chains: readonly (ChainKey & { readonly seq: number })[]): OpenGroup =>
  ({
    replica: { frontier: () => chains },
    store: {
      entriesInRange: (chain: ChainKey, from: number) => [
        { seq: from, id: idAt(chain, from) },
        { seq: from + 9, id: idAt(chain, from + 9) },
      ],
    },
  }) as unknown as OpenGroup;

const roster = {
  devices: ['a', 'b', 'c'].map((name) => ({
    deviceId: deviceId(name),
    memberId: (name === 'c' ? 'other' : 'cleo') as MemberId,
    active: name !== 'b',
  })),
} as unknown as Roster;

describe('how far the content of who goes counts', () => {
  it('[EG17] is what is held of the content of all their devices, ascending, and of nobody else', () => {
    const chain = (name: string, inc: number, lane: ChainKey['lane'], seq: number) => ({
      deviceId: deviceId(name),
      inc,
      lane,
      seq,
    });
    const group = groupWith([
      chain('b', 2, 'content', 4),
      chain('c', 1, 'content', 8),
      chain('a', 1, 'membership', 3),
      chain('b', 1, 'content', 2),
      chain('a', 1, 'content', 7),
    ]);
    expect(frontierOf(group, roster, 'cleo' as MemberId)).toEqual([
      { deviceId: deviceId('a'), inc: 1, seq: 7, id: 'device-a/1/content/7' },
      { deviceId: deviceId('b'), inc: 1, seq: 2, id: 'device-b/1/content/2' },
      { deviceId: deviceId('b'), inc: 2, seq: 4, id: 'device-b/2/content/4' },
    ]);
  });
});
