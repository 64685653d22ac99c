import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isRoot, ordinaryUser } from '../scripts/ordinary-user.ts';
import { Canaries } from './canaries.ts';
import { carry, OwnComputer } from './own-computers.ts';
import { PASSPHRASE, Person } from './person.ts';
import { allProcesses, type ProcessRow } from './process-tree.ts';
import { stageForTests } from './stage-for-tests.ts';
import { type } from './typing.ts';
import { UnattachedHearth } from './unattached.ts';
import { until } from './until.ts';
import { words } from './words.ts';

const stage = stageForTests();
/** How long after a lock the memory is looked at: what the system has not taken back by then counts as left behind. */
const AFTER_LOCK_MS = 5_000;
const CANARIES = 1_000;
/** The memory of a dozen processes is read several times. */
const SCAN_LIMIT_MS = 600_000;
/** One search through some of them may take a quarter of a minute. */
const SEARCHES_MS = 180_000;

describe('[TC12] [TC13] after a lock', () => {
  const canaries = new Canaries();
  const startedAt = Date.now();
  let ann: Person;
  let ben: Person;
  let desk: Person;
  let recovery: readonly string[];
  let alone: UnattachedHearth | null = null;

  beforeAll(async () => {
    ann = await open('ann');
    ben = await open('ben');
    recovery = await ann.setUp();
    await ben.setUp();
    await everythingThatCanBeWritten();
    await anInviteComesAsAFile();
    await aSecondComputer();
    await forgottenAndFoundAgain();
    await crashed();
  });
  afterAll(async () => {
    for (const person of [ann, ben, desk]) await person?.app.kill9();
    await alone?.kill9();
  });

  async function open(folder: string): Promise<Person> {
    const app = await stage().app(folder);
    await app.start();
    return new Person(app, canaries.next());
  }

  /** Uses every feature there is, with canaries wherever somebody can put words. */
  async function everythingThatCanBeWritten(): Promise<void> {
    await ann.setMeetingPlace(stage().meeting.address);
    await ann.writePrivate(canaries.text(250));
    await ann.writePrivate(canaries.text(100));
    const group = canaries.next();
    const annIn = await ann.makeGroup(group, { agreement: canaries.text(50) });
    const benIn = ben.in(group);
    const post = canaries.text(200);
    await annIn.write(post);
    await ben.acceptInvite(await annIn.createInvite(2), canaries.text(3));
    await annIn.approve(ben.name);
    await benIn.seesEntry(post);
    const answer = canaries.text(150);
    await benIn.reply(post, answer);
    await annIn.seesReply(post, answer);
    await annIn.reply(post, canaries.text(100), answer);
    await benIn.react(post, 'Thank you');
    await annIn.seesReaction(post, 'Thank you', ben.name);
    await annIn.openPart('group.reach');
    await ann.savesFile(() => ann.button(words('carry.save')).click());
    await annIn.open();
    await ann.page.getByRole('link', { name: words('group.write') }).click();
    await type(ann.page.getByRole('textbox', { name: words('compose.editor') }), canaries.text(150));
    await ann.savedHere();
  }

  /** A file that somebody named, opened from the system; what is in it is no invite. */
  async function anInviteComesAsAFile(): Promise<void> {
    const path = join(await stage().folder('from-a-friend'), `${canaries.next()}.hearth-invite`);
    await writeFile(path, canaries.text(3));
    await ann.app.electron.evaluate(
      ({ app }, file) => void app.emit('second-instance', {}, ['hearth', file], '/'),
      path,
    );
    await ann.page.getByText(words('error.InviteNotAnInvite')).first().waitFor();
    await rm(path);
  }

  /** Ann's groups go to another computer of hers, by files. */
  async function aSecondComputer(): Promise<void> {
    desk = await open('desk');
    await desk.page.getByText(words('setup.second'), { exact: true }).click();
    await desk.setUp({ isSecond: true });
    const [onAnn, onDesk] = [new OwnComputer(ann), new OwnComputer(desk)];
    await carry(await onDesk.save(words('pair.file.first')), ann);
    await onAnn.open('computers.add');
    await ann.button(words('pair.old.file.open')).click();
    await carry(await onAnn.save(words('pair.old.reply.save')), desk);
    await desk.button(words('pair.new.reply.open')).click();
    await onDesk.words();
    await carry(await onDesk.save(words('pair.compare.save')), ann);
    await ann.button(words('pair.old.answer.open')).click();
    await onAnn.words();
    for (const computer of [onAnn, onDesk]) await computer.saysSame();
    for (const computer of [onDesk, onAnn]) await computer.isDone();
    await desk.lock();
  }

  async function forgottenAndFoundAgain(): Promise<void> {
    await ann.lock();
    await ann.button(words('lock.forgotten')).click();
    await ann.field(words('recover.words')).fill(recovery.join(' '));
    await ann.button(words('recover.check')).click();
    await ann.field(words('pass.change.new')).fill(PASSPHRASE);
    await ann.field(words('pass.change.again')).fill(PASSPHRASE);
    await ann.button(words('recover.new.submit')).click();
    await ann.heading(words('today.title')).waitFor();
  }

  /** Pages and engine crash while everything is open, as a program does that leaves a dump of its memory. */
  async function crashed(): Promise<void> {
    const rows = ann.app.processes().filter(({ command }) => /--type=renderer|NodeService/.test(command));
    expect(rows.length).toBeGreaterThan(2);
    const pids = new Set(rows.map(({ pid }) => pid));
    await ann.app.electron.evaluate(({ webContents }) => {
      for (const contents of webContents.getAllWebContents()) contents.forcefullyCrashRenderer();
    });
    for (const { pid, command } of rows) if (command.includes('NodeService')) process.kill(pid, 'SIGABRT');
    await until('the crashed processes to be gone', () => !allProcesses().some(({ pid }) => pids.has(pid)));
    await ann.app.kill9();
    await ann.app.start();
  }

  it('[TC13] there were a thousand words to find, and the search finds them where they are', async () => {
    expect(canaries.count).toBeGreaterThanOrEqual(CANARIES);
    const folder = await mkdtemp(join(tmpdir(), 'hearth-planted-'));
    const word = canaries.next();
    const writings: Readonly<Record<string, Buffer>> = {
      utf8: Buffer.from(`xx${word}xx`),
      utf16: Buffer.from(`x${word}`, 'utf16le'),
      base0: Buffer.from(Buffer.from(word).toString('base64')),
      base1: Buffer.from(Buffer.from(`x${word}`).toString('base64')),
      base2: Buffer.from(Buffer.from(`xx${word}`).toString('base64')),
    };
    for (const [name, bytes] of Object.entries(writings)) await writeFile(join(folder, name), bytes);
    await mkdir(join(folder, word));
    await writeFile(join(folder, word, 'name'), '');
    const found = canaries.inFolder(folder).map(({ where }) => where);
    await rm(folder, { recursive: true });
    for (const name of [...Object.keys(writings), join(word, 'name')]) expect(found).toContain(join(folder, name));
  });

  it('[TC13] nothing of what was written can be read in the profile', async () => {
    expect((await readdir(ann.app.profile)).length).toBeGreaterThan(2);
    expect(canaries.inFolder(ann.app.profile)).toEqual([]);
    expect(canaries.inFolder(ben.app.profile)).toEqual([]);
    expect(canaries.inFolder(desk.app.profile)).toEqual([]);
  });

  it('[TC13] nor in sealed files that were saved on purpose, nor in temporary and cached files', async () => {
    for (const { app } of [ann, desk]) {
      expect((await readdir(app.files)).length).toBeGreaterThan(0);
      expect(canaries.inFolder(app.files)).toEqual([]);
    }
    // The app runs as an ordinary user where the test does not.
    const homes = isRoot() ? [(await ordinaryUser()).home] : [];
    const elsewhere = [tmpdir(), join(homedir(), '.cache'), ...homes, '/var/tmp'];
    const there = elsewhere.filter((folder) => existsSync(folder));
    expect(there.flatMap((folder) => canaries.inFolder(folder, startedAt))).toEqual([]);
  });

  it(
    '[TC12] nor in the memory of any process that is left, although it was on the screen and being typed',
    async () => {
      await ann.app.close();
      const last = canaries.text(5);
      const app = await UnattachedHearth.start(stage(), ann.app.profile);
      alone = app;
      const kindsIn = (rows: readonly ProcessRow[]) =>
        new Set(rows.flatMap((row) => canaries.inMemory(row).map(({ where }) => where.split(',')[0])));
      const isPage = ({ command }: ProcessRow) => command.includes('--type=renderer');
      await until(
        'the journal on the screen',
        async () => {
          // The field may not be there yet; what was typed into it before is typed over.
          await app.press('ctrl+a');
          await app.type(PASSPHRASE);
          await app.press('Return');
          return until('words', () => kindsIn(app.processes().filter(isPage)).size > 0, 15_000).catch(() => null);
        },
        SEARCHES_MS,
      );
      await app.press('ctrl+n');
      await app.type(last);
      // The same search before the lock: it finds them, also in main, where Chromium serves input methods.
      await until(
        'the search to find them in main, page and engine',
        () => {
          const kinds = kindsIn(app.processes());
          return ['main', 'renderer', 'utility'].every((kind) => kinds.has(kind));
        },
        SEARCHES_MS,
      );
      const open = app.processes();
      const main = app.main();
      const before = new Set(open.map(({ pid }) => pid));
      const pressedAt = performance.now();
      await app.press('ctrl+l');
      await until('every process to end', () => !allProcesses().some(({ pid }) => before.has(pid)));
      const endedAt = performance.now();
      await app.window();
      const shownAt = performance.now();
      process.stdout.write(
        `lock: all gone after ${Math.round(endedAt - pressedAt)} ms, a window again after ${Math.round(shownAt - pressedAt)} ms\n`,
      );
      await wait(AFTER_LOCK_MS);
      expect(app.main()).not.toBe(main);
      const left = app.processes();
      for (const type of ['renderer', 'utility', 'zygote', 'gpu-process']) {
        expect(left.map(({ command }) => command).join('\n')).toContain(`--type=${type}`);
      }
      expect(left.flatMap((row) => canaries.inMemory(row))).toEqual([]);
      // A place on the screen is all that the command line says.
      const said = left.find(({ pid }) => pid === app.main())?.command ?? '';
      expect(said).toMatch(/ --hearth-window=[-\d,]+,usual,(front|behind)( |$)/);
      expect(said.match(/ --/g)).toHaveLength(1);

      await app.kill9();
      await ann.app.start();
      await ann.unlock();
      // What was typed last; a busy machine may have taken the first letters before there was a page for them.
      await ann.page
        .getByText(last.split(' ').at(-1) ?? '')
        .first()
        .waitFor();
    },
    SCAN_LIMIT_MS,
  );
});
