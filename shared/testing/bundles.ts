/** Bundles from and for the people of a cast, for tests that hand files over. */
import { activeDevices } from '../group/select.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { type BundleInput, type OpenBundle, openBundle, writeBundle } from '../sync/bundle.ts';
import { type BundleSource, bundleInMemory } from '../sync/bundle-format.ts';
import { type BundleIntake, takeBundle } from '../sync/bundle-intake.ts';
import { planBundle } from '../sync/bundle-plan.ts';
import type { BundleReader } from '../sync/bundle-slots.ts';
import type { Replica } from '../sync/replica.ts';
import { concatBytes } from '../bytes.ts';
import { type Cast, type CastMember, openReplica } from './cast.ts';
import { createFakeClock } from './fake-clock.ts';
import type { MemoryDisk } from './memory-entry-store.ts';
import { createPlayer, type Player } from './player.ts';
import type { SeededRandom } from './seeded-random.ts';

/** One person of a cast at an open replica. */
export interface Carrier {
  readonly cast: CastMember;
  readonly groupId: Cast['groupId'];
  readonly replica: Replica;
  readonly store: EntryStore;
  readonly player: Player;
  readonly random: SeededRandom;
}

/** Opens a person's replica on a copy of a disk: the full log unless told otherwise. */
export function wakeCarrier(
  cast: Cast,
  member: CastMember,
  random: SeededRandom,
  disk: MemoryDisk = member.full,
): Carrier {
  const { groupId } = cast;
  const { identity } = member;
  const { replica, store } = openReplica(cast, identity, disk.clone(), { random, clock: createFakeClock() });
  const player = createPlayer(replica, store, { groupId, identity, random });
  return { cast: member, groupId, replica, store, player, random };
}

/** All of a bundle in one array. */
export function bytesOfBundle(input: BundleInput): Uint8Array {
  const pieces: Uint8Array[] = [];
  writeBundle(input, (piece) => pieces.push(piece));
  return concatBytes(...pieces);
}

/** The file that this person would save now. */
export function saveFrom(who: Carrier, maxBytes = 1 << 26): Uint8Array {
  const { replica, store, groupId, random } = who;
  const { deviceId, deviceSigning } = who.cast.identity;
  const roster = replica.roster();
  if (!roster) throw new Error('nothing to save yet');
  return bytesOfBundle({
    groupId,
    maker: { deviceId, signingSecret: deviceSigning.secretKey },
    recipients: activeDevices(roster),
    plan: planBundle({ source: replica, roster, deviceId, haves: store.haves(), maxBytes }),
    madeAt: 1_777_896_000_000,
    random,
  });
}

/** The keys with which this person reads files. */
export const readerOf = (who: Pick<Carrier, 'cast' | 'groupId'>): BundleReader => ({
  groupId: who.groupId,
  kemSecrets: [who.cast.identity.deviceKem.secretKey],
});

/** Opens a file with this person's keys. */
export const openFor = (who: Carrier, file: Uint8Array | BundleSource): ReturnType<typeof openBundle> =>
  openBundle(file instanceof Uint8Array ? bundleInMemory(file) : file, [readerOf(who)]);

/** Takes an open bundle in without a pause. */
export function takeIn(who: Carrier, bundle: OpenBundle): BundleIntake {
  const steps = takeBundle(who.replica, bundle);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** Opens a file and takes it in; a file that does not open is a failure of the test. */
export function takeFile(who: Carrier, file: Uint8Array): BundleIntake {
  const bundle = openFor(who, file);
  if (!bundle.ok) throw new Error(bundle.error.tag);
  return takeIn(who, bundle.value);
}
