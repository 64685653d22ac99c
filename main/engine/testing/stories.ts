/** What people do in stories: founding, joining, writing, as their ui asks for it. */
import * as Y from 'yjs';
import type { GroupId, MemberId, RecordId } from '../../../shared/brand.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { EditableDoc, EntryView, NoticeView, RequestView } from '../../../shared/ipc/views.ts';
import type { Result } from '../../../shared/result.ts';
import type { InviteChoice } from '../group/invites.ts';
import { PASSPHRASE, type Person, unwrap, type World } from './engine-world.ts';

/** The update that writes a paragraph of `text` at the end, as an editor under the document's client id does. */
export function writing(doc: EditableDoc, text: string): Uint8Array {
  const editor = new Y.Doc();
  Y.applyUpdate(editor, doc.update);
  editor.clientID = doc.clientId;
  const before = Y.encodeStateVector(editor);
  const paragraph = new Y.XmlElement('paragraph');
  const body = editor.getXmlFragment('body');
  body.insert(body.length, [paragraph]);
  paragraph.insert(0, [new Y.XmlText(text)]);
  return Y.encodeStateAsUpdate(editor, before);
}

/** All words of an entry. */
export const wordsOf = (entry: EntryView): string =>
  entry.blocks.map((block) => block.spans.map((span) => span.text).join('')).join('\n');

/** Founds a group. */
export async function found(
  person: Person,
  name = 'Tuesdays',
  mode: 'facilitated' | 'equals' = 'facilitated',
): Promise<GroupId> {
  const input = { name, myName: person.name, agreement: 'What is said here stays here.', mode } as const;
  return unwrap(await person.ask.createGroup(input)).groupId;
}

/** What an invite lets in unless a test says otherwise. */
export const OPEN_INVITE = {
  maxUses: 1,
  days: 7,
  role: 'member',
  history: { reads: 'everything' },
} as const;

/** The request that somebody's ui shows, which has to be the only one. */
export async function onlyRequest(person: Person, groupId: GroupId): Promise<RequestView> {
  const [request, ...more] = unwrap(await person.ask.listRequests({ groupId }));
  if (!request || more.length > 0) throw new Error(`${person.name} has not one request but ${more.length}`);
  return request;
}

/** Somebody who holds an invite asks to join by it. */
export const askToJoin = async (newcomer: Person, invite: string): Promise<void> =>
  void unwrap(await newcomer.ask.acceptInvite({ invite, myName: newcomer.name, note: 'Hello' }));

/** Lets `newcomer` in, from invite to being a member who has everything. */
export async function admit(
  world: World,
  host: Person,
  groupId: GroupId,
  newcomer: Person,
  choice: Partial<InviteChoice> = {},
): Promise<void> {
  const invite = unwrap(await host.ask.createInvite({ groupId, ...OPEN_INVITE, ...choice }));
  await askToJoin(newcomer, invite.link);
  world.settle();
  const { requestId } = await onlyRequest(host, groupId);
  unwrap(await host.ask.approveRequest({ groupId, requestId }));
  world.settle(5_000);
}

/** Closes the app, opens it again and unlocks it. */
export async function comeBack(person: Person): Promise<void> {
  person.restart();
  unwrap(await person.ask.unlock({ passphrase: PASSPHRASE }));
}

/** The id by which a group knows somebody. */
export async function memberIdOf(person: Person, groupId: GroupId, name: string): Promise<MemberId> {
  const member = unwrap(await person.ask.viewGroup({ groupId })).members.find((one) => one.name === name);
  if (!member) throw new Error(`${person.name} sees no ${name}`);
  return member.memberId;
}

/** Names of the people whom somebody sees in a group, in order of joining. */
export const namesSeenBy = async (person: Person, groupId: GroupId): Promise<readonly string[]> =>
  unwrap(await person.ask.viewGroup({ groupId })).members.map(({ name }) => name);

/** The cards that somebody sees, oldest first. */
export async function cards(person: Person, groupId: GroupId): Promise<readonly NoticeView[]> {
  const items = unwrap(await person.ask.listTimeline({ groupId, before: null, limit: 200 }));
  return items.flatMap((item) => (item.item === 'notice' ? [item.notice] : [])).reverse();
}

/** `ok`, or the tag of what went wrong. */
export const tagOf = (answer: Result<unknown, AppError>): string => (answer.ok ? 'ok' : answer.error.tag);

/** Writes a post, or a comment under `parent`, and shares it. */
export async function share(person: Person, groupId: GroupId, text: string, parent: RecordId | null = null) {
  const draft = unwrap(await person.ask.openDraft({ groupId, parent, fromJournal: null }));
  unwrap(await person.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, text) }));
  return unwrap(await person.ask.shareDraft({ groupId, recordId: draft.recordId }));
}

/** The posts that somebody sees, newest first. */
export async function posts(person: Person, groupId: GroupId): Promise<readonly EntryView[]> {
  const items = unwrap(await person.ask.listTimeline({ groupId, before: null, limit: 50 }));
  return items.flatMap((item) => (item.item === 'entry' ? [item.entry] : []));
}

/** What a post's spread says. */
export async function spreadOf(person: Person, groupId: GroupId, recordId: RecordId) {
  return (await posts(person, groupId)).find((entry) => entry.recordId === recordId)?.spread;
}
