/** The part of the walk (screens.ts) that is about who belongs: from the menu of a person to a group that is over. */
import type { InGroup } from './in-group.ts';
import type { Visit } from './screens.ts';
import { words } from './words.ts';

/** Walks through what Ann, a facilitator, can do about Ben; in the end Ben is removed and Ann leaves. */
export async function walkBelonging(annIn: InGroup, benIn: InGroup, visit: Visit): Promise<void> {
  await walkPeople(annIn, benIn.person.name, visit);
  await walkInvites(annIn, visit);
  await benIn.openPart('group.people');
  await annIn.remove(benIn.person.name);
  await visit('person-removed', annIn.page);
  await benIn.readsOfRemoval();
  await visit('past-removed', benIn.page);
  await benIn.person.button(words('past.forget')).click();
  await dialogOf(benIn, visit, 'past-forget');
  await benIn.person.go('place.groups');
  await benIn.person.heading(words('past.title')).waitFor();
  await visit('groups-past', benIn.page);
  await annIn.open();
  await annIn.page.getByText(/is no longer in the group/).waitFor();
  await visit('timeline-after-removal', annIn.page);
  await annIn.leave();
  await visit('past-left', annIn.page);
}

async function walkPeople(annIn: InGroup, ben: string, visit: Visit): Promise<void> {
  const { person: ann, page } = annIn;
  await annIn.openPart('group.people');
  await annIn.openMenu(ben);
  await visit('person-menu', page);
  await page.keyboard.press('Escape');
  await page.getByRole('menu').waitFor({ state: 'detached' });
  await annIn.choose(ben, 'people.menu.role');
  await dialogOf(annIn, visit, 'change-role');
  await annIn.choose(ben, 'people.menu.remove');
  await dialogOf(annIn, visit, 'remove');
  await annIn.choose(ben, 'people.menu.compare');
  await page.getByRole('list', { name: words('number.list') }).waitFor();
  await visit('safety-number', page);
  await annIn.openPart('group.people');
  await ann.link(words('circle.link')).click();
  await page.getByRole('list', { name: words('circle.list') }).waitFor();
  await visit('circle-check', page);
  await annIn.openPart('group.people');
  await ann.button(words('leaving.leave')).click();
  await dialogOf(annIn, visit, 'leave');
  await ann.link(words('leaving.anew')).click();
  await page.getByText(ben, { exact: true }).click();
  await visit('start-anew', page);
  await ann.button(words('anew.submit')).click();
  await dialogOf(annIn, visit, 'start-anew-confirm');
}

async function walkInvites(annIn: InGroup, visit: Visit): Promise<void> {
  const { person: ann, page } = annIn;
  await annIn.createInvite(3);
  await ann.button(words('spoken.make')).click();
  await page.getByRole('list', { name: words('spoken.list') }).waitFor();
  await visit('invite-words', page);
  await annIn.openPart('group.invite');
  await page.getByText(words('invites.earlier'), { exact: true }).click();
  await visit('invites', page);
  await page
    .getByRole('list', { name: words('invites.open') })
    .getByRole('button', { name: words('invites.revoke') })
    .first()
    .click();
  await dialogOf(annIn, visit, 'invite-take-back');
}

/** Looks at the dialog that is open, and closes it without doing anything. */
async function dialogOf({ page }: InGroup, visit: Visit, screen: string): Promise<void> {
  const dialog = page.getByRole('alertdialog');
  await dialog.waitFor();
  await visit(screen, page);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
}
