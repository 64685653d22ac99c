import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SYNC_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { openPerson, PASSPHRASE, type Person } from './person.ts';
import { stageForTests } from './stage-for-tests.ts';
import { startAgain } from './start-again.ts';
import { words, wordsLike } from './words.ts';

const stage = stageForTests();
const GROUP = 'Lighthouse';
const ANNS = 'I walked to the harbour and back, which I had not planned.';
const DOUBLE = 'This one came by mail.';
const DRAGGED = 'And this one was dragged across the screen.';
const BENS = 'The stick was in an envelope with a drawing on it.';

/** Saves a file by the button with this name; answers with where it is. */
async function save(person: Person, button: string): Promise<string> {
  // A file of the same day has the same name.
  for (const old of await readdir(person.app.files)) {
    if (old.startsWith('notes-')) await rm(join(person.app.files, old));
  }
  const before = new Set(await readdir(person.app.files));
  await person.savesFile(() => person.button(button).click());
  const [name = ''] = (await readdir(person.app.files)).filter((file) => !before.has(file) && !file.endsWith('.part'));
  return join(person.app.files, name);
}

/** Carries the file at `path` to somebody's computer, changed on its way if a test says so. */
async function carry(path: string, to: Person, change = (bytes: Buffer): Uint8Array => bytes): Promise<void> {
  const there = join(to.app.files, `from-the-stick-${path.split('/').at(-1)}`);
  // Whoever runs the app has to be able to read it, which a copy with its mode would not allow.
  await writeFile(there, change(await readFile(path)), { mode: 0o644 });
}

/** Lets a file fall on somebody's window. */
async function drop(person: Person, name: string, bytes: Buffer): Promise<void> {
  await person.page.evaluate(
    ({ name: called, base64 }) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], called));
      const target = document.querySelector('main') ?? document.body;
      for (const type of ['dragover', 'drop']) {
        target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
      }
    },
    { name, base64: bytes.toString('base64') },
  );
}

describe('a group whose computers never meet', () => {
  let ann: Person;
  let ben: Person;
  let annIn: InGroup;
  let benIn: InGroup;

  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    annIn = await ann.makeGroup(GROUP);
    await annIn.write(ANNS);
    ben = await openPerson(stage(), 'Ben');
    benIn = ben.in(GROUP);
  });
  afterAll(async () => {
    for (const person of [ann, ben]) await person?.app.kill9();
  });

  it('the request comes on a stick, with its name and the same four words', async () => {
    await ben.acceptInvite(await annIn.createInvite(), 'It is me.');
    await carry(await save(ben, words('waiting.file.save')), ann);
    await annIn.openPart('group.reach');
    await ann.button(words('requests.file.take')).click();
    await ann.reads(words('requests.file.taken'));
    expect(await annIn.checkWordsOf('Ben')).toEqual(await ben.checkWords());
    await annIn.approve('Ben');
  });

  it('a file from the group lets the newcomer in, with what was written before', async () => {
    await annIn.openPart('group.reach');
    await carry(await save(ann, words('carry.save')), ben);
    await ben.button(words('carry.waiting.open')).click();
    await ben.heading(words('waiting.in.title', { group: GROUP })).waitFor({ timeout: SYNC_MS });
    await benIn.seesEntry(ANNS);
  });

  it('a file that was cut on its way says so, and the whole one brings what was written', async () => {
    await benIn.write(BENS);
    await benIn.openPart('group.reach');
    const file = await save(ben, words('carry.save'));
    await carry(file, ann, (bytes) => bytes.subarray(0, bytes.length - 200));
    await annIn.openPart('group.reach');
    await ann.button(words('carry.open')).click();
    await ann.page.getByRole('alert').getByText(words('error.BundleDamaged'), { exact: true }).waitFor();
    await carry(file, ann);
    await ann.button(words('carry.open')).click();
    await ann.page.getByText(wordsLike('carry.taken.one')).waitFor();
    await annIn.seesEntry(BENS);
  });

  it('a file is opened by a double click, on an app that runs and on one that was not started', async () => {
    await annIn.write(DOUBLE);
    await annIn.openPart('group.reach');
    const file = await save(ann, words('carry.save'));
    await ann.page.getByText(words('carry.saved.for', { names: 'Ben' })).waitFor();
    await carry(file, ben);
    const there = join(ben.app.files, `from-the-stick-${file.split('/').at(-1)}`);
    await startAgain(stage(), ben.app, there);
    await ben.heading(words('carry.opened.title')).waitFor();
    await ben.page.getByText(wordsLike('carry.taken.one')).waitFor();
    await ben.app.close();
    await ben.app.start([there]);
    await ben.tryPassphrase(PASSPHRASE);
    await ben.page.getByText(words('carry.taken.nothing')).waitFor();
    await ben.page.getByRole('link', { name: words('carry.opened.group', { group: GROUP }) }).click();
    await benIn.seesEntry(DOUBLE);
  });

  it('a file is opened by dragging it into the window, and any other file is told what it is not', async () => {
    await benIn.write(DRAGGED);
    await benIn.openPart('group.reach');
    const bytes = await readFile(await save(ben, words('carry.save')));
    await drop(ann, 'from-ben.hearth', bytes);
    await ann.page.getByText(wordsLike('carry.taken.one')).waitFor();
    await annIn.seesEntry(DRAGGED);
    await drop(ann, 'holiday.jpg', Buffer.from('not a file of ours'));
    await ann.page.getByRole('alert').getByText(words('error.BundleNotOne'), { exact: true }).waitFor();
    await drop(ann, 'x.hearth-invite', Buffer.from('no invite'));
    await ann.heading(words('join.title')).waitFor();
    await ann.page.getByRole('alert').waitFor();
  });

  it('a file that is not one of ours is refused in plain words', async () => {
    await writeFile(join(ann.app.files, 'zz.hearth'), 'shopping list');
    await annIn.openPart('group.reach');
    await ann.button(words('carry.open')).click();
    await ann.page.getByRole('alert').getByText(words('error.BundleNotOne'), { exact: true }).waitFor();
    await annIn.seesEntry(BENS);
  });
});
