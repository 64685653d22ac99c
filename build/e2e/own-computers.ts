/** Two computers of one person, told in verbs: adding one by file or by code, comparing the words, removing a lost one. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SYNC_MS } from './app-driver.ts';
import type { Person } from './person.ts';
import { words, wordsLike } from './words.ts';

/** A computer of somebody, on the pages about own computers. */
export class OwnComputer {
  readonly #at: Person;

  constructor(at: Person) {
    this.#at = at;
  }

  /** Goes to the page where another computer is added, or where this one is the new one. */
  async open(part: 'computers.add' | 'computers.isNew'): Promise<void> {
    await this.openList();
    await this.#at.link(words(part)).click();
  }

  /** The page of own computers. */
  async openList(): Promise<void> {
    await this.#at.go('place.settings');
    await this.#at.link(words('computers.open')).click();
    await this.#at.heading(words('computers.others')).waitFor();
  }

  /** Presses a button that saves a file; answers with where the file is. */
  async save(button: string): Promise<string> {
    const before = new Map(await this.#files());
    await this.#at.button(button).click();
    await this.#at.reads(words('pair.file.saved'));
    const fresh = (await this.#files()).find(([name, at]) => before.get(name) !== at);
    if (!fresh) throw new Error(`"${button}" saved nothing`);
    return join(this.#at.app.files, fresh[0]);
  }

  async #files(): Promise<readonly (readonly [name: string, changedAt: number])[]> {
    const names = await readdir(this.#at.app.files);
    return Promise.all(
      names.map(async (name) => [name, (await stat(join(this.#at.app.files, name))).mtimeMs] as const),
    );
  }

  /** The four words that are on the screen to be compared. */
  async words(): Promise<readonly string[]> {
    const list = this.#at.page.getByRole('list', { name: words('pair.compare.title'), exact: true });
    await list.waitFor({ timeout: SYNC_MS });
    return list.getByRole('listitem').allInnerTexts();
  }

  /** The eight words of the code. */
  async code(): Promise<readonly string[]> {
    const list = this.#at.page.getByRole('list', { name: words('pair.new.words'), exact: true });
    await list.waitFor();
    return list.getByRole('listitem').allInnerTexts();
  }

  async saysSame(): Promise<void> {
    await this.#at.button(words('pair.compare.same')).click();
  }

  /** What is said of the groups at the end; waits until it says this. */
  async readsOfGroup(sentence: string): Promise<void> {
    const list = this.#at.page.getByRole('list', { name: words('pair.done.list'), exact: true });
    await list.getByText(sentence, { exact: true }).waitFor({ timeout: SYNC_MS });
  }

  async isDone(): Promise<void> {
    await this.#at.button(words('pair.done')).click();
  }

  /** Removes the only other computer from every group. */
  async removesTheOther(): Promise<void> {
    await this.openList();
    await this.#at.page.getByRole('button', { name: wordsLike('computers.remove.name') }).click();
    await this.#at.button(words('computers.remove.confirm')).click();
    await this.#at.reads(words('computers.remove.done'));
  }
}

/** Carries a file to another computer, changed on its way if a test says so. */
export async function carry(path: string, to: Person, change = (bytes: Buffer): Uint8Array => bytes): Promise<void> {
  const there = join(to.app.files, path.split('/').at(-1) ?? 'file');
  // Whoever runs the app has to be able to read it, which a copy with its mode would not allow.
  await writeFile(there, change(await readFile(path)), { mode: 0o644 });
}
