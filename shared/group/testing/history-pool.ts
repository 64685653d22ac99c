/**
 * What many random histories share: people with several devices, invites, and
 * every operation that carries a signature. Signatures are made once, and the
 * resolver remembers its verdict about each operation, so that a history costs
 * microseconds. Wraps are empty: the resolver looks at their names only.
 */
import type { DeviceId, EpochId, GroupId, MemberId, OpId } from '../../brand.ts';
import { kemKeyPair } from '../../crypto/crypto.ts';
import type { Random } from '../../ports/random.ts';
import { createSeededRandom } from '../../testing/seeded-random.ts';
import { createGenesis } from '../admit.ts';
import { createDeviceCert, createIdentity, type Identity } from '../identity.ts';
import { createInvite, type Invite } from '../invite.ts';
import { createJoinRequest } from '../join.ts';
import type { LogOp } from '../op.ts';
import { CAPSULE_BYTES } from '../op-fields.ts';
import type { ArrivalRole, EpochBlock, KeyWrap, Op, OpOf, RequestId } from '../op-types.ts';
import { DEFAULT_POLICY, type Policy } from '../policy.ts';
import { type Recipient, rosterHashOf } from '../rekey.ts';

/** When every history begins: 2026-03-01 00:00 UTC, milliseconds. */
export const HISTORY_START = 1_772_323_200_000;
const DAY = 86_400_000;
/** Devices of each person: the first comes with the admission, the last by recovery, the others are added. */
export const DEVICE_SLOTS = 5;
/** Operations of one history and what is appended to it fit the bits of a number. */
export const MAX_HISTORY_OPS = 31;

/** One device of the pool. */
export interface PoolDevice {
  /** Index of its person. */
  readonly person: number;
  readonly slot: number;
  readonly deviceId: DeviceId;
  readonly memberId: MemberId;
  readonly dkPk: Uint8Array;
}

/** One person of the pool. The first is the founder. */
export interface PoolPerson {
  readonly memberId: MemberId;
  readonly devices: readonly PoolDevice[];
  /** `addDevice` by the device of the first slot for that of the second. */
  readonly adds: readonly (readonly Op[])[];
  /** `addDevice` by the first device for a device that is another person's as well. */
  readonly taking: Op;
  /** `recoverDevice`, each with the slot of the device that writes it. */
  readonly recoveries: readonly { readonly slot: number; readonly op: Op }[];
  /** `admit` by invite, in several versions. */
  readonly admissions: readonly (readonly OpOf<'admit'>[])[];
}

/** What many histories share. */
export interface HistoryPool {
  readonly groupId: GroupId;
  readonly policy: Policy;
  readonly genesis: LogOp;
  readonly people: readonly PoolPerson[];
  readonly devices: readonly PoolDevice[];
  /** `inviteCreate` by invite, in several versions of the same id, and one whose id is not that of its key. */
  readonly invites: readonly (readonly OpOf<'inviteCreate'>[])[];
  /** Sealed requests by invite; the first ones are those that the admissions answer. */
  readonly blobs: readonly (readonly Uint8Array[])[];
  readonly requestIds: readonly RequestId[];
  readonly keyUpdates: readonly Op[];
  /** Geneses that nobody pinned. */
  readonly otherGeneses: readonly Op[];
  /** A wrap for each device. */
  readonly wrapFor: (deviceId: DeviceId) => KeyWrap;
  /** `rosterHashOf`, remembered: the keys are long and few. */
  readonly rosterHash: (recipients: readonly Recipient[]) => Uint8Array;
}

const NO_SECRET = { ciphertext: new Uint8Array(1120), box: new Uint8Array(48) };

function rememberingHash(groupId: GroupId): HistoryPool['rosterHash'] {
  const numbers = new Map<Uint8Array, number>();
  const hashes = new Map<string, Uint8Array>();
  return (recipients) => {
    const parts = recipients.map(({ deviceId, memberId, dkPk }) => {
      const number = numbers.get(dkPk) ?? numbers.size;
      numbers.set(dkPk, number);
      return `${deviceId}${memberId}${number}`;
    });
    const key = parts.sort().join();
    const hash = hashes.get(key) ?? rosterHashOf(groupId, recipients);
    hashes.set(key, hash);
    return hash;
  };
}

/** What the parts of a pool are made with. */
interface Making {
  readonly groupId: GroupId;
  readonly genesisId: OpId;
  readonly random: Random;
  readonly identities: readonly (readonly Identity[])[];
}

const certBy = ({ groupId }: Making, device: Identity, memberId: MemberId, certifierSecret: Uint8Array) =>
  createDeviceCert({
    groupId,
    memberId,
    deviceSigning: device.deviceSigning,
    deviceKemPublicKey: device.deviceKem.publicKey,
    createdAt: HISTORY_START,
    certifierSecret,
  });

/** `addDevice` of each device of a person by each other one. */
function addsOf(making: Making, own: readonly Identity[], memberId: MemberId): Op[][] {
  return own.map((by) =>
    own.map((added) => ({
      type: 'addDevice',
      cert: certBy(making, added, memberId, by.deviceSigning.secretKey),
      grant: null,
    })),
  );
}

/** Recoveries of the last device and of one that is also added; one is certified by somebody else's root. */
function recoveriesOf(making: Making, own: readonly Identity[], stranger: Identity): PoolPerson['recoveries'] {
  const recover = (slot: number, root: Identity, removeAllOther: boolean): { slot: number; op: Op } => {
    const { memberRoot, memberId } = own[0]!;
    const cert = certBy(making, own[slot]!, memberId, root.memberRoot.secretKey);
    return { slot, op: { type: 'recoverDevice', mrPk: memberRoot.publicKey, cert, removeAllOther } };
  };
  return [
    recover(DEVICE_SLOTS - 1, own[0]!, true),
    recover(DEVICE_SLOTS - 1, own[0]!, false),
    recover(2, own[0]!, true),
    recover(2, own[0]!, false),
    recover(DEVICE_SLOTS - 1, stranger, true),
  ];
}

/** An invite as the pool knows it. */
interface PoolInvite {
  readonly op: OpOf<'inviteCreate'>;
  readonly invite: Invite;
}

function inviteOf(making: Making, maxUses: number, role: ArrivalRole, expiresAt: number): PoolInvite {
  return createInvite({
    groupId: making.groupId,
    genesisHash: making.genesisId,
    inviter: making.identities[0]![0]!.deviceId,
    epochId: making.genesisId as string as EpochId,
    epochKey: new Uint8Array(32),
    admitters: [],
    maxUses,
    expiresAt,
    role,
    history: 0xffff,
    servers: [],
    keeper: false,
    random: making.random,
  });
}

/** A person's request by an invite, answered in several ways: plainly, as listener, with keys, with a new epoch, with a proof of another. */
function admissionsOf(
  making: Making,
  newcomer: Identity,
  { invite }: PoolInvite,
  pool: Pick<HistoryPool, 'rosterHash' | 'wrapFor'>,
): { readonly ops: OpOf<'admit'>[]; readonly blob: Uint8Array } {
  const { random, genesisId } = making;
  const made = createJoinRequest({
    invite,
    identity: newcomer,
    name: 'n',
    note: '',
    // Not a real one: nobody opens it here.
    capsule: random.bytes(CAPSULE_BYTES),
    random,
  });
  if (!made.ok) throw new Error(made.error.tag);
  const { requestId, request, proof, capsule } = made.value.join;
  const founder = making.identities[0]![0]!;
  // The founder can ask as well, having left.
  const both: Recipient[] = [...new Set([founder, newcomer])].map(({ deviceId, memberId, deviceKem }) => {
    return { deviceId, memberId, dkPk: deviceKem.publicKey };
  });
  const epoch: EpochBlock = {
    supersedes: [genesisId as string as EpochId],
    nonce: random.bytes(16),
    rosterHash: pool.rosterHash(both),
    kc: random.bytes(32),
    wraps: both.map((one) => pool.wrapFor(one.deviceId)).sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
  };
  const grant = {
    deviceId: newcomer.deviceId,
    epochIds: [genesisId as string as EpochId],
    inviteIds: [],
    ...NO_SECRET,
  };
  const plain = {
    type: 'admit',
    requestId,
    request,
    proof,
    role: 'member',
    capsule,
    grant: null,
    epoch: null,
  } as const;
  return {
    blob: made.value.blob,
    ops: [
      plain,
      { ...plain, role: 'listener' },
      { ...plain, capsule: null, grant },
      { ...plain, epoch },
      { ...plain, proof: { ...proof, memberSignature: proof.inviteSignature } },
    ],
  };
}

/** A founder and `newcomers` others. The last of them claims the device of the one before with keys of that device. */
export function createHistoryPool(seed: number, newcomers: number, changes: Partial<Policy> = {}): HistoryPool {
  const random = createSeededRandom(seed);
  const policy = { ...DEFAULT_POLICY, ...changes };
  const founding = createGenesis({ policy, createdAt: HISTORY_START, recoveryPublicKey: null, random });
  const { groupId } = founding;
  const genesis: LogOp = {
    id: 'a0'.repeat(32) as OpId,
    deviceId: founding.identity.deviceId,
    deps: [],
    ts: HISTORY_START,
    lamport: 1,
    op: founding.op,
  };
  const identities = Array.from({ length: newcomers + 1 }, (_, person) => {
    const first = person === 0 ? founding.identity : createIdentity(groupId, random);
    const { memberRoot, memberId } = first;
    const others = Array.from({ length: DEVICE_SLOTS - 1 }, () => createIdentity(groupId, random));
    return [first, ...others.map((other): Identity => ({ ...other, memberRoot, memberId }))];
  });
  const last = identities[newcomers]!;
  const { deviceSigning, deviceId, deviceKem } = identities[newcomers - 1]![0]!;
  last[0] = { ...last[0]!, deviceSigning, deviceId, deviceKem };

  const making: Making = { groupId, genesisId: genesis.id, random, identities };
  const wraps = new Map<DeviceId, KeyWrap>();
  const wrapFor = (id: DeviceId): KeyWrap => {
    const wrap = wraps.get(id) ?? { deviceId: id, ...NO_SECRET };
    wraps.set(id, wrap);
    return wrap;
  };
  const rosterHash = rememberingHash(groupId);
  const invites: PoolInvite[] = [
    inviteOf(making, 1, 'member', HISTORY_START + 7 * DAY),
    inviteOf(making, 2, 'member', HISTORY_START + 7 * DAY),
    inviteOf(making, 3, 'listener', HISTORY_START + 7 * DAY),
    inviteOf(making, 4, 'member', HISTORY_START + DAY),
  ];
  const blobs: Uint8Array[][] = invites.map(() => []);
  const requestIds: RequestId[] = [];
  const people = identities.map((own, person): PoolPerson => {
    const { memberId } = own[0]!;
    const taken = identities[(person + 1) % identities.length]![1]!;
    return {
      memberId,
      devices: own.map((one, slot) => ({
        person,
        slot,
        deviceId: one.deviceId,
        memberId,
        dkPk: one.deviceKem.publicKey,
      })),
      adds: addsOf(making, own, memberId),
      taking: {
        type: 'addDevice',
        cert: certBy(making, taken, memberId, own[0]!.deviceSigning.secretKey),
        grant: null,
      },
      recoveries: recoveriesOf(making, own, identities[(person + 1) % identities.length]![0]!),
      admissions: invites.map((invite, i) => {
        const { ops, blob } = admissionsOf(making, own[0]!, invite, { rosterHash, wrapFor });
        blobs[i]!.push(blob);
        requestIds.push(ops[0]!.requestId);
        return ops;
      }),
    };
  });
  const kemKeys = Array.from({ length: 3 }, () => kemKeyPair(random.bytes(32)).publicKey);
  const stranger = createGenesis({ policy, createdAt: HISTORY_START, recoveryPublicKey: null, random }).op;
  return {
    groupId,
    policy,
    genesis,
    people,
    devices: people.flatMap((person) => person.devices),
    invites: invites.map(({ op }, i) => [
      op,
      { ...op, maxUses: op.maxUses + 2, role: 'member' },
      { ...op, inviteId: invites[(i + 1) % invites.length]!.op.inviteId },
    ]),
    blobs,
    requestIds,
    keyUpdates: [
      { type: 'deviceKeyUpdate', dkPk: kemKeys[0]!, capsule: null },
      { type: 'deviceKeyUpdate', dkPk: kemKeys[1]!, capsule: random.bytes(CAPSULE_BYTES) },
      { type: 'deviceKeyUpdate', dkPk: kemKeys[2]!, capsule: null },
      // Nothing can be encapsulated to it.
      { type: 'deviceKeyUpdate', dkPk: new Uint8Array(1216).fill(0xff), capsule: null },
    ],
    otherGeneses: [stranger, { ...stranger, genesisNonce: founding.op.genesisNonce }],
    wrapFor,
    rosterHash,
  };
}
