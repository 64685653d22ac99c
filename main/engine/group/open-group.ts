/** One group as the engine holds it: its keys, its part of the store, its replica and its drafts. */
import type { DeviceId, EpochId, GroupId, MemberId } from '../../../shared/brand.ts';
import type { SigningKeyPair } from '../../../shared/crypto/crypto.ts';
import { isFacilitator, mayAdmit, sendingEpoch } from '../../../shared/group/select.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import type { Deflate } from '../../../shared/ports/deflate.ts';
import type { Random } from '../../../shared/ports/random.ts';
import { createReplica, type Replica, type ReplicaChange, type ReplicaKeys } from '../../../shared/sync/replica.ts';
import { createDrafts, type Drafts } from '../drafts.ts';
import type { OwnedDocuments } from '../owned-documents.ts';
import type { GroupStore } from '../store/group-store.ts';
import type { SqlcipherStore } from '../store/sqlcipher-store.ts';
import { type GroupSecrets, ownDevice } from '../vault/vault-secrets.ts';
import { createGroupValues, type GroupValues } from './group-values.ts';

/** What every group needs of the world. */
export interface GroupPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly deflate: Deflate;
}

/** See the file's head. */
export interface OpenGroup {
  readonly groupId: GroupId;
  /** As the vault holds them; KEM secrets change (`takeSecrets`). */
  readonly secrets: GroupSecrets;
  readonly memberId: MemberId;
  readonly deviceId: DeviceId;
  readonly signing: SigningKeyPair;
  readonly store: GroupStore;
  readonly replica: Replica;
  readonly drafts: Drafts;
  readonly values: GroupValues;
  readonly ports: GroupPorts;
  /** Goes on with other KEM secrets, which the vault holds already. */
  takeSecrets(secrets: GroupSecrets): void;
  /**
   * True while this person is in, and with this computer; false for a newcomer whose admission has not arrived, and on a
   * computer that was removed while its owner stays.
   */
  isMember(): boolean;
  /** True when this person may let somebody in. */
  mayAdmit(): boolean;
  isFacilitator(): boolean;
  /** The key under which is written now, or null while none may be used. */
  sendingKey(): { readonly epochId: EpochId; readonly key: Uint8Array } | null;
}

/** The replica's keys for a device's secrets. */
export const replicaKeysOf = (secrets: GroupSecrets): ReplicaKeys => {
  const { memberId, deviceId, signing } = ownDevice(secrets);
  return {
    memberId,
    deviceId,
    signingSecret: signing.secretKey,
    kemSecrets: secrets.kemSecrets.map((secret) => secret.reveal()),
  };
};

/** Opens a group from its secrets and what is stored of it. */
export function openGroup(input: {
  readonly secrets: GroupSecrets;
  readonly store: SqlcipherStore;
  readonly documents: OwnedDocuments;
  readonly ports: GroupPorts;
  readonly onChange: (change: ReplicaChange) => void;
}): OpenGroup {
  const { ports } = input;
  let { secrets } = input;
  const { groupId, genesisHash, inc } = secrets;
  const { memberId, deviceId, signing } = ownDevice(secrets);
  const store = input.store.forGroup(groupId);
  const replica = createReplica(
    { groupId, genesisHash, store, keys: replicaKeysOf(secrets), inc, ...ports },
    input.onChange,
  );
  const drafts = createDrafts({
    groupId,
    memberId,
    deviceId,
    inc: () => secrets.inc,
    table: input.store.draftsOf(groupId),
    documents: input.documents,
    records: store,
    transact: store.transact,
    ...ports,
  });
  return {
    groupId,
    get secrets() {
      return secrets;
    },
    memberId,
    deviceId,
    signing,
    store,
    replica,
    drafts,
    values: createGroupValues(store),
    ports,
    takeSecrets(next) {
      secrets = next;
      replica.openWith(replicaKeysOf(next).kemSecrets, next.inc);
    },
    isMember: () => replica.roster()?.devices.some((one) => one.deviceId === deviceId && one.active) ?? false,
    mayAdmit() {
      const roster = replica.roster();
      return roster !== null && mayAdmit(roster, memberId);
    },
    isFacilitator() {
      const roster = replica.roster();
      return roster !== null && isFacilitator(roster, memberId);
    },
    sendingKey() {
      const roster = replica.roster();
      const sending = roster && sendingEpoch(roster);
      if (sending?.tag !== 'Epoch') return null;
      const key = replica.keys().epochKeys.get(sending.epochId);
      return key ? { epochId: sending.epochId, key } : null;
    },
  };
}
