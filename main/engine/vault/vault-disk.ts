/**
 * Where the vault's bytes lie: `vault.bin`, the generation before in
 * `vault.prev`, and for a moment `vault.tmp`. At every instant of a rewrite
 * `vault.bin` is whole: the old one until the rename, the new one after it.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { equalBytes } from '../../../shared/bytes.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { VAULT_FILE } from '../../profile-files.ts';
import { decodeVaultFile, type VaultFile } from './vault-codec.ts';

/** The steps of a rewrite, and of moving files of the profile; tests cut the power between any two of them. */
export interface VaultDisk {
  /** The file's bytes, or null when it is not there. Throws on I/O errors. */
  read(name: string): Uint8Array | null;
  /** Writes a whole file and waits until it is on the disk. */
  write(name: string, bytes: Uint8Array): void;
  /** Replaces `to` by `from` in one step. */
  rename(from: string, to: string): void;
  /** Takes a file away, if it is there. */
  remove(name: string): void;
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
    remove: (name) => rmSync(join(folder, name), { force: true }),
    syncFolder() {
      // Windows cannot open a folder for syncing; its renames are journalled by NTFS.
      if (process.platform !== 'win32') withFile(folder, 'r', () => {});
    },
  };
}

/** A vault that lies in no folder: its bytes came out of a backup. */
export function heldVault(bytes: Uint8Array): VaultDisk {
  const files = new Map([[VAULT_FILE.current, bytes]]);
  return {
    read: (name) => files.get(name) ?? null,
    write: (name, content) => void files.set(name, content),
    rename(from, to) {
      const content = files.get(from);
      if (content) files.set(to, content);
      files.delete(from);
    },
    remove: (name) => void files.delete(name),
    syncFolder: () => {},
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

/** Replaces the vault and the generation before it, so that neither keeps an old way in. Throws what the disk throws. */
export function replaceVaultAndPrevious(disk: VaultDisk, bytes: Uint8Array): void {
  disk.write(VAULT_FILE.next, bytes);
  disk.rename(VAULT_FILE.next, VAULT_FILE.current);
  // The new vault has to be there for good before the last copy of the old one goes.
  disk.syncFolder();
  disk.write(VAULT_FILE.copy, bytes);
  disk.rename(VAULT_FILE.copy, VAULT_FILE.previous);
  disk.syncFolder();
}

/** Whether both open with the same passphrase and the same words. */
export const haveSameSlots = (one: VaultFile, other: VaultFile): boolean =>
  one.slots.length === other.slots.length &&
  one.slots.every((slot, i) => equalBytes(slot.commitment, other.slots[i]?.commitment ?? new Uint8Array(0)));

/**
 * Ends a replacement that was cut half-way: what lies beside the vault opens
 * with the same keys as the vault, and nothing else lies there. For a vault that
 * was just opened. Throws what the disk throws.
 */
export function finishReplacing(disk: VaultDisk): void {
  const current = disk.read(VAULT_FILE.current);
  const decoded = current && decodeVaultFile(current);
  // Opened from the generation before: that one stays as it is until the next rewrite.
  if (!current || !decoded?.ok) return;
  for (const name of [VAULT_FILE.next, VAULT_FILE.copy]) if (disk.read(name)) disk.remove(name);
  const previous = disk.read(VAULT_FILE.previous);
  const older = previous && decodeVaultFile(previous);
  if (!older?.ok || haveSameSlots(older.value, decoded.value)) return;
  disk.write(VAULT_FILE.copy, current);
  disk.rename(VAULT_FILE.copy, VAULT_FILE.previous);
  disk.syncFolder();
}

/** Why there is no vault to open. */
export type ReadVaultError = { readonly tag: 'VaultMissing' | 'VaultDamaged' | 'VaultVersionUnknown' };

/**
 * Reads the vault's file. The generation before is taken only where the current
 * file is missing or was cut short; a damaged one stops here.
 */
export function readVault(disk: VaultDisk): Result<VaultFile, ReadVaultError> {
  const current = disk.read(VAULT_FILE.current);
  const decoded = current ? decodeVaultFile(current) : null;
  if (decoded?.ok) return decoded;
  if (decoded && decoded.error.tag !== 'VaultCut') return err({ tag: decoded.error.tag });
  const previous = disk.read(VAULT_FILE.previous);
  if (!previous) return err({ tag: decoded ? 'VaultDamaged' : 'VaultMissing' });
  const older = decodeVaultFile(previous);
  if (older.ok) return ok(older.value);
  return err({ tag: older.error.tag === 'VaultVersionUnknown' ? 'VaultVersionUnknown' : 'VaultDamaged' });
}

/** True when there is any file of a vault, whatever its state: then nothing may be set up over it. */
export const hasVault = (disk: VaultDisk): boolean =>
  disk.read(VAULT_FILE.current) !== null || disk.read(VAULT_FILE.previous) !== null;
