/** What people do in stories: founding, joining, writing, as their ui asks for it. */
import * as Y from 'yjs';
import type { GroupId, RecordId } from '../../../shared/brand.ts';
import type { EditableDoc, EntryView } from '../../../shared/ipc/views.ts';
import { type Person, unwrap, type World } from './engine-world.ts';

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
export async function found(person: Person, name = 'Tuesdays'): Promise<GroupId> {
  const input = { name, myName: person.name, agreement: 'What is said here stays here.' };
  return unwrap(await person.ask.createGroup(input)).groupId;
}

/** Lets `newcomer` in, from invite to being a member who has everything. */
export async function admit(world: World, host: Person, groupId: GroupId, newcomer: Person): Promise<void> {
  const invite = unwrap(await host.ask.createInvite({ groupId, maxUses: 1, days: 7 }));
  unwrap(await newcomer.ask.acceptInvite({ invite: invite.link, myName: newcomer.name, note: 'Hello' }));
  world.settle();
  const [request] = unwrap(await host.ask.listRequests({ groupId }));
  if (!request) throw new Error(`no request of ${newcomer.name} arrived`);
  unwrap(await host.ask.approveRequest({ groupId, requestId: request.requestId }));
  world.settle(5_000);
}

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
