import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import Database from '@signalapp/sqlcipher';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { argon2id, cryptoReady } from '../../../shared/crypto/crypto.ts';
import type { Redacted } from '../../../shared/redacted.ts';
import { createSeededRandom } from '../../../shared/testing/seeded-random.ts';
import { createEngine } from '../create-engine.ts';
import { createRingLog } from '../ring-log.ts';
import { nodeDeflate, systemClock, systemTimers } from '../system-ports.ts';
import { unwrap } from '../testing/engine-world.ts';
import { fixedCalibration } from '../testing/fixed-calibration.ts';
import { createMemoryKeychain } from '../testing/memory-keychain.ts';
import { wordsOf } from '../testing/stories.ts';
import { connectTestUi } from '../testing/test-ui.ts';
import { openVault } from '../vault/vault.ts';
import { createVaultDisk } from '../vault/vault-disk.ts';
import { MIGRATIONS, STORE_VERSION } from './migrations.ts';
import { openSqlcipherStore, storeKey } from './sqlcipher-store.ts';

/** What a fixture's `profile.json` says of it. */
interface Kept {
  readonly passphrase: string;
  readonly journal: readonly string[];
  readonly group: string;
  readonly posts: readonly string[];
  readonly draft: string;
}

const VERSIONS = Array.from({ length: STORE_VERSION }, (_, i) => i + 1);
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const DYING = fileURLToPath(new URL('../testing/dying-migration.ts', import.meta.url));
let folder: string;
beforeAll(() => cryptoReady);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-versions-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the profile that was written when the store had this version. */
function profileOf(version: number): Kept {
  cpSync(fileURLToPath(new URL(`./fixtures/store-${version}`, import.meta.url)), folder, { recursive: true });
  return JSON.parse(readFileSync(join(folder, 'profile.json'), 'utf8')) as Kept;
}
const stretch = async (...input: Parameters<typeof argon2id>): Promise<Uint8Array> => argon2id(...input);
async function keyOf({ passphrase }: Kept): Promise<Redacted<Uint8Array>> {
  const doors = {
    disk: createVaultDisk(folder),
    random: createSeededRandom(1),
    stretch,
    keychainHalf: async () => null,
  };
  const vault = await openVault(doors, passphrase);
  if (!vault.ok) throw new Error(vault.error.tag);
  return storeKey(vault.value.masterKey);
}

describe('a store of every version', () => {
  it.each(VERSIONS)(
    '[SF4] that was written as version %i opens with the app of now, with everything in it',
    async (version) => {
      const said = profileOf(version);
      for (let times = 0; times < 2; times += 1) {
        const engine = createEngine({
          profileFolder: folder,
          version: '0.0.0-test',
          ports: { clock: systemClock, random: createSeededRandom(5 + times), deflate: nodeDeflate },
          timers: systemTimers,
          log: createRingLog(systemClock),
          stretch,
          calibration: fixedCalibration,
          keychain: createMemoryKeychain(),
          isRolling: false,
          sendBeacon: () => {},
          onActivity: () => {},
          onOpened: () => {},
        });
        const ask = connectTestUi(engine, () => {});
        unwrap(await ask.unlock({ passphrase: said.passphrase }));
        const journal = unwrap(await ask.listJournal({ before: null, limit: 10 })).map((row) => row.excerpt);
        expect(journal).toEqual(said.journal);
        const [group] = unwrap(await ask.listGroups({}));
        if (!group) throw new Error('a group');
        expect(group.name).toBe(said.group);
        const items = unwrap(await ask.listTimeline({ groupId: group.groupId, before: null, limit: 50 }));
        expect(items.flatMap((item) => (item.item === 'entry' ? [wordsOf(item.entry)] : []))).toEqual(
          times === 0 ? said.posts : [said.draft, ...said.posts],
        );
        const draft = unwrap(await ask.openDraft({ groupId: group.groupId, parent: null, fromJournal: null }));
        if (times === 0) {
          const shared = unwrap(await ask.shareDraft({ groupId: group.groupId, recordId: draft.recordId }));
          expect(wordsOf(shared)).toBe(said.draft);
        }
        engine.stop();
      }
    },
  );
});

describe('a migration that is cut', () => {
  it('[SF4] by kill -9 before any of its statements leaves the store as one of its steps left it', async () => {
    const said = profileOf(1);
    const key = Buffer.from((await keyOf(said)).reveal()).toString('hex');
    const path = join(folder, 'hearth.db');
    const first = MIGRATIONS.length;
    const texts = [said.journal[0], `${said.journal[0]} (moved)`, `${said.journal[0]} (moved)!`];
    const look = () => {
      const db = new Database(path);
      db.exec(`PRAGMA key = "x'${key}'"`);
      const version = Number(db.pragma('user_version', { simple: true }));
      const text = db.prepare('SELECT text FROM journal', { pluck: true }).get([]);
      const isSound = db.pragma('cipher_integrity_check').length === 0;
      db.close();
      return { version, text, isSound };
    };
    const seen: number[] = [];
    for (let dieBefore = 1; ; dieBefore += 1) {
      for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
      profileOf(1);
      const run = spawnSync(process.execPath, ['--import', TSX, DYING, path, key, String(first), String(dieBefore)]);
      const { version, ...rest } = look();
      expect(rest).toEqual({ text: texts[version - first], isSound: true });
      seen.push(version);
      if (run.signal === null) break;
      expect(run.signal).toBe('SIGKILL');
    }
    // Six statements in the first step and five in the second; the last run came to its end.
    expect(seen).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3].map((version) => version + first - 1));
    const store = openSqlcipherStore({ path, key: await keyOf(said), create: false, now: 1 });
    // What these steps made is no version that this program knows.
    expect(store).toEqual({ ok: false, error: { tag: 'StoreVersionUnknown' } });
  });
});
