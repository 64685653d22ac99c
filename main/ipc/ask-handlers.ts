/** What main does for the ui: files that a person picked, the clipboard, the lock. It looks into none of it. */
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { BUNDLE_FILE_ENDING, INVITE_FILE_ENDING } from '../../shared/ipc/carry-requests.ts';
import type { AppError } from '../../shared/ipc/errors.ts';
import { type Look, type LookView, nameOf } from '../../shared/ipc/look.ts';
import type { lanRequests } from '../../shared/ipc/lan-links.ts';
import type { uiToMain } from '../../shared/ipc/main-links.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { PAIR_FILE_ENDING } from '../../shared/ipc/pairing-requests.ts';
import type { Leftover } from '../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { readBundleFile, readPairFile } from '../system/bundle-file.ts';
import { readInviteFile, REQUEST_FILE_ENDING } from '../system/invite-source.ts';
import type { Arrivals } from '../system/arrivals.ts';
import type { ProxyLine } from '../system/proxy-line.ts';
import type { CopiedText } from '../system/copied-text.ts';
import { type BackupPlaceParts, createBackupPlaces } from './backup-places.ts';
import { newestFile } from './newest-file.ts';
import { type AskWeb, probeServer } from '../system/server-probe.ts';
import { diskErrorOf, saveFileTo } from '../system/saved-file.ts';

/** What the handlers are made of. */
export interface AskHandlerParts extends BackupPlaceParts {
  readonly copied: CopiedText;
  /** What the app was started or woken with. */
  readonly arrivals: Pick<Arrivals, 'takeInvite' | 'takeBundle'>;
  readonly askWeb: AskWeb;
  readonly lock: (evenUnsaved: boolean) => void;
  readonly readyToLock: (isAllSaved: boolean) => void;
  readonly hide: () => void;
  readonly look: () => LookView;
  /** Throws what the disk throws; then the look is as before. */
  readonly changeLook: (look: Look) => void;
  readonly proxy: Pick<ProxyLine, 'view' | 'change'>;
  readonly wipe: () => void;
  readonly leftovers: () => readonly Leftover[];
  readonly quit: () => void;
  readonly lan: Handlers<typeof lanRequests>;
}

/** One function for each request of the table `uiToMain`. */
export function createAskHandlers(parts: AskHandlerParts): Handlers<typeof uiToMain> {
  const done = ok(null);
  return {
    async saveFile({ suggestedName, bytes }) {
      const path = await placeToSave(parts, suggestedName);
      return path === null ? ok(false) : saveFileTo(path, bytes);
    },
    async copyText({ text }) {
      await parts.copied.copy(text);
      return done;
    },
    openInviteFile: () => openFile(parts, INVITE_FILE_ENDING),
    openRequestFile: () => openFile(parts, REQUEST_FILE_ENDING),
    async openBundleFile() {
      const path = await fileToOpen(parts, BUNDLE_FILE_ENDING);
      return path === null ? ok(null) : readBundleFile(path);
    },
    async openPairFile() {
      const path = await fileToOpen(parts, PAIR_FILE_ENDING);
      return path === null ? ok(null) : readPairFile(path);
    },
    ...createBackupPlaces(parts),
    takeInvite: () => ok(parts.arrivals.takeInvite()),
    takeArrivedBundle: () => parts.arrivals.takeBundle(),
    probeServer: async ({ address }) => ok(await probeServer(address, parts.askWeb)),
    lock({ evenUnsaved }) {
      parts.lock(evenUnsaved);
      return done;
    },
    readyToLock({ isAllSaved }) {
      parts.readyToLock(isAllSaved);
      return done;
    },
    hide() {
      parts.hide();
      return done;
    },
    getLook: () => ok(parts.look()),
    changeLook(look) {
      try {
        parts.changeLook(look);
        return ok(parts.look());
      } catch (error) {
        return err(diskErrorOf(error));
      }
    },
    getProxy: async () => ok(await parts.proxy.view()),
    async changeProxy({ address }) {
      try {
        return await parts.proxy.change(address);
      } catch (error) {
        return err(diskErrorOf(error));
      }
    },
    wipe() {
      parts.wipe();
      return done;
    },
    getLeftovers: () => ok(parts.leftovers()),
    quit() {
      parts.quit();
      return done;
    },
    ...parts.lan,
  };
}

async function openFile(parts: AskHandlerParts, ending: string): Promise<Result<Uint8Array | null, AppError>> {
  const path = await fileToOpen(parts, ending);
  if (path === null) return ok(null);
  const read = await readInviteFile(path);
  // Text stands for a file that is too large or cannot be read; the engine says what is wrong with it.
  return ok(typeof read === 'string' ? new Uint8Array(Buffer.from(read)) : read);
}

async function placeToSave(parts: AskHandlerParts, suggestedName: string): Promise<string | null> {
  if (parts.testFilesFolder !== null) return join(parts.testFilesFolder, suggestedName);
  const window = parts.window();
  if (window === null) return null;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    defaultPath: join(app.getPath('documents'), suggestedName),
    properties: ['dontAddToRecent', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === '' ? null : filePath;
}

async function fileToOpen(parts: AskHandlerParts, ending: string): Promise<string | null> {
  if (parts.testFilesFolder !== null) return newestFile(parts.testFilesFolder, ending);
  const window = parts.window();
  if (window === null) return null;
  const { filePaths } = await dialog.showOpenDialog(window, {
    filters: [{ name: nameOf(parts.look()), extensions: [ending.slice(1)] }],
    properties: ['openFile', 'dontAddToRecent'],
  });
  return filePaths[0] ?? null;
}
