/** A person inside one of their groups, told in verbs: write, reply, react, invite, approve, and what they see. */
import type { Locator, Page } from 'playwright-core';
import { SYNC_MS } from './app-driver.ts';
import type { Person } from './person.ts';
import { firstWords, type } from './typing.ts';
import { until } from './until.ts';
import { words, wordsLike } from './words.ts';

/** The reactions by the words that people pick. */
export type ReactionWords = 'With you' | 'Thank you' | 'Me too' | 'Strength to you' | 'Holding space';

/** See the head of this file. */
export class InGroup {
  readonly person: Person;
  readonly group: string;

  constructor(person: Person, group: string) {
    this.person = person;
    this.group = group;
  }

  get page(): Page {
    return this.person.page;
  }

  /** The group's page is on the screen. */
  async isOpen(): Promise<void> {
    await this.person.heading(this.group).waitFor();
  }

  /** Goes to the group's timeline, from wherever the person is. */
  async open(): Promise<void> {
    await this.person.go('place.groups');
    await this.page.getByRole('link', { name: this.group }).first().click();
    await this.isOpen();
  }

  /** Waits until the sentence stands on the group's page. */
  async reads(sentence: string): Promise<void> {
    await this.open();
    await this.page.getByText(sentence, { exact: true }).first().waitFor({ timeout: SYNC_MS });
  }

  /** Goes to one of the pages inside the group. */
  async openPart(part: 'group.people' | 'group.agreement' | 'group.reach' | 'group.invite'): Promise<void> {
    await this.open();
    await this.page.getByRole('link', { name: words(part), exact: true }).click();
    if (part === 'group.reach') await this.unfoldWays();
  }

  /** Opens what there is to read and to change about each of the four ways. */
  private async unfoldWays(): Promise<void> {
    const ways = this.page.getByRole('list', { name: words('ways.title') });
    for (const way of ['network', 'direct', 'keeper', 'file'] as const) {
      const name = words('ways.more.name', { way: words(`ways.${way}`) });
      await ways.getByRole('button', { name, expanded: false }).click();
    }
  }

  /** Shares new words with the group. */
  async write(text: string): Promise<void> {
    await this.open();
    await this.page.getByRole('link', { name: words('group.write') }).click();
    await type(this.page.getByRole('textbox', { name: words('compose.editor') }), text);
    await this.person.button(words('compose.share')).click();
    await this.entry(text).waitFor();
  }

  /** The entry with these words, in the timeline or in the conversation that is open. */
  entry(text: string): Locator {
    return this.page
      .getByRole('article')
      .filter({ hasText: firstWords(text) })
      .first();
  }

  /** Waits until the entry is in the timeline; words of others may be on their way. */
  async seesEntry(text: string): Promise<Locator> {
    await this.open();
    const entry = this.entry(text);
    await entry.waitFor({ timeout: SYNC_MS });
    return entry;
  }

  /** The beginnings of the entries in the timeline, from the top. */
  async timeline(): Promise<readonly string[]> {
    await this.open();
    const entries = this.page.getByRole('article');
    await entries.first().waitFor();
    return entries.allInnerTexts();
  }

  /** Opens the conversation under a post. */
  async openThread(post: string): Promise<void> {
    const entry = await this.seesEntry(post);
    await entry.getByRole('link', { name: /^(Open to answer|One reply|\d+ replies)$/ }).click();
    await this.person.heading(words('thread.title')).waitFor();
  }

  /** Replies to a post, or to a reply below it when `to` names its words. */
  async reply(post: string, text: string, to = post): Promise<void> {
    await this.openThread(post);
    await this.entry(to)
      .getByRole('button', { name: words('thread.reply') })
      .first()
      .click();
    const editor = this.page.getByRole('textbox', { name: wordsLike('thread.replying') });
    await type(editor, text);
    await this.person.button(words('thread.reply.share')).click();
    await this.entry(text).waitFor();
  }

  /** Waits until the reply stands in the conversation under `post`. */
  async seesReply(post: string, text: string): Promise<Locator> {
    await this.openThread(post);
    const entry = this.entry(text);
    await entry.waitFor({ timeout: SYNC_MS });
    return entry;
  }

  /** Reacts to an entry of the timeline. */
  async react(text: string, reaction: ReactionWords): Promise<void> {
    const entry = await this.#chooseReaction(text, reaction);
    await entry.getByText(reaction).first().waitFor();
  }

  /** Takes the own reaction back. */
  async takeReactionBack(text: string): Promise<void> {
    await this.#chooseReaction(text, words('react.takeBack'));
  }

  async #chooseReaction(text: string, choice: string): Promise<Locator> {
    const entry = await this.seesEntry(text);
    await entry.getByRole('button', { name: words('react.open') }).click();
    const menu = this.page.getByRole('menu');
    await menu.getByRole('menuitem', { name: choice, exact: true }).click();
    return entry;
  }

  /** Waits until the entry shows the reaction by these people. */
  async seesReaction(text: string, reaction: ReactionWords, names: string): Promise<void> {
    const entry = await this.seesEntry(text);
    await entry.getByText(words('react.from', { reaction, names })).first().waitFor({ timeout: SYNC_MS });
  }

  /** Waits until the entry of the timeline says how far it has come, in exactly these words. */
  async seesSpread(text: string, sentence: string): Promise<void> {
    const entry = await this.seesEntry(text);
    await until(
      `${this.person.name} to read "${sentence}" at "${firstWords(text)}"`,
      async () => (await entry.getByText(sentence, { exact: true }).count()) > 0,
      SYNC_MS,
    );
  }

  /** Gives the group one more meeting place. */
  async addMeetingPlace(address: string): Promise<void> {
    await this.openPart('group.reach');
    await this.person.field(words('reach.server.add')).fill(address);
    await this.person.button(words('reach.server.add.submit')).click();
    await this.page
      .getByRole('list', { name: words('reach.servers') })
      .getByText(address)
      .first()
      .waitFor();
  }

  /** Sets a helper server for this group on this computer, and waits until it is in the list. */
  async addHelper(
    address: string,
    login: { readonly user: string; readonly password: string } | null = null,
  ): Promise<void> {
    await this.openPart('group.reach');
    await this.person.field(words('paths.helper.address')).fill(address);
    if (login !== null) {
      await this.person.field(words('paths.helper.user')).fill(login.user);
      await this.person.field(words('paths.helper.password')).fill(login.password);
    }
    await this.person.button(words('paths.helper.add')).click();
    await this.page
      .getByRole('list', { name: words('paths.helpers') })
      .getByText(address)
      .waitFor();
  }

  /** Takes a helper server away again. */
  async removeHelper(address: string): Promise<void> {
    await this.openPart('group.reach');
    const remove = this.person.button(words('paths.helper.remove.name', { address }));
    await remove.click();
    await remove.waitFor({ state: 'detached' });
  }

  /** Lets keepers hold the group's sealed entries, for everybody. */
  async allowKeeper(): Promise<void> {
    await this.openPart('group.reach');
    await this.person.button(words('keeper.allow')).click();
    await this.person.reads(words('keeper.allowed'));
  }

  /** Hides this computer's network address from the group, or shows it again. */
  async hideAddress(isHidden: boolean): Promise<void> {
    await this.openPart('group.reach');
    await this.page.getByText(words('paths.hide.check'), { exact: true }).click();
    const says = this.page.getByText(words('paths.hide.is'), { exact: true });
    await says.waitFor({ state: isHidden ? 'visible' : 'detached' });
  }

  /** Makes an invite and answers with its link. */
  async createInvite(uses = 1): Promise<string> {
    await this.openPart('group.invite');
    if (uses !== 1) {
      const field = this.page.getByRole('textbox', { name: words('invite.uses') });
      await field.fill(String(uses));
      await field.blur();
    }
    await this.person.button(words('invite.make')).click();
    const link = this.person.field(words('invite.link'));
    await link.waitFor();
    return (await link.inputValue()).trim();
  }

  /** Waits for somebody's request to join; answers with all that is said about it. */
  async request(name: string): Promise<Locator> {
    await this.open();
    const request = this.page.getByRole('article', { name, exact: true });
    await request.waitFor({ timeout: SYNC_MS });
    return request;
  }

  /** The four words to compare with the person who asks. */
  async checkWordsOf(name: string): Promise<readonly string[]> {
    const request = await this.request(name);
    const list = request.getByRole('list', { name: words('requests.words') });
    return list.getByRole('listitem').allInnerTexts();
  }

  /** Waits for somebody's request and lets them in. */
  async approve(name: string): Promise<void> {
    const request = await this.request(name);
    await request.getByRole('button', { name: words('requests.approve', { name }) }).click();
    await request.waitFor({ state: 'detached' });
  }

  /** Waits until somebody is a member of the group; for a newcomer's own computer also until there is a group. */
  async seesMember(name: string): Promise<void> {
    await this.person.go('place.groups');
    const row = this.page.getByRole('list', { name: words('groups.yours') }).getByRole('link', { name: this.group });
    await row.waitFor({ timeout: SYNC_MS });
    await this.openPart('group.people');
    const people = this.page.getByRole('list', { name: words('people.title') });
    await people.getByText(name, { exact: true }).waitFor({ timeout: SYNC_MS });
  }

  /** Opens the menu of what one can do about somebody, and chooses from it. */
  async choose(
    name: string,
    offer: 'people.menu.compare' | 'people.menu.role' | 'people.menu.remove' | 'people.menu.ask' | 'people.menu.askToo',
  ): Promise<void> {
    await this.openPart('group.people');
    await this.openMenu(name);
    await this.page.getByRole('menuitem', { name: words(offer), exact: true }).click();
  }

  /** Opens the menu of what one can do about somebody who is on the screen. */
  async openMenu(name: string): Promise<void> {
    await this.person.button(words('people.more.name', { name })).click();
    await this.page.getByRole('menu').waitFor();
  }

  /** Removes somebody, giving no reason, and waits until the app says so. */
  async remove(name: string): Promise<void> {
    await this.choose(name, 'people.menu.remove');
    await this.person.button(words('remove.confirm', { name })).click();
    await this.person.reads(words('people.done.removed', { name }));
  }

  /** Leaves the group and waits for the page that says so. */
  async leave(): Promise<void> {
    await this.openPart('group.people');
    await this.person.button(words('leaving.leave')).click();
    await this.person.button(words('leaving.confirm')).click();
    await this.person.heading(words('past.left.title', { group: this.group })).waitFor();
  }

  /** Reads, wherever in the app they are looking at the group, that they were removed. */
  async readsOfRemoval(): Promise<void> {
    await this.person.heading(words('past.removed.title', { group: this.group })).waitFor({ timeout: SYNC_MS });
  }

  /** Reads among the groups of before, and then on its page, that this computer was removed from the group. */
  async readsOfComputerRemoved(): Promise<void> {
    await this.person.go('place.groups');
    const past = this.page.getByRole('list', { name: words('past.title') }).getByRole('link', { name: this.group });
    await past.waitFor({ timeout: SYNC_MS });
    await past.click();
    await this.person.heading(words('past.computer.title', { group: this.group })).waitFor();
  }

  /** Waits until these people are in touch with this computer at this moment. */
  async isInTouchWith(names: string): Promise<void> {
    await this.openPart('group.reach');
    await this.page
      .getByText(words('reach.now.with', { names }), { exact: true })
      .first()
      .waitFor({ timeout: SYNC_MS });
  }
}
