/** What lies in the profile's folder and how much room is left beside it; sizes alone, no file is opened. */
import { readdirSync, statfsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HealthView, ProfilePart } from '../../../shared/ipc/health-requests.ts';
import { CHROMIUM_FOLDER, isBackup, isKeyFile, isWordFile } from '../../profile-files.ts';

/** Below this, bytes, a first sync or a backup may no longer fit. */
const SCARCE_BYTES = 200 * 1024 * 1024;

function partOf(name: string): ProfilePart {
  if (isKeyFile(name)) return 'keys';
  if (isWordFile(name)) return 'words';
  if (isBackup(name)) return 'backups';
  return name === CHROMIUM_FOLDER ? 'windows' : 'rest';
}

/** Bytes of a file, or of all files below a folder. What goes away meanwhile, as caches do, counts nothing. */
function bytesOf(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.size ?? 0;
  let bytes = 0;
  for (const name of namesIn(path)) bytes += bytesOf(join(path, name));
  return bytes;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // the system's boundary: a folder that is gone or may not be read counts nothing
  }
}

/** The sizes of the parts, largest first, without those that are not there. */
export function profileParts(folder: string): HealthView['parts'] {
  const bytes = new Map<ProfilePart, number>();
  for (const name of namesIn(folder)) {
    const part = partOf(name);
    bytes.set(part, (bytes.get(part) ?? 0) + bytesOf(join(folder, name)));
  }
  return [...bytes].map(([part, size]) => ({ part, bytes: size })).sort((a, b) => b.bytes - a.bytes);
}

/** Room for this person on the folder's disk, or null when the system does not say. */
export function diskRoom(folder: string): HealthView['disk'] {
  try {
    const { bavail, bsize } = statfsSync(folder);
    const freeBytes = bavail * bsize;
    return { freeBytes, isScarce: freeBytes < SCARCE_BYTES };
  } catch {
    return null; // the system's boundary: not every file system answers
  }
}
