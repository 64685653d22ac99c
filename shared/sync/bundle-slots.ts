/**
 * Who can open a bundle (SPEC BF2, BF3): its key, sealed to every device that is
 * active in the maker's roster, among as many throw-away slots as there is room
 * for, in an order that says nothing.
 *
 *   c, ss = Encapsulate(DK, 64 fresh bytes)
 *   slot  = c | Seal(HK(ss, 'bundle-slot', c, salt), bundleKey | groupId, aad = salt, nonce 0)
 */
import { hex } from '@scure/base';
import { type GroupId, idFromBytes, idToBytes } from '../brand.ts';
import { concatBytes } from '../bytes.ts';
import {
  decapsulate,
  encapsulate,
  KEM_CIPHERTEXT_BYTES,
  KEM_ENCAPSULATION_SEED_BYTES,
  kemKeyPair,
  keyedHash,
  open,
  SEAL_KEY_BYTES,
  seal,
  ZERO_NONCE,
} from '../crypto/crypto.ts';
import type { Device } from '../group/roster.ts';
import type { Random } from '../ports/random.ts';
import { SLOT_BOX_BYTES, SLOT_BYTES, SLOT_COUNT } from './bundle-format.ts';

/** Bytes that order the slots: two equal ones are not met. */
const ORDER_BYTES = 16;

/** Keys that one device holds in one group. */
export interface BundleReader {
  readonly groupId: GroupId;
  /** `DK`: the current secret and those kept after a rotation. */
  readonly kemSecrets: readonly Uint8Array[];
}

const slotKey = (sharedSecret: Uint8Array, ciphertext: Uint8Array, salt: Uint8Array): Uint8Array =>
  keyedHash(sharedSecret, 'bundle-slot', ciphertext, salt);

/** A slot that nobody can open and that looks like the others. */
function emptySlot(random: Random): Uint8Array {
  const nobody = kemKeyPair(random.bytes(32)).publicKey;
  const wrapped = encapsulate(nobody, random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
  if (!wrapped) throw new Error('a fresh key can be encapsulated to');
  return concatBytes(wrapped.ciphertext, random.bytes(SLOT_BOX_BYTES));
}

/** What the slots are made from. */
export interface SlotsInput {
  readonly groupId: GroupId;
  /** The key of the chunks, 32 bytes. */
  readonly bundleKey: Uint8Array;
  readonly salt: Uint8Array;
  /** At most 96 are served, which is more than a group may have. */
  readonly recipients: readonly Pick<Device, 'dkPk'>[];
  readonly random: Random;
}

/** All slots, one after the other. A recipient whose key is malformed gets none. */
export function makeSlots({ groupId, bundleKey, salt, recipients, random }: SlotsInput): Uint8Array {
  const secret = concatBytes(bundleKey, idToBytes(groupId));
  const slots = recipients.slice(0, SLOT_COUNT).flatMap(({ dkPk }) => {
    const wrapped = encapsulate(dkPk, random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
    if (!wrapped) return [];
    const { ciphertext, sharedSecret } = wrapped;
    return [concatBytes(ciphertext, seal(slotKey(sharedSecret, ciphertext, salt), ZERO_NONCE, secret, salt))];
  });
  while (slots.length < SLOT_COUNT) slots.push(emptySlot(random));
  const shuffled = slots
    .map((slot) => ({ slot, order: hex.encode(random.bytes(ORDER_BYTES)) }))
    .sort((a, b) => (a.order < b.order ? -1 : 1));
  return concatBytes(...shuffled.map(({ slot }) => slot));
}

/** What a slot held. */
export interface OpenedSlot {
  readonly groupId: GroupId;
  readonly bundleKey: Uint8Array;
}

function openSlot(slot: Uint8Array, salt: Uint8Array, kemSecret: Uint8Array): OpenedSlot | null {
  const ciphertext = slot.subarray(0, KEM_CIPHERTEXT_BYTES);
  const sharedSecret = decapsulate(kemSecret, ciphertext);
  if (!sharedSecret) return null;
  const box = slot.subarray(KEM_CIPHERTEXT_BYTES);
  const secret = open(slotKey(sharedSecret, ciphertext, salt), ZERO_NONCE, box, salt);
  if (!secret) return null;
  return { bundleKey: secret.slice(0, SEAL_KEY_BYTES), groupId: idFromBytes<GroupId>(secret.subarray(SEAL_KEY_BYTES)) };
}

/** The first slot that one of `readers` opens, tried one by one; `null` when there is none. */
export function findSlot(slots: Uint8Array, salt: Uint8Array, readers: readonly BundleReader[]): OpenedSlot | null {
  for (const { groupId, kemSecrets } of readers) {
    for (const kemSecret of kemSecrets) {
      for (let i = 0; i < SLOT_COUNT; i += 1) {
        const opened = openSlot(slots.subarray(i * SLOT_BYTES, (i + 1) * SLOT_BYTES), salt, kemSecret);
        // A device has other keys in every group, so that a slot which names another was not made by Hearth.
        if (opened?.groupId === groupId) return opened;
      }
    }
  }
  return null;
}
