/**
 * Writes a backup (SPEC BK4): under another name beside its place, onto the
 * disk, read back and opened, and only then under its own name. Whatever has
 * that name is a backup that was proven.
 */
import { equalBytes } from '../../../shared/bytes.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Random } from '../../../shared/ports/random.ts';
import type { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { hash } from '../../../shared/crypto/crypto.ts';
import {
  BACKUP_SALT_BYTES,
  type BackupHead,
  CHUNK_BYTES,
  createChunkSeal,
  encodeBackupHead,
  MAX_BACKUP_BYTES,
  storeChunks,
  sumOfHead,
  sumWith,
} from './backup-format.ts';
import type { BackupFiles, NewFile, ReadFile } from './backup-files.ts';
import { encodeManifest, type Manifest } from './manifest.ts';
import { openBackup, readManifest, readStore } from './read-backup.ts';

/** What a file has for a name until it is proven. */
export const PART_ENDING = '.part';

/** What goes into a backup. */
export interface BackupContent {
  readonly masterKey: Redacted<Uint8Array>;
  /** The bytes of the vault, as they belong to this store. */
  readonly vault: Uint8Array;
  readonly manifest: Manifest;
  /** A consistent copy of the store. */
  readonly storePath: string;
}

/** What writing is done with. */
export interface WriteDoors {
  readonly files: BackupFiles;
  readonly random: Random;
  /** True when the app is being locked: then nothing more is written. */
  isStopped(): boolean;
}

/** Gives how long the file is. `BackupGone` when it was stopped. Throws what the disk throws; then nothing is left under either name. */
export async function writeBackup(
  doors: WriteDoors,
  content: BackupContent,
  path: string,
): Promise<Result<number, AppError>> {
  const { files } = doors;
  const part = path + PART_ENDING;
  const source = await files.open(content.storePath);
  if (!source.ok) throw new Error('the copy of the store is not there');
  try {
    const written = await writePart(doors, content, source.value, part);
    const proven = written.ok ? await prove(doors, content.masterKey, part, written.value) : written;
    if (!proven.ok) {
      await files.remove(part);
      return proven;
    }
    await files.rename(part, path);
    return proven;
  } catch (failure) {
    await files.remove(part).catch(() => undefined);
    throw failure;
  } finally {
    await source.value.close();
  }
}

interface Written {
  /** Of every chunk of the store before it was sealed. */
  readonly digest: Uint8Array;
  readonly bytes: number;
}

const NO_DIGEST = new Uint8Array(0);
const digestWith = (digest: Uint8Array, chunk: Uint8Array): Uint8Array => hash('backup-proof', digest, chunk);

async function writePart(
  doors: WriteDoors,
  content: BackupContent,
  source: ReadFile,
  part: string,
): Promise<Result<Written, AppError>> {
  const manifest = encodeManifest(content.manifest);
  const head: BackupHead = {
    salt: doors.random.bytes(BACKUP_SALT_BYTES),
    manifestBytes: manifest.length,
    storeBytes: source.bytes,
    vault: content.vault,
  };
  if (source.bytes > MAX_BACKUP_BYTES * 0.99) return err({ tag: 'BackupTooLarge' });
  const chunks = createChunkSeal(content.masterKey, head);
  const startAndHead = encodeBackupHead(head);
  const file: NewFile = await doors.files.create(part);
  try {
    let sum: Uint8Array = sumOfHead(startAndHead);
    let bytes = startAndHead.length;
    await file.write(startAndHead);
    async function put(index: number, plain: Uint8Array): Promise<void> {
      const sealed = chunks.seal(index, plain);
      sum = sumWith(sum, sealed);
      bytes += sealed.length;
      await file.write(sealed);
    }
    await put(0, manifest);
    let digest: Uint8Array = NO_DIGEST;
    for (let index = 1; index <= storeChunks(head.storeBytes); index += 1) {
      if (doors.isStopped()) return err({ tag: 'BackupGone' });
      const plain = await source.read((index - 1) * CHUNK_BYTES, CHUNK_BYTES);
      digest = digestWith(digest, plain);
      await put(index, plain);
    }
    await file.write(sum);
    await file.finish();
    return ok({ digest, bytes: bytes + sum.length });
  } finally {
    await file.close();
  }
}

/** Reads the file back as a restore would: every chunk opens, and the store in it is the one that went in. */
async function prove(
  doors: WriteDoors,
  masterKey: Redacted<Uint8Array>,
  part: string,
  written: Written,
): Promise<Result<number, AppError>> {
  const opened = await openBackup(doors.files, part);
  if (!opened.ok) return err({ tag: 'BackupUnproven' });
  try {
    const manifest = await readManifest(opened.value, masterKey);
    let digest: Uint8Array = NO_DIGEST;
    let isStopped = false;
    const read = await readStore(opened.value, masterKey, async (chunk) => {
      isStopped ||= doors.isStopped();
      digest = digestWith(digest, chunk);
    });
    if (isStopped) return err({ tag: 'BackupGone' });
    const isSame = manifest.ok && read.ok && equalBytes(digest, written.digest);
    return isSame ? ok(written.bytes) : err({ tag: 'BackupUnproven' });
  } finally {
    await opened.value.close();
  }
}
