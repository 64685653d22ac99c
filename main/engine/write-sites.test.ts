import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createWriteFaults, type WriteFaults } from './testing/write-faults.ts';
import { createWriteStory } from './testing/write-story.ts';

const MAIN = join(import.meta.dirname, '..');

/** Files that write by themselves, with the calls in them, and the test that refuses those. A new one has to come in here. */
const FILES_THAT_WRITE: Readonly<
  Record<string, { readonly calls: readonly string[]; readonly refusedIn: string | null }>
> = {
  'engine/vault/vault-disk.ts': {
    calls: ['fsyncSync', 'openSync', 'renameSync', 'rmSync', 'writeSync'],
    refusedIn: 'engine/write-faults.test.ts',
  },
  'engine/backup/backup-files.ts': {
    calls: ['mkdir', 'open', 'rename', 'rm'],
    refusedIn: 'engine/backup-stories.test.ts',
  },
  // The profile's folder, before there is anything in it: an engine that cannot make it ends, and is started again.
  'engine/create-engine.ts': { calls: ['mkdirSync'], refusedIn: null },
  'system/wipe-disk.ts': { calls: ['fsyncSync', 'openSync', 'rmSync', 'writeSync'], refusedIn: 'system/wipe.test.ts' },
  'system/plain-file.ts': {
    calls: ['fsyncSync', 'mkdirSync', 'openSync', 'renameSync', 'writeSync'],
    refusedIn: 'system/look-file.test.ts',
  },
  'system/keychain.ts': { calls: ['open', 'rename', 'rm', 'writeFile'], refusedIn: 'system/keychain.test.ts' },
  'system/saved-file.ts': { calls: ['open', 'rename', 'rm', 'writeFile'], refusedIn: 'system/saved-file.test.ts' },
};
/** Statements that the story does not come to, and why each needs no refusal of its own. */
const STATEMENTS_ELSEWHERE: readonly RegExp[] = [
  // The note that a store of more than 8 MiB was found sound: refused, it is sought again at the next opening.
  /'checked-at'/,
  // Folding of many entries, and records that a removal took away: within transactions that the story refuses as a whole.
  /^DELETE FROM entries WHERE cid = \? AND seq BETWEEN/,
  /^DELETE FROM records WHERE gid = \? AND record_id = \?/,
];
/** Whatever changes something on a disk, as Node names it; `open` among them, though it also reads. */
const WRITES =
  /(?<![.\w])(writeFileSync|writeSync|openSync|renameSync|rmSync|mkdirSync|unlinkSync|truncateSync|ftruncateSync|appendFileSync|copyFileSync|cpSync|fsyncSync|symlinkSync|linkSync|mkdtempSync|createWriteStream|chmodSync|utimesSync|writeFile|appendFile|copyFile|cp|rename|unlink|rm|mkdir|truncate|mkdtemp|open)\(/g;
const METHODS = /\bfile\.(writeFile|appendFile|truncate|write)\(/g;
/** What a file imports from Node's file system; a name that it did not import is its own. */
const IMPORTED = /import \{([^}]*)\} from 'node:fs(?:\/promises)?'/g;

const sources = readdirSync(MAIN, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.test.ts'))
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((path) => !path.includes('/testing/') && !path.includes('/keeper/'))
  .map((path) => ({ path: relative(MAIN, path), text: readFileSync(path, 'utf8') }));

const tidy = (sql: string): string => sql.replace(/\s+/g, ' ').trim();
const statementsIn = (text: string): readonly string[] =>
  [...text.matchAll(/(["'`])((?:INSERT|UPDATE|DELETE|REPLACE) [\s\S]*?)\1/g)].map(([, , sql = '']) => tidy(sql));

describe('[SF7] the list of places that write', () => {
  let faults: WriteFaults;
  beforeAll(async () => {
    await cryptoReady;
    faults = createWriteFaults();
    const { world, steps } = await createWriteStory(faults);
    for (const { tell } of steps) {
      await tell();
      world.settle(30_000);
    }
    world.end();
  }, 120_000);

  it('[SF7] names every file of main that writes, and how', () => {
    const found = sources
      .filter(({ text }) => /from 'node:fs(\/promises)?'/.test(text))
      .map(({ path, text }) => {
        const imported = [...text.matchAll(IMPORTED)].flatMap(([, names = '']) =>
          names.split(',').map((one) => one.trim()),
        );
        const own = [...text.matchAll(WRITES)].map(([, name = '']) => name).filter((name) => imported.includes(name));
        const calls = [...own, ...[...text.matchAll(METHODS)].map(([, name = '']) => name)];
        return [path, [...new Set(calls)].sort()] as const;
      })
      .filter(([, calls]) => calls.some((name) => name !== 'open'));
    const listed = Object.entries(FILES_THAT_WRITE).map(([path, { calls }]) => [path, calls] as const);
    expect(new Map(found)).toEqual(new Map(listed));
  });

  it('[SF7] the tests that it names are there and speak of a refusing disk', () => {
    for (const { refusedIn } of Object.values(FILES_THAT_WRITE)) {
      if (refusedIn === null) continue;
      expect(readFileSync(join(MAIN, refusedIn), 'utf8')).toMatch(/ENOSPC|EROFS|EIO|createWriteFaults|power/);
    }
  });

  it('[SF7] the story runs every statement of the store that writes', () => {
    const told = [...faults.sites].map(tidy);
    const missing = sources
      .flatMap(({ path, text }) => statementsIn(text).map((sql) => ({ path, sql })))
      .filter(({ sql }) => !told.some((one) => one === sql || one.startsWith(sql.split('${')[0] ?? sql)))
      .filter(({ sql }) => !STATEMENTS_ELSEWHERE.some((known) => known.test(sql)));
    expect(missing).toEqual([]);
  });
});
