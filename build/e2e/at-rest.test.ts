import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Canaries } from './canaries.ts';
import { PASSPHRASE, Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { type } from './typing.ts';
import { UnattachedHearth } from './unattached.ts';
import { until } from './until.ts';
import { words } from './words.ts';

const stage = stageForTests();
/** How long after a lock the memory is looked at: what the system has not taken back by then counts as left behind. */
const AFTER_LOCK_MS = 5_000;
const CANARIES = 1_000;

describe('after a lock', () => {
  const canaries = new Canaries();
  const startedAt = Date.now();
  let ann: Person;
  let ben: Person;
  let alone: UnattachedHearth | null = null;

  beforeAll(async () => {
    ann = await open('ann');
    ben = await open('ben');
    await everythingThatCanBeWritten();
    await ann.lock();
  });
  afterAll(async () => {
    for (const person of [ann, ben]) await person?.app.kill9();
    await alone?.kill9();
  });

  async function open(folder: string): Promise<Person> {
    const app = await stage().app(folder);
    await app.start();
    return new Person(app, canaries.next());
  }

  /** Uses every feature there is, with canaries wherever somebody can put words. */
  async function everythingThatCanBeWritten(): Promise<void> {
    await ann.setUp();
    await ben.setUp();
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

  it('there were a thousand words to find, and the search finds them where they are', async () => {
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

  it('nothing of what was written can be read in the profile', async () => {
    expect((await readdir(ann.app.profile)).length).toBeGreaterThan(2);
    expect(canaries.inFolder(ann.app.profile)).toEqual([]);
    expect(canaries.inFolder(ben.app.profile)).toEqual([]);
  });

  it('nor in sealed files that were saved on purpose, nor in temporary and cached files', () => {
    expect(canaries.inFolder(ann.app.files)).toEqual([]);
    const elsewhere = [tmpdir(), join(homedir(), '.cache'), '/home/hearth-test', '/var/tmp'];
    const there = elsewhere.filter((folder) => existsSync(folder));
    expect(there.flatMap((folder) => canaries.inFolder(folder, startedAt))).toEqual([]);
  });

  it('nor in the memory of any process that is left, although it was on the screen and being typed', async () => {
    await ann.app.close();
    const app = await UnattachedHearth.start(stage(), ann.app.profile);
    alone = app;
    const seen = () => app.processes().flatMap((row) => canaries.inMemory(row).map(({ where }) => where));
    await until('the journal on the screen', async () => {
      // The field may not be there yet; what was typed into it before is typed over.
      await app.press('ctrl+a');
      await app.type(PASSPHRASE);
      await app.press('Return');
      return until('words', () => seen().some((where) => where.startsWith('renderer')), 15_000).catch(() => null);
    });
    await app.press('ctrl+n');
    await app.type(canaries.text(5));
    const before = new Set(app.ownProcesses().map(({ pid }) => pid));
    await app.press('ctrl+l');
    await until('pages and engine to end', () => !app.processes().some(({ pid }) => before.has(pid)));
    await wait(AFTER_LOCK_MS);
    expect(app.processes().length).toBeGreaterThan(3);
    expect(seen()).toEqual([]);
  });
});
