/** Who belongs to a group, told in verbs: give roles, remove, leave, revoke, and what the cards and pages say of it. */
import type { Locator } from 'playwright-core';
import { SYNC_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { words, wordsLike } from './words.ts';

/** Days in milliseconds, for the engine's clock. */
export const DAY_MS = 86_400_000;

type MenuEntry = 'compare' | 'role' | 'remove' | 'ask' | 'askToo';

/** See the head of this file. */
export class Belonging {
  readonly #in: InGroup;

  constructor(inGroup: InGroup) {
    this.#in = inGroup;
  }

  /** The row of somebody on the people page. */
  async #rowOf(name: string): Promise<Locator> {
    await this.#in.openPart('group.people');
    const people = this.#in.page.getByRole('list', { name: words('people.title') });
    const row = people.getByRole('listitem').filter({ has: this.#in.page.getByText(name, { exact: true }) });
    await row.first().waitFor({ timeout: SYNC_MS });
    return row.first();
  }

  async #choose(name: string, entry: MenuEntry): Promise<Locator> {
    const row = await this.#rowOf(name);
    await row.getByRole('button', { name: words('people.more.name', { name }) }).click();
    await this.#in.page.getByRole('menuitem', { name: words(`people.menu.${entry}`) }).click();
    return this.#in.page.getByRole('alertdialog');
  }

  /** What may be done with somebody, by the words of their menu; null when there is no menu. */
  async offersFor(name: string): Promise<readonly string[] | null> {
    const row = await this.#rowOf(name);
    const more = row.getByRole('button', { name: words('people.more.name', { name }) });
    if ((await more.count()) === 0) return null;
    await more.click();
    const offers = await this.#in.page.getByRole('menuitem').allInnerTexts();
    await this.#in.page.keyboard.press('Escape');
    return offers;
  }

  async giveRole(name: string, role: 'facilitator' | 'member' | 'listener'): Promise<void> {
    const dialog = await this.#choose(name, 'role');
    await dialog.getByRole('radio', { name: words(`people.role.${role}`) }).check({ force: true });
    await dialog.getByRole('button', { name: words('role.confirm'), exact: true }).click();
    await this.#in.page.getByText(words('people.done.role', { name, role }), { exact: true }).waitFor();
  }

  /** Removes somebody because of the agreement. */
  async remove(name: string): Promise<void> {
    const dialog = await this.#choose(name, 'remove');
    await dialog.getByRole('radio', { name: words('remove.reason.agreement') }).check({ force: true });
    await dialog.getByRole('button', { name: words('remove.confirm', { name }), exact: true }).click();
    await this.#in.page.getByText(words('people.done.removed', { name }), { exact: true }).waitFor();
  }

  /** Among equals: asks for a removal. */
  async askToRemove(name: string): Promise<void> {
    const dialog = await this.#choose(name, 'ask');
    await dialog.getByRole('button', { name: words('ask.confirm'), exact: true }).click();
    await this.#in.page.getByText(words('people.done.asked', { name }), { exact: true }).waitFor();
  }

  /** Among equals: asks for a removal that somebody asked for already. */
  async askToo(name: string): Promise<void> {
    const dialog = await this.#choose(name, 'askToo');
    await dialog.getByRole('button', { name: words('ask.too.confirm'), exact: true }).click();
    await this.#in.page.getByText(words('people.done.removed', { name }), { exact: true }).waitFor();
  }

  /** Waits until the people page shows these and nobody else. */
  async seesPeople(names: readonly string[]): Promise<void> {
    await this.#in.openPart('group.people');
    const list = this.#in.page.getByRole('list', { name: words('people.title') });
    for (const name of names) await list.getByText(name, { exact: true }).waitFor({ timeout: SYNC_MS });
    const rows = list.locator(':scope > li');
    await rows.nth(names.length).waitFor({ state: 'detached', timeout: SYNC_MS });
  }

  /** Waits until the people page says that somebody asked to remove somebody. */
  async seesAsked(name: string, by: string): Promise<void> {
    await this.#in.openPart('group.people');
    await this.#in.page.getByText(words('people.asked', { name, names: by })).waitFor({ timeout: SYNC_MS });
  }

  /** Waits until a card of the timeline begins with these words. */
  async seesCard(beginning: string): Promise<void> {
    await this.#in.open();
    await this.#in.page.getByText(beginning).first().waitFor({ timeout: SYNC_MS });
  }

  /** Takes the only open invite back. */
  async revokeInvite(): Promise<void> {
    await this.#in.openPart('group.invite');
    const open = this.#in.page.getByRole('list', { name: words('invites.open') });
    await open.getByRole('button', { name: wordsLike('invites.revoke.name') }).click();
    const dialog = this.#in.page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: words('invites.revoke.confirm'), exact: true }).click();
    await this.#in.page.getByText(words('invites.revoked'), { exact: true }).waitFor();
  }

  /** The words about the invites that are open. */
  async openInvites(): Promise<readonly string[]> {
    await this.#in.openPart('group.invite');
    const list = this.#in.page.getByRole('list', { name: words('invites.open') });
    await list.waitFor();
    return list.getByRole('listitem').allInnerTexts();
  }

  /** Waits until this person reads that they are no longer in the group. */
  async isToldOfRemoval(): Promise<void> {
    const title = words('past.removed.title', { group: this.#in.group });
    await this.#in.person.go('place.groups');
    const past = this.#in.page.getByRole('list', { name: words('past.title') });
    await past.getByRole('link', { name: this.#in.group }).click({ timeout: SYNC_MS });
    await this.#in.person.heading(title).waitFor();
  }

  /** Starts the group anew without somebody. */
  async startAnewWithout(name: string): Promise<void> {
    await this.#in.openPart('group.people');
    await this.#in.person.link(words('leaving.anew')).click();
    await this.#in.page.getByRole('checkbox', { name }).check({ force: true });
    await this.#in.person.button(words('anew.submit')).click();
    const dialog = this.#in.page.getByRole('alertdialog');
    await dialog.getByRole('button', { name: words('anew.confirm'), exact: true }).click();
    await this.#in.isOpen();
  }

  /** Comes along to a group that somebody started anew. */
  async comeAlong(): Promise<void> {
    await this.#in.open();
    await this.#in.person.button(words('successor.come')).click({ timeout: SYNC_MS });
    await this.#in.person.heading(words('waiting.title')).waitFor();
  }

  /** The digits that two people compare. */
  async safetyNumberWith(name: string): Promise<string> {
    const row = await this.#rowOf(name);
    await row.getByRole('button', { name: words('people.more.name', { name }) }).click();
    await this.#in.page.getByRole('menuitem', { name: words('people.menu.compare') }).click();
    return this.#in.page.getByLabel(words('number.list'), { exact: true }).innerText();
  }

  /** The eight words of the circle. */
  async circleWords(): Promise<readonly string[]> {
    await this.#in.openPart('group.people');
    await this.#in.person.link(words('circle.link')).click();
    const list = this.#in.page.getByRole('list', { name: words('circle.list') });
    await list.waitFor({ timeout: SYNC_MS });
    return list.getByRole('listitem').allInnerTexts();
  }

  /** Waits until nobody shares an entry that begins so, once another entry is there. */
  async doesNotSee(text: string, onceThereIs: string): Promise<void> {
    await this.#in.seesEntry(onceThereIs);
    const found = await this.#in.entry(text).count();
    if (found > 0) throw new Error(`"${text}" is on the timeline`);
  }
}
