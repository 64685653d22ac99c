/** The part of the walk (screens.ts) that is about the ways to the others: folded, open, with a keeper, and a file that came. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYNC_MS } from './app-driver.ts';
import type { InGroup } from './in-group.ts';
import { openMeetingPlace } from './meeting-place.ts';
import type { Person } from './person.ts';
import type { Visit } from './screens.ts';
import type { Stage } from './stage.ts';
import { startAgain } from './start-again.ts';
import { words, wordsLike } from './words.ts';

/** Ann looks at the ways, agrees to a keeper for the group, and opens a file of her own group. */
export async function walkWays(stage: Stage, ann: Person, annIn: InGroup, visit: Visit): Promise<void> {
  await annIn.open();
  await ann.page.getByRole('link', { name: words('group.reach'), exact: true }).click();
  await ann.heading(words('reach.title')).waitFor();
  await visit('ways', ann.page);
  await annIn.openPart('group.reach');
  await visit('reach', ann.page);

  const folder = mkdtempSync(join(tmpdir(), 'hearth-walk-'));
  const keeper = await openMeetingPlace(join(folder, 'mail.db'));
  try {
    await annIn.addMeetingPlace(keeper.address);
    await annIn.addHelper('stun:127.0.0.1:3478');
    await annIn.allowKeeper();
    await ann.page.getByText(wordsLike('keeper.state.answering')).waitFor({ timeout: SYNC_MS });
    await visit('reach-keeper', ann.page);
    const before = new Set(await readdir(ann.app.files));
    await ann.savesFile(() => ann.button(words('carry.save')).click());
    const [made = ''] = (await readdir(ann.app.files)).filter((file) => !before.has(file));
    await startAgain(stage, ann.app, join(ann.app.files, made));
    await ann.heading(words('carry.opened.title')).waitFor();
    await ann.page.getByRole('link', { name: words('carry.opened.group', { group: annIn.group }) }).waitFor();
    await visit('opened-file', ann.page);
    await annIn.openPart('group.reach');
    await ann.button(words('reach.server.remove.name', { address: keeper.address })).click();
  } finally {
    await keeper.stop();
    rmSync(folder, { recursive: true });
  }
}
