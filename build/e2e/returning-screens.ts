/** The part of the walk (screens.ts) that is about coming back with the recovery words: set-up with them, and the page itself. */
import { OwnComputer } from './own-computers.ts';
import { newPerson, PASSPHRASE } from './person.ts';
import type { Visit } from './screens.ts';
import type { Stage } from './stage.ts';
import { words } from './words.ts';

/** Twelve words that belong together, and are nobody's. */
const PAPER = [...Array.from({ length: 11 }, () => 'abandon'), 'about'];

/** Somebody of that name whose computer before is gone; they are in no group of anybody else. */
export async function walkReturning(stage: Stage, name: string, group: string, visit: Visit): Promise<void> {
  const mia = await newPerson(stage, `${name.slice(0, 12)} again`);
  await mia.field(words('setup.name')).fill(mia.name);
  await mia.field(words('setup.passphrase')).fill(PASSPHRASE);
  await mia.field(words('setup.passphrase.again')).fill(PASSPHRASE);
  await mia.page.getByText(words('setup.words'), { exact: true }).click();
  await mia.field(words('recover.words')).fill(PAPER.with(4, 'abandom').join(' '));
  await visit('first-run-words', mia.page);
  await mia.field(words('recover.words')).fill(PAPER.join(' '));
  await mia.button(words('setup.submit')).click();
  await mia.heading(words('setup.words.title')).waitFor();
  await visit('first-run-words-done', mia.page);
  await mia.button(words('recovery.continue')).click();
  await mia.heading(words('today.title')).waitFor();
  await mia.makeGroup(group, { as: mia.name });
  await new OwnComputer(mia).openList();
  await mia.link(words('return.open')).click();
  await mia.heading(words('return.title')).waitFor();
  await visit('return', mia.page);
  const choose = (as: 'lost' | 'before') =>
    mia.page.getByRole('radio', { name: words(`return.as.${as}`) }).check({ force: true });
  const send = async () => {
    await mia.field(words('recover.words')).fill(PAPER.join(' '));
    await mia.button(words('return.submit')).click();
  };
  await choose('before');
  await send();
  await visit('return-confirm', mia.page);
  await mia.button(words('return.confirm')).click();
  await mia.page.getByRole('alert').waitFor();
  await visit('return-problem', mia.page);
  await choose('lost');
  await send();
  await mia.button(words('return.confirm')).click();
  await mia.reads(words('return.back', { group }));
  await visit('return-done', mia.page);
  await mia.app.close();
}
