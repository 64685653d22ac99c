/** What people do with backups in stories, as their ui asks for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BackupContentView } from '../../../shared/ipc/backup-requests.ts';
import { type ReadFile, systemFiles, type BackupFiles } from '../backup/backup-files.ts';
import { PASSPHRASE, type Person, unwrap } from './engine-world.ts';
import { writing } from './stories.ts';

/** A folder for backup files, and a path in it. */
export interface Stick {
  readonly folder: string;
  path(name: string): string;
  remove(): void;
}

/** A stick that is in. */
export function createStick(): Stick {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-stick-'));
  return { folder, path: (name) => join(folder, name), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Makes a backup by hand. */
export const backUp = async (person: Person, path: string): Promise<BackupContentView> =>
  unwrap(await person.ask.makeBackup({ place: person.pick(path) }));

/** Opens a backup with its passphrase and restores it. */
export async function restore(person: Person, path: string, passphrase = PASSPHRASE): Promise<BackupContentView> {
  const view = unwrap(await person.ask.openBackup({ from: { place: person.pick(path) }, key: { passphrase } }));
  unwrap(await person.ask.restoreBackup({ passphrase: null }));
  return view;
}

/** Writes a journal page. */
export async function writePage(person: Person, text: string) {
  const page = unwrap(await person.ask.createJournal({}));
  unwrap(await person.ask.updateJournal({ recordId: page.recordId, update: writing(page, text) }));
  return page.recordId;
}

/** The journal's first words, newest first. */
export const pagesOf = async (person: Person): Promise<readonly string[]> =>
  unwrap(await person.ask.listJournal({ before: null, limit: 50 })).map((row) => row.excerpt);

/** A disk with one file in memory, named anything; `length` may say more than is there. */
export function oneFile(bytes: Uint8Array, length = bytes.length): BackupFiles {
  const file: ReadFile = {
    bytes: length,
    read: async (at, count) => bytes.subarray(at, at + count),
    close: async () => {},
  };
  return { ...systemFiles, open: async () => ({ ok: true, value: file }) };
}

/** The real disk until its `steps`-th change, which throws `code`, as all do after it. `count` says how many there were. */
export function failingFiles(steps: number, code = 'ENOSPC'): BackupFiles & { count(): number } {
  let done = 0;
  const step = (): void => {
    done += 1;
    if (done >= steps) throw Object.assign(new Error(code), { code });
  };
  return {
    ...systemFiles,
    count: () => done,
    async create(path) {
      step();
      const file = await systemFiles.create(path);
      return {
        async write(bytes) {
          step();
          await file.write(bytes);
        },
        async finish() {
          step();
          await file.finish();
        },
        close: file.close,
      };
    },
    async rename(from, to) {
      step();
      await systemFiles.rename(from, to);
    },
  };
}
