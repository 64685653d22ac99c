import { beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DeviceId, GroupId, MemberId, RecordId } from '../brand.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import type { RecordRow } from '../ports/entry-store.ts';
import { shortId } from '../testing/sample-chain.ts';
import { BODY_SCHEMA, createBodyDoc, freshBodyOfText, openBody, parseBodyValue } from './body.ts';
import type { FreshBody } from './fresh-body.ts';
import { clientIdOf, recordIdOf } from './ids.ts';
import type { Payload } from './payload.ts';
import { type AuthorRole, mayAuthor, type Projected, projectEntry } from './project.ts';
import { updateOfState } from './state.ts';
import { parseRecordValue, type RecordValue } from './values.ts';

beforeAll(() => cryptoReady);

const K = CONTENT_KIND;
const GROUP = shortId<GroupId>(1);
const [MIA, BEN] = [shortId<MemberId>(2), shortId<MemberId>(3)];
const [LAPTOP, DESKTOP] = [shortId<DeviceId>(4), shortId<DeviceId>(5)];
const NOW = 1_767_225_700_000;
const nonceOf = (n: number) => new Uint8Array(16).fill(n);
const recordOf = (author: MemberId, n: number) => recordIdOf(GROUP, author, nonceOf(n));

interface Said {
  readonly kind: number;
  readonly recordId: RecordId;
  readonly payload: Payload;
  readonly seq: number;
  readonly author?: MemberId;
  readonly role?: AuthorRole;
  readonly deviceId?: DeviceId;
  readonly row?: RecordRow | null;
  readonly parentRow?: RecordRow | null;
  /** 1 unless said otherwise. */
  readonly inc?: number;
}
const project = (said: Said): Projected =>
  projectEntry({
    groupId: GROUP,
    row: said.row ?? null,
    entry: { kind: said.kind, recordId: said.recordId, ts: 1000 + said.seq, lamport: 10 + said.seq, seq: said.seq },
    chain: { deviceId: said.deviceId ?? LAPTOP, inc: said.inc ?? 1, lane: 'content' },
    author: said.author ?? MIA,
    role: said.role ?? 'member',
    payload: said.payload,
    parentRow: said.parentRow ?? null,
    now: NOW,
  });
const rowOf = (projected: Projected): RecordRow => {
  if (projected.tag !== 'applied') throw new Error(JSON.stringify(projected));
  return projected.row;
};
const reasonOf = (projected: Projected): string => (projected.tag === 'inert' ? projected.reason.tag : projected.tag);

const fresh = (n: number, text: string, parent: RecordId | null = null): Payload => ({
  shape: 'fresh',
  origin: { nonce: nonceOf(n), parent },
  schema: BODY_SCHEMA,
  fresh: freshBodyOfText(text),
});
const value = (said: RecordValue, n?: number, parent: RecordId | null = null): Payload => ({
  shape: 'value',
  origin: n === undefined ? null : { nonce: nonceOf(n), parent },
  value: said,
});
const POST = recordOf(MIA, 1);
const post = () => rowOf(project({ kind: K.post, recordId: POST, payload: fresh(1, 'Hello'), seq: 1 }));
/** The update that one of Mia's devices makes of `row` by putting words in front. */
function edit(row: RecordRow, words: string, deviceId = LAPTOP): Payload {
  const state = updateOfState(GROUP, row.recordId, row.state ?? new Uint8Array(0));
  const doc = openBody(state, clientIdOf(GROUP, row.recordId, deviceId, 1));
  const before = Y.encodeStateVector(doc);
  doc.getXmlFragment('body').insert(0, [new Y.XmlText(words)]);
  return { shape: 'update', origin: null, schema: BODY_SCHEMA, update: Y.encodeStateAsUpdate(doc, before) };
}
const textOf = (row: RecordRow): string =>
  parseBodyValue(row.value)
    .blocks.map((block) => block.spans.map((span) => span.text).join(''))
    .join('|');

describe('[RC5] who may say it', () => {
  it('[RC5] a record belongs to the member whose id it is made of', () => {
    const stolen = { kind: K.post, recordId: POST, payload: fresh(1, 'mine now'), seq: 1, author: BEN };
    expect(reasonOf(project(stolen))).toBe('NotOwner');
    expect(reasonOf(project({ ...stolen, author: MIA, payload: fresh(2, 'other nonce') }))).toBe('NotOwner');
    expect(project({ ...stolen, author: MIA }).tag).toBe('applied');
  });

  it('[RC5] nobody else edits or deletes it', () => {
    const row = post();
    const foreign = { recordId: POST, row, author: BEN, seq: 1 };
    expect(reasonOf(project({ ...foreign, kind: K.post, payload: edit(row, 'Ben says ') }))).toBe('NotOwner');
    expect(reasonOf(project({ ...foreign, kind: K.delete, payload: value({ kind: K.delete }) }))).toBe('NotOwner');
  });

  it('[RC5] a role includes certain kinds', () => {
    const kinds = [K.profile, K.reaction, K.post, K.comment, K.delete, K.groupProfile, K.agreement];
    const allowed = (role: AuthorRole) => kinds.filter((kind) => mayAuthor(role, kind));
    expect(allowed('listener')).toEqual([K.profile, K.reaction]);
    expect(allowed('member')).toEqual([K.profile, K.reaction, K.post, K.comment, K.delete]);
    expect(allowed('facilitator')).toEqual(kinds);
    const said = { kind: K.post, recordId: POST, payload: fresh(1, 'Hello'), seq: 1 };
    expect(reasonOf(project({ ...said, role: 'listener' }))).toBe('RoleRefused');
  });

  it('[RC5] an update under any other client id than the device’s own is inert', () => {
    const row = post();
    const forged = edit(row, 'forged ', DESKTOP);
    const judged = project({ kind: K.post, recordId: POST, row, payload: forged, seq: 2 });
    expect(judged).toMatchObject({ tag: 'inert', reason: { tag: 'GateRefused', gate: { tag: 'ClientForeign' } } });
  });

  it('[RC5] a record never answers itself, and never changes its kind', () => {
    const own = recordOf(MIA, 3);
    expect(reasonOf(project({ kind: K.comment, recordId: own, payload: fresh(3, 'x', own), seq: 1 }))).toBe(
      'ParentRefused',
    );
    const row = post();
    expect(reasonOf(project({ kind: K.comment, recordId: POST, row, payload: edit(row, 'x'), seq: 2 }))).toBe(
      'KindMismatch',
    );
    const profile = value({ kind: K.profile, name: 'Mia', colour: 1 }, 4);
    const known = rowOf(project({ kind: K.profile, recordId: recordOf(MIA, 4), payload: profile, seq: 1 }));
    const gone = { kind: K.delete, recordId: known.recordId, row: known, payload: value({ kind: K.delete }), seq: 2 };
    expect(reasonOf(project(gone))).toBe('KindMismatch');
  });
});

describe('[RC8] what an entry changes', () => {
  it('[RC8] a post is its own thread, with the author’s time and this computer’s', () => {
    expect(post()).toMatchObject({
      recordId: POST,
      kind: K.post,
      memberId: MIA,
      parent: null,
      root: POST,
      createdAt: 1001,
      lamport: 11,
      edited: false,
      deleted: false,
      arrivedAt: NOW,
      latest: { deviceId: LAPTOP, inc: 1, lane: 'content', seq: 1 },
    });
    expect(textOf(post())).toBe('Hello');
  });

  it('[RC8] a comment belongs to its parent’s thread, and to none while that is unknown', () => {
    const parentRow = post();
    const said = { kind: K.comment, recordId: recordOf(MIA, 2), payload: fresh(2, 'Yes', POST), seq: 2 };
    expect(rowOf(project({ ...said, parentRow }))).toMatchObject({ parent: POST, root: POST });
    expect(rowOf(project(said))).toMatchObject({ parent: POST, root: null });
    const nested = { ...said, recordId: recordOf(MIA, 5), payload: fresh(5, 'No', said.recordId) };
    expect(rowOf(project({ ...nested, parentRow: rowOf(project({ ...said, parentRow })) })).root).toBe(POST);
  });

  it('[RC8] an edit is marked, keeps the times of the first entry, and is what both devices see', () => {
    const row = post();
    const laptop = project({ kind: K.post, recordId: POST, row, payload: edit(row, 'Dear all. '), seq: 4 });
    expect(laptop).toMatchObject({ tag: 'applied', created: false });
    expect(rowOf(laptop)).toMatchObject({ edited: true, createdAt: 1001, lamport: 11, arrivedAt: NOW });
    expect(rowOf(laptop).latest.seq).toBe(4);
    expect(textOf(rowOf(laptop))).toBe('Dear all. |Hello');
    // Offline edits of two devices of one member merge, in whichever order they come.
    const said = { kind: K.post, recordId: POST, seq: 4 };
    const atDesk = { ...said, payload: edit(row, 'From the desk. ', DESKTOP), deviceId: DESKTOP, seq: 1 };
    const both = project({ ...atDesk, row: rowOf(laptop) });
    const first = rowOf(project({ ...atDesk, row }));
    const other = project({ ...said, payload: edit(row, 'Dear all. '), row: first });
    expect(textOf(rowOf(both))).toBe(textOf(rowOf(other)));
    expect(textOf(rowOf(both))).toContain('From the desk. ');
  });

  it('[RC8] an edit waits for its record and for the edits before it', () => {
    const row = post();
    const one = edit(row, 'one ');
    const two = edit(rowOf(project({ kind: K.post, recordId: POST, row, payload: one, seq: 2 })), 'two ');
    expect(project({ kind: K.post, recordId: POST, payload: one, seq: 2 })).toEqual({ tag: 'waiting' });
    expect(project({ kind: K.post, recordId: POST, row, payload: two, seq: 3 })).toEqual({ tag: 'waiting' });
    const deletion = { kind: K.delete, recordId: POST, payload: value({ kind: K.delete }), seq: 9 };
    expect(project(deletion)).toEqual({ tag: 'waiting' });
  });

  it('[RC8] deleting drops words and document for good', () => {
    const row = post();
    const gone = rowOf(project({ kind: K.delete, recordId: POST, row, payload: value({ kind: K.delete }), seq: 2 }));
    expect(gone).toMatchObject({ deleted: true, value: '', state: null, root: POST });
    expect(gone.latest.seq).toBe(2);
    const later = { kind: K.post, recordId: POST, row: gone, payload: edit(row, 'back '), seq: 3 };
    expect(reasonOf(project(later))).toBe('RecordDeleted');
    expect(reasonOf(project({ ...later, payload: fresh(1, 'Hello'), seq: 1 }))).toBe('RecordDeleted');
  });

  it('[RC8] of two values the later place in the chain stands, whichever arrives first', () => {
    const recordId = recordOf(MIA, 6);
    const said = (payload: Payload, seq: number, row: RecordRow | null) =>
      rowOf(project({ kind: K.reaction, recordId, payload, seq, row, parentRow: post() }));
    const first = said(value({ kind: K.reaction, reaction: 'me-too' }, 6, POST), 2, null);
    const none = value({ kind: K.reaction, reaction: null });
    const thanks = value({ kind: K.reaction, reaction: 'thank-you' });
    const reactionOf = (row: RecordRow) => {
      const kept = parseRecordValue(row.value);
      return kept.kind === K.reaction ? kept.reaction : 'other';
    };
    expect(reactionOf(said(thanks, 4, said(none, 3, first)))).toBe('thank-you');
    expect(reactionOf(said(none, 3, said(thanks, 4, first)))).toBe('thank-you');
    expect(said(none, 3, said(thanks, 4, first)).latest.seq).toBe(4);
    expect(first).toMatchObject({ root: POST, edited: false });
  });

  it('[RC8] of two values that two devices said at once the same stands, whichever arrives first', () => {
    const recordId = recordOf(MIA, 6);
    const said = (
      reaction: 'me-too' | 'thank-you' | 'with-you',
      seq: number,
      deviceId: DeviceId,
      row: RecordRow | null,
    ) =>
      rowOf(
        project({
          kind: K.reaction,
          recordId,
          payload: value({ kind: K.reaction, reaction }, row ? undefined : 6, POST),
          seq,
          deviceId,
          row,
          parentRow: post(),
        }),
      );
    const first = said('me-too', 1, LAPTOP, null);
    // Places of different chains: 2 and 5 say nothing about each other, the Lamport times (here 10 more) do.
    const oneWay = said('with-you', 2, DESKTOP, said('thank-you', 5, LAPTOP, first));
    const otherWay = said('thank-you', 5, LAPTOP, said('with-you', 2, DESKTOP, first));
    expect(oneWay.value).toBe(otherWay.value);
    expect(parseRecordValue(oneWay.value)).toEqual({ kind: K.reaction, reaction: 'thank-you' });
    expect(oneWay.latest).toEqual(otherWay.latest);
    // At the same Lamport time the device decides.
    const same = [
      said('with-you', 3, DESKTOP, said('thank-you', 3, LAPTOP, first)),
      said('thank-you', 3, LAPTOP, said('with-you', 3, DESKTOP, first)),
    ];
    expect(same[0]?.value).toBe(same[1]?.value);
  });

  it('[GA4] an edit that builds on what the other device wrote waits for that, and takes effect after it', () => {
    const row = post();
    const byDesk = { kind: K.post, recordId: POST, payload: edit(row, 'desk ', DESKTOP), seq: 1, deviceId: DESKTOP };
    const withDesk = rowOf(project({ ...byDesk, row }));
    const byLaptop = { kind: K.post, recordId: POST, payload: edit(withDesk, 'laptop ', LAPTOP), seq: 2 };
    expect(project({ ...byLaptop, row })).toEqual({ tag: 'waiting' });
    const inOrder = rowOf(project({ ...byLaptop, row: withDesk }));
    expect(textOf(inOrder)).toBe('laptop desk |Hello');
  });

  it('[RC8] a first entry that comes again, as a segment restates it, changes nothing', () => {
    const row = post();
    const edited = rowOf(project({ kind: K.post, recordId: POST, row, payload: edit(row, 'x '), seq: 2 }));
    const again = project({ kind: K.post, recordId: POST, row: edited, payload: fresh(1, 'Hello'), seq: 1 });
    expect(again).toEqual({ tag: 'applied', row: edited, created: false });
  });

  it('[RC8] a body that does not read is inert, and one of a later schema keeps that number', () => {
    const bad: Payload = { ...fresh(1, ''), shape: 'fresh', fresh: Uint8Array.of(9) as FreshBody } as Payload;
    expect(reasonOf(project({ kind: K.post, recordId: POST, payload: bad, seq: 1 }))).toBe('BodyMalformed');
    const later: Payload = { ...fresh(1, 'Hello'), schema: 7 } as Payload;
    const row = rowOf(project({ kind: K.post, recordId: POST, payload: later, seq: 1 }));
    expect(parseBodyValue(row.value).schema).toBe(7);
    const edited = rowOf(project({ kind: K.post, recordId: POST, row, payload: edit(row, 'x '), seq: 2 }));
    expect(parseBodyValue(edited.value).schema).toBe(7);
  });

  it('[RC8] a first entry may be an update too, and shows the same', () => {
    const doc = createBodyDoc(clientIdOf(GROUP, POST, LAPTOP, 1), 'Hello');
    const update = Y.encodeStateAsUpdate(doc);
    const payload: Payload = { shape: 'update', origin: { nonce: nonceOf(1), parent: null }, schema: 1, update };
    const row = rowOf(project({ kind: K.post, recordId: POST, payload, seq: 1 }));
    expect(row.value).toBe(post().value);
    expect(updateOfState(GROUP, POST, row.state ?? update)).toEqual(
      updateOfState(GROUP, POST, post().state ?? new Uint8Array(0)),
    );
  });
});
