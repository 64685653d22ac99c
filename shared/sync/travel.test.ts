import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DeviceId, idFromBytes } from '../brand.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import type { Awake } from '../testing/awake.ts';
import { writeBigGroup } from '../testing/big-group.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { rememberCrypto } from '../testing/sim-crypto.ts';
import { createSimMember } from '../testing/sim-member.ts';
import { createSimNetwork } from '../testing/sim-network.ts';
import { chainText } from './sync-source.ts';
import {
  FREE_LINE,
  kindOfFetch,
  kindOfGift,
  mayTravel,
  NEWEST_PLACES,
  type PaidLine,
  type TravelKind,
} from './travel.ts';

const KINDS: readonly TravelKind[] = ['log', 'own', 'newest', 'backfill', 'others', 'attachment'];
const passing = (line: PaidLine) => KINDS.filter((kind) => mayTravel(line, kind));
const device = (n: number) => idFromBytes<DeviceId>(new Uint8Array(16).fill(n));
const content = (from: number, to: number) => ({ deviceId: device(1), inc: 1, lane: 'content', from, to }) as const;

describe('what may travel', () => {
  it('[MT3] [MT4] is everything on a free line, what everybody needs on a paid one, all text when that is let pass', () => {
    expect(passing(FREE_LINE)).toEqual(KINDS);
    expect(passing({ isPaid: true, isOpened: false })).toEqual(['log', 'own', 'newest']);
    expect(passing({ isPaid: true, isOpened: true })).toEqual(['log', 'own', 'newest', 'backfill', 'others']);
  });

  it('[MT4] goes by how far a range is from the end of its chain, and by who wrote it', () => {
    expect(kindOfFetch({ ...content(1, 3), lane: 'membership' }, 1_000)).toBe('log');
    expect(kindOfFetch(content(900, 1_000), 1_000)).toBe('newest');
    expect(kindOfFetch(content(1, 1_000 - NEWEST_PLACES + 1), 1_000)).toBe('newest');
    expect(kindOfFetch(content(1, 1_000 - NEWEST_PLACES), 1_000)).toBe('backfill');
    expect(kindOfGift(content(1, 2), device(1))).toBe('own');
    expect(kindOfGift(content(1, 2), device(2))).toBe('others');
    expect(kindOfGift({ ...content(1, 2), lane: 'membership' }, device(2))).toBe('log');
  });
});

describe('a newcomer on a paid line', () => {
  let forget = () => {};
  beforeAll(async () => {
    await cryptoReady;
    forget = rememberCrypto();
  });
  afterAll(() => forget());

  it('[MT4] is brought the log, who everybody is and the newest of everybody, and all the rest when that may pass', {
    timeout: 120_000,
  }, () => {
    const { cast, host, newcomer } = writeBigGroup(createSeededRandom(9), {
      authors: 3,
      essays: 0,
      posts: 330,
      isFolding: false,
    });
    const random = createSeededRandom(99);
    const network = createSimNetwork(random);
    let line: PaidLine = { isPaid: true, isOpened: false };
    const memberOf = (who: Awake, travels: (kind: TravelKind) => boolean) =>
      createSimMember({
        name: who.name,
        groupId: cast.groupId,
        room: () => ({ kind: 'group', tag: new Uint8Array(32).fill(3) }),
        keys: who.identity.deviceSigning,
        source: who.replica,
        directory: who.replica,
        travels,
        random,
        now: () => 0,
      });
    const guest = memberOf(newcomer, (kind) => mayTravel(line, kind));
    let bytes = 0;
    network.link(
      memberOf(host, () => true),
      {
        ...guest,
        frameArrived(channelId, frame) {
          bytes += frame.length;
          guest.frameArrived(channelId, frame);
        },
      },
    );
    network.settle(1_000_000);
    // Places that lack at the newcomer's, by chain.
    const lacking = (): readonly number[] =>
      host.replica
        .frontier()
        .filter(({ lane }) => lane === 'content')
        .map((row) => {
          const gone = newcomer.replica
            .missing([row], Number.MAX_SAFE_INTEGER)
            .reduce((sum, { from, to }) => sum + to - from + 1, 0);
          return row.seq - gone;
        });
    const log = (who: Awake) => who.replica.frontier().filter(({ lane }) => lane === 'membership');
    expect(log(newcomer).map(chainText)).toEqual(log(host).map(chainText));
    // The newest, and the few that a newcomer is handed: profile, name, agreement.
    for (const held of lacking()) expect(held).toBeGreaterThanOrEqual(NEWEST_PLACES);
    for (const held of lacking()) expect(held).toBeLessThan(NEWEST_PLACES + 8);
    expect(
      newcomer.store
        .posts(null, 20)
        .slice(0, 20)
        .map(({ recordId }) => recordId),
    ).toEqual(
      host.store
        .posts(null, 20)
        .slice(0, 20)
        .map(({ recordId }) => recordId),
    );
    process.stdout.write(
      `a paid line brought a newcomer ${bytes} bytes of a group of ${host.replica.frontier().length} chains\n`,
    );
    line = { isPaid: true, isOpened: true };
    guest.changed();
    network.settle(1_000_000);
    expect(newcomer.replica.missing(host.replica.frontier(), 0)).toEqual([]);
  });
});
