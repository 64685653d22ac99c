/** The part of the walk (screens.ts) in which equals are asked whether their group wants a keeper, and agree. */
import { SYNC_MS } from './app-driver.ts';
import type { Person } from './person.ts';
import type { Visit } from './screens.ts';
import type { Stage } from './stage.ts';
import { words } from './words.ts';

/** Another name than that of the walk's first group, so that links to the two are told apart. */
const GROUP = 'Round table';

/** Ann founds a group of equals with Ben; Ben asks, and Ann agrees. */
export async function walkKeeperQuestion(stage: Stage, ann: Person, ben: Person, visit: Visit): Promise<void> {
  const annIn = await ann.makeGroup(GROUP, { mode: 'equals' });
  const benIn = ben.in(GROUP);
  await annIn.openPart('group.invite');
  await ann.field(words('reach.server.add')).fill(stage.meeting.address);
  await ann.button(words('reach.server.add.submit')).click();
  await ann.page.getByText(words('invite.noServer.title')).waitFor({ state: 'detached' });
  await ben.acceptInvite(await annIn.createInvite());
  await annIn.approve(ben.name);
  await ben.heading(words('waiting.in.title', { group: GROUP })).waitFor({ timeout: SYNC_MS });
  await benIn.openPart('group.reach');
  await ben.reads(words('keeper.question.ask.hint'));
  await visit('reach-equals', ben.page);
  await ben.button(words('keeper.question.ask')).click();
  await ben.button(words('keeper.question.takeBack')).waitFor();
  await visit('reach-keeper-asked', ben.page);
  await annIn.reads(words('keeper.question.title', { name: ben.name }));
  await visit('keeper-question', ann.page);
  await benIn.reads(words('keeper.question.title.me'));
  await visit('keeper-question-mine', ben.page);
  await ann.button(words('keeper.question.agree')).click();
  await ann.reads(words('keeper.allow.done'));
  await visit('keeper-question-agreed', ann.page);
  await annIn.openPart('group.reach');
  await ann.button(words('keeper.end')).waitFor();
  await visit('reach-equals-with-keeper', ann.page);
}
