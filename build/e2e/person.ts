/**
 * A person at their own computer, told in verbs. Everything is found by role and by the words on the screen, so a test
 * that passes is also a person who finds the way.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type HearthApp, type OpenOptions, SYNC_MS } from './app-driver.ts';
import { InGroup } from './in-group.ts';
import type { Stage } from './stage.ts';
import { firstWords, type } from './typing.ts';
import { until } from './until.ts';
import { words } from './words.ts';

/** A passphrase that the app finds strong. */
export const PASSPHRASE = 'lantern meadow copper thursday owl';

/** The places in the frame around every page. */
export type Place = 'place.today' | 'place.groups' | 'place.help' | 'place.settings';

/** Opens a Hearth of a new person and goes through the first run. */
export async function openPerson(stage: Stage, name: string, options: OpenOptions = {}): Promise<Person> {
  const person = await newPerson(stage, name, options);
  await person.setUp();
  return person;
}

/** A person whose Hearth has just been opened for the first time. */
export async function newPerson(stage: Stage, name: string, options: OpenOptions = {}): Promise<Person> {
  const app = await stage.app(name.toLowerCase(), options);
  await app.start();
  return new Person(app, name);
}

/** See the head of this file. */
export class Person {
  readonly app: HearthApp;
  readonly name: string;

  constructor(app: HearthApp, name: string) {
    this.app = app;
    this.name = name;
  }

  get page(): Page {
    return this.app.page;
  }

  /** This person in the group of that name. */
  in(group: string): InGroup {
    return new InGroup(this, group);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  link(name: string): Locator {
    return this.page.getByRole('link', { name, exact: true });
  }

  field(name: string): Locator {
    return this.page.getByLabel(name, { exact: true });
  }

  heading(name: string): Locator {
    return this.page.getByRole('heading', { name, exact: true });
  }

  /** The sentence is on the screen. */
  async reads(sentence: string | RegExp): Promise<void> {
    await this.page.getByText(sentence, { exact: true }).first().waitFor();
  }

  /** The first run: a name, a passphrase, the recovery words, and the journal. Answers with the recovery words. */
  async setUp(
    look: { readonly beforeWordsAreWritten?: () => Promise<void>; readonly isSecond?: boolean } = {},
  ): Promise<readonly string[]> {
    await this.field(words('setup.name')).fill(this.name);
    await this.field(words('setup.passphrase')).fill(PASSPHRASE);
    await this.field(words('setup.passphrase.again')).fill(PASSPHRASE);
    await this.button(words('setup.submit')).click();
    const list = this.page.getByRole('list', { name: words('recovery.list') });
    await list.waitFor();
    const recovery = await list.getByRole('listitem').allInnerTexts();
    await look.beforeWordsAreWritten?.();
    await this.page.getByText(words('recovery.done'), { exact: true }).click();
    // Whoever has Hearth on another computer goes on to bringing their groups.
    await this.button(words(look.isSecond ? 'recovery.continue.second' : 'recovery.continue')).click();
    await this.heading(words(look.isSecond ? 'pair.new.title' : 'today.title')).waitFor();
    return recovery;
  }

  /** Types the passphrase on the lock screen; does not wait for what comes of it. */
  async tryPassphrase(passphrase: string): Promise<void> {
    await this.field(words('lock.passphrase')).fill(passphrase);
    await this.button(words('lock.open')).click();
  }

  /** Opens a locked Hearth. */
  async unlock(passphrase = PASSPHRASE): Promise<void> {
    await this.tryPassphrase(passphrase);
    await this.heading(words('today.title')).waitFor();
  }

  /** Locks Hearth from the frame around every page. */
  async lock(): Promise<void> {
    await this.button(words('place.lock')).click();
    await until('the lock screen', async () => {
      const page = await this.app.ui();
      try {
        return (await page.getByLabel(words('lock.passphrase'), { exact: true }).count()) > 0;
      } catch (error) {
        // The lock closed the page while it was being looked at.
        if (page.isClosed()) return null;
        throw error;
      }
    });
  }

  /** Closes Hearth, opens it again and unlocks it. */
  async reopen(): Promise<void> {
    await this.app.reopen();
    await this.unlock();
  }

  /** Goes to one of the places of the frame. */
  async go(place: Place): Promise<void> {
    const frame = place === 'place.settings' ? 'app.more' : 'app.places';
    const link = this.page
      .getByRole('navigation', { name: words(frame), exact: true })
      .getByRole('link', { name: words(place), exact: true });
    const isNew = this.link(words('place.groups.new'));
    await (place === 'place.groups' ? link.or(isNew) : link).click();
  }

  /** Names the meeting place that groups made later begin with. */
  async setMeetingPlace(address: string): Promise<void> {
    await this.go('place.settings');
    await this.field(words('settings.server')).fill(address);
    await this.button(words('settings.server.save')).click();
    await this.reads(words('settings.saved'));
  }

  /** Writes a new private entry and waits until the app says that it is saved. */
  async writePrivate(text: string): Promise<void> {
    await this.go('place.today');
    await this.button(words('today.write')).click();
    const editor = this.page.getByRole('textbox', { name: words('journal.editor') });
    await type(editor, text);
    await this.savedHere();
  }

  /** The app says that what stands on the page is on the disk. */
  async savedHere(): Promise<void> {
    await this.page.getByText(words('writing.saved'), { exact: true }).first().waitFor();
  }

  /** The private entry stands in the journal; answers with its row. */
  async seesPrivate(text: string): Promise<Locator> {
    await this.go('place.today');
    const row = this.page
      .getByRole('list', { name: words('today.journal') })
      .getByRole('link')
      .filter({ hasText: firstWords(text) })
      .first();
    await row.waitFor();
    return row;
  }

  /** Makes a group with the agreement given, or the one the app suggests. */
  async makeGroup(
    name: string,
    options: { readonly agreement?: string; readonly as?: string; readonly mode?: 'equals' } = {},
  ): Promise<InGroup> {
    await this.go('place.groups');
    await this.link(words('groups.make')).click();
    await this.field(words('make.name')).fill(name);
    await this.field(words('make.myName')).fill(options.as ?? this.name);
    if (options.agreement !== undefined) await this.field(words('make.agreement')).fill(options.agreement);
    if (options.mode === 'equals') {
      await this.page.getByRole('radio', { name: words('make.mode.equals') }).check({ force: true });
    }
    await this.button(words('make.submit')).click();
    const group = this.in(name);
    await group.isOpen();
    return group;
  }

  /** Looks at an invite by its link; does not accept it. */
  async lookAtInvite(link: string): Promise<void> {
    await this.go('place.groups');
    await this.link(words('groups.join')).click();
    await this.field(words('join.link')).fill(link);
    await this.button(words('join.look')).click();
  }

  /** Takes an invite and asks to join; the request is with this computer when it answers. */
  async acceptInvite(link: string, note = ''): Promise<void> {
    await this.lookAtInvite(link);
    await this.heading(words('join.preview')).waitFor();
    await this.field(words('make.myName')).fill(this.name);
    if (note !== '') await this.field(words('join.note')).fill(note);
    await this.button(words('join.submit')).click();
    await this.heading(words('waiting.title')).waitFor();
  }

  /** The newcomer reads that a computer of the group has the request. */
  async waitsForApproval(): Promise<void> {
    await this.page.getByText(words('waiting.approval'), { exact: true }).waitFor({ timeout: SYNC_MS });
  }

  /** Does what saves a file, and answers with what is in it. */
  async savesFile(action: () => Promise<void>): Promise<string> {
    const before = new Set(await readdir(this.app.files));
    await action();
    const name = await until(`${this.name}'s file`, async () => {
      const files = await readdir(this.app.files);
      // While it is being written it has another ending (main/system/saved-file.ts).
      return files.find((file) => !before.has(file) && !file.endsWith('.part'));
    });
    return until(`${name} to be written`, () => readFile(join(this.app.files, name), 'utf8'));
  }

  /** The four words that the newcomer compares with a facilitator. */
  async checkWords(): Promise<readonly string[]> {
    return this.page
      .getByRole('list', { name: words('requests.words') })
      .getByRole('listitem')
      .allInnerTexts();
  }

  /** The newcomer reads that they are in, and the agreement under it. */
  async isWelcomedTo(group: string, agreement: string): Promise<void> {
    await this.heading(words('waiting.in.title', { group })).waitFor();
    await this.reads(agreement);
  }
}
