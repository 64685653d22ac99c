import { createHash } from 'node:crypto';
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  truncateSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newPerson, openPerson, PASSPHRASE, type Person } from './person.ts';
import { type } from './typing.ts';
import { mountSmallDisk, type SmallDisk } from './small-disk.ts';
import { stageForTests } from './stage-for-tests.ts';
import { words } from './words.ts';

const stage = stageForTests();
const WORDS = 'A bad afternoon. The letter from the office lay on the table.';

/** The store: the largest file of the profile that SQLCipher wrote. */
function storeOf(profile: string): string {
  const found = readdirSync(profile, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(db|sqlite|store|hearth)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
  if (found.length !== 1 || found[0] === undefined) throw new Error(`expected one store, found ${found.join(', ')}`);
  return found[0];
}
const digest = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

describe('a store that is broken', () => {
  let ann: Person;
  let whole: Buffer;
  let store: string;
  beforeAll(async () => {
    ann = await openPerson(stage(), 'Ann');
    await ann.writePrivate(WORDS);
    await ann.app.close();
    store = storeOf(ann.app.profile);
    whole = readFileSync(store);
  });
  afterAll(() => ann.app.kill9());

  /** Breaks the store, opens Hearth, reads the sentence, and finds the file exactly as it was left. */
  async function saysAndLeaves(breakIt: () => void, sentence: string): Promise<void> {
    breakIt();
    const before = statSync(store, { throwIfNoEntry: false }) === undefined ? null : digest(store);
    await ann.app.start();
    await ann.tryPassphrase('lantern meadow copper thursday owl');
    await ann.page.getByText(sentence).first().waitFor();
    await ann.app.close();
    expect(statSync(store, { throwIfNoEntry: false }) === undefined ? null : digest(store)).toBe(before);
  }
  const restore = (): void => {
    const file = openSync(store, 'w');
    writeSync(file, whole);
    closeSync(file);
  };

  it('because it was cut short is left as it is, and that is said', () =>
    saysAndLeaves(() => truncateSync(store, Math.floor(whole.length / 2) + 100), words('error.StoreDamaged')));

  it('because one bit was flipped is left as it is, and that is said', () =>
    saysAndLeaves(() => {
      restore();
      const file = openSync(store, 'r+');
      const byte = Buffer.alloc(1);
      const at = Math.floor(whole.length / 2);
      readSync(file, byte, 0, 1, at);
      byte[0] = (byte[0] ?? 0) ^ 4;
      writeSync(file, byte, 0, 1, at);
      closeSync(file);
    }, words('error.StoreDamaged')));

  it('because it is gone is not replaced by an empty one', () =>
    saysAndLeaves(() => rmSync(store), words('error.StoreMissing')));

  it('opens again when it is put back', async () => {
    restore();
    const { uid, gid } = statSync(ann.app.profile);
    const { chownSync } = await import('node:fs');
    chownSync(store, uid, gid);
    await ann.app.start();
    await ann.unlock();
    await ann.seesPrivate(WORDS);
    await ann.app.close();
  });
});

describe('a disk that is full', () => {
  let ann: Person;
  let disk: SmallDisk;
  beforeAll(async () => {
    const profile = await stage().folder('small-disk');
    disk = await mountSmallDisk(profile, 64);
    ann = await openPerson(stage(), 'Ann', { profile });
    await ann.writePrivate(WORDS);
  });
  afterAll(async () => {
    await ann.app.kill9();
    await disk.unmount();
  });

  it('[TC4] says so, keeps the words on the screen, does not lock, and saves them when there is space again', async () => {
    const more = 'These words met a full disk. '.repeat(400);
    const editor = ann.page.getByRole('textbox', { name: words('journal.editor') });
    await disk.fill();
    await type(editor, more);
    await ann.page.getByText(words('error.DiskFull')).first().waitFor();
    await editor.getByText('These words met a full disk.').first().waitFor();
    await ann.page.getByText(words('writing.notSaved')).first().waitFor();
    // Locking now would lose them: it is not done, and the choice is left.
    await ann.button(words('place.lock')).click();
    await ann.reads(words('bar.held'));
    await editor.getByText('These words met a full disk.').first().waitFor();
    await ann.button(words('bar.held.stay')).click();
    await disk.empty();
    await ann.button(words('writing.retry')).click();
    await ann.savedHere();
    await ann.app.kill9();
    await ann.app.start();
    await ann.unlock();
    await (await ann.seesPrivate(WORDS)).click();
    await ann.page.getByText('These words met a full disk.').first().waitFor();
  });
});

describe('[SF6] a disk that is full, at each place where somebody saves', () => {
  const AGREED = 'What is said here stays here.';
  const POST = 'Four tomatoes, and a long talk over the fence.';
  const OTHER = 'copper window tuesday walnut harbour';
  let ann: Person;
  let disk: SmallDisk;
  beforeAll(async () => {
    const profile = await stage().folder('small-disk');
    disk = await mountSmallDisk(profile, 64);
    ann = await newPerson(stage(), 'Ann', { profile });
  });
  afterAll(async () => {
    await ann.app.kill9();
    await disk.unmount();
  });
  const isFull = (): Promise<void> => ann.page.getByText(words('error.DiskFull')).first().waitFor();

  it('[SF6] set-up says so, keeps what was typed, and works when there is space', async () => {
    await disk.fill();
    await ann.field(words('setup.name')).fill('Ann');
    for (const field of ['setup.passphrase', 'setup.passphrase.again'] as const) {
      await ann.field(words(field)).fill(PASSPHRASE);
    }
    await ann.button(words('setup.submit')).click();
    await isFull();
    expect(await ann.field(words('setup.name')).inputValue()).toBe('Ann');
    await disk.empty();
    await ann.setUp();
  });

  it('[SF6] a draft and sharing say so, keep the words, and work when there is space', async () => {
    const inGroup = await ann.makeGroup('Riverside', { agreement: AGREED });
    await inGroup.open();
    await ann.link(words('group.write')).click();
    const editor = ann.page.getByRole('textbox', { name: words('compose.editor') });
    await editor.waitFor();
    await disk.fill();
    await type(editor, POST.repeat(200));
    await isFull();
    await editor.getByText(POST).first().waitFor();
    await disk.empty();
    await ann.button(words('writing.retry')).click();
    await ann.savedHere();
    await disk.fill();
    await ann.button(words('compose.share')).click();
    await isFull();
    await editor.getByText(POST).first().waitFor();
    await disk.empty();
    await ann.button(words('compose.share')).click();
    await inGroup.seesEntry(POST);
  });

  it('[SF6] another passphrase says so and the one until now goes on to open; with space it changes', async () => {
    await ann.go('place.settings');
    await ann.link(words('pass.change')).click();
    const change = async () => {
      await ann.field(words('pass.change.current')).fill(PASSPHRASE);
      await ann.field(words('pass.change.new')).fill(OTHER);
      await ann.field(words('pass.change.again')).fill(OTHER);
      await ann.button(words('pass.change.submit')).click();
    };
    await disk.fill();
    await change();
    await isFull();
    await disk.empty();
    await ann.reopen();
    await ann.go('place.settings');
    await ann.link(words('pass.change')).click();
    await change();
    await ann.heading(words('pass.changed.title')).waitFor();
    await ann.app.reopen();
    await ann.unlock(OTHER);
    await ann.in('Riverside').seesEntry(POST);
    expect(ann.app.uiProblems()).toEqual([]);
  });
});
