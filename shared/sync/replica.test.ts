import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import type { GroupId, OpId, RecordId } from '../brand.ts';
import { encodeEntry } from '../chain/entry.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { createAdmit, createGenesis } from '../group/admit.ts';
import { createIdentity, type Identity } from '../group/identity.ts';
import { createInvite } from '../group/invite.ts';
import { createJoinRequest } from '../group/join.ts';
import { DEFAULT_POLICY } from '../group/policy.ts';
import { sendingEpoch } from '../group/select.ts';
import type { Deflate } from '../ports/deflate.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { BODY_SCHEMA, freshBodyOfText } from '../record/body.ts';
import { recordIdOf } from '../record/ids.ts';
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
  readonly genesisHash: OpId;
}

const keysOf = (identity: Identity): ReplicaKeys => ({
  memberId: identity.memberId,
  deviceId: identity.deviceId,
  signingSecret: identity.deviceSigning.secretKey,
  kemSecrets: [identity.deviceKem.secretKey],
});

function person(groupId: GroupId, genesisHash: OpId, identity: Identity, disk = createMemoryDisk()): Person {
  const store = disk.open();
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
  return { replica, identity, groupId, disk, store, genesisHash };
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

/** Everything that `from` has and `to` lacks, as sessions do it but without a wire. */
function pull(to: Person, from: Person): void {
  for (;;) {
    const wants = to.replica.missing(from.replica.frontier());
    let accepted = 0;
    for (const want of wants) {
      const { entries } = from.replica.read(want, 1 << 20);
      accepted += to.replica.ingest(entries).accepted;
    }
    if (accepted === 0) return;
  }
}

const texts = (of: Person): readonly string[] =>
  of.store.posts(null, 500).map((row) => row.value);

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
});
