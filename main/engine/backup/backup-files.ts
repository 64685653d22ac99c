/** Files outside the store: backups, and copies of the store on their way into one or out of one. */
import { constants, type Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { err, ok, type Result } from '../../../shared/result.ts';

/** An open file; every call throws what the disk throws. */
export interface ReadFile {
  /** How long it is, bytes. */
  readonly bytes: number;
  /** Up to `length` bytes; fewer at the end. */
  read(at: number, length: number): Promise<Uint8Array>;
  close(): Promise<void>;
}
/** A file that is being made. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Waits until everything is on the disk, and closes it. */
  finish(): Promise<void>;
  /** Closes it, whatever it holds. */
  close(): Promise<void>;
}
/** A file that is there. */
export interface ListedFile {
  readonly name: string;
  readonly bytes: number;
}

/** The steps on files; tests fail at any one of them. */
export interface BackupFiles {
  /** `BackupNotOne` for what is no file, `BackupUnreadable` for one that is gone or closed to this person. */
  open(path: string): Promise<Result<ReadFile, { readonly tag: 'BackupNotOne' | 'BackupUnreadable' }>>;
  /** Makes a file that only its owner may read, in place of whatever has that name. */
  create(path: string): Promise<NewFile>;
  /** Replaces `to` by `from` in one step, and waits until that is on the disk. */
  rename(from: string, to: string): Promise<void>;
  /** Takes a file away, if it is there. */
  remove(path: string): Promise<void>;
  /** The files in a folder, or null when there is no such folder now. */
  list(folder: string): Promise<readonly ListedFile[] | null>;
  makeFolder(path: string): Promise<void>;
}

const readerOf = (handle: FileHandle, bytes: number): ReadFile => ({
  bytes,
  async read(at, length) {
    const buffer = new Uint8Array(Math.max(0, Math.min(length, bytes - at)));
    let filled = 0;
    while (filled < buffer.length) {
      const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  },
  close: () => handle.close(),
});

/** The real disk. */
export const systemFiles: BackupFiles = {
  async open(path) {
    let handle: FileHandle;
    let found: Stats;
    try {
      // Looked at before it is opened: opening a pipe would wait for whoever writes into it.
      if (!(await stat(path)).isFile()) return err({ tag: 'BackupNotOne' });
      handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    } catch {
      return err({ tag: 'BackupUnreadable' }); // the system's boundary
    }
    try {
      found = await handle.stat();
    } catch {
      await handle.close();
      return err({ tag: 'BackupUnreadable' }); // the system's boundary
    }
    if (found.isFile()) return ok(readerOf(handle, found.size));
    await handle.close();
    return err({ tag: 'BackupNotOne' });
  },
  async create(path) {
    const handle = await open(path, 'w', 0o600);
    let isOpen = true;
    async function close(): Promise<void> {
      if (!isOpen) return;
      isOpen = false;
      await handle.close();
    }
    return {
      async write(bytes) {
        for (let at = 0; at < bytes.length; ) at += (await handle.write(bytes, at, bytes.length - at)).bytesWritten;
      },
      async finish() {
        await handle.sync();
        await close();
      },
      close,
    };
  },
  async rename(from, to) {
    await rename(from, to);
    // Windows cannot open a folder for syncing; its renames are journalled by NTFS.
    if (process.platform === 'win32') return;
    const folder = await open(dirname(to), 'r');
    try {
      await folder.sync();
    } finally {
      await folder.close();
    }
  },
  remove: (path) => rm(path, { force: true }),
  async list(folder) {
    try {
      const names = await readdir(folder);
      const files = await Promise.all(
        names.map(async (name) => ({ name, found: await stat(join(folder, name)).catch(() => null) })),
      );
      return files.flatMap(({ name, found }) => (found?.isFile() ? [{ name, bytes: found.size }] : []));
    } catch {
      return null; // the system's boundary: a stick that is not in
    }
  },
  async makeFolder(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
  },
};
