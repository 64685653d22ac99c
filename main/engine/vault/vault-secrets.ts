/** What the vault keeps, and its encoding inside the sealed body (SPEC VT2). */
import { type DeviceId, type EntryId, type GroupId, ID_BYTES, idFromBytes, idToBytes } from '../../../shared/brand.ts';
import { ByteReader, ByteWriter } from '../../../shared/bytes.ts';
import { KEM_PUBLIC_BYTES, kemKeyPair, type SigningKeyPair, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import { deviceIdOf, type Identity, memberIdOf } from '../../../shared/group/identity.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';

/** Keys of this person and device in one group. */
export interface GroupSecrets {
  readonly groupId: GroupId;
  readonly genesisHash: EntryId;
  /** Incarnation under which this device writes. */
  readonly inc: number;
  /** Ed25519, 32 bytes. */
  readonly memberRootPublicKey: Uint8Array;
  /** Seed of the member root, until its recovery capsule is sealed; null afterwards. */
  readonly memberRootSeed: Redacted<Uint8Array> | null;
  /** Seed of the device's signing key. */
  readonly deviceSeed: Redacted<Uint8Array>;
  /** The device's KEM secrets, the current one first. */
  readonly kemSecrets: readonly Redacted<Uint8Array>[];
  /** When each of them became the current one, milliseconds; 0 for one from before this was kept. */
  readonly kemSince: readonly number[];
}
/** Everything in the vault's body. */
export interface VaultSecrets {
  /** Names this computer in the client ids of private documents; 16 bytes at random. */
  readonly journalDevice: DeviceId;
  /** `RK.pk`: capsules are sealed to it; its secret is in the recovery words alone. */
  readonly recoveryPublicKey: Uint8Array;
  readonly groups: readonly GroupSecrets[];
  /** What the vault remembers of the store beside it. */
  readonly store: StoreMemory;
}
/**
 * By this the vault knows the store again (SPEC VT16): both step on together,
 * at every opening and closing and once a day.
 */
export interface StoreMemory {
  /** Counts the steps. */
  readonly steps: number;
  /** Chosen at random with every step, 16 bytes; zeros before the first. */
  readonly mark: Uint8Array;
  /** Where on the disk folder and store lay, 16 bytes (`place.ts`); zeros where the disk gives nothing to know it by. */
  readonly place: Uint8Array;
}

/** Bytes of a mark and of a place. */
export const MARK_BYTES = 16;
/** A mark or place that is none. */
export const NO_MARK = new Uint8Array(MARK_BYTES);
/** Before the first step. */
export const NO_STORE_MEMORY: StoreMemory = { steps: 0, mark: NO_MARK, place: NO_MARK };

/** The version that is written. Version 1 did not keep since when a KEM secret was the current one; 1 and 2 remembered nothing of the store. */
export const SECRETS_VERSION = 3;
const WITHOUT_SINCE = 1;
const WITHOUT_STORE = 2;
const FIRST_VERSION = 1;
const SEED_BYTES = 32;
/** Most KEM secrets of one group; with more rotations than that in 45 days the oldest goes earlier. */
export const MAX_KEM_SECRETS = 16;

/** The secrets of an identity made at `since`. `keepRoot` while no recovery capsule of the member root exists. */
export const groupSecretsOf = (
  groupId: GroupId,
  genesisHash: EntryId,
  identity: Identity,
  keepRoot: boolean,
  since: number,
): GroupSecrets => ({
  groupId,
  genesisHash,
  inc: 1,
  memberRootPublicKey: identity.memberRoot.publicKey,
  // An Ed25519 secret key is its 32-byte seed followed by the public key.
  memberRootSeed: keepRoot ? new Redacted(identity.memberRoot.secretKey.slice(0, SEED_BYTES)) : null,
  deviceSeed: new Redacted(identity.deviceSigning.secretKey.slice(0, SEED_BYTES)),
  kemSecrets: [new Redacted(identity.deviceKem.secretKey)],
  kemSince: [since],
});

/** The ids and signing keys that follow from a group's secrets. */
export function ownDevice(secrets: GroupSecrets): {
  readonly memberId: Identity['memberId'];
  readonly deviceId: DeviceId;
  readonly signing: SigningKeyPair;
} {
  const signing = signingKeyPair(secrets.deviceSeed.reveal());
  return {
    memberId: memberIdOf(secrets.groupId, secrets.memberRootPublicKey),
    deviceId: deviceIdOf(secrets.groupId, signing.publicKey),
    signing,
  };
}

/** The plain body. */
export function encodeSecrets(secrets: VaultSecrets): Uint8Array {
  const writer = new ByteWriter()
    .uint(SECRETS_VERSION, 1)
    .raw(idToBytes(secrets.journalDevice))
    .raw(secrets.recoveryPublicKey)
    .uint(secrets.store.steps, 6)
    .raw(secrets.store.mark)
    .raw(secrets.store.place)
    .uint(secrets.groups.length, 1);
  for (const group of secrets.groups) {
    writer
      .raw(idToBytes(group.groupId))
      .raw(idToBytes(group.genesisHash))
      .uint(group.inc, 4)
      .raw(group.memberRootPublicKey)
      .uint(group.memberRootSeed ? 1 : 0, 1)
      .raw(group.memberRootSeed?.reveal() ?? new Uint8Array(0))
      .raw(group.deviceSeed.reveal())
      .uint(group.kemSecrets.length, 1);
    for (const [i, secret] of group.kemSecrets.entries()) writer.raw(secret.reveal()).uint(group.kemSince[i] ?? 0, 6);
  }
  return writer.finish();
}

function readGroup(reader: ByteReader, version: number): GroupSecrets {
  const groupId = idFromBytes<GroupId>(reader.raw(ID_BYTES.short));
  const genesisHash = idFromBytes<EntryId>(reader.raw(ID_BYTES.long));
  const inc = reader.uint(4);
  const memberRootPublicKey = reader.raw(SEED_BYTES).slice();
  const hasRoot = reader.uint(1);
  const memberRootSeed = hasRoot === 1 ? new Redacted(reader.raw(SEED_BYTES).slice()) : null;
  const deviceSeed = new Redacted(reader.raw(SEED_BYTES).slice());
  const count = reader.uint(1);
  if (hasRoot > 1 || count === 0 || count > MAX_KEM_SECRETS || inc === 0) reader.failed = true;
  const kemSecrets: Redacted<Uint8Array>[] = [];
  const kemSince: number[] = [];
  for (let left = count; left > 0 && !reader.failed; left -= 1) {
    kemSecrets.push(new Redacted(reader.raw(SEED_BYTES).slice()));
    kemSince.push(version <= WITHOUT_SINCE ? 0 : reader.uint(6));
  }
  return { groupId, genesisHash, inc, memberRootPublicKey, memberRootSeed, deviceSeed, kemSecrets, kemSince };
}

const readStoreMemory = (reader: ByteReader): StoreMemory => ({
  steps: reader.uint(6),
  mark: reader.raw(MARK_BYTES).slice(),
  place: reader.raw(MARK_BYTES).slice(),
});

/** Reads the plain body. An unknown version stops here: nothing in it is replaced by defaults. */
export function decodeSecrets(
  bytes: Uint8Array,
): Result<VaultSecrets, { readonly tag: 'VaultDamaged' | 'VaultVersionUnknown' }> {
  const reader = new ByteReader(bytes);
  const version = reader.uint(1);
  if (version < FIRST_VERSION || version > SECRETS_VERSION) return err({ tag: 'VaultVersionUnknown' });
  const journalDevice = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
  const recoveryPublicKey = reader.raw(KEM_PUBLIC_BYTES).slice();
  const store = version <= WITHOUT_STORE ? NO_STORE_MEMORY : readStoreMemory(reader);
  const groups: GroupSecrets[] = [];
  for (let left = reader.uint(1); left > 0 && !reader.failed; left -= 1) groups.push(readGroup(reader, version));
  return reader.finished ? ok({ journalDevice, recoveryPublicKey, groups, store }) : err({ tag: 'VaultDamaged' });
}

/** The identity again, for asking to join; only while the member root is here. */
export function identityOf(secrets: GroupSecrets): Identity | null {
  const kem = secrets.kemSecrets[0];
  if (!secrets.memberRootSeed || !kem) return null;
  const { memberId, deviceId, signing } = ownDevice(secrets);
  return {
    memberRoot: signingKeyPair(secrets.memberRootSeed.reveal()),
    deviceSigning: signing,
    deviceKem: kemKeyPair(kem.reveal()),
    memberId,
    deviceId,
  };
}
