import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { createSeededRandom, type SeededRandom } from '../../shared/testing/seeded-random.ts';
import { systemFiles } from './backup/backup-files.ts';
import { openBackup } from './backup/read-backup.ts';
import { backUp, createStick, pagesOf, restore, type Stick, writePage } from './testing/backup-stories.ts';
import { createWorld, PASSPHRASE, type Person, unwrap, type World } from './testing/engine-world.ts';
import { comeBack, found, posts, share, tagOf, wordsOf } from './testing/stories.ts';

/** Kills of each kind; the long run has more. */
const KILLS = Math.ceil(Number(process.env.HEARTH_KILLS ?? 100) / 8);
const SEED = Number(process.env.HEARTH_FIRST_SEED ?? 20_261);
const WORKER = fileURLToPath(new URL('./testing/backup-worker.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

let world: World;
let stick: Stick;
let ann: Person;
beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = createWorld();
  stick = createStick();
  ann = await world.person('Ann');
  await share(ann, await found(ann), 'one');
  await writePage(ann, 'For me alone.');
  await backUp(ann, stick.path('ann'));
  ann.close();
});
afterEach(() => {
  world.end();
  stick.remove();
});

/** What a killed worker told, and how long it took between the first and the last of it, milliseconds. */
interface Killed {
  readonly told: readonly string[];
  readonly tookMs: number;
}

/** Runs the worker until it has told `count` things, and kills it within `waitMs`. */
function killed(args: readonly string[], count: number, waitMs: number): Promise<Killed> {
  const child = spawn(process.execPath, ['--import', TSX, WORKER, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const told: string[] = [];
  let [firstAt, lastAt] = [0, 0];
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      told.push(line);
      lastAt = performance.now();
      firstAt ||= lastAt;
      if (told.length === count) setTimeout(() => child.kill('SIGKILL'), waitMs);
    });
    child.on('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve({ told, tookMs: lastAt - firstAt });
      else reject(new Error(`the worker ended by itself: ${complaint}`));
    });
  });
}
async function expectWhole(person: Person): Promise<void> {
  expect(await pagesOf(person)).toEqual(['For me alone.']);
  const [group] = unwrap(await person.ask.listGroups({}));
  expect((await posts(person, group!.groupId)).map(wordsOf)).toEqual(['one']);
}
/**
 * Kills a restore: the first time when it is over, which tells how long one
 * takes on this machine, and then anywhere in that time.
 */
function createRestoreKiller(random: SeededRandom): (folder: string) => Promise<void> {
  let wholeMs: number | null = null;
  return async (folder) => {
    const args = ['restore', folder, PASSPHRASE, stick.path('ann')];
    if (wholeMs === null) wholeMs = (await killed(args, 2, 0)).tookMs;
    else await killed(args, 1, random.int(Math.ceil(wholeMs * 1.1)));
  };
}

/** How often each end was seen. */
type Ends = Map<string, number>;
const note = (ends: Ends, end: string): void => void ends.set(end, (ends.get(end) ?? 0) + 1);

describe('a process that is killed', () => {
  it(`[BK14] while it makes a backup leaves none under its name that does not open: ${KILLS} kills`, {
    timeout: 1_800_000,
  }, async () => {
    const random = createSeededRandom(SEED);
    const path = stick.path('2026-11-26.hearth-backup');
    const ends: Ends = new Map();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const { told } = await killed(['make', ann.folder, PASSPHRASE, path], 1 + 2 * random.int(2), random.int(40));
      note(ends, told.at(-1) === 'begin' ? 'killed at it' : 'killed between two');
      if (told.includes('made')) expect(existsSync(path)).toBe(true);
      if (existsSync(path)) {
        const whole = await openBackup(systemFiles, path);
        expect(tagOf(whole), `kill ${kill}`).toBe('ok');
        if (whole.ok) await whole.value.close();
      }
      await comeBack(ann);
      await expectWhole(ann);
      expect(readdirSync(ann.folder).filter((name) => name.includes('copy'))).toEqual([]);
      ann.close();
    }
    expect(ends.get('killed at it')).toBeGreaterThan(KILLS / 3);
    const laptop = await world.person('Laptop', false);
    await restore(laptop, existsSync(path) ? path : stick.path('ann'));
    await expectWhole(laptop);
  });

  it(`[BK9] [BK14] while it restores on a new computer leaves it new or whole: ${KILLS} kills`, {
    timeout: 1_800_000,
  }, async () => {
    const kill = createRestoreKiller(createSeededRandom(SEED + 1));
    const ends: Ends = new Map();
    for (let n = 0; n < KILLS; n += 1) {
      const laptop = await world.person(`Laptop ${n}`, false);
      laptop.close();
      await kill(laptop.folder);
      laptop.restart();
      const { phase } = unwrap(await laptop.ask.status({}));
      note(ends, phase);
      if (phase === 'new') await restore(laptop, stick.path('ann'));
      else unwrap(await laptop.ask.unlock({ passphrase: PASSPHRASE }));
      await expectWhole(laptop);
      await comeBack(laptop);
      await expectWhole(laptop);
      laptop.close();
    }
    expect([...ends.keys()].sort(), JSON.stringify([...ends])).toEqual(['locked', 'new']);
  });

  it(`[BK9] [BK14] while it restores in the place of a damaged store leaves it damaged as it was, or whole: ${KILLS} kills`, {
    timeout: 1_800_000,
  }, async () => {
    const kill = createRestoreKiller(createSeededRandom(SEED + 2));
    const ends: Ends = new Map();
    writeFileSync(join(ann.folder, 'hearth.db'), 'nothing that opens');
    const sick = mkdtempSync(join(stick.folder, 'sick-'));
    cpSync(ann.folder, sick, { recursive: true });
    for (let n = 0; n < KILLS; n += 1) {
      rmSync(ann.folder, { recursive: true });
      cpSync(sick, ann.folder, { recursive: true });
      await kill(ann.folder);
      ann.restart();
      const opened = tagOf(await ann.ask.unlock({ passphrase: PASSPHRASE }));
      note(ends, opened);
      if (opened !== 'ok') {
        expect(opened).toBe('StoreDamaged');
        expect(readFileSync(join(ann.folder, 'hearth.db'), 'utf8')).toBe('nothing that opens');
        await restore(ann, stick.path('ann'));
      }
      await expectWhole(ann);
      const aside = readdirSync(ann.folder).filter((name) => name.startsWith('hearth.db.aside'));
      expect(aside).toHaveLength(1);
      expect(readFileSync(join(ann.folder, aside[0]!), 'utf8')).toBe('nothing that opens');
      ann.close();
    }
    expect([...ends.keys()].sort(), JSON.stringify([...ends])).toEqual(['StoreDamaged', 'ok']);
  });
});
