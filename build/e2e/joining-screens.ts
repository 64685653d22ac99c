/** The part of the walk (screens.ts) that is about joining by a keeper: the invite, what is read before asking, and waiting. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYNC_MS } from './app-driver.ts';
import { openMeetingPlace } from './meeting-place.ts';
import { newPerson, type Person } from './person.ts';
import type { Visit } from './screens.ts';
import type { Stage } from './stage.ts';
import { words, wordsLike } from './words.ts';

/** Somebody new asks Ann by two keepers, of which one wants a ticket and one goes away; both are closed afterwards. */
export async function walkJoining(stage: Stage, ann: Person, newcomer: string, visit: Visit): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-joining-'));
  const keeper = await openMeetingPlace(join(folder, 'open.db'));
  const closed = await openMeetingPlace(join(folder, 'closed.db'), () => false);
  try {
    const annIn = await ann.makeGroup('Night ferry');
    await annIn.addMeetingPlace(keeper.address);
    await annIn.addMeetingPlace(closed.address);
    await annIn.allowKeeper();
    const link = await annIn.createInvite();
    await ann.reads(words('invite.keeper'));
    await visit('invite-ready-keeper', ann.page);
    // Her computer is away while the newcomer asks.
    await ann.app.close();
    const ben = await newPerson(stage, newcomer);
    await ben.setUp();
    await ben.lookAtInvite(link);
    await ben.reads(words('join.keeper'));
    await visit('join-preview-keeper', ben.page);
    await ben.acceptInvite(link, 'From the ferry.');
    await ben.page.getByText(wordsLike('joinKeeper.lies')).waitFor({ timeout: SYNC_MS });
    await ben.page.getByText(wordsLike('joinKeeper.elsewhere.refuses')).waitFor({ timeout: SYNC_MS });
    await visit('waiting-keeper', ben.page);
    await ann.app.start();
    await ann.unlock();
    await annIn.request(newcomer);
    await ben.button(words('keeper.look')).click();
    await ben.waitsForApproval();
    await closed.stop();
    await ben.button(words('keeper.look')).click();
    await ben.page.getByText(wordsLike('joinKeeper.elsewhere')).waitFor({ timeout: SYNC_MS });
    await visit('waiting-keeper-approval', ben.page);
    await ben.app.close();
  } finally {
    await keeper.stop();
    await closed.stop();
    rmSync(folder, { recursive: true });
  }
}
