/** Building the operations of founding a group and of letting somebody in (SPEC GR4, GR6). */
import type { EpochId, GroupId } from '../brand.ts';
import type { Random } from '../ports/random.ts';
import { err, ok, type Result } from '../result.ts';
import { makeGrant } from './grant.ts';
import { createDeviceCert, createIdentity, groupIdOf, type Identity } from './identity.ts';
import type { JoinRequest } from './join.ts';
import type { ArrivalRole, OpOf } from './op-types.ts';
import type { Policy } from './policy.ts';
import { makeCapsule } from './recovery.ts';
import { makeRekey, type Recipient } from './rekey.ts';
import { newcomerOf } from './request.ts';

/** What founding a group yields; the epoch's id is the id of the entry that will carry `op`. */
export interface Founding {
  readonly groupId: GroupId;
  readonly identity: Identity;
  readonly op: OpOf<'genesis'>;
  /** The first epoch key, 32 bytes. */
  readonly epochKey: Uint8Array;
}

/** Founds a group: fresh keys, the first epoch for the founder's own device, the founder's recovery capsule. */
export function createGenesis(input: {
  readonly policy: Policy;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** `RK.pk`, or null when there is no recovery phrase. */
  readonly recoveryPublicKey: Uint8Array | null;
  readonly random: Random;
}): Founding {
  const { random, recoveryPublicKey } = input;
  const genesisNonce = random.bytes(32);
  const groupId = groupIdOf(genesisNonce);
  const identity = createIdentity(groupId, random);
  const { memberRoot, deviceSigning, deviceKem, memberId, deviceId } = identity;
  const cert = createDeviceCert({
    groupId,
    memberId,
    deviceSigning,
    deviceKemPublicKey: deviceKem.publicKey,
    createdAt: input.createdAt,
    certifierSecret: memberRoot.secretKey,
  });
  const rekey = makeRekey({
    groupId,
    supersedes: [],
    recipients: [{ deviceId, memberId, dkPk: deviceKem.publicKey }],
    random,
  });
  if (!rekey.ok) throw new Error('a key pair made here is malformed');
  return {
    groupId,
    identity,
    epochKey: rekey.value.key,
    op: {
      type: 'genesis',
      genesisNonce,
      mrPk: memberRoot.publicKey,
      cert,
      policy: input.policy,
      capsule: recoveryPublicKey ? makeCapsule(recoveryPublicKey, memberRoot.secretKey, random) : null,
      epoch: rekey.value.block,
    },
  };
}

/** What an admission is made from. */
export interface AdmitInput {
  readonly groupId: GroupId;
  /** From `openJoinRequest`. */
  readonly join: JoinRequest;
  /** The invite's role, or a lesser one. */
  readonly role: ArrivalRole;
  /** Keys of the epochs the newcomer may read, by the invite's history; the sending epoch's among them. */
  readonly epochKeys: ReadonlyMap<EpochId, Uint8Array>;
  /**
   * For "since joining": a new epoch instead of older keys. `active` are the
   * devices active now, `supersedes` the epochs it follows.
   */
  readonly fresh: { readonly active: readonly Recipient[]; readonly supersedes: readonly EpochId[] } | null;
  readonly random: Random;
}

/** The operation that admits a newcomer, and the new epoch's key when there is one. */
export function createAdmit(input: AdmitInput): Result<
  { readonly op: OpOf<'admit'>; readonly epochKey: Uint8Array | null },
  /** More keys than one grant holds, or a KEM key that cannot be used. */
  { readonly tag: 'GrantImpossible' }
> {
  const { groupId, join, random } = input;
  const { memberId, deviceId } = newcomerOf(groupId, join.request);
  const device: Recipient = { memberId, deviceId, dkPk: join.request.dkPk };
  const grant = input.epochKeys.size > 0 ? makeGrant({ groupId, device, epochKeys: input.epochKeys, random }) : null;
  if (input.epochKeys.size > 0 && !grant) return err({ tag: 'GrantImpossible' });
  const fresh = input.fresh
    ? makeRekey({ groupId, supersedes: input.fresh.supersedes, recipients: [...input.fresh.active, device], random })
    : null;
  if (fresh && !fresh.ok) return err({ tag: 'GrantImpossible' });
  return ok({
    op: {
      type: 'admit',
      requestId: join.requestId,
      request: join.request,
      proof: join.proof,
      role: input.role,
      capsule: join.capsule,
      grant,
      epoch: fresh ? fresh.value.block : null,
    },
    epochKey: fresh ? fresh.value.key : null,
  });
}
