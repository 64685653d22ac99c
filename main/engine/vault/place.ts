/**
 * Where files lie on this computer's disk: the numbers and birth times that the
 * file system gave them. A copy has others, even a copy that was put back in
 * the same place, so that a restored or cloned folder is known for one before
 * anything is written (SPEC VT17). A copy of the whole disk has the same.
 */
import { statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '../../../shared/bytes.ts';
import { hash } from '../../../shared/crypto/crypto.ts';
import { MARK_BYTES, NO_MARK } from './vault-secrets.ts';

/** What of the disk's own book-keeping the engine looks at. */
export interface Places {
  /** 16 bytes that a copy of the folder or of the store in it would not have; zeros when nothing can be said. */
  ofStore(): Uint8Array;
  /** The same of the vault's file, which is another with every rewrite. */
  ofVault(): Uint8Array;
}

/**
 * Linux file systems that keep a file's number for its life (`statfs`): ext2 to
 * 4, XFS, Btrfs, F2FS, tmpfs, ZFS, overlayfs. FAT, network and FUSE file systems
 * may give another after every mount; those of other systems were not tried.
 */
const STEADY_FILE_SYSTEMS: ReadonlySet<number> = new Set([
  0xef53, 0x58465342, 0x9123683e, 0xf2f52010, 0x01021994, 0x2fc12fc1, 0x794c7630,
]);

const isSteady = (folder: string): boolean =>
  process.platform === 'linux' && STEADY_FILE_SYSTEMS.has(Number(statfsSync(folder, { bigint: true }).type));

function numbersOf(path: string): Uint8Array {
  const { ino, birthtimeNs } = statSync(path, { bigint: true });
  return utf8(`${ino}/${birthtimeNs}`);
}

/** The places of a profile folder's files. */
export function createPlaces(folder: string, files: { readonly store: string; readonly vault: string }): Places {
  const placeOf = (paths: readonly string[]): Uint8Array => {
    try {
      return isSteady(folder) ? hash('place', ...paths.map(numbersOf)).slice(0, MARK_BYTES) : NO_MARK;
    } catch {
      return NO_MARK; // the system's boundary: a file system that answers nothing says nothing
    }
  };
  return {
    ofStore: () => placeOf([folder, join(folder, files.store)]),
    ofVault: () => placeOf([join(folder, files.vault)]),
  };
}
