import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { UI_ORIGIN } from '../../shared/ipc/bridge.ts';
import { openPerson, PASSPHRASE, type Person } from './person.ts';
import { killAll, treeOf } from './process-tree.ts';
import { stageForTests } from './stage-for-tests.ts';
import { until } from './until.ts';
import { words } from './words.ts';

const stage = stageForTests();
const WORDS = 'I told nobody about this. It is only for me.';
let ann: Person;
afterEach(() => ann.app.kill9());

const inProfile = (...path: string[]): string => join(ann.app.profile, ...path);
/** Chromium makes these at every start. */
const isNotChromium = (name: string): boolean => !/^(Singleton(Lock|Socket|Cookie)|chromium|Crashpad)$/.test(name);
const namesOf = (): string[] => readdirSync(ann.app.profile).sort();

/** Ends the Hearth that holds the profile now, whoever started it. Chromium's lock names its process. */
async function endHolder(): Promise<void> {
  await until('the profile to be free', () => {
    const pid = Number(readlinkSync(inProfile('SingletonLock')).split('-').at(-1));
    const rows = treeOf(pid, ann.app.profile);
    killAll(rows);
    return rows.length === 0;
  });
}

/** In this story Hearth ends and does not start again by itself: the next start is ours, where we can look into it. */
const startNothingAfter = (): Promise<void> =>
  ann.app.electron.evaluate(({ app }) => {
    app.relaunch = () => undefined;
  });

/** What must be nowhere afterwards: pieces of the sealed files, taken where they are random. */
function piecesOfOld(): readonly Buffer[] {
  const piece = (name: string, at: number) => readFileSync(inProfile(name)).subarray(at, at + 24);
  return [piece('vault.bin', 60), piece('vault.bin', 300), piece('hearth.db', 0), piece('hearth.db', 5_000)];
}

function everyFile(): readonly string[] {
  return readdirSync(ann.app.profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

/** Puts a file into Chromium's folder, as Chromium itself leaves many. */
function plantInChromium(): void {
  const { uid, gid } = statSync(inProfile('chromium'));
  writeFileSync(inProfile('chromium', 'planted'), WORDS);
  chownSync(inProfile('chromium', 'planted'), uid, gid);
}

/** Nothing of what was is left, in any file; what stands in the profile is Chromium's own, and new. */
function expectEmpty(pieces: readonly Buffer[]): void {
  expect(namesOf().filter(isNotChromium)).toEqual([]);
  const files = everyFile();
  expect(files.length).toBeGreaterThan(0);
  expect(files.map((file) => file.slice(ann.app.profile.length))).not.toContain('/chromium/planted');
  for (const file of files) {
    const bytes = readFileSync(file);
    for (const piece of pieces) expect(bytes.includes(piece), file).toBe(false);
  }
}

/** Waits for the end of the old Hearth and opens the empty one. */
async function expectFreshStart(pieces: readonly Buffer[]): Promise<void> {
  await until('the old Hearth to end', () => !ann.app.isRunning);
  await ann.app.start();
  await ann.heading(words('setup.title')).waitFor();
  expectEmpty(pieces);
}

/** The empty Hearth can be set up, and what is new stays. */
async function expectNewLife(): Promise<void> {
  await ann.setUp();
  await ann.writePrivate('A first page.');
  await ann.reopen();
  await ann.seesPrivate('A first page.');
  expect(await ann.page.getByText(WORDS).count()).toBe(0);
  expect(ann.app.uiProblems()).toEqual([]);
}

describe('[TC8] [TC9] erasing everything', () => {
  it('[TC8] [TC9] from the lock screen, without the passphrase: a press does nothing, two seconds do', async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(WORDS);
    await ann.makeGroup('Harbour');
    await ann.lock();
    plantInChromium();
    const pieces = piecesOfOld();
    await ann.button(words('erase.door')).click();
    const hold = ann.button(words('erase.hold'));
    // A click, a key, and a hold that slips off the button or loses the window: each is let go in time.
    await hold.click();
    await ann.reads(words('erase.kept'));
    await hold.press('Enter');
    await ann.reads(words('erase.kept'));
    await hold.hover();
    await ann.page.mouse.down();
    await ann.reads(words('erase.holding'));
    await ann.heading(words('erase.title')).hover();
    await ann.reads(words('erase.kept'));
    await ann.page.mouse.up();
    await hold.focus();
    await ann.page.keyboard.down('Space');
    await ann.reads(words('erase.holding'));
    await ann.page.evaluate(() => window.dispatchEvent(new Event('blur')));
    await ann.reads(words('erase.kept'));
    await ann.page.keyboard.up('Space');
    expect(namesOf()).toEqual(expect.arrayContaining(['hearth.db', 'vault.bin']));
    expect(namesOf()).not.toContain('wipe.begun');

    await startNothingAfter();
    await hold.hover();
    const pressedAt = performance.now();
    await ann.page.mouse.down();
    await until('the keys to be gone', () => !namesOf().some((name) => name.startsWith('vault')));
    const ms = performance.now() - pressedAt;
    process.stdout.write(`erasing: keys gone ${Math.round(ms - 2_000)} ms after two seconds of holding\n`);
    expect(ms).toBeGreaterThan(2_000);
    expect(ms).toBeLessThan(3_000);
    await expectFreshStart(pieces);
    await expectNewLife();
  });

  it('[TC8] from the settings, by the keyboard', async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(WORDS);
    await ann.go('place.settings');
    await ann.link(words('erase.door')).click();
    await ann.heading(words('erase.title')).waitFor();
    plantInChromium();
    const pieces = piecesOfOld();
    await startNothingAfter();
    await ann.button(words('erase.hold')).focus();
    await ann.page.keyboard.down('Enter');
    await expectFreshStart(pieces);
    await expectNewLife();
  });

  it('[TC8] leads back without a change', async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.lock();
    await ann.button(words('erase.door')).click();
    await ann.heading(words('erase.title')).waitFor();
    await ann.button(words('erase.keep')).click();
    await ann.unlock();
  });
});

describe('[TC10] a wipe that the power cut', () => {
  it.each([
    ['after its marker', []],
    ['after the keys', ['vault.bin', 'vault.prev']],
    ['after the words', ['vault.bin', 'vault.prev', 'hearth.db', 'hearth.db-wal', 'hearth.db-shm']],
  ])('[TC10] %s is finished at the next start', async (_when, gone) => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(WORDS);
    await ann.app.kill9();
    for (const name of gone) rmSync(inProfile(name), { force: true });
    writeFileSync(inProfile('wipe.begun'), '');
    const { uid, gid } = statSync(ann.app.profile);
    chownSync(inProfile('wipe.begun'), uid, gid);
    plantInChromium();
    await ann.app.start();
    await ann.heading(words('setup.title')).waitFor();
    expect(namesOf().filter(isNotChromium)).toEqual([]);
    expect(readdirSync(inProfile('chromium'))).not.toContain('planted');
    await expectNewLife();
  });
});

describe('[TC11] a wipe that the disk does not allow', () => {
  it('[TC11] says what is left and that its key is gone, and a second one ends it', async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(WORDS);
    await ann.lock();
    const pieces = piecesOfOld();
    // Files can be written, and none can go or come.
    chmodSync(ann.app.profile, 0o555);
    await ann.button(words('erase.door')).click();
    await ann.button(words('erase.hold')).focus();
    const { page } = ann;
    await page.keyboard.down('Enter');
    await until('a fresh lock screen', async () => (await ann.app.ui()) !== page);
    await ann.reads(words('erase.left.words'));
    const vault = readFileSync(inProfile('vault.bin'));
    for (const piece of pieces) expect(vault.includes(piece)).toBe(false);
    await ann.tryPassphrase(PASSPHRASE);
    await ann.page.getByText(words('error.VaultDamaged')).first().waitFor();

    chmodSync(ann.app.profile, 0o700);
    await ann.button(words('erase.door')).click();
    await startNothingAfter();
    await ann.button(words('erase.hold')).focus();
    await ann.page.keyboard.down('Enter');
    await expectFreshStart(pieces);
    await expectNewLife();
  });

  it('[TC11] says at the next start what could not be deleted then, and tries again at the one after', async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.app.close();
    const { uid, gid } = statSync(ann.app.profile);
    writeFileSync(inProfile('wipe.begun'), '');
    // A folder that lets nothing go keeps what is in it.
    mkdirSync(inProfile('backups'));
    writeFileSync(inProfile('backups', 'old'), WORDS);
    for (const name of ['wipe.begun', 'backups', 'backups/old']) chownSync(inProfile(name), uid, gid);
    chmodSync(inProfile('backups'), 0o555);
    await ann.app.start();
    await ann.heading(words('setup.title')).waitFor();
    await ann.reads(words('erase.left.backups'));
    await ann.app.close();
    chmodSync(inProfile('backups'), 0o700);
    await ann.app.start();
    await ann.heading(words('setup.title')).waitFor();
    expect(await ann.page.getByText(words('erase.left.backups')).count()).toBe(0);
    expect(namesOf()).not.toContain('backups');
    expect(namesOf()).not.toContain('wipe.begun');
  });
});

it('[TC9] Hearth starts again by itself, empty', async () => {
  ann = await openPerson(stage(), 'Ann');
  await ann.writePrivate(WORDS);
  await ann.app.close();
  const pieces = piecesOfOld();
  plantInChromium();
  const port = await freePort();
  const { command, display } = stage();
  // Not by Playwright, which ends whatever its own child leaves behind.
  const hearth = spawn(command.executable, [...command.args, `--remote-debugging-port=${port}`], {
    cwd: command.cwd,
    env: { ...command.env(display), HEARTH_PROFILE: ann.app.profile },
    stdio: 'ignore',
    detached: true,
  });
  const ended = once(hearth, 'exit');
  try {
    const old = await uiAt(port);
    await old.getByRole('button', { name: words('erase.door'), exact: true }).click();
    await old.getByRole('button', { name: words('erase.hold'), exact: true }).focus();
    await old.keyboard.down('Space');
    await ended;
    const fresh = await uiAt(port);
    await fresh.getByRole('heading', { name: words('setup.title'), exact: true }).waitFor();
    expectEmpty(pieces);
  } finally {
    await endHolder();
  }
});

/** The ui's page of the Hearth that lets itself be looked into at `port`. */
const uiAt = (port: number): Promise<Page> =>
  until('a Hearth to look into', async () => {
    try {
      const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 5_000 });
      const pages = browser.contexts().flatMap((context) => context.pages());
      const ui = pages.find((page) => page.url().startsWith(UI_ORIGIN));
      if (ui === undefined) await browser.close();
      return ui;
    } catch {
      // It is not there yet, or it has no window yet.
      return null;
    }
  });

/** A port that nobody listens at. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
