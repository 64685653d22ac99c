import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GroupId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import type { JournalRow } from '../../shared/ipc/views.ts';
import { createSeededRandom, type SeededRandom } from '../../shared/testing/seeded-random.ts';
import { createEngine, type Engine } from './create-engine.ts';
import { createRingLog } from './ring-log.ts';
import { clockAhead, createSystemRandom, nodeDeflate, systemClock, systemTimers } from './system-ports.ts';
import { PASSPHRASE, type Person, unwrap } from './testing/engine-world.ts';
import { fixedCalibration } from './testing/fixed-calibration.ts';
import { benWrote, createKillStage, everyPost, type KillStage, POSTS_PER_FILE } from './testing/kill-stage.ts';
import { createMemoryKeychain } from './testing/memory-keychain.ts';
import { type OwnEntries, readOwnChains } from './testing/own-chains.ts';
import { quickStretch } from './testing/quick-stretch.ts';
import { wordsOf } from './testing/stories.ts';
import { connectTestUi } from './testing/test-ui.ts';

/** Kills of one profile. Every check takes one profile, the long run forty with fresh seeds. */
const KILLS = 50;
const PROFILES = Number(process.env.HEARTH_KILLS ?? 50) / KILLS;
const FIRST_SEED = Number(process.env.HEARTH_FIRST_SEED ?? 20_261);
const DAYS_APART_MS = 4 * 86_400_000;
const WRITER = fileURLToPath(new URL('./testing/busy-writer.ts', import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
beforeAll(() => cryptoReady);

/** One answer of the engine that the writer had, as it told it. */
type Told = Readonly<Record<string, string>>;

/** Runs the writer until it has told `count` things, kills it within the next milliseconds, and gives all it told. */
function runUntilKilled(args: readonly string[], count: number, waitMs: number): Promise<readonly Told[]> {
  const child: ChildProcess = spawn(process.execPath, ['--import', TSX, WRITER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: Told[] = [];
  let complaint = '';
  child.stderr?.on('data', (bytes: Buffer) => {
    complaint += bytes.toString();
  });
  return new Promise((resolve, reject) => {
    if (!child.stdout) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      told.push(JSON.parse(line) as Told);
      if (told.length === count) setTimeout(() => child.kill('SIGKILL'), waitMs);
    });
    child.on('close', (_, signal) => {
      if (signal === 'SIGKILL') resolve(told);
      else reject(new Error(`the writer ended by itself: ${complaint}`));
    });
  });
}

/** All that was ever told of one kind. */
const saidOf = (told: readonly Told[], kind: string): readonly string[] => told.flatMap((one) => one[kind] ?? []);

function openEngine(profileFolder: string, run: number): { readonly engine: Engine; readonly ask: Person['ask'] } {
  const engine = createEngine({
    profileFolder,
    version: '0.0.0-test',
    ports: { clock: clockAhead(run * DAYS_APART_MS), random: createSystemRandom(), deflate: nodeDeflate },
    timers: systemTimers,
    log: createRingLog(systemClock),
    stretch: quickStretch,
    calibration: fixedCalibration,
    keychain: createMemoryKeychain(),
    isRolling: false,
    sendBeacon: () => {},
    onActivity: () => {},
    onOpened: () => {},
  });
  return { engine, ask: connectTestUi(engine, () => {}) };
}

async function everyPage(ask: Person['ask']): Promise<readonly string[]> {
  const pages: string[] = [];
  for (let before: number | null = null; ; ) {
    const rows: readonly JournalRow[] = unwrap(await ask.listJournal({ before, limit: 200 }));
    pages.push(...rows.map((row) => row.excerpt));
    const last = rows.at(-1);
    if (!last || rows.length < 200) return pages;
    before = last.createdAt;
  }
}

/** Opens the profile as the app does and looks for all that was told; `last` is what the killed run had told. */
async function expectAllThere(stage: KillStage, run: number, all: readonly Told[], last: readonly Told[]) {
  const { engine, ask } = openEngine(stage.profileFolder, run);
  try {
    unwrap(await ask.unlock({ passphrase: PASSPHRASE }));
    expect(await everyPage(ask)).toEqual(expect.arrayContaining([...saidOf(all, 'journal')]));
    const groups = unwrap(await ask.listGroups({})).map((group) => group.groupId);
    expect(groups).toContain(stage.groupId);
    const past = unwrap(await ask.listPastGroups({})).map((group) => group.groupId);
    const forgot = saidOf(all, 'forgot');
    // Of groups made in the runs before: those that were forgotten are gone, the others are there or among the past.
    for (const made of saidOf(all, 'founded')) {
      if (forgot.includes(made)) expect([...groups, ...past]).not.toContain(made);
    }
    const words = (await everyPost(ask, stage.groupId)).map(wordsOf);
    expect(words).toEqual(expect.arrayContaining([...saidOf(all, 'post')]));
    for (const file of saidOf(all, 'took')) {
      for (let post = 0; post < POSTS_PER_FILE; post += 1) expect(words).toContain(benWrote(Number(file), post));
    }
    await finishDraft(ask, stage.groupId, words, last);
    // Where it was killed on the way out of a group that was passed by.
    for (const made of saidOf(last, 'founded')) {
      const groupId = made as GroupId;
      if (unwrap(await ask.listGroups({})).some((group) => group.groupId === groupId))
        unwrap(await ask.leaveGroup({ groupId }));
    }
  } finally {
    engine.stop();
  }
}

/** What was drafted and not yet acknowledged as shared is a draft still, or was shared just before the end. */
async function finishDraft(ask: Person['ask'], groupId: GroupId, words: readonly string[], last: readonly Told[]) {
  const drafted = saidOf(last, 'draft').at(-1);
  // A draft can also be here that the writer had no time to tell of; the next run begins with none.
  const draft = unwrap(await ask.openDraft({ groupId, parent: null, fromJournal: null }));
  const shared = await ask.shareDraft({ groupId, recordId: draft.recordId });
  if (drafted !== undefined && !saidOf(last, 'post').includes(drafted) && !words.includes(drafted)) {
    expect(wordsOf(unwrap(shared))).toBe(drafted);
  } else if (!shared.ok) expect(shared.error.tag).toBe('NothingWritten');
}

/** An own entry that was on the disk is the same one afterwards: nothing else ever stands in its place. */
function expectNoFork(before: OwnEntries, now: OwnEntries): void {
  for (const [place, id] of before) {
    const other = now.get(place);
    if (other !== undefined) expect(other, place).toBe(id);
  }
}

/** Names of files that have come since, oldest first. */
function newFiles(folder: string, shown: Set<string>): readonly string[] {
  const names = readdirSync(folder).filter((name) => !shown.has(name));
  for (const name of names) shown.add(name);
  return names.sort();
}

async function killAgainAndAgain(seed: number, random: SeededRandom): Promise<readonly Told[]> {
  const stage = await createKillStage();
  const outFolder = mkdtempSync(join(tmpdir(), 'hearth-kill-out-'));
  const all: Told[] = [];
  const shown = new Set<string>();
  let own: OwnEntries = new Map();
  try {
    for (let run = 0; run < KILLS; run += 1) {
      await stage.makeFile(run);
      const args = [stage.profileFolder, PASSPHRASE, String(run), stage.filesFolder, outFolder];
      const last = await runUntilKilled(args, 1 + random.int(70), random.int(5));
      all.push(...last);
      const now = await readOwnChains(stage.profileFolder, PASSPHRASE);
      expectNoFork(own, now);
      own = now;
      await expectAllThere(stage, run, all, last);
      for (const name of newFiles(outFolder, shown))
        await stage.showBen(new Uint8Array(readFileSync(join(outFolder, name))));
    }
    // Whoever has every file that she saved on the way has no two stories of hers, and all of her posts of then.
    const lastSaved = all.findLastIndex((one) => one['saved'] !== undefined);
    expect(await stage.benHas()).toEqual(expect.arrayContaining([...saidOf(all.slice(0, lastSaved), 'post')]));
    return all;
  } catch (failure) {
    throw new Error(`seed ${seed}: ${failure instanceof Error ? failure.message : String(failure)}`, {
      cause: failure,
    });
  } finally {
    stage.end();
    rmSync(outFolder, { recursive: true, force: true });
  }
}

describe('a process that is killed at any instant', () => {
  it.each(Array.from({ length: PROFILES }, (_, i) => FIRST_SEED + i))(
    `[DC2] loses nothing that was acknowledged, opens, and forks nothing, in ${KILLS} kills: seed %i`,
    { timeout: 1_800_000 },
    async (seed) => {
      const all = await killAgainAndAgain(seed, createSeededRandom(seed));
      // The kills are worth something only if all of this happens between them.
      expect(saidOf(all, 'post').length).toBeGreaterThan(KILLS * 5);
      for (const kind of ['journal', 'took', 'saved', 'founded', 'forgot', 'invite']) {
        expect(saidOf(all, kind).length, kind).toBeGreaterThan(KILLS / 10);
      }
    },
  );
});
