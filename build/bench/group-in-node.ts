/** A real group of real replicas over memory stores, for measuring the protocol without disk and network. */
import type { GroupId, OpId, RecordId } from '../../shared/brand.ts';
import { encodeEntry } from '../../shared/chain/entry.ts';
import { CONTENT_KIND } from '../../shared/chain/kinds.ts';
import { createAdmit, createGenesis } from '../../shared/group/admit.ts';
import { createIdentity, type Identity } from '../../shared/group/identity.ts';
import { createInvite } from '../../shared/group/invite.ts';
import { createJoinRequest } from '../../shared/group/join.ts';
import { DEFAULT_POLICY } from '../../shared/group/policy.ts';
import { sendingEpoch } from '../../shared/group/select.ts';
import type { EntryStore } from '../../shared/ports/entry-store.ts';
import { BODY_SCHEMA, freshBodyOfText } from '../../shared/record/body.ts';
import { recordIdOf } from '../../shared/record/ids.ts';
import { createReplica, makeGenesisEntry, type Replica, type ReplicaKeys } from '../../shared/sync/replica.ts';
import { createMemoryDisk } from '../../shared/testing/memory-entry-store.ts';
import { createSystemRandom, nodeDeflate, systemClock } from './node-ports.ts';
import type { WorkloadRecord } from './workload.ts';

/** One member's device. */
export interface BenchMember {
  readonly replica: Replica;
  readonly store: EntryStore;
  readonly identity: Identity;
  readonly groupId: GroupId;
  readonly genesisHash: OpId;
}

/** What letting somebody in takes of whoever does it. */
export type Host = Pick<BenchMember, 'replica' | 'groupId' | 'genesisHash'> & {
  readonly identity: Pick<Identity, 'deviceId' | 'memberId'>;
};

const random = createSystemRandom();
/** The keys a replica takes, from an identity. */
export const keysOf = (identity: Identity): ReplicaKeys => ({
  memberId: identity.memberId,
  deviceId: identity.deviceId,
  signingSecret: identity.deviceSigning.secretKey,
  kemSecrets: [identity.deviceKem.secretKey],
});

/** A member whose replica is empty still. */
export function openMember(groupId: GroupId, genesisHash: OpId, identity: Identity): BenchMember {
  const store = createMemoryDisk().open();
  const ports = { random, clock: systemClock, deflate: nodeDeflate };
  const replica = createReplica({ groupId, genesisHash, store, keys: keysOf(identity), inc: 1, ...ports });
  return { replica, store, identity, groupId, genesisHash };
}

/** Founds a group. */
export function foundGroup(): BenchMember {
  const { groupId, identity, op } = createGenesis({
    policy: DEFAULT_POLICY,
    createdAt: systemClock.now(),
    recoveryPublicKey: null,
    random,
  });
  const genesis = makeGenesisEntry({ groupId, keys: keysOf(identity), clock: systemClock, random }, op);
  const founder = openMember(groupId, genesis.id, identity);
  founder.replica.ingest([encodeEntry(genesis)]);
  return founder;
}

/** Invites and admits one more member, whose replica is still empty. */
export function admitMember(host: Host): BenchMember {
  const { replica, groupId, genesisHash } = host;
  const roster = replica.roster();
  const sending = roster ? sendingEpoch(roster) : null;
  const epochKey = sending?.tag === 'Epoch' ? replica.keys().epochKeys.get(sending.epochId) : undefined;
  if (!roster || sending?.tag !== 'Epoch' || !epochKey) throw new Error('the founder cannot invite');
  const { op, invite } = createInvite({
    groupId,
    genesisHash,
    inviter: host.identity.deviceId,
    epochId: sending.epochId,
    epochKey,
    admitters: roster.devices.filter((device) => device.memberId === host.identity.memberId),
    maxUses: 1,
    expiresAt: systemClock.now() + 86_400_000,
    role: 'member',
    history: DEFAULT_POLICY.history,
    servers: [],
    keeper: false,
    random,
  });
  replica.appendOp(op);
  const identity = createIdentity(groupId, random);
  const request = createJoinRequest({ invite, identity, name: 'Somebody', note: '', capsule: null, random });
  if (!request.ok) throw new Error(request.error.tag);
  const { epochKeys } = replica.keys();
  const admit = createAdmit({ groupId, join: request.value.join, role: 'member', epochKeys, fresh: null, random });
  if (!admit.ok) throw new Error(admit.error.tag);
  replica.appendOp(admit.value.op);
  return openMember(groupId, genesisHash, identity);
}

/** Writes one record of the workload; replies name `parent`. */
export function writeRecord(author: BenchMember, record: WorkloadRecord, parent: RecordId | null): RecordId {
  const { groupId, identity, replica } = author;
  const nonce = random.bytes(16);
  const recordId = recordIdOf(groupId, identity.memberId, nonce);
  const written = replica.appendContent({
    kind: parent ? CONTENT_KIND.comment : CONTENT_KIND.post,
    recordId,
    payload: { shape: 'fresh', origin: { nonce, parent }, schema: BODY_SCHEMA, fresh: freshBodyOfText(record.text) },
  });
  if (!written.ok) throw new Error(written.error.tag);
  replica.fold();
  return recordId;
}

/** Writes how somebody is called. */
export function writeName({ groupId, identity, replica }: BenchMember, name: string): void {
  const nonce = random.bytes(16);
  const kind = CONTENT_KIND.profile;
  const recordId = recordIdOf(groupId, identity.memberId, nonce);
  const origin = { nonce, parent: null };
  const payload = { shape: 'value', origin, value: { kind, name, colour: 1 } } as const;
  const written = replica.appendContent({ kind, recordId, payload });
  if (!written.ok) throw new Error(written.error.tag);
}

/**
 * Moves everything that `to` lacks from `from`, asking as a session does: for
 * the first of what is missing, and anew after each answer. Returns the bytes.
 */
export function pullAll(to: Pick<BenchMember, 'replica'>, from: Pick<BenchMember, 'replica'>): number {
  let bytes = 0;
  let taken = 0;
  const rows = from.replica.frontier();
  for (;;) {
    const want = to.replica.missing(rows, taken)[0];
    if (!want) return bytes;
    const { entries } = from.replica.read(want, 1024 * 1024);
    for (const entry of entries) bytes += entry.length;
    const { accepted } = to.replica.ingest(entries);
    if (accepted === 0) throw new Error('an answer brought nothing new');
    if (want.lane === 'content') taken += accepted;
  }
}
