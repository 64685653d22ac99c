/**
 * Making and checking a new epoch (HP1 §5, SPEC EP2–EP5). Encapsulation is
 * derandomised from the epoch key itself, so that whoever opens the own wrap
 * can re-compute everybody else's and sees a bad one.
 */
import { type DeviceId, type EpochId, type GroupId, idToBytes, type MemberId } from '../brand.ts';
import { concatBytes, equalBytes } from '../bytes.ts';
import { decapsulate, encapsulate, hash, keyedHash, keyedHash64, open, seal, ZERO_NONCE } from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import { err, ok, type Result } from '../result.ts';
import { EPOCH_KEY_BYTES, keyCommitment } from './epoch-key.ts';
import type { EpochBlock, KeyWrap } from './op-types.ts';

/** A device that an epoch key is wrapped to. */
export interface Recipient {
  readonly deviceId: DeviceId;
  readonly memberId: MemberId;
  /** X-Wing, 1,216 bytes. */
  readonly dkPk: Uint8Array;
}

const byDevice = (a: { readonly deviceId: DeviceId }, b: { readonly deviceId: DeviceId }): number =>
  a.deviceId < b.deviceId ? -1 : a.deviceId > b.deviceId ? 1 : 0;

/** `H('roster', groupId, (deviceId ‖ memberId ‖ DK.pk)…)` in ascending order of devices, 32 bytes. */
export const rosterHashOf = (groupId: GroupId, recipients: readonly Recipient[]): Uint8Array =>
  hash(
    'roster',
    idToBytes(groupId),
    ...[...recipients]
      .sort(byDevice)
      .map((one) => concatBytes(idToBytes(one.deviceId), idToBytes(one.memberId), one.dkPk)),
  );

/** `ctx = H('rekey', groupId, supersedes, rosterHash, nonce)`: what commitment and wraps are bound to. */
export const epochContext = (
  groupId: GroupId,
  block: Pick<EpochBlock, 'supersedes' | 'rosterHash' | 'nonce'>,
): Uint8Array =>
  hash('rekey', idToBytes(groupId), concatBytes(...block.supersedes.map(idToBytes)), block.rosterHash, block.nonce);

/** True when `key` is the one that the block commits to. */
export const fitsCommitment = (groupId: GroupId, block: EpochBlock, key: Uint8Array): boolean =>
  key.length === EPOCH_KEY_BYTES && equalBytes(keyCommitment(key, epochContext(groupId, block)), block.kc);

/** The one wrap of `key` to a device under `context`; `null` when its KEM key is malformed. */
export function wrapKey(
  key: Uint8Array,
  context: Uint8Array,
  device: Pick<Recipient, 'deviceId' | 'dkPk'>,
): KeyWrap | null {
  const id = idToBytes(device.deviceId);
  const wrapped = encapsulate(device.dkPk, keyedHash64(key, 'wrap-r', context, id));
  if (!wrapped) return null;
  const once = keyedHash(wrapped.sharedSecret, 'wrap-k', wrapped.ciphertext, context, id);
  return {
    deviceId: device.deviceId,
    ciphertext: wrapped.ciphertext,
    box: seal(once, ZERO_NONCE, key, concatBytes(context, id)),
  };
}

/** The epoch key inside a wrap, or `null`; whoever calls checks the commitment. */
export function unwrapKey(wrap: KeyWrap, context: Uint8Array, dkSecretKey: Uint8Array): Uint8Array | null {
  const id = idToBytes(wrap.deviceId);
  const sharedSecret = decapsulate(dkSecretKey, wrap.ciphertext);
  if (!sharedSecret) return null;
  const once = keyedHash(sharedSecret, 'wrap-k', wrap.ciphertext, context, id);
  return open(once, ZERO_NONCE, wrap.box, concatBytes(context, id));
}

/** What a new epoch is made from. */
export interface RekeyInput {
  readonly groupId: GroupId;
  /** The epochs it follows; empty for genesis only. */
  readonly supersedes: readonly EpochId[];
  /** Exactly the active devices once the operation took effect. */
  readonly recipients: readonly Recipient[];
  readonly random: Random;
}

/** A fresh epoch key and the block that carries it. */
export function makeRekey(
  input: RekeyInput,
): Result<
  { readonly block: EpochBlock; readonly key: Uint8Array },
  { readonly tag: 'DeviceKeyMalformed'; readonly deviceId: DeviceId }
> {
  const { groupId, random } = input;
  const key = random.bytes(EPOCH_KEY_BYTES);
  const recipients = [...input.recipients].sort(byDevice);
  const head = {
    supersedes: [...input.supersedes].sort(),
    nonce: random.bytes(16),
    rosterHash: rosterHashOf(groupId, recipients),
  };
  const context = epochContext(groupId, head);
  const wraps: KeyWrap[] = [];
  for (const device of recipients) {
    const wrap = wrapKey(key, context, device);
    if (!wrap) return err({ tag: 'DeviceKeyMalformed', deviceId: device.deviceId });
    wraps.push(wrap);
  }
  return ok({ block: { ...head, kc: keyCommitment(key, context), wraps }, key });
}

/** What a recipient can find wrong with an epoch. */
export type RekeyFault =
  /** The wraps are not for exactly the devices they should be for. */
  | { readonly tag: 'RecipientsWrong'; readonly missing: readonly DeviceId[]; readonly extra: readonly DeviceId[] }
  /** The block was made for other keys of the same devices. */
  | { readonly tag: 'RosterHashWrong' }
  | { readonly tag: 'OwnWrapMissing' }
  | { readonly tag: 'OwnWrapBad' }
  | { readonly tag: 'CommitmentWrong' }
  /** The key is good here, but these devices were sent something else. `key` lets us wrap it to them anew. */
  | { readonly tag: 'OtherWrapsBad'; readonly victims: readonly DeviceId[]; readonly key: Uint8Array };

/** Who is missing from the block and who is too many. */
export function compareRecipients(
  block: EpochBlock,
  expected: Iterable<DeviceId>,
): { readonly missing: readonly DeviceId[]; readonly extra: readonly DeviceId[] } {
  const wanted = new Set(expected);
  const given = new Set(block.wraps.map((wrap) => wrap.deviceId));
  return {
    missing: [...wanted].filter((id) => !given.has(id)),
    extra: [...given].filter((id) => !wanted.has(id)),
  };
}

/** Opens one's own wrap and checks the key against the commitment. */
export function openEpoch(
  groupId: GroupId,
  block: EpochBlock,
  deviceId: DeviceId,
  dkSecretKey: Uint8Array,
): Result<Uint8Array, Extract<RekeyFault, { tag: 'OwnWrapMissing' | 'OwnWrapBad' | 'CommitmentWrong' }>> {
  const own = block.wraps.find((wrap) => wrap.deviceId === deviceId);
  if (!own) return err({ tag: 'OwnWrapMissing' });
  const key = unwrapKey(own, epochContext(groupId, block), dkSecretKey);
  if (!key) return err({ tag: 'OwnWrapBad' });
  return fitsCommitment(groupId, block, key) ? ok(key) : err({ tag: 'CommitmentWrong' });
}

/** The device that checks, with the KEM secret that the epoch was wrapped to. */
export interface OwnDevice {
  readonly deviceId: DeviceId;
  readonly dkSecretKey: Uint8Array;
}

/** The whole check of HP1 §5: recipients exact, own key opens and fits, every other wrap re-computed. */
export function verifyRekey(
  groupId: GroupId,
  block: EpochBlock,
  expected: readonly Recipient[],
  own: OwnDevice,
): Result<Uint8Array, RekeyFault> {
  const { missing, extra } = compareRecipients(
    block,
    expected.map((one) => one.deviceId),
  );
  if (missing.length + extra.length > 0) return err({ tag: 'RecipientsWrong', missing, extra });
  if (!equalBytes(rosterHashOf(groupId, expected), block.rosterHash)) return err({ tag: 'RosterHashWrong' });
  const opened = openEpoch(groupId, block, own.deviceId, own.dkSecretKey);
  if (!opened.ok) return opened;
  const context = epochContext(groupId, block);
  const devices = new Map(expected.map((one) => [one.deviceId, one]));
  const victims = block.wraps
    .filter((wrap) => {
      const device = devices.get(wrap.deviceId);
      const right = device ? wrapKey(opened.value, context, device) : null;
      return !right || !equalBytes(right.ciphertext, wrap.ciphertext) || !equalBytes(right.box, wrap.box);
    })
    .map((wrap) => wrap.deviceId);
  return victims.length === 0 ? opened : err({ tag: 'OtherWrapsBad', victims, key: opened.value });
}
