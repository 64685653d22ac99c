/**
 * A recovery with the words that is under way in one group (SPEC RW3): the keys
 * of the new device and what the member root signed for them. It is kept in the
 * encrypted store from before the vault is touched until the last operation is
 * written, so that a cut one can be finished without the words. The root's own
 * secret is not in it.
 */
import type { GroupId } from '../../../shared/brand.ts';
import { ByteReader, ByteWriter } from '../../../shared/bytes.ts';
import { kemKeyPair, SIGNATURE_BYTES, type SigningKeyPair, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import { createDeviceCert, memberIdOf } from '../../../shared/group/identity.ts';

import type { OpOf } from '../../../shared/group/op-types.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { Redacted } from '../../../shared/redacted.ts';
import type { GroupSecrets } from '../vault/vault-secrets.ts';

const VERSION = 1;
const SEED_BYTES = 32;

/** See the file's head. */
export interface PendingRecovery {
  /** `MR.pk` of who returns. */
  readonly memberRootPublicKey: Uint8Array;
  readonly deviceSeed: Redacted<Uint8Array>;
  readonly kemSecret: Redacted<Uint8Array>;
  /** By this computer's clock, milliseconds. */
  readonly createdAt: number;
  readonly certifierSignature: Uint8Array;
  readonly deviceSignature: Uint8Array;
}

/** Fresh device keys, certified by the member root. */
export function beginRecovery(
  groupId: GroupId,
  memberRoot: SigningKeyPair,
  createdAt: number,
  random: Random,
): PendingRecovery {
  const [deviceSeed, kemSecret] = [random.bytes(SEED_BYTES), random.bytes(SEED_BYTES)];
  const { certifierSignature, deviceSignature } = createDeviceCert({
    groupId,
    memberId: memberIdOf(groupId, memberRoot.publicKey),
    deviceSigning: signingKeyPair(deviceSeed),
    deviceKemPublicKey: kemKeyPair(kemSecret).publicKey,
    createdAt,
    certifierSecret: memberRoot.secretKey,
  });
  return {
    memberRootPublicKey: memberRoot.publicKey,
    deviceSeed: new Redacted(deviceSeed),
    kemSecret: new Redacted(kemSecret),
    createdAt,
    certifierSignature,
    deviceSignature,
  };
}

/** As it is kept. */
export const encodeRecovery = (pending: PendingRecovery): Uint8Array =>
  new ByteWriter()
    .uint(VERSION, 1)
    .raw(pending.memberRootPublicKey)
    .raw(pending.deviceSeed.reveal())
    .raw(pending.kemSecret.reveal())
    .uint(pending.createdAt, 6)
    .raw(pending.certifierSignature)
    .raw(pending.deviceSignature)
    .finish();

/** Reads what `encodeRecovery` wrote into our own store. */
export function decodeRecovery(bytes: Uint8Array): PendingRecovery {
  const reader = new ByteReader(bytes);
  const version = reader.uint(1);
  const pending: PendingRecovery = {
    memberRootPublicKey: reader.raw(SEED_BYTES).slice(),
    deviceSeed: new Redacted(reader.raw(SEED_BYTES).slice()),
    kemSecret: new Redacted(reader.raw(SEED_BYTES).slice()),
    createdAt: reader.uint(6),
    certifierSignature: reader.raw(SIGNATURE_BYTES).slice(),
    deviceSignature: reader.raw(SIGNATURE_BYTES).slice(),
  };
  if (version !== VERSION || !reader.finished) throw new Error('a recovery that this version did not write');
  return pending;
}

/** The group's keys once it is done. */
export const secretsAfter = (before: Pick<GroupSecrets, 'groupId' | 'genesisHash'>, pending: PendingRecovery) =>
  ({
    groupId: before.groupId,
    genesisHash: before.genesisHash,
    inc: 1,
    memberRootPublicKey: pending.memberRootPublicKey,
    memberRootSeed: null,
    deviceSeed: pending.deviceSeed,
    kemSecrets: [pending.kemSecret],
    kemSince: [pending.createdAt],
  }) satisfies GroupSecrets;

/** The operation that the new device writes. */
export const recoverOp = (pending: PendingRecovery): OpOf<'recoverDevice'> => ({
  type: 'recoverDevice',
  mrPk: pending.memberRootPublicKey,
  cert: {
    dsPk: signingKeyPair(pending.deviceSeed.reveal()).publicKey,
    dkPk: kemKeyPair(pending.kemSecret.reveal()).publicKey,
    createdAt: pending.createdAt,
    certifierSignature: pending.certifierSignature,
    deviceSignature: pending.deviceSignature,
  },
  removeAllOther: true,
});
