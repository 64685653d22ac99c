/**
 * A group of people with real keys, a real log and disks to start from:
 * `createCast(['alice', 'bob'])`. Alice founds it and admits the others one
 * after the other. Making one costs milliseconds a head, so simulations make
 * one per size and start every run on copies of its disks.
 */
import type { GroupId, OpId } from '../brand.ts';
import { encodeEntry } from '../chain/entry.ts';
import { createAdmit, createGenesis } from '../group/admit.ts';
import { createIdentity, type Identity } from '../group/identity.ts';
import { createInvite, type Invite } from '../group/invite.ts';
import { createJoinRequest } from '../group/join.ts';
import type { Op } from '../group/op-types.ts';
import { DEFAULT_POLICY } from '../group/policy.ts';
import { sendingEpoch } from '../group/select.ts';
import type { Clock } from '../ports/clock.ts';
import type { Random } from '../ports/random.ts';
import { createReplica, makeGenesisEntry, type Replica, type ReplicaKeys } from '../sync/replica.ts';
import { createFakeClock } from './fake-clock.ts';
import { fflateDeflate } from './fflate-deflate.ts';
import { createMemoryDisk, type MemoryDisk } from './memory-entry-store.ts';
import { createSeededRandom } from './seeded-random.ts';

const DAY_MS = 86_400_000;

/** One person of a cast. Disks are to be cloned, not opened. */
export interface CastMember {
  readonly name: string;
  readonly identity: Identity;
  /** The log as far as this person's own admission. */
  readonly early: MemoryDisk;
  /** The log with everybody in it. */
  readonly full: MemoryDisk;
}

/** The people of one group, in the order in which they came. */
export interface Cast {
  readonly groupId: GroupId;
  readonly genesisHash: OpId;
  readonly members: readonly CastMember[];
}

interface Ports {
  readonly random: Random;
  readonly clock: Clock;
}

/** The secrets a replica needs of an identity. */
export const replicaKeysOf = (identity: Identity): ReplicaKeys => ({
  memberId: identity.memberId,
  deviceId: identity.deviceId,
  signingSecret: identity.deviceSigning.secretKey,
  kemSecrets: [identity.deviceKem.secretKey],
});

/** Opens a person's replica on what a disk holds, to write under the first incarnation with the identity's own KEM secret unless told otherwise. */
export function openReplica(
  group: Pick<Cast, 'groupId' | 'genesisHash'>,
  identity: Identity,
  disk: MemoryDisk,
  ports: Ports,
  options: { readonly inc?: number; readonly kemSecrets?: readonly Uint8Array[] } = {},
): { readonly replica: Replica; readonly store: ReturnType<MemoryDisk['open']> } {
  const store = disk.open();
  const own = replicaKeysOf(identity);
  const keys = { ...own, kemSecrets: options.kemSecrets ?? own.kemSecrets };
  return {
    replica: createReplica({ ...group, store, keys, inc: options.inc ?? 1, deflate: fflateDeflate, ...ports }),
    store,
  };
}

/** All entries of one person's membership lane. */
const logOf = (replica: Replica, identity: Identity): readonly Uint8Array[] =>
  replica.read({ deviceId: identity.deviceId, inc: 1, lane: 'membership', from: 1, to: 1_024 }, 1 << 24).entries;

/** Appends an operation that the log must accept. */
function append(host: Replica, op: Op): void {
  const appended = host.appendOp(op);
  if (!appended.ok || appended.value.voided !== null) throw new Error(`the log refused ${op.type}`);
}

/** Opens an invite with room for `uses` people. */
function openInvite(
  host: Replica,
  group: Omit<Cast, 'members'>,
  inviter: Identity,
  uses: number,
  ports: Ports,
): Invite {
  const roster = host.roster();
  const sending = roster && sendingEpoch(roster);
  const epochKey = sending?.tag === 'Epoch' ? host.keys().epochKeys.get(sending.epochId) : undefined;
  if (!roster || sending?.tag !== 'Epoch' || !epochKey) throw new Error('this replica cannot invite now');
  const { op, invite } = createInvite({
    ...group,
    inviter: inviter.deviceId,
    epochId: sending.epochId,
    epochKey,
    admitters: roster.devices,
    maxUses: uses,
    expiresAt: ports.clock.now() + DAY_MS,
    role: 'member',
    history: DEFAULT_POLICY.history,
    servers: [],
    keeper: false,
    random: ports.random,
  });
  append(host, op);
  return invite;
}

/** Lets somebody in who asked with an invite. */
function admit(host: Replica, invite: Invite, identity: Identity, { random }: Ports): void {
  const request = createJoinRequest({ invite, identity, name: 'somebody', note: '', capsule: null, random });
  if (!request.ok) throw new Error(request.error.tag);
  const { groupId } = invite;
  const { epochKeys } = host.keys();
  const { join } = request.value;
  const admission = createAdmit({ groupId, join, role: 'member', epochKeys, fresh: null, random });
  if (!admission.ok) throw new Error(admission.error.tag);
  append(host, admission.value.op);
}

/** Founds a group of `names`; the same names and seed give the same bytes. */
export function createCast(names: readonly string[], seed = 1): Cast {
  const random = createSeededRandom(seed);
  const clock = createFakeClock();
  const founding = createGenesis({ policy: DEFAULT_POLICY, createdAt: clock.now(), recoveryPublicKey: null, random });
  const { groupId, identity: founder } = founding;
  const genesis = makeGenesisEntry({ groupId, keys: replicaKeysOf(founder), clock, random }, founding.op);
  const group = { groupId, genesisHash: genesis.id };
  const founderDisk = createMemoryDisk();
  const { replica } = openReplica(group, founder, founderDisk, { random, clock });
  replica.ingest([encodeEntry(genesis)]);

  const ports = { random, clock };
  const invite = openInvite(replica, group, founder, names.length, ports);
  const others = names.slice(1).map((name) => {
    const identity = createIdentity(groupId, random);
    admit(replica, invite, identity, ports);
    return { name, identity, log: logOf(replica, founder) };
  });
  const whole = logOf(replica, founder);
  const diskWith = (identity: Identity, log: readonly Uint8Array[]): MemoryDisk => {
    const disk = createMemoryDisk();
    openReplica(group, identity, disk, { random, clock }).replica.ingest(log);
    return disk;
  };
  return {
    ...group,
    members: [
      { name: names[0] ?? 'alice', identity: founder, early: founderDisk, full: founderDisk },
      ...others.map(({ name, identity, log }) => ({
        name,
        identity,
        early: diskWith(identity, log),
        full: diskWith(identity, whole),
      })),
    ],
  };
}
