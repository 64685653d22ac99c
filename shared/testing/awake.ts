/** People of a cast, each with a replica on a copy of their disk, who meet by hand: `wake(cast, 'alice', random)`. */
import type { EpochId } from '../brand.ts';
import { kemKeyPair } from '../crypto/crypto.ts';
import type { Identity } from '../group/identity.ts';
import { sendingEpoch } from '../group/select.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import type { Replica } from '../sync/replica.ts';
import { type Cast, openReplica } from './cast.ts';
import type { MemoryDisk } from './memory-entry-store.ts';
import { createPlayer, type Player } from './player.ts';
import type { SeededRandom } from './seeded-random.ts';

/** Somebody at work. */
export interface Awake {
  readonly name: string;
  readonly identity: Identity;
  readonly disk: MemoryDisk;
  readonly replica: Replica;
  readonly store: EntryStore;
  readonly player: Player;
  /** Announces a new KEM key; the old secret is kept unless `keepsOld` is false. Gives the secrets there are then. */
  rotate(keepsOld: boolean): readonly Uint8Array[];
}

const START = 1_777_896_000_000;

/** Opens somebody's replica. `clock` starts at the day the cast was made when left out, and goes on by a second a look. */
export function wake(
  cast: Cast,
  name: string,
  random: SeededRandom,
  options: {
    readonly disk?: MemoryDisk;
    readonly inc?: number;
    readonly clock?: { now: number };
    readonly kemSecrets?: readonly Uint8Array[];
  } = {},
): Awake {
  const found = cast.members.find((one) => one.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  const { identity } = found;
  const disk = options.disk ?? found.full.clone();
  const time = options.clock ?? { now: START };
  const clock = {
    now: () => {
      time.now += 1_000;
      return time.now;
    },
  };
  const { replica, store } = openReplica(cast, identity, disk, { random, clock }, options);
  return {
    name,
    identity,
    disk,
    replica,
    store,
    player: createPlayer(replica, store, { groupId: cast.groupId, identity, random }),
    rotate(keepsOld) {
      const next = kemKeyPair(random.bytes(32));
      const secrets = keepsOld ? [next.secretKey, identity.deviceKem.secretKey] : [next.secretKey];
      replica.openWith(secrets, options.inc ?? 1);
      const appended = replica.appendOp({ type: 'deviceKeyUpdate', dkPk: next.publicKey, capsule: null });
      if (!appended.ok || appended.value.voided) throw new Error('the new key was refused');
      return secrets;
    },
  };
}

/** Every entry that somebody holds, encoded. */
export const entriesOf = ({ replica }: Awake): readonly Uint8Array[] =>
  replica.frontier().flatMap(({ deviceId, inc, lane, seq }) => {
    return replica.read({ deviceId, inc, lane, from: 1, to: seq }, 1 << 24).entries;
  });

/** Everything that `from` has and `to` lacks, in one go. */
export const pull = (to: Awake, from: Awake): void => void to.replica.ingest(entriesOf(from));

/** The epoch that somebody would seal under now, or null when a rekey has to come first. */
export function sendingOf({ replica }: Awake): EpochId | null {
  const roster = replica.roster();
  const sending = roster && sendingEpoch(roster);
  return sending?.tag === 'Epoch' ? sending.epochId : null;
}
