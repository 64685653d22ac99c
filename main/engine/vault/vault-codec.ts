/**
 * The bytes of `vault.bin`, version 2 (SPEC VT1, VT5, VT13):
 *
 *   'HVLT' | version u8 | length u32 | ~length u32 | generation u48 | slots u8 | slot* | nonce 24 | body sized | checksum 32
 *   slot = type u8 | memory KiB u32 | passes u8 | salt 16 | commitment 32 | nonce 24 | wrapped master key 48
 *
 * The checksum tells a damaged file from a wrong passphrase before anybody is
 * asked for one; it protects nothing. Every field before the body is bound to
 * the body's seal, and a slot's parameters to its wrap. The length stands twice,
 * so that a file that was cut is told from one with a flipped bit. Version 1 has
 * no slots that a keychain takes part in and is the same otherwise.
 */
import { ByteReader, ByteWriter, concatBytes, equalBytes } from '../../../shared/bytes.ts';
import {
  ARGON2_FLOOR,
  ARGON2_SALT_BYTES,
  type Argon2Cost,
  hash,
  SEAL_NONCE_BYTES,
} from '../../../shared/crypto/crypto.ts';
import { err, ok, type Result } from '../../../shared/result.ts';

/** What opens a slot: the passphrase, the twelve recovery words, or the passphrase with what the system's keychain keeps. */
export type SlotType = 'passphrase' | 'recovery' | 'passphrase+keychain';
/** In the order of their numbers on the disk, from 1; append only. */
const SLOT_TYPES: readonly SlotType[] = ['passphrase', 'recovery', 'passphrase+keychain'];

/** What a slot's key is derived with; authenticated by the wrap. */
export interface SlotHead {
  readonly type: SlotType;
  /** `null` for recovery words, which are random already. */
  readonly cost: Argon2Cost | null;
  /** 16 bytes. */
  readonly salt: Uint8Array;
}
/** One way to open the vault. */
export interface Slot extends SlotHead {
  /** `HK(KEK, 'vault-slot', head)`, 32 bytes: fits exactly one key, so a wrong one is known for wrong. */
  readonly commitment: Uint8Array;
  readonly nonce: Uint8Array;
  /** The sealed master key, 48 bytes. */
  readonly wrapped: Uint8Array;
}
/** A vault as it stands in its file. */
export interface VaultFile {
  /** Version of the file's format; what is written has the newest. */
  readonly version: number;
  /** Counts the rewrites; a file with a smaller number is older. */
  readonly generation: number;
  readonly slots: readonly Slot[];
  readonly nonce: Uint8Array;
  readonly body: Uint8Array;
}

/** Why a file is not read. `VaultCut`: it ends too early, as after a power cut on a careless disk. */
export type VaultFileError = { readonly tag: 'VaultCut' | 'VaultDamaged' | 'VaultVersionUnknown' };

const MAGIC = new Uint8Array([0x48, 0x56, 0x4c, 0x54]);
/** The version that is written. */
export const VAULT_FILE_VERSION = 2;
/** How many of the slot types each version knows. */
const SLOT_TYPES_IN: ReadonlyMap<number, number> = new Map([
  [1, 2],
  [VAULT_FILE_VERSION, SLOT_TYPES.length],
]);
const MAX_SLOTS = 8;
const CHECKSUM_BYTES = 32;
/** Magic, version and both lengths. */
const START_BYTES = 13;
const MAX_VAULT_BYTES = 1024 * 1024;
/** Above this an Argon2 cost is not ours: it would hang the computer. */
const COST_CEILING: Argon2Cost = { memoryBytes: 1024 * 1024 * 1024, passes: 16 };

const checksumOf = (bytes: Uint8Array): Uint8Array => hash('vault-file', bytes);

/** The bytes that a slot's wrap and commitment are bound to. */
export const encodeSlotHead = (head: SlotHead): Uint8Array =>
  new ByteWriter()
    .uint(SLOT_TYPES.indexOf(head.type) + 1, 1)
    .uint((head.cost?.memoryBytes ?? 0) / 1024, 4)
    .uint(head.cost?.passes ?? 0, 1)
    .raw(head.salt)
    .finish();

/** Everything before the body's nonce: what the body is bound to. `bodyBytes` is the length of the sealed body. */
export function encodeVaultHead(
  file: Pick<VaultFile, 'version' | 'generation' | 'slots'>,
  bodyBytes: number,
): Uint8Array {
  const middle = new ByteWriter().uint(file.generation, 6).uint(file.slots.length, 1);
  for (const slot of file.slots) {
    middle.raw(encodeSlotHead(slot)).raw(slot.commitment).raw(slot.nonce).raw(slot.wrapped);
  }
  const rest = middle.finish();
  const length = START_BYTES + rest.length + SEAL_NONCE_BYTES + 4 + bodyBytes + CHECKSUM_BYTES;
  const start = new ByteWriter()
    .raw(MAGIC)
    .uint(file.version, 1)
    .uint(length, 4)
    .uint(0xffffffff - length, 4)
    .finish();
  return concatBytes(start, rest);
}

/** The bytes of a vault whose body was sealed to its head. */
export function encodeVaultFile(file: VaultFile): Uint8Array {
  const head = encodeVaultHead(file, file.body.length);
  const bytes = new ByteWriter().raw(head).raw(file.nonce).sized(file.body).finish();
  return concatBytes(bytes, checksumOf(bytes));
}

/** Whether the file ends before the length that it names itself. */
function isCut(bytes: Uint8Array): boolean {
  // Some file systems leave a file empty, or full of zeros, when power fails between its writing and its renaming.
  if (bytes.every((byte) => byte === 0)) return true;
  const magic = bytes.subarray(0, MAGIC.length);
  if (!equalBytes(magic, MAGIC.subarray(0, magic.length))) return false;
  if (bytes.length < START_BYTES) return true;
  const reader = new ByteReader(bytes.subarray(MAGIC.length + 1));
  const length = reader.uint(4);
  return reader.uint(4) === 0xffffffff - length && bytes.length < length;
}

function readSlot(reader: ByteReader, knownTypes: number): Slot | null {
  const type = SLOT_TYPES.slice(0, knownTypes)[reader.uint(1) - 1];
  const memoryBytes = reader.uint(4) * 1024;
  const passes = reader.uint(1);
  const salt = reader.raw(ARGON2_SALT_BYTES).slice();
  const commitment = reader.raw(32).slice();
  const nonce = reader.raw(SEAL_NONCE_BYTES).slice();
  const wrapped = reader.raw(48).slice();
  if (!type) return null;
  if (type === 'recovery') {
    return memoryBytes === 0 && passes === 0 ? { type, cost: null, salt, commitment, nonce, wrapped } : null;
  }
  const isSane =
    memoryBytes >= ARGON2_FLOOR.memoryBytes &&
    passes >= ARGON2_FLOOR.passes &&
    memoryBytes <= COST_CEILING.memoryBytes &&
    passes <= COST_CEILING.passes;
  return isSane ? { type, cost: { memoryBytes, passes }, salt, commitment, nonce, wrapped } : null;
}

/** Reads a vault's file; nothing of it is secret yet, and nothing authentic. */
export function decodeVaultFile(bytes: Uint8Array): Result<VaultFile, VaultFileError> {
  if (bytes.length > MAX_VAULT_BYTES) return err({ tag: 'VaultDamaged' });
  if (isCut(bytes)) return err({ tag: 'VaultCut' });
  const content = bytes.subarray(0, -CHECKSUM_BYTES);
  if (bytes.length < START_BYTES + CHECKSUM_BYTES || !equalBytes(bytes.subarray(0, 4), MAGIC)) {
    return err({ tag: 'VaultDamaged' });
  }
  if (!equalBytes(checksumOf(content), bytes.subarray(-CHECKSUM_BYTES))) return err({ tag: 'VaultDamaged' });
  const reader = new ByteReader(content);
  reader.raw(MAGIC.length);
  // Every version keeps magic, version, lengths and checksum where they are.
  const version = reader.uint(1);
  const knownTypes = SLOT_TYPES_IN.get(version);
  if (knownTypes === undefined) return err({ tag: 'VaultVersionUnknown' });
  reader.raw(8);
  const generation = reader.uint(6);
  const slots: (Slot | null)[] = [];
  for (let left = Math.min(reader.uint(1), MAX_SLOTS); left > 0; left -= 1) {
    slots.push(readSlot(reader, knownTypes));
  }
  const nonce = reader.raw(SEAL_NONCE_BYTES).slice();
  const body = reader.sized(MAX_VAULT_BYTES).slice();
  const whole = slots.filter((slot) => slot !== null);
  if (!reader.finished || whole.length !== slots.length || whole.length === 0) return err({ tag: 'VaultDamaged' });
  const file: VaultFile = { version, generation, slots: whole, nonce, body };
  return equalBytes(encodeVaultFile(file), bytes) ? ok(file) : err({ tag: 'VaultDamaged' });
}
