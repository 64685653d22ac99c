/**
 * The bytes of a `.hearth-backup` file, version 1 (SPEC BK1–BK3):
 *
 *   start: 'HBKP' | version u8 | bytes of the head u32 | bytes of the file u48 | check 16
 *   head:  salt 16 | bytes of the manifest u32 | bytes of the store u48 | vault sized
 *   chunk* : chunk 0 is the manifest, the others the store in pieces of 64 KiB, each sealed
 *   sum 32
 *
 * Every version keeps the start as it is, so that a file that was cut, changed,
 * or made by a later Hearth is told apart. The sum tells damage before anybody
 * is asked for a passphrase; it protects nothing. What protects is the seal of
 * each chunk: its key follows from the vault's master key, from all of start
 * and head, from the chunk's place and from whether it is the last one.
 */
import { ByteReader, ByteWriter, concatBytes, equalBytes } from '../../../shared/bytes.ts';
import { hash, keyedHash, open, SEAL_OVERHEAD_BYTES, seal, ZERO_NONCE } from '../../../shared/crypto/crypto.ts';
import type { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';

/** Largest file that is made or looked at, bytes: 4 GiB. */
export const MAX_BACKUP_BYTES = 4 * 1024 ** 3;
/** Bytes of the store in one chunk. */
export const CHUNK_BYTES = 64 * 1024;
/** Bytes of the sum at the file's end. */
export const SUM_BYTES = 32;
const MAGIC = new Uint8Array([0x48, 0x42, 0x4b, 0x50]);
const VERSION = 1;
const CHECK_BYTES = 16;
/** Bytes of the file's start. */
export const START_BYTES = MAGIC.length + 1 + 4 + 6 + CHECK_BYTES;
const SALT_BYTES = 16;
const MAX_HEAD_BYTES = 2 * 1024 * 1024;
const MAX_MANIFEST_BYTES = 256 * 1024;

/** What the file's start says. */
export interface BackupStart {
  readonly headBytes: number;
  readonly fileBytes: number;
}
/** What the head says; nothing of it is secret or authentic. */
export interface BackupHead {
  readonly salt: Uint8Array;
  readonly manifestBytes: number;
  readonly storeBytes: number;
  /** The bytes of `vault.bin`. */
  readonly vault: Uint8Array;
}

/** Why a start is none. */
export type BackupStartError = {
  readonly tag: 'BackupNotOne' | 'BackupCut' | 'BackupDamaged' | 'BackupVersionUnknown';
};

const checkOf = (fields: Uint8Array): Uint8Array => hash('backup-start', fields).subarray(0, CHECK_BYTES);

/** Chunks of the store. */
export const storeChunks = (storeBytes: number): number => Math.ceil(storeBytes / CHUNK_BYTES);

/** Bytes of the whole file. */
const fileBytesOf = (head: BackupHead, headBytes: number): number =>
  START_BYTES +
  headBytes +
  head.manifestBytes +
  head.storeBytes +
  SEAL_OVERHEAD_BYTES * (1 + storeChunks(head.storeBytes)) +
  SUM_BYTES;

/** Start and head, as they stand at the beginning of the file. A store too large for a backup throws: the caller has looked. */
export function encodeBackupHead(head: BackupHead): Uint8Array {
  const bytes = new ByteWriter()
    .raw(head.salt)
    .uint(head.manifestBytes, 4)
    .uint(head.storeBytes, 6)
    .sized(head.vault)
    .finish();
  const fields = new ByteWriter()
    .raw(MAGIC)
    .uint(VERSION, 1)
    .uint(bytes.length, 4)
    .uint(fileBytesOf(head, bytes.length), 6)
    .finish();
  return concatBytes(fields, checkOf(fields), bytes);
}

/** Reads a file's first bytes; `fileBytes` is how long the file is. */
export function decodeBackupStart(bytes: Uint8Array, fileBytes: number): Result<BackupStart, BackupStartError> {
  const isOurs = equalBytes(bytes.subarray(0, MAGIC.length), MAGIC.subarray(0, bytes.length));
  if (bytes.length < START_BYTES) return err({ tag: isOurs ? 'BackupCut' : 'BackupNotOne' });
  const fields = bytes.subarray(0, START_BYTES - CHECK_BYTES);
  // With the right letters in front: a file whose very first bytes were changed is damaged, not another file.
  const mended = concatBytes(MAGIC, fields.subarray(MAGIC.length));
  const isChecked = equalBytes(checkOf(mended), bytes.subarray(START_BYTES - CHECK_BYTES, START_BYTES));
  if (!isOurs) return err({ tag: isChecked ? 'BackupDamaged' : 'BackupNotOne' });
  if (!isChecked) return err({ tag: 'BackupDamaged' });
  const reader = new ByteReader(fields);
  reader.raw(MAGIC.length);
  if (reader.uint(1) !== VERSION) return err({ tag: 'BackupVersionUnknown' });
  const start = { headBytes: reader.uint(4), fileBytes: reader.uint(6) };
  if (fileBytes < start.fileBytes) return err({ tag: 'BackupCut' });
  const isSane = fileBytes === start.fileBytes && start.headBytes <= MAX_HEAD_BYTES;
  return isSane ? ok(start) : err({ tag: 'BackupDamaged' });
}

/** Reads the head that follows the start. */
export function decodeBackupHead(bytes: Uint8Array, start: BackupStart): Result<BackupHead, { tag: 'BackupDamaged' }> {
  const reader = new ByteReader(bytes);
  const head = {
    salt: reader.raw(SALT_BYTES).slice(),
    manifestBytes: reader.uint(4),
    storeBytes: reader.uint(6),
    vault: reader.sized(MAX_HEAD_BYTES).slice(),
  };
  const isSane =
    reader.finished &&
    head.manifestBytes <= MAX_MANIFEST_BYTES &&
    head.storeBytes > 0 &&
    fileBytesOf(head, bytes.length) === start.fileBytes;
  return isSane ? ok(head) : err({ tag: 'BackupDamaged' });
}

/** One chunk's place: where it begins in the file, and how long it is there. */
export interface ChunkPlace {
  readonly at: number;
  readonly sealedBytes: number;
}

/** Where chunk `index` lies; `headEnd` is where the head ends. */
export function chunkPlace(head: BackupHead, headEnd: number, index: number): ChunkPlace {
  const manifestSealed = head.manifestBytes + SEAL_OVERHEAD_BYTES;
  if (index === 0) return { at: headEnd, sealedBytes: manifestSealed };
  const before = (index - 1) * CHUNK_BYTES;
  return {
    at: headEnd + manifestSealed + before + (index - 1) * SEAL_OVERHEAD_BYTES,
    sealedBytes: Math.min(CHUNK_BYTES, head.storeBytes - before) + SEAL_OVERHEAD_BYTES,
  };
}

/** Seals and opens the chunks of one file. */
export interface ChunkSeal {
  seal(index: number, content: Uint8Array): Uint8Array;
  /** Null when it is not what was sealed at this place of this file. */
  open(index: number, sealed: Uint8Array): Uint8Array | null;
}

/** `K = HK(DMK, 'backup', salt, H('backup-head', start ‖ head))`; a key of its own for each chunk. */
export function createChunkSeal(masterKey: Redacted<Uint8Array>, head: BackupHead): ChunkSeal {
  const fileKey = keyedHash(masterKey.reveal(), 'backup', head.salt, hash('backup-head', encodeBackupHead(head)));
  const last = storeChunks(head.storeBytes);
  const placeOf = (index: number): Uint8Array =>
    new ByteWriter()
      .uint(index, 4)
      .uint(index === last ? 1 : 0, 1)
      .finish();
  const keyOf = (place: Uint8Array): Uint8Array => keyedHash(fileKey, 'backup-chunk', place);
  return {
    seal(index, content) {
      const place = placeOf(index);
      return seal(keyOf(place), ZERO_NONCE, content, place);
    },
    open(index, sealed) {
      const place = placeOf(index);
      return open(keyOf(place), ZERO_NONCE, sealed, place);
    },
  };
}

/** The sum of a file: a chain of hashes over start and head, and then each sealed chunk. */
export const sumOfHead = (startAndHead: Uint8Array): Uint8Array => hash('backup-sum', startAndHead);
/** The sum with one more chunk. */
export const sumWith = (sum: Uint8Array, sealed: Uint8Array): Uint8Array => hash('backup-sum', sum, sealed);

/** Random bytes of a file's own. */
export const BACKUP_SALT_BYTES = SALT_BYTES;
