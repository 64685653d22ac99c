/**
 * Sizes and failures of a bundle, the sealed file that carries entries to
 * everybody in a group (HP1 §7, SPEC BF1–BF12):
 *
 *   'HEARTHB1' | salt 16 | slot[96] | chunk*
 *   slot    = KEM ciphertext 1120 | box 64              who can open it (`bundle-slots.ts`)
 *   chunk   = Seal(64 KiB of the content)               what is in it, in order (`bundle-chunks.ts`)
 *   content = header | run* | u16 0 | zeros             what the chunks hold (`bundle-header.ts`, `bundle-runs.ts`)
 *
 * Nothing outside the seals names a group, a person or a device, and the
 * length says no more than the number of chunks.
 */
import { ByteWriter, utf8 } from '../bytes.ts';
import { KEM_CIPHERTEXT_BYTES, SEAL_OVERHEAD_BYTES } from '../crypto/crypto.ts';

/** What every bundle begins with, whatever its version; one digit follows. */
export const MAGIC = utf8('HEARTHB');
/** The digit of this version. */
export const VERSION_DIGIT = utf8('1');
/** Fresh for every bundle; everything sealed in it is bound to it. */
export const SALT_BYTES = 16;
/** Places for recipients: the most devices of a group (HP1 §10) and some room. */
export const SLOT_COUNT = 96;
/** The key of the content (32) and the id of the group (16), sealed. */
export const SLOT_BOX_BYTES = 32 + 16 + SEAL_OVERHEAD_BYTES;
export const SLOT_BYTES = KEM_CIPHERTEXT_BYTES + SLOT_BOX_BYTES;
/** Where the salt, the slots and the chunks begin. */
export const SALT_AT = MAGIC.length + VERSION_DIGIT.length;
export const SLOTS_AT = SALT_AT + SALT_BYTES;
export const CHUNKS_AT = SLOTS_AT + SLOT_COUNT * SLOT_BYTES;
/** Content in one chunk, and the chunk itself. */
export const CHUNK_BYTES = 64 * 1024;
export const SEALED_CHUNK_BYTES = CHUNK_BYTES + SEAL_OVERHEAD_BYTES;
/** Larger files are refused unread. */
export const MAX_BUNDLE_BYTES = 512 * 1024 * 1024;

/** Why a file brings nothing. Each tag is one of the app's own failures (`shared/ipc/errors.ts`). */
export type BundleError =
  | { readonly tag: 'BundleNotOne' }
  | { readonly tag: 'BundleVersionUnknown' }
  | { readonly tag: 'BundleTooLarge' }
  /** No slot opens: it is of another group, or made when this device was not in, or changed on its way. */
  | { readonly tag: 'BundleNotForUs' }
  /** It is for us, and not even its beginning can be read. */
  | { readonly tag: 'BundleDamaged' };

/** Bytes that are fetched piece by piece, so that a large file need not be in memory. */
export interface BundleSource {
  /** Length of the whole. */
  readonly length: number;
  /** At most `length` bytes from `at` on; fewer at the end. */
  read(at: number, length: number): Uint8Array;
}

/** A bundle that is in memory. */
export const bundleInMemory = (bytes: Uint8Array): BundleSource => ({
  length: bytes.length,
  read: (at, length) => bytes.subarray(at, at + length),
});

/** `salt | u32 index | u8 final`: what a chunk is bound to. */
export const chunkPlace = (salt: Uint8Array, index: number, isFinal: boolean): Uint8Array =>
  new ByteWriter()
    .raw(salt)
    .uint(index, 4)
    .uint(isFinal ? 1 : 0, 1)
    .finish();
