/** Reads a backup: first whether it is whole, which needs no key; then what is in it (SPEC BK3, BK5). */
import { equalBytes } from '../../../shared/bytes.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Redacted } from '../../../shared/redacted.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { decodeVaultFile } from '../vault/vault-codec.ts';
import {
  type BackupHead,
  type ChunkPlace,
  chunkPlace,
  createChunkSeal,
  decodeBackupHead,
  decodeBackupStart,
  MAX_BACKUP_BYTES,
  START_BYTES,
  storeChunks,
  SUM_BYTES,
  sumOfHead,
  sumWith,
} from './backup-format.ts';
import type { BackupFiles, NewFile, ReadFile } from './backup-files.ts';
import { decodeManifest, type Manifest } from './manifest.ts';

type Answer<T> = Result<T, AppError>;

/** A file that was found whole; what it holds is still sealed. Closed by whoever opened it. */
export interface WholeBackup {
  readonly head: BackupHead;
  readonly fileBytes: number;
  /** The sealed bytes of chunk `index`. */
  chunk(index: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Opens a file and reads all of it once: `BackupCut`, `BackupDamaged` and the like are told before anybody is asked for a passphrase. */
export async function openBackup(files: BackupFiles, path: string): Promise<Answer<WholeBackup>> {
  const opened = await files.open(path);
  if (!opened.ok) return opened;
  const whole = await lookThrough(opened.value);
  if (!whole.ok) await opened.value.close();
  return whole;
}

async function lookThrough(file: ReadFile): Promise<Answer<WholeBackup>> {
  if (file.bytes > MAX_BACKUP_BYTES) {
    // Only now is it worth a look: something large that is no backup is told as that.
    const begins = decodeBackupStart(await readHere(file, 0, START_BYTES), file.bytes);
    return err({ tag: !begins.ok && begins.error.tag === 'BackupNotOne' ? 'BackupNotOne' : 'BackupTooLarge' });
  }
  const first = await readHere(file, 0, START_BYTES);
  const start = decodeBackupStart(first, file.bytes);
  if (!start.ok) return start;
  const headEnd = START_BYTES + start.value.headBytes;
  const startAndHead = await readHere(file, 0, headEnd);
  const head = decodeBackupHead(startAndHead.subarray(START_BYTES), start.value);
  if (!head.ok) return head;
  const read = ({ at, sealedBytes }: ChunkPlace) => readHere(file, at, sealedBytes);
  const chunk = (index: number) => read(chunkPlace(head.value, headEnd, index));
  let sum: Uint8Array = sumOfHead(startAndHead);
  for (let index = 0; index <= storeChunks(head.value.storeBytes); index += 1) sum = sumWith(sum, await chunk(index));
  const written = await readHere(file, file.bytes - SUM_BYTES, SUM_BYTES);
  if (!equalBytes(sum, written)) return err({ tag: 'BackupDamaged' });
  const vault = decodeVaultFile(head.value.vault);
  if (!vault.ok) {
    return err({ tag: vault.error.tag === 'VaultVersionUnknown' ? 'BackupVersionUnknown' : 'BackupDamaged' });
  }
  return ok({ head: head.value, fileBytes: file.bytes, chunk, close: () => file.close() });
}

/** A stick that is pulled out in the middle reads as nothing, and so as damaged. */
async function readHere(file: ReadFile, at: number, length: number): Promise<Uint8Array> {
  try {
    return await file.read(at, length);
  } catch {
    return new Uint8Array(0); // the system's boundary
  }
}

/** The manifest; `BackupOther` when the master key is not this backup's. */
export async function readManifest(backup: WholeBackup, masterKey: Redacted<Uint8Array>): Promise<Answer<Manifest>> {
  const plain = createChunkSeal(masterKey, backup.head).open(0, await backup.chunk(0));
  if (!plain) return err({ tag: 'BackupOther' });
  const manifest = decodeManifest(plain);
  return manifest ? ok(manifest) : err({ tag: 'BackupVersionUnknown' });
}

/** Opens every chunk of the store in turn; `take` gets what is in them. The answer says that all of them were there. */
export async function readStore(
  backup: WholeBackup,
  masterKey: Redacted<Uint8Array>,
  take: (content: Uint8Array) => Promise<void>,
): Promise<Answer<null>> {
  const chunks = createChunkSeal(masterKey, backup.head);
  for (let index = 1; index <= storeChunks(backup.head.storeBytes); index += 1) {
    const content = chunks.open(index, await backup.chunk(index));
    if (!content) return err({ tag: 'BackupDamaged' });
    await take(content);
  }
  return ok(null);
}

/** Writes the store of a backup into `file` and waits until it is on the disk. */
export async function extractStore(
  backup: WholeBackup,
  masterKey: Redacted<Uint8Array>,
  file: NewFile,
): Promise<Answer<null>> {
  try {
    const read = await readStore(backup, masterKey, (content) => file.write(content));
    if (read.ok) await file.finish();
    return read;
  } finally {
    await file.close();
  }
}
