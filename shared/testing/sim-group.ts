/** A ready group of doubles on a simulated network: `createSimGroup('alice', 'bob')`. */
import { idFromBytes, type GroupId } from '../brand.ts';
import { type SigningKeyPair, signingKeyPair } from '../crypto/crypto.ts';
import { deviceIdOf } from '../group/identity.ts';
import { createSeededRandom, type SeededRandom } from './seeded-random.ts';
import { createSimMember, type SimMember } from './sim-member.ts';
import { createSimNetwork, type SimNetwork } from './sim-network.ts';
import { createSimSource, type SimDisk, type SimSource } from './sim-source.ts';

/** One person with a replica and a place on the network. */
export interface SimPerson {
  readonly name: string;
  readonly keys: SigningKeyPair;
  readonly source: SimSource;
  readonly member: SimMember;
}

/** The group, its network and its clock. */
export interface SimGroup {
  readonly groupId: GroupId;
  readonly random: SeededRandom;
  readonly network: SimNetwork;
  /** Milliseconds; moved by hand. */
  readonly clock: { now: number };
  /** Where everybody meets from now on; applicants are heard in an `invite` room alone. */
  room: 'group' | 'invite';
  readonly people: ReadonlyMap<string, SimPerson>;
  person(name: string): SimPerson;
  /** A person with keys and an empty replica, known to nobody. */
  stranger(name: string, applying?: SigningKeyPair): SimPerson;
  /** The person's process starts anew on what was stored. */
  restart(name: string): SimPerson;
  /** Links two people and lets the network settle. */
  meet(a: string, b: string): void;
  /** Writes a content entry and offers it. */
  write(name: string, bytes?: number): void;
}

/** A founder and, admitted by it and with its log, everybody else. */
export function createSimGroup(seed: number, ...names: readonly string[]): SimGroup {
  const random = createSeededRandom(seed);
  const network = createSimNetwork(random);
  const clock = { now: 0 };
  const groupId = idFromBytes<GroupId>(new Uint8Array(16).fill(7));
  const people = new Map<string, SimPerson>();
  const tag = new Uint8Array(32).fill(3);
  const keysOf = new Map(names.map((name) => [name, signingKeyPair(random.bytes(32))] as const));
  const founderKeys = keysOf.get(names[0] ?? '') ?? signingKeyPair(random.bytes(32));
  const founder = { deviceId: deviceIdOf(groupId, founderKeys.publicKey), signingKey: founderKeys.publicKey };

  function add(name: string, keys: SigningKeyPair, disk: SimDisk | null, applying?: SigningKeyPair): SimPerson {
    const deviceId = deviceIdOf(groupId, keys.publicKey);
    const source = createSimSource({ deviceId, founder, ...(disk && { disk }) });
    const member = createSimMember({
      name,
      groupId,
      room: () => ({ kind: group.room, tag }),
      keys,
      source,
      directory: source,
      ...(applying && { applying: { keys: applying, request: Uint8Array.of(1, 2, 3) } }),
      random,
      now: () => clock.now,
    });
    const made = { name, keys, source, member };
    people.set(name, made);
    return made;
  }
  const person = (name: string): SimPerson => {
    const found = people.get(name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };

  const group: SimGroup = {
    groupId,
    random,
    network,
    clock,
    room: 'group',
    people,
    person,
    stranger: (name, applying) => add(name, signingKeyPair(random.bytes(32)), null, applying),
    restart(name) {
      const { keys, source } = person(name);
      network.isolate(name, true);
      return add(name, keys, source.disk);
    },
    meet(a, b) {
      network.link(person(a).member, person(b).member);
      network.settle(20_000);
    },
    write(name, bytes) {
      person(name).source.write(bytes);
      person(name).member.changed();
    },
  };

  for (const [name, keys] of keysOf) add(name, keys, null);
  const [first, ...others] = [...people.values()];
  for (const other of others) first?.source.admit(other.source.deviceId, other.keys.publicKey);
  for (const other of others) {
    const log = first?.source.read({ deviceId: founder.deviceId, inc: 1, lane: 'membership', from: 1, to: 1000 }, 1e6);
    other.source.ingest(log?.entries ?? []);
  }

  return group;
}
