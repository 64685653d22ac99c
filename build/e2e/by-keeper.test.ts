import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { SYNC_MS } from './app-driver.ts';
import { focused, tabTo } from './keyboard.ts';
import type { InGroup } from './in-group.ts';
import { type MeetingPlace, openMeetingPlace } from './meeting-place.ts';
import { openPerson, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { until } from './until.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Night shift';
const ANNS = 'Home at six, the birds were louder than I was.';
const BENS = 'Slept with the blinds down and dreamt of the canteen.';

/** Saves a file by the button with this name; answers with its bytes. */
async function save(person: Person, button: string): Promise<Buffer> {
  const before = new Set(await readdir(person.app.files));
  await person.savesFile(() => person.button(button).click());
  const [name = ''] = (await readdir(person.app.files)).filter((file) => !before.has(file));
  return readFile(join(person.app.files, name));
}

describe('two people whose computers are never on at the same time', () => {
  let folder: string;
  let keeper: MeetingPlace;
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;
  let isAnnOpen = false;
  let isBenOpen = false;

  /** Ann's turn or Ben's: the other's app is closed before. */
  async function turnOf(name: 'Ann' | 'Ben'): Promise<void> {
    if (name === 'Ann') {
      if (isBenOpen) await ben.app.close();
      isBenOpen = false;
      if (!isAnnOpen) await ann.reopen();
      isAnnOpen = true;
    } else {
      if (isAnnOpen) await ann.app.close();
      isAnnOpen = false;
      if (!isBenOpen) await ben.reopen();
      isBenOpen = true;
    }
    expect([isAnnOpen, isBenOpen]).toEqual([name === 'Ann', name === 'Ben']);
  }

  beforeAll(async () => {
    await cryptoReady;
    folder = mkdtempSync(join(tmpdir(), 'hearth-keeper-'));
    keeper = await openMeetingPlace(join(folder, 'mail.db'));
    ann = await openPerson(stage(), 'Ann');
    isAnnOpen = true;
    await ann.setMeetingPlace(keeper.address);
    annIn = await ann.makeGroup(GROUP);
  });
  afterAll(async () => {
    for (const person of [ann, ben]) await person?.app.kill9();
    await keeper.stop();
    rmSync(folder, { recursive: true });
  });

  it('[WY7] with the keyboard alone the group agrees to a keeper, and is told what it is, what it sees, and that it answers', async () => {
    const { keyboard } = ann.page;
    await annIn.open();
    await tabTo(ann, words('group.reach'));
    await keyboard.press('Enter');
    await ann.reads(words('ways.keeper.off'));
    const more = words('ways.more.name', { way: words('ways.keeper') });
    const what = ann.page.getByText(words('keeper.what'));
    expect(await what.isVisible()).toBe(false);
    await tabTo(ann, more);
    await keyboard.press('Enter');
    await ann.reads(words('keeper.what'));
    await ann.reads(words('keeper.sees'));
    await ann.reads(words('keeper.notAllowed'));
    expect(await focused(ann)).toBe(more);
    await keyboard.press('Tab');
    expect(await focused(ann)).toBe(words('keeper.allow'));
    await keyboard.press('Space');
    await ann.reads(words('keeper.allowed'));
    expect(await focused(ann)).toBe(words('keeper.end'));
    await keyboard.press('Shift+Tab');
    await keyboard.press('Space');
    await what.waitFor({ state: 'hidden' });
    await ann.page.getByText(/^On\. Last read just now\./).waitFor({ timeout: SYNC_MS });
    await keyboard.press('Space');
    await ann.page.getByText(wordsLike('keeper.state.answering')).waitFor({ timeout: SYNC_MS });
    await annIn.reads(words('notice.keeper-allowed.me', { when: 'just now' }));
  });

  it('they come together by two files, each when the other is away', async () => {
    const invite = await annIn.createInvite();
    await ann.app.close();
    isAnnOpen = false;
    ben = await openPerson(stage(), 'Ben');
    benIn = ben.in(GROUP);
    isBenOpen = true;
    await ben.acceptInvite(invite, 'It is me.');
    const request = await save(ben, words('waiting.file.save'));
    await turnOf('Ann');
    await writeFile(join(ann.app.files, 'request-of-ben.hearth-request'), request, { mode: 0o644 });
    await annIn.openPart('group.reach');
    await ann.button(words('requests.file.take')).click();
    await ann.reads(words('requests.file.taken'));
    await annIn.approve('Ben');
    await annIn.openPart('group.reach');
    const file = await save(ann, words('carry.save'));
    await turnOf('Ben');
    await writeFile(join(ben.app.files, 'notes-2027.hearth'), file, { mode: 0o644 });
    await ben.page
      .getByRole('link')
      .filter({ hasText: words('today.joins.row') })
      .first()
      .click();
    await ben.button(words('carry.waiting.open')).click();
    await ben.heading(words('waiting.in.title', { group: GROUP })).waitFor({ timeout: SYNC_MS });
  });

  it('what Ann writes is with the keeper, and Ben reads it when she is gone', async () => {
    await turnOf('Ann');
    await annIn.write(ANNS);
    const entry = annIn.entry(ANNS);
    await entry.getByText(wordsLike('spread.withKeeper')).waitFor({ timeout: SYNC_MS });
    await turnOf('Ben');
    await benIn.seesEntry(ANNS);
    await benIn.write(BENS);
    await benIn.entry(BENS).getByText(wordsLike('spread.withKeeper')).waitFor({ timeout: SYNC_MS });
  });

  it('Ann reads him, and that he has hers; the keeper was restarted meanwhile', async () => {
    await keeper.stop();
    await keeper.start();
    await turnOf('Ann');
    await annIn.seesEntry(BENS);
    await annIn.seesSpread(ANNS, words('spread.withOne', { name: 'Ben' }));
  });

  it('what lies there holds no word and no name', async () => {
    const names = await readdir(folder);
    const bytes = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
    expect(bytes.length).toBeGreaterThan(16_384);
    for (const canary of [GROUP, ANNS.slice(0, 12), BENS.slice(0, 12), 'facilitator', 'HTH1']) {
      expect(bytes.includes(canary), canary).toBe(false);
    }
  });

  it('when the group ends it, nothing more goes there', async () => {
    await annIn.openPart('group.reach');
    await ann.button(words('keeper.end')).click();
    await ann.reads(words('keeper.notAllowed'));
    const size = async () =>
      (await readFile(join(folder, 'mail.db'))).length + (await readFile(join(folder, 'mail.db-wal'))).length;
    const before = await size();
    await annIn.write('Only here.');
    await until('a look at the entry', async () => (await annIn.entry('Only here.').count()) > 0);
    await annIn.seesSpread('Only here.', words('spread.here'));
    expect(await size()).toBe(before);
  });
});
