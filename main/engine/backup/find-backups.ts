/** Where a backup lies that the ui names, and which ones lie in the profile. */
import { join } from 'node:path';
import { type BackupFrom, type FoundBackupView, ROLLING_NAME } from '../../../shared/ipc/backup-requests.ts';
import { BACKUP_FOLDER } from '../../profile-files.ts';
import type { BackupFiles } from './backup-files.ts';
import type { Picked } from './picked.ts';

const DAY = /\d{4}-\d\d-\d\d/;

/** Newest first; none when nothing was ever made by itself here. */
export async function findBackups(files: BackupFiles, profileFolder: string): Promise<readonly FoundBackupView[]> {
  const found = (await files.list(join(profileFolder, BACKUP_FOLDER))) ?? [];
  return found
    .filter(({ name }) => ROLLING_NAME.test(name))
    .map(({ name, bytes }) => ({ name, bytes, day: DAY.exec(name)?.[0] ?? '' }))
    .sort((a, b) => (a.day < b.day ? 1 : -1));
}

/** The path of what the ui names; null when nothing was picked under that name. */
export const pathsOf =
  (picked: Picked, profileFolder: string) =>
  async (from: BackupFrom): Promise<string | null> =>
    'rolling' in from ? join(profileFolder, BACKUP_FOLDER, from.rolling) : picked.pathOf(from.place);
