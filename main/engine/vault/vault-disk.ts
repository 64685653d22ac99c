/**
 * Where the vault's bytes lie: `vault.bin`, the generation before in
 * `vault.prev`, and for a moment `vault.tmp`. At every instant of a rewrite
 * `vault.bin` is whole: the old one until the rename, the new one after it.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { VAULT_FILE } from '../../profile-files.ts';
import { decodeVaultFile } from './vault-codec.ts';

/** The steps of a rewrite; tests cut the power between any two of them. */
export interface VaultDisk {
  /** The file's bytes, or null when it is not there. Throws on I/O errors. */
  read(name: string): Uint8Array | null;
  /** Writes a whole file and waits until it is on the disk. */
  write(name: string, bytes: Uint8Array): void;
  /** Replaces `to` by `from` in one step. */
  rename(from: string, to: string): void;
  /** Waits until renames are on the disk. */
  syncFolder(): void;
}

/** The real disk. */
export function createVaultDisk(folder: string): VaultDisk {
  const withFile = (path: string, flags: string, work: (fd: number) => void): void => {
    // Only the person whose profile it is may read it, even though it is sealed.
    const fd = openSync(path, flags, 0o600);
    try {
      work(fd);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  };
  return {
    read: (name) => (existsSync(join(folder, name)) ? new Uint8Array(readFileSync(join(folder, name))) : null),
    write(name, bytes) {
      withFile(join(folder, name), 'w', (fd) => {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      });
    },
    rename: (from, to) => renameSync(join(folder, from), join(folder, to)),
    syncFolder() {
      // Windows cannot open a folder for syncing; its renames are journalled by NTFS.
      if (process.platform !== 'win32') withFile(folder, 'r', () => {});
    },
  };
}

/** Replaces the vault and keeps the generation before. Throws what the disk throws; then the old vault is in place. */
export function replaceVault(disk: VaultDisk, bytes: Uint8Array): void {
  disk.write(VAULT_FILE.next, bytes);
  const current = disk.read(VAULT_FILE.current);
  // A vault that was opened from `vault.prev` may stand beside a cut current file; that must not take its place.
  if (current && decodeVaultFile(current).ok) {
    disk.write(VAULT_FILE.copy, current);
    disk.rename(VAULT_FILE.copy, VAULT_FILE.previous);
  }
  disk.rename(VAULT_FILE.next, VAULT_FILE.current);
  disk.syncFolder();
}
