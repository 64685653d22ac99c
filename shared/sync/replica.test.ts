import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { GroupId, OpId, RecordId } from '../brand.ts';
import { decodeEntry, encodeEntry } from '../chain/entry.ts';
import { CONTENT_KIND, OP_KIND } from '../chain/kinds.ts';
import { authorOperation } from '../chain/seal.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { createAdmit, createGenesis } from '../group/admit.ts';
import { createIdentity, type Identity } from '../group/identity.ts';
import { createInvite } from '../group/invite.ts';
import { createJoinRequest } from '../group/join.ts';
import { encodeOp } from '../group/op.ts';
import { DEFAULT_POLICY } from '../group/policy.ts';
import { sendingEpoch } from '../group/select.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { BODY_SCHEMA, freshBodyOfText, openBody } from '../record/body.ts';
import { clientIdOf, recordIdOf } from '../record/ids.ts';
import { updateOfState } from '../record/state.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { createMemoryDisk, type MemoryDisk } from '../testing/memory-entry-store.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { createReplica, makeGenesisEntry, type Replica, type ReplicaKeys } from './replica.ts';

const nodeDeflate: Deflate = {
  deflate: (bytes) => deflateRawSync(bytes),
  inflate: (bytes, maxBytes) => {
    try {
      return inflateRawSync(bytes, { maxOutputLength: maxBytes });
    } catch {
      return null;
    }
  },
};
const random = createSeededRandom(7);
const clock = createFakeClock();

interface Person {
  readonly replica: Replica;
  readonly identity: Identity;
  readonly groupId: GroupId;
  readonly disk: MemoryDisk;
  readonly store: EntryStore;
  /** The `n`-th entry to be stored from now meets a full disk. */
  failAt(n: number): void;
  readonly genesisHash: OpId;
}

const keysOf = (identity: Identity): ReplicaKeys => ({
  memberId: identity.memberId,
  deviceId: identity.deviceId,
  signingSecret: identity.deviceSigning.secretKey,
  kemSecrets: [identity.deviceKem.secretKey],
});

function person(groupId: GroupId, genesisHash: OpId, identity: Identity, disk = createMemoryDisk()): Person {
  const opened = disk.open();
  let entriesLeft = Number.POSITIVE_INFINITY;
  const store: EntryStore = {
    ...opened,
    putEntry(entry) {
      entriesLeft -= 1;
      if (entriesLeft > 0) return opened.putEntry(entry);
      entriesLeft = Number.POSITIVE_INFINITY;
      throw new Error('the disk is full');
    },
  };
  const failAt = (n: number): void => {
    entriesLeft = n;
  };
  const replica = createReplica({
    groupId,
    genesisHash,
    store,
    keys: keysOf(identity),
    inc: 1,
    random,
    clock,
    deflate: nodeDeflate,
  });
  return { replica, identity, groupId, disk, store, failAt, genesisHash };
}

function found(): Person {
  const founding = createGenesis({ policy: DEFAULT_POLICY, createdAt: clock.now(), recoveryPublicKey: null, random });
  const { groupId, identity, op } = founding;
  const entry = makeGenesisEntry({ groupId, keys: keysOf(identity), clock, random }, op);
  const founder = person(groupId, entry.id, identity);
  expect(founder.replica.ingest([encodeEntry(entry)]).accepted).toBe(1);
  return founder;
}

function join(host: Person): Person {
  const roster = host.replica.roster();
  if (!roster) throw new Error('no roster');
  const sending = sendingEpoch(roster);
  if (sending.tag !== 'Epoch') throw new Error('no epoch');
  const epochKey = host.replica.keys().epochKeys.get(sending.epochId) as Uint8Array;
  const { op, invite } = createInvite({
    groupId: host.groupId,
    genesisHash: host.genesisHash,
    inviter: host.identity.deviceId,
    epochId: sending.epochId,
    epochKey,
    admitters: roster.devices,
    maxUses: 1,
    expiresAt: clock.now() + 86_400_000,
    role: 'member',
    history: DEFAULT_POLICY.history,
    servers: [],
    keeper: false,
    random,
  });
  expect(host.replica.appendOp(op)).toMatchObject({ ok: true, value: { voided: null } });
  const identity = createIdentity(host.groupId, random);
  const request = createJoinRequest({ invite, identity, name: 'Ben', note: '', capsule: null, random });
  if (!request.ok) throw new Error(request.error.tag);
  const admit = createAdmit({
    groupId: host.groupId,
    join: request.value.join,
    role: 'member',
    epochKeys: host.replica.keys().epochKeys,
    fresh: null,
    random,
  });
  if (!admit.ok) throw new Error(admit.error.tag);
  expect(host.replica.appendOp(admit.value.op)).toMatchObject({ ok: true, value: { voided: null } });
  return person(host.groupId, invite.genesisHash, identity);
}

function post(author: Person, text: string): RecordId {
  const { groupId, identity, replica } = author;
  const nonce = random.bytes(16);
  const recordId = recordIdOf(groupId, identity.memberId, nonce);
  const written = replica.appendContent({
    kind: CONTENT_KIND.post,
    recordId,
    payload: {
      shape: 'fresh',
      origin: { nonce, parent: null },
      schema: BODY_SCHEMA,
      fresh: freshBodyOfText(text),
    },
  });
  expect(written.ok).toBe(true);
  return recordId;
}

/** Changes a shared post as an editor does: inserts `words` at its beginning. */
function edit(author: Person, recordId: RecordId, words: string): void {
  const { groupId, identity, replica, store } = author;
  const state = store.record(recordId)?.state;
  if (!state) throw new Error('no such record');
  const doc = openBody(updateOfState(groupId, recordId, state), clientIdOf(groupId, recordId, identity.deviceId, 1));
  const before = Y.encodeStateVector(doc);
  const text = (doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText;
  text.insert(0, words);
  const update = Y.encodeStateAsUpdate(doc, before);
  const payload = { shape: 'update', origin: null, schema: BODY_SCHEMA, update } as const;
  expect(replica.appendContent({ kind: CONTENT_KIND.post, recordId, payload }).ok).toBe(true);
}

const chainOf = (of: Person, lane: 'membership' | 'content') => ({ deviceId: of.identity.deviceId, inc: 1, lane });

/** The membership log only. */
function pullLog(to: Person, from: Person): void {
  to.replica.ingest(from.replica.read({ ...chainOf(from, 'membership'), from: 1, to: 999 }, 1 << 20).entries);
}

/** Everything that `from` has and `to` lacks, as sessions do it but without a wire. */
function pull(to: Person, from: Person): void {
  for (;;) {
    const wants = to.replica.missing(from.replica.frontier(), 0);
    let accepted = 0;
    for (const want of wants) {
      const { entries } = from.replica.read(want, 1 << 20);
      accepted += to.replica.ingest(entries).accepted;
    }
    if (accepted === 0) return;
  }
}

const texts = (of: Person): readonly string[] => of.store.posts(null, 500).map((row) => row.value);

beforeAll(() => cryptoReady);

describe('a replica', () => {
  it('[RP1] lets a newcomer read what was written before, and both write on', () => {
    const ann = found();
    post(ann, 'The first evening.');
    const ben = join(ann);
    pull(ben, ann);
    expect(texts(ben)).toEqual(texts(ann));
    post(ben, 'Glad to be here.');
    pull(ann, ben);
    expect(texts(ann)).toHaveLength(2);
    expect(texts(ann)).toEqual(texts(ben));
  });

  it('[RP2] is the same after it is opened again from its store', () => {
    const ann = found();
    post(ann, 'Kept.');
    const again = person(ann.groupId, ann.genesisHash, ann.identity, ann.disk);
    expect(again.replica.frontier()).toEqual(ann.replica.frontier());
    post(again, 'And more.');
    expect(texts(again)).toHaveLength(2);
  });

  it('[RP3] folds a hundred entries, and a newcomer gets the segment in their place', () => {
    const ann = found();
    for (let i = 0; i < 100; i += 1) post(ann, `Entry ${i}`);
    expect(ann.replica.fold()).toBe(true);
    expect(ann.replica.fold()).toBe(false);
    post(ann, 'After the fold.');
    const ben = join(ann);
    pull(ben, ann);
    expect(texts(ben)).toHaveLength(101);
    expect(texts(ben)).toEqual(texts(ann));
    const content = ann.replica.frontier().find((row) => row.lane === 'content');
    expect(ben.replica.frontier()).toContainEqual(content);
  });

  it('[RP4] takes entries of strangers and of other groups for nothing', () => {
    const ann = found();
    const eve = found();
    post(eve, 'Not yours.');
    const foreign = eve.replica.read(
      { deviceId: eve.identity.deviceId, inc: 1, lane: 'content', from: 1, to: 1 },
      1 << 20,
    );
    expect(ann.replica.ingest(foreign.entries)).toMatchObject({ accepted: 0, rejected: [{ tag: 'NotThisGroup' }] });
  });

  it('[RP5] holds operations that come before their past, and refuses one with a wrong Lamport time', () => {
    const ann = found();
    const ben = join(ann);
    const log = ann.replica.read({ ...chainOf(ann, 'membership'), from: 1, to: 99 }, 1 << 20).entries;
    expect(log.length).toBe(3);
    for (const entry of [...log].reverse().slice(0, 2)) {
      expect(ben.replica.ingest([entry])).toMatchObject({ accepted: 0, rejected: [] });
    }
    expect(ben.replica.roster()).toBeNull();
    expect(ben.replica.ingest(log.slice(0, 1)).accepted).toBe(3);
    expect(ben.replica.roster()?.members).toHaveLength(2);

    const last = decodeEntry(log.at(-1) as Uint8Array);
    if (!last.ok) throw new Error(last.error.tag);
    const ahead = authorOperation({
      groupId: ann.groupId,
      deviceId: ann.identity.deviceId,
      inc: 1,
      seq: 4,
      prev: last.value.id,
      deps: [],
      ts: clock.now(),
      lamport: last.value.header.lamport + 2,
      signKey: ann.identity.deviceSigning.secretKey,
      random,
      kind: OP_KIND.leave,
      body: encodeOp({ type: 'leave', frontier: [] }),
    });
    if (!ahead.ok) throw new Error(ahead.error.tag);
    const report = ben.replica.ingest([encodeEntry(ahead.value)]);
    expect(report).toMatchObject({ accepted: 0, rejected: [{ tag: 'LamportWrong' }] });
  });

  it('[RP6] shows an edit once what it changes has come', () => {
    const ann = found();
    const ben = join(ann);
    const recordId = post(ann, 'Before.');
    edit(ann, recordId, 'And after. ');
    pullLog(ben, ann);
    const content = chainOf(ann, 'content');
    const [first, second] = ann.replica.read({ ...content, from: 1, to: 2 }, 1 << 20).entries as [
      Uint8Array,
      Uint8Array,
    ];
    expect(ben.replica.ingest([second]).accepted).toBe(1);
    expect(texts(ben)).toEqual([]);
    expect(ben.replica.ingest([first]).accepted).toBe(1);
    expect(texts(ben)).toEqual(texts(ann));
    expect(texts(ben)[0]).toContain('And after. Before.');
  });

  it('[RP7] keeps the proof of a fork, passes it on and hides what was said from there on', () => {
    const ann = found();
    const ben = join(ann);
    const twin = person(ann.groupId, ann.genesisHash, ann.identity, ann.disk.clone());
    post(ann, 'One story.');
    post(twin, 'Another story.');
    pull(ben, ann);
    expect(texts(ben)).toHaveLength(1);
    const other = twin.replica.read({ ...chainOf(twin, 'content'), from: 1, to: 1 }, 1 << 20).entries;
    const report = ben.replica.ingest(other);
    expect(report).toMatchObject({ accepted: 0, rejected: [{ tag: 'Forked' }] });
    expect(texts(ben)).toEqual([]);
    const [evidence] = report.evidence as [Uint8Array];
    const altered = evidence.slice();
    altered[altered.length - 1] = (altered.at(-1) as number) ^ 1;
    expect(twin.replica.acceptEvidence(altered)).toBe('invalid');
    expect(twin.replica.acceptEvidence(evidence)).toBe('new');
    expect(twin.replica.acceptEvidence(evidence)).toBe('known');
    expect(texts(twin)).toEqual([]);
  });

  it('[RP7] what was said before a fork stays: an edit behind it goes and the earlier words come back', () => {
    const ann = found();
    const ben = join(ann);
    const recordId = post(ann, 'As it was.');
    const twin = person(ann.groupId, ann.genesisHash, ann.identity, ann.disk.clone());
    edit(ann, recordId, 'Changed. ');
    edit(twin, recordId, 'Otherwise. ');
    pull(ben, ann);
    expect(texts(ben)[0]).toContain('Changed. As it was.');
    ben.replica.ingest(twin.replica.read({ ...chainOf(twin, 'content'), from: 2, to: 2 }, 1 << 20).entries);
    expect(texts(ben)).toHaveLength(1);
    expect(texts(ben)[0]).toContain('"As it was."');
  });

  it('[RP8] changes neither store nor memory when taking in fails', () => {
    const ann = found();
    const ben = join(ann);
    pullLog(ben, ann);
    const before = ben.replica.frontier();
    for (let i = 0; i < 3; i += 1) post(ann, `Entry ${i}`);
    const { entries } = ann.replica.read({ ...chainOf(ann, 'content'), from: 1, to: 3 }, 1 << 20);
    ben.failAt(2);
    expect(() => ben.replica.ingest(entries)).toThrow('the disk is full');
    expect(ben.replica.frontier()).toEqual(before);
    expect(texts(ben)).toEqual([]);
    expect(ben.replica.ingest(entries).accepted).toBe(3);
    expect(texts(ben)).toEqual(texts(ann));
  });
});
