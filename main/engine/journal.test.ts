import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { RecordId } from '../../shared/brand.ts';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import type { EditableDoc } from '../../shared/ipc/views.ts';
import { createWorld, type Person, unwrap, type World } from './testing/engine-world.ts';
import { found, share, wordsOf, writing } from './testing/stories.ts';

let world: World;
let ann: Person;
beforeAll(() => cryptoReady);
beforeEach(async () => {
  world = createWorld();
  ann = await world.person('Ann');
});
afterEach(() => world.end());

const tagOf = (answer: { ok: boolean; error?: { tag: string } }): string =>
  answer.ok ? 'ok' : (answer.error?.tag ?? '');
const bodyOf = (update: Uint8Array): string => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc.getXmlFragment('body').toString();
};
/** Types letter by letter into one paragraph; gives every update as the editor sends it. */
function typing(doc: EditableDoc, text: string): Uint8Array[] {
  const editor = new Y.Doc();
  Y.applyUpdate(editor, doc.update);
  editor.clientID = doc.clientId;
  const updates: Uint8Array[] = [];
  editor.on('update', (update: Uint8Array) => updates.push(update));
  const words = new Y.XmlText();
  const paragraph = new Y.XmlElement('paragraph');
  editor.getXmlFragment('body').insert(0, [paragraph]);
  paragraph.insert(0, [words]);
  for (const [at, letter] of [...text].entries()) words.insert(at, letter);
  return updates;
}

describe('the journal', () => {
  it('[DC1] keeps every update, and the same document when many were merged', async () => {
    const page = unwrap(await ann.ask.createJournal({}));
    const text = 'A long day, and then a walk. '.repeat(8).trim();
    const updates = typing(page, text);
    expect(updates.length).toBeGreaterThan(200);
    for (const update of updates) unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update }));
    ann.restart();
    unwrap(await ann.ask.unlock({ passphrase: 'seven quiet herons by the water' }));
    const again = unwrap(await ann.ask.openJournal({ recordId: page.recordId }));
    expect(again.clientId).toBe(page.clientId);
    expect(bodyOf(again.update)).toBe(`<paragraph>${text}</paragraph>`);
    const [row] = unwrap(await ann.ask.listJournal({ before: null, limit: 5 }));
    expect(row?.excerpt).toBe(text.slice(0, 200).trimEnd());
  });

  it('[DC1] takes an update again without harm, as after an answer that was lost', async () => {
    const page = unwrap(await ann.ask.createJournal({}));
    const update = writing(page, 'Once.');
    for (let times = 0; times < 3; times += 1) unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update }));
    expect(bodyOf(unwrap(await ann.ask.openJournal({ recordId: page.recordId })).update)).toBe(
      '<paragraph>Once.</paragraph>',
    );
  });

  it('[DC4] refuses what is no update, another writer, a gap and what is too large, and keeps what was there', async () => {
    const page = unwrap(await ann.ask.createJournal({}));
    unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update: writing(page, 'Kept.') }));
    const now = unwrap(await ann.ask.openJournal({ recordId: page.recordId }));
    const { recordId } = page;
    const ask = async (update: Uint8Array) => tagOf(await ann.ask.updateJournal({ recordId, update }));
    expect(await ask(Uint8Array.of(1, 2, 3))).toBe('IpcRefused');
    expect(await ask(writing({ ...now, clientId: now.clientId + 1 }, 'Not me.'))).toBe('RecordNotYours');
    const letters = typing(now, 'abc');
    expect(await ask(letters.at(-1) ?? new Uint8Array(0))).toBe('IpcRefused');
    expect(unwrap(await ann.ask.openJournal({ recordId })).update).toEqual(now.update);
    expect(await ask(writing(now, 'x'.repeat(300_000)))).toBe('RecordTooLarge');
    expect(await ask(new Uint8Array(1024 * 1024 + 1))).toBe('IpcRefused');
    expect(bodyOf(unwrap(await ann.ask.openJournal({ recordId })).update)).toBe('<paragraph>Kept.</paragraph>');
    expect(await ask(writing(now, 'More.'))).toBe('ok');
    const more = unwrap(await ann.ask.openJournal({ recordId }));
    expect(bodyOf(more.update)).toBe('<paragraph>Kept.</paragraph><paragraph>More.</paragraph>');
    // Each within the bounds of one update, together beyond those of a document.
    const long = '世'.repeat(190_000);
    expect(await ask(writing(more, long))).toBe('ok');
    const full = unwrap(await ann.ask.openJournal({ recordId }));
    expect(await ask(writing(full, long))).toBe('RecordTooLarge');
    const after = unwrap(await ann.ask.openJournal({ recordId }));
    expect(Buffer.from(after.update).equals(full.update)).toBe(true);
  });

  it('[SF5] says that the disk is full, shows what was saved, and takes the words again when there is room', async () => {
    const page = unwrap(await ann.ask.createJournal({}));
    unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update: writing(page, 'Saved.') }));
    const before = unwrap(await ann.ask.openJournal({ recordId: page.recordId }));
    const update = writing(before, 'Not yet.');
    ann.failWrites('DiskFull');
    expect(tagOf(await ann.ask.updateJournal({ recordId: page.recordId, update }))).toBe('DiskFull');
    expect(unwrap(await ann.ask.openJournal({ recordId: page.recordId })).update).toEqual(before.update);
    ann.failWrites(null);
    unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update }));
    const after = unwrap(await ann.ask.openJournal({ recordId: page.recordId }));
    expect(bodyOf(after.update)).toBe('<paragraph>Saved.</paragraph><paragraph>Not yet.</paragraph>');
  });

  it('[DC1] lists newest first, takes an empty page again, and forgets what is deleted', async () => {
    const ids: RecordId[] = [];
    for (const text of ['Monday', 'Tuesday', 'Wednesday']) {
      const page = unwrap(await ann.ask.createJournal({}));
      unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update: writing(page, text) }));
      ids.push(page.recordId);
      world.settle(1_000);
    }
    const empty = unwrap(await ann.ask.createJournal({}));
    expect(unwrap(await ann.ask.createJournal({})).recordId).toBe(empty.recordId);
    const list = async (before: number | null, limit: number) =>
      unwrap(await ann.ask.listJournal({ before, limit })).map((row) => row.excerpt);
    expect(await list(null, 10)).toEqual(['', 'Wednesday', 'Tuesday', 'Monday']);
    const page = unwrap(await ann.ask.listJournal({ before: null, limit: 2 }));
    expect(await list(page[1]?.createdAt ?? 0, 2)).toEqual(['Tuesday', 'Monday']);
    const gone = ids[1] as RecordId;
    unwrap(await ann.ask.deleteJournal({ recordId: gone }));
    expect(await list(null, 10)).toEqual(['', 'Wednesday', 'Monday']);
    expect(tagOf(await ann.ask.openJournal({ recordId: gone }))).toBe('RecordUnknown');
    expect(tagOf(await ann.ask.updateJournal({ recordId: gone, update: writing(empty, 'x') }))).toBe('RecordUnknown');
  });
});

describe('drafts', () => {
  it('[DC4] a copy of a journal entry shares its words and nothing of how they were typed', async () => {
    const groupId = await found(ann);
    const page = unwrap(await ann.ask.createJournal({}));
    const [first, ...rest] = typing(page, 'Secret? No, better not.');
    for (const update of [first as Uint8Array, ...rest]) {
      unwrap(await ann.ask.updateJournal({ recordId: page.recordId, update }));
    }
    const draft = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: page.recordId }));
    expect(draft.recordId).not.toBe(page.recordId);
    expect(bodyOf(draft.update)).toBe('<paragraph>Secret? No, better not.</paragraph>');
    const decoded = Y.decodeUpdate(draft.update);
    expect(decoded.structs.every((struct) => struct.id.client === draft.clientId)).toBe(true);
    unwrap(await ann.ask.shareDraft({ groupId, recordId: draft.recordId }));
    expect(unwrap(await ann.ask.listJournal({ before: null, limit: 5 }))).toHaveLength(1);
  });

  it('[DC4] nothing written is not shared; a discarded draft does not come back', async () => {
    const groupId = await found(ann);
    const draft = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    expect(tagOf(await ann.ask.shareDraft({ groupId, recordId: draft.recordId }))).toBe('NothingWritten');
    unwrap(await ann.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'Hm.') }));
    unwrap(await ann.ask.discardDraft({ groupId, recordId: draft.recordId }));
    expect(tagOf(await ann.ask.updateDraft({ groupId, recordId: draft.recordId, update: writing(draft, 'x') }))).toBe(
      'RecordUnknown',
    );
    const next = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    expect(next.recordId).not.toBe(draft.recordId);
    expect(bodyOf(next.update)).toBe('');
  });

  it('[DC4] of answers are kept apart by what they answer', async () => {
    const groupId = await found(ann);
    const post = await share(ann, groupId, 'A post.');
    const under = unwrap(await ann.ask.openDraft({ groupId, parent: post.recordId, fromJournal: null }));
    const above = unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null }));
    unwrap(await ann.ask.updateDraft({ groupId, recordId: under.recordId, update: writing(under, 'An answer.') }));
    expect(unwrap(await ann.ask.openDraft({ groupId, parent: post.recordId, fromJournal: null })).recordId).toBe(
      under.recordId,
    );
    expect(unwrap(await ann.ask.openDraft({ groupId, parent: null, fromJournal: null })).recordId).toBe(above.recordId);
    const answer = unwrap(await ann.ask.shareDraft({ groupId, recordId: under.recordId }));
    expect(answer).toMatchObject({ parent: post.recordId });
    expect(wordsOf(answer)).toBe('An answer.');
    const unknown = 'ff'.repeat(16) as RecordId;
    expect(tagOf(await ann.ask.openDraft({ groupId, parent: unknown, fromJournal: null }))).toBe('RecordUnknown');
  });
});
