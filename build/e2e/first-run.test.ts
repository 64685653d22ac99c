import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { focused, tabTo } from './keyboard.ts';
import { newPerson, openPerson, PASSPHRASE, type Person } from './person.ts';
import { type } from './typing.ts';
import { environmentOf, treeOf } from './process-tree.ts';
import { until } from './until.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();
const FIRST = 'Slept four hours and then a bit more. The street was wet and very quiet.';
const SECOND = 'I noticed that I was angry at breakfast and that by noon I was not.';

describe('from the first start to writing, and back after every kind of ending', () => {
  let ann: Person;
  let recovery: readonly string[];
  beforeAll(async () => {
    ann = await newPerson(stage(), 'Ann');
    recovery = await ann.setUp();
  });
  afterAll(() => ann.app.kill9());

  it('shows twelve recovery words once, and then never again', async () => {
    expect(recovery).toHaveLength(12);
    expect(recovery.every((word) => /^\W*(\d+\W*)?[a-z]+$/.test(word.trim()))).toBe(true);
    await ann.heading(words('today.title')).waitFor();
    expect(await ann.page.getByRole('list', { name: words('recovery.list') }).count()).toBe(0);
  });

  it('keeps a private entry over closing, and opens locked', async () => {
    await ann.writePrivate(FIRST);
    await ann.app.close();
    await ann.app.start();
    await ann.heading(words('lock.title')).waitFor();
    expect(await ann.page.getByText(FIRST.slice(0, 20)).count()).toBe(0);
    await ann.unlock();
    await ann.seesPrivate(FIRST);
  });

  it('keeps what it called saved when every process is killed in the next moment', async () => {
    await ann.writePrivate(SECOND);
    await ann.app.kill9();
    await ann.app.start();
    await ann.unlock();
    await ann.seesPrivate(FIRST);
    const row = await ann.seesPrivate(SECOND);
    await row.click();
    await ann.page
      .getByRole('textbox', { name: words('journal.editor') })
      .getByText(SECOND)
      .waitFor();
  });

  it('names nobody and nothing in the title of the window, on the command line and in the environment', async () => {
    expect(await ann.page.title()).toBe('Hearth');
    const titles = await ann.app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getTitle()),
    );
    expect(new Set(titles)).toEqual(new Set(['Hearth', 'Calendar']));
    const rows = ann.app.processes();
    expect(rows.length).toBeGreaterThan(4);
    const secrets = [PASSPHRASE, ...PASSPHRASE.split(' '), 'Ann', recovery.join(' '), FIRST.slice(0, 20)];
    for (const { pid, command } of rows) {
      const told = `${command}\n${environmentOf(pid) ?? ''}`.replaceAll(ann.app.profile, '');
      for (const secret of secrets) expect(told.split(/[^A-Za-z]+/)).not.toContain(secret);
      expect(told).not.toContain(PASSPHRASE);
    }
  });

  it('a wrong passphrase is told so, loses nothing, and the right one opens', async () => {
    await ann.app.reopen();
    await ann.tryPassphrase('not the passphrase at all');
    await ann.page
      .getByText(words('error.WrongPassphrase'))
      .or(ann.page.getByText(words('lock.wait')))
      .first()
      .waitFor();
    await until('the lock screen to take another try', () => ann.button(words('lock.open')).isEnabled());
    await ann.unlock();
    await ann.seesPrivate(SECOND);
  });

  it('Lock closes what is open, and nothing of it stays on the screen', async () => {
    await ann.lock();
    expect(await ann.page.getByText(SECOND.slice(0, 20)).count()).toBe(0);
    await ann.unlock();
    await ann.seesPrivate(SECOND);
  });

  it('closing leaves no process behind, and the pages complained about nothing', async () => {
    await ann.app.close();
    expect(treeOf(-1, ann.app.profile)).toEqual([]);
    expect(ann.app.uiProblems()).toEqual([]);
  });

  it('no words and no passphrase stand readable in any file of the profile', () => {
    const needles = [FIRST.slice(0, 30), SECOND.slice(0, 30), PASSPHRASE, recovery.slice(0, 3).join(' ')];
    const files = filesOf(ann.app.profile);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) {
      const bytes = readFileSync(file);
      for (const needle of needles) {
        expect(bytes.includes(needle), `${file} holds "${needle}"`).toBe(false);
        expect(bytes.includes(Buffer.from(needle, 'utf16le')), `${file} holds "${needle}" in UTF-16`).toBe(false);
      }
    }
  });
});

describe('with the keyboard alone', () => {
  it('a person sets up Hearth, writes, and reads it back', async () => {
    const bea = await newPerson(stage(), 'Bea');
    const { keyboard } = bea.page;
    // The name has the focus from the start; Tab leads from control to control in reading order.
    await expect.poll(() => focused(bea)).toBe(words('setup.name'));
    await keyboard.insertText('Bea');
    await tabTo(bea, words('setup.passphrase'));
    await keyboard.insertText(PASSPHRASE);
    await tabTo(bea, words('setup.passphrase.again'));
    await keyboard.insertText(PASSPHRASE);
    await keyboard.press('Enter');
    await bea.heading(words('recovery.title')).waitFor();
    await tabTo(bea, words('recovery.done'));
    await keyboard.press('Space');
    await tabTo(bea, words('recovery.continue'));
    await keyboard.press('Enter');
    await bea.heading(words('today.title')).waitFor();
    await keyboard.press('ControlOrMeta+n');
    await expect.poll(() => focused(bea)).toBe(words('journal.editor'));
    await keyboard.insertText(FIRST);
    await bea.savedHere();
    await keyboard.press('Escape');
    await bea.heading(words('today.title')).waitFor();
    await tabTo(bea, FIRST.slice(0, 20));
    await keyboard.press('Enter');
    await bea.page
      .getByRole('textbox', { name: words('journal.editor') })
      .getByText(FIRST)
      .waitFor();
    await bea.app.close();
  });
});

it('the first start ends well when it is cut off before the passphrase', async () => {
  const cut = await newPerson(stage(), 'Dee');
  await cut.field(words('setup.name')).fill('Dee');
  await cut.app.kill9();
  await cut.app.start();
  await cut.setUp();
  await cut.writePrivate(FIRST);
  await cut.app.close();
});

it('words typed until a moment before closing are kept', async () => {
  const eve = await openPerson(stage(), 'Eve');
  await eve.writePrivate(FIRST);
  await type(eve.page.getByRole('textbox', { name: words('journal.editor') }), ` ${SECOND}`);
  await eve.app.close();
  await eve.app.start();
  await eve.unlock();
  await (await eve.seesPrivate(FIRST)).click();
  await eve.page.getByText(SECOND.slice(0, 30)).waitFor();
  await eve.app.close();
});

/** Every file below a folder. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
