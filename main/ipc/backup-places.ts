/** Where backups go and come from: the person picks in a dialog, the engine learns the path, the ui a token for it. */
import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { app, type BrowserWindow, dialog } from 'electron';
import { BACKUP_FILE_ENDING } from '../../shared/ipc/backup-requests.ts';
import type { uiToMain } from '../../shared/ipc/main-links.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { ok } from '../../shared/result.ts';
import { newestFile } from './newest-file.ts';

/** What picking is done with. */
export interface BackupPlaceParts {
  readonly window: () => BrowserWindow | null;
  /** Tells the engine what the person picked. */
  readonly notePicked: (token: string, path: string) => void;
  /** Stands in for the dialogs in tests (launch-options.ts). */
  readonly testFilesFolder: string | null;
}

type PlaceHandlers = Pick<Handlers<typeof uiToMain>, 'chooseBackupPlace' | 'chooseBackupFile' | 'chooseBackupFolder'>;

/** The three dialogs. Each answers null when the person cancelled. */
export function createBackupPlaces(parts: BackupPlaceParts): PlaceHandlers {
  const { testFilesFolder } = parts;
  const asPlace = (path: string | null) => {
    if (path === null) return ok(null);
    const token = randomBytes(16).toString('hex');
    parts.notePicked(token, path);
    return ok(token);
  };

  async function placeToSave(suggestedName: string): Promise<string | null> {
    if (testFilesFolder !== null) return join(testFilesFolder, suggestedName);
    const window = parts.window();
    if (window === null) return null;
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: join(app.getPath('documents'), suggestedName),
      properties: ['dontAddToRecent', 'showOverwriteConfirmation'],
    });
    return canceled || filePath === '' ? null : filePath;
  }

  async function toOpen(what: 'openFile' | 'openDirectory'): Promise<string | null> {
    const window = parts.window();
    if (window === null) return null;
    // No filter by ending: a copy may have another name, and what the file is stands in the file.
    const { filePaths } = await dialog.showOpenDialog(window, { properties: [what, 'dontAddToRecent'] });
    return filePaths[0] ?? null;
  }

  async function folderForTests(folder: string): Promise<string | null> {
    const path = join(folder, 'stick');
    return (await stat(path).catch(() => null))?.isDirectory() ? path : null;
  }

  return {
    chooseBackupPlace: async ({ suggestedName }) => asPlace(await placeToSave(suggestedName)),
    chooseBackupFile: async () =>
      asPlace(await (testFilesFolder === null ? toOpen('openFile') : newestFile(testFilesFolder, BACKUP_FILE_ENDING))),
    chooseBackupFolder: async () =>
      asPlace(await (testFilesFolder === null ? toOpen('openDirectory') : folderForTests(testFilesFolder))),
  };
}
