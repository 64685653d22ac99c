/**
 * The membership log of a group's years, as real signed entries: 30 members of
 * whom half have a second device, a new key every week, people who come and go
 * and change roles, invites that are used, revoked and refused, and now and
 * then two who write without knowing of each other. The same for the same size.
 */
import { type DeviceId, type EpochId, type GroupId, NO_ENTRY, NO_EPOCH, type OpId } from '../../shared/brand.ts';
import type { Entry } from '../../shared/chain/entry.ts';
import { authorOperation } from '../../shared/chain/seal.ts';
import { createAdmit, createGenesis } from '../../shared/group/admit.ts';
import { type Recipient, rosterHashOf } from '../../shared/group/epoch.ts';
import { createDeviceCert, createIdentity, type Identity } from '../../shared/group/identity.ts';
import { createInvite } from '../../shared/group/invite.ts';
import { createJoinRequest } from '../../shared/group/join.ts';
import { encodeOp, kindOfOp, type LogOp, logOpOf } from '../../shared/group/op.ts';
import { type EpochBlock, epochBlockOf, type Op, type OpType } from '../../shared/group/op-types.ts';
import { DEFAULT_POLICY } from '../../shared/group/policy.ts';
import { resolve } from '../../shared/group/resolve.ts';
import { activeDevices } from '../../shared/group/select.ts';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';

const MEMBERS = 30;
const FACILITATORS = 4;
const START = 1_767_225_600_000;
const WEEK = 7 * 86_400_000;
const CHANGES_RECIPIENTS: ReadonlySet<OpType> = new Set(['admit', 'addDevice', 'deviceKeyUpdate', 'remove']);

/** A log and what it takes to resolve it. */
export interface GroupLog {
  readonly groupId: GroupId;
  readonly genesisId: OpId;
  readonly entries: readonly Entry[];
}

/** The resolver's view of a log; every call reads the operations anew, so that nothing about them is remembered. */
export const readLog = (log: GroupLog): readonly LogOp[] => log.entries.map(logOpOf);

/** One person under way; the founder is the first. */
interface Person {
  identity: Identity;
  facilitator: boolean;
}

/** Writes a log of `size` operations. */
export function createGroupLog(size: number): GroupLog {
  const random = createSeededRandom(20_261_125);
  const founding = createGenesis({ policy: DEFAULT_POLICY, createdAt: START, recoveryPublicKey: null, random });
  const { groupId } = founding;
  const entries: Entry[] = [];
  const ops: LogOp[] = [];
  const chains = new Map<DeviceId, { readonly seq: number; readonly id: OpId }>();
  const lamports = new Map<OpId, number>();
  let heads: readonly OpId[] = [];
  let now = START;
  /** Of the newest epoch. */
  let lastEpoch: EpochId = NO_EPOCH;
  /** Who is in, with which keys; null after what can change it. */
  let recipients: readonly Recipient[] | null = null;

  /** Appends an operation by somebody who had seen `deps`, all by default. */
  function write({ deviceId, deviceSigning }: Identity, op: Op, deps = heads): OpId {
    const last = chains.get(deviceId);
    const prev = last?.id ?? NO_ENTRY;
    const lamport = 1 + Math.max(0, ...[prev, ...deps].map((id) => lamports.get(id) ?? 0));
    const made = authorOperation({
      groupId,
      deviceId,
      inc: 1,
      seq: (last?.seq ?? 0) + 1,
      prev,
      deps,
      ts: now,
      lamport,
      signKey: deviceSigning.secretKey,
      random,
      kind: kindOfOp(op),
      body: encodeOp(op),
    });
    if (!made.ok) throw new Error(`${op.type} does not fit`);
    const { id } = made.value;
    entries.push(made.value);
    ops.push(logOpOf(made.value));
    chains.set(deviceId, { seq: made.value.header.seq, id });
    lamports.set(id, lamport);
    const seen = new Set([...deps, prev]);
    heads = [...heads.filter((head) => !seen.has(head)), id].sort();
    if (epochBlockOf(op)) lastEpoch = id as string as EpochId;
    if (CHANGES_RECIPIENTS.has(op.type)) recipients = null;
    return id;
  }

  const genesisId = write(founding.identity, founding.op);
  const epochId = genesisId as string as EpochId;
  const people: Person[] = [{ identity: founding.identity, facilitator: true }];
  function recipientsNow(): readonly Recipient[] {
    const roster = recipients ? null : resolve(ops, genesisId);
    if (roster) recipients = activeDevices(roster);
    return recipients ?? [];
  }
  const invite = (by: Person, maxUses: number) =>
    createInvite({
      groupId,
      genesisHash: genesisId,
      inviter: by.identity.deviceId,
      epochId,
      epochKey: founding.epochKey,
      admitters: people
        .filter((one) => one.facilitator)
        .map(({ identity }) => ({ deviceId: identity.deviceId, dkPk: identity.deviceKem.publicKey })),
      maxUses,
      expiresAt: now + WEEK,
      role: 'member',
      history: DEFAULT_POLICY.history,
      servers: [],
      keeper: false,
      random,
    });
  /** Lets somebody new in by a fresh invite. */
  function welcome(by: Person): Person {
    const made = invite(by, 1);
    write(by.identity, made.op);
    const identity = createIdentity(groupId, random);
    const asked = createJoinRequest({
      invite: made.invite,
      identity,
      name: 'Somebody',
      note: '',
      capsule: null,
      random,
    });
    if (!asked.ok) throw new Error(asked.error.tag);
    const epochKeys = new Map([[epochId, founding.epochKey]]);
    const { join } = asked.value;
    const admitted = createAdmit({ groupId, join, role: 'member', epochKeys, fresh: null, random });
    if (!admitted.ok) throw new Error(admitted.error.tag);
    write(by.identity, admitted.value.op);
    const person = { identity, facilitator: false };
    people.push(person);
    return person;
  }
  /** A second computer, certified by the first. */
  function addDevice({ identity }: Person): void {
    const other = createIdentity(groupId, random);
    const cert = createDeviceCert({
      groupId,
      memberId: identity.memberId,
      deviceSigning: other.deviceSigning,
      deviceKemPublicKey: other.deviceKem.publicKey,
      createdAt: now,
      certifierSecret: identity.deviceSigning.secretKey,
    });
    write(identity, { type: 'addDevice', cert, grant: null });
  }
  /** An epoch for everybody but `gone`. The resolver looks at names only, so that the wraps are empty. */
  function block(gone: Person | null): EpochBlock {
    const stay = recipientsNow().filter((device) => device.memberId !== gone?.identity.memberId);
    const empty = { ciphertext: new Uint8Array(1120), box: new Uint8Array(48) };
    return {
      supersedes: [lastEpoch],
      nonce: random.bytes(16),
      rosterHash: rosterHashOf(groupId, stay),
      kc: random.bytes(32),
      wraps: stay.map(({ deviceId }) => ({ deviceId, ...empty })),
    };
  }
  const facilitator = (): Person => random.pick(people.filter((one) => one.facilitator));
  const member = (): Person => random.pick(people.filter((one) => !one.facilitator));

  /** What one week brings, beside its new key. */
  function live(): void {
    const by = facilitator();
    const { memberId } = member().identity;
    switch (random.int(6)) {
      case 0: {
        const gone = member();
        write(by.identity, {
          type: 'remove',
          memberId: gone.identity.memberId,
          frontier: [],
          reason: 'asked',
          epoch: block(gone),
        });
        people.splice(people.indexOf(gone), 1);
        addDevice(welcome(facilitator()));
        return;
      }
      case 1: {
        const { op } = invite(by, 3);
        write(by.identity, op);
        write(facilitator().identity, { type: 'inviteRevoke', inviteId: op.inviteId });
        return;
      }
      case 2: {
        write(by.identity, { type: 'demote', memberId, role: 'listener', reason: 'asked' });
        write(by.identity, { type: 'promote', memberId, role: 'member' });
        return;
      }
      case 3: {
        // Two who do not know of each other.
        const seen = heads;
        write(by.identity, { type: 'promote', memberId, role: 'facilitator' }, seen);
        write(founding.identity, { type: 'demote', memberId, role: 'member', reason: 'agreement' }, seen);
        return;
      }
      case 4: {
        write(member().identity, {
          type: 'deviceKeyUpdate',
          dkPk: createIdentity(groupId, random).deviceKem.publicKey,
          capsule: null,
        });
        return;
      }
      default: {
        const { op } = invite(by, 1);
        write(by.identity, op);
        write(member().identity, { type: 'joinRequest', inviteId: op.inviteId, blob: random.bytes(4096) });
      }
    }
  }

  for (let i = 1; i < MEMBERS; i += 1) welcome(people[0] as Person);
  for (const person of people) addDevice(person);
  for (const person of people.slice(1, FACILITATORS)) {
    person.facilitator = true;
    write(founding.identity, { type: 'promote', memberId: person.identity.memberId, role: 'facilitator' });
  }
  while (entries.length < size) {
    now += WEEK;
    write(member().identity, { type: 'rekey', reason: 'weekly', epoch: block(null) });
    live();
  }
  return { groupId, genesisId, entries: entries.slice(0, size) };
}
