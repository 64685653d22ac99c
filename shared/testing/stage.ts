/** A few people of one group with open replicas and hands to misbehave with: `openStage(['ann', 'ben'])`. */
import type { DeviceId } from '../brand.ts';
import { encodeEntry } from '../chain/entry.ts';
import type { SigningKeyPair } from '../crypto/crypto.ts';
import type { Identity } from '../group/identity.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import {
  acceptAuth,
  answerHello,
  greeting,
  type HandshakeError,
  type HandshakeSetup,
  type PeerStanding,
} from '../sync/handshake.ts';
import { createNonceMemory } from '../sync/peer-directory.ts';
import type { Replica } from '../sync/replica.ts';
import { type Cast, createCast, openReplica } from './cast.ts';
import { type Crafter, createCrafter } from './craft-operation.ts';
import { createFakeClock } from './fake-clock.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';

/** One person with a replica that holds the whole log. */
export interface StagePerson {
  readonly identity: Identity;
  readonly replica: Replica;
  readonly store: EntryStore;
  /** Crafts operations of this person's device. */
  readonly crafter: Crafter;
}

/** The open group. The first person founded it; the others are members. */
export interface Stage {
  readonly cast: Cast;
  readonly random: SeededRandom;
  readonly people: readonly StagePerson[];
}

/** Opens everybody's replica on a copy of the disk that `createCast` made. */
export function openStage(names: readonly string[], seed = 1): Stage {
  const cast = createCast(names, seed);
  const random = createSeededRandom(seed + 1_000);
  const ports = { random, clock: createFakeClock() };
  const people = cast.members.map(({ identity, full }) => {
    const own = openReplica(cast, identity, full.clone(), ports);
    return { identity, ...own, crafter: createCrafter(own, cast, identity, random) };
  });
  return { cast, random, people };
}

/** Everything of the log that `from` holds and `to` lacks, by whichever author. */
export function pullLog(to: StagePerson, from: StagePerson): void {
  to.replica.ingest(from.store.membershipEntries().map((entry) => entry.bytes));
}

/** What `host` makes of somebody who says to be `deviceId` and signs with `keys`, in the group's room. */
export function greet(
  { cast, random }: Stage,
  host: StagePerson,
  deviceId: DeviceId,
  keys: SigningKeyPair,
): PeerStanding | HandshakeError['tag'] {
  const [hostPrint, guestPrint, tag] = [random.bytes(32), random.bytes(32), random.bytes(32)];
  const shared = { groupId: cast.groupId, room: { kind: 'group', tag }, inviteKeys: null, heads: tag } as const;
  const hostEnd: HandshakeSetup = {
    ...shared,
    deviceId: host.identity.deviceId,
    keys: host.identity.deviceSigning,
    nonce: random.bytes(32),
    initiator: true,
    localFingerprint: hostPrint,
    remoteFingerprint: guestPrint,
  };
  const guestEnd: HandshakeSetup = {
    ...shared,
    deviceId,
    keys,
    nonce: random.bytes(32),
    initiator: false,
    localFingerprint: guestPrint,
    remoteFingerprint: hostPrint,
  };
  const auth = answerHello(guestEnd, createNonceMemory(), greeting(hostEnd));
  const answer = answerHello(hostEnd, createNonceMemory(), greeting(guestEnd));
  if (!auth.ok) return auth.error.tag;
  if (!answer.ok) return answer.error.tag;
  const accepted = acceptAuth(hostEnd, host.replica, greeting(guestEnd), auth.value);
  return accepted.ok ? accepted.value.standing : accepted.error.tag;
}

/** The bytes of the newest operation of a device. */
export function newestOperation(person: StagePerson, deviceId: DeviceId): Uint8Array {
  const chain = { deviceId, inc: 1, lane: 'membership' } as const;
  const newest = person.store.entriesInRange(chain, 1, Number.MAX_SAFE_INTEGER).at(-1);
  if (!newest) throw new Error('that device has written nothing');
  return newest.bytes;
}

/** Hands entries over as a peer does. */
export const hand = (to: StagePerson, ...entries: readonly Parameters<typeof encodeEntry>[0][]) =>
  to.replica.ingest(entries.map(encodeEntry));
