/** Operations that a real replica must not believe, must bound, or must keep for later, and beside which valid ones go on. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeviceId, type EntryId, NO_ENTRY, type OpId } from '../brand.ts';
import { encodeEntry, encodeHeader, type Entry, MAX_OP_BYTES } from '../chain/entry.ts';
import { OP_KIND } from '../chain/kinds.ts';
import { cryptoReady } from '../crypto/crypto.ts';
import { buildLogGraph } from '../group/log-graph.ts';
import type { LogOp } from '../group/op.ts';
import type { Op } from '../group/op-types.ts';
import { resolve } from '../group/resolve.ts';
import { GroupStory } from '../group/testing/group-story.ts';
import { openReplica } from '../testing/cast.ts';
import { tampered } from '../testing/craft-operation.ts';
import { createFakeClock } from '../testing/fake-clock.ts';
import { hand, openStage, pullLog, type StagePerson } from '../testing/stage.ts';
import { MAX_OPS } from './replica-log.ts';

beforeAll(() => cryptoReady);
/** Many signatures on a busy machine, milliseconds. */
const SLOW_MS = 180_000;

function trio(seed: number) {
  const stage = openStage(['ann', 'ben', 'cleo'], seed);
  const [ann, ben, cleo] = stage.people as [StagePerson, StagePerson, StagePerson];
  return { stage, ann, ben, cleo };
}
const promotion = ({ identity }: StagePerson): Op => ({
  type: 'promote',
  memberId: identity.memberId,
  role: 'facilitator',
});
const demotion = ({ identity }: StagePerson): Op => ({
  type: 'demote',
  memberId: identity.memberId,
  role: 'listener',
  reason: 'safety',
});
const roleOf = (at: StagePerson, who: StagePerson) =>
  at.replica.roster()?.members.find((member) => member.memberId === who.identity.memberId)?.role ?? null;
/** Goes on in another incarnation, as the engine does for whoever is overtaken. */
const beginAnew = ({ replica, identity }: StagePerson): void => replica.openWith([identity.deviceKem.secretKey], 2);
const flipped = (bytes: Uint8Array, at: number): Uint8Array =>
  bytes.map((byte, i) => (i === at ? byte ^ (1 << (at & 7)) : byte));
const someId = (n: number): EntryId => n.toString(16).padStart(64, '5') as EntryId;
/** A kind of a later version. */
const LATER_KIND = 0x1e;

describe('bad operations at a replica', () => {
  it('[CH1] a signature with any byte changed is refused, and the operation with its own is taken', () => {
    const { ann, ben, cleo } = trio(1);
    const genuine = ann.crafter.craft(promotion(cleo));
    for (let at = 0; at < genuine.signature.length; at += 1) {
      expect(hand(ben, { ...genuine, signature: flipped(genuine.signature, at) })).toMatchObject({
        accepted: 0,
        rejected: [{ tag: 'SignatureInvalid', invalidSignature: true }],
      });
    }
    for (const changes of [{ ts: 1 }, { nonce: new Uint8Array(24) }, { kind: OP_KIND.demote }, { deps: [] }]) {
      expect(hand(ben, tampered(genuine, changes))).toMatchObject({ rejected: [{ tag: 'SignatureInvalid' }] });
    }
    expect(hand(ben, genuine).accepted).toBe(1);
    expect(roleOf(ben, cleo)).toBe('facilitator');
  });

  it('[RP4] what was signed for another group is refused, as it is and with the group exchanged', () => {
    const { ann, ben } = trio(2);
    const elsewhere = new GroupStory(3).groupId;
    const abroad = ann.crafter.craft(promotion(ben), { groupId: elsewhere });
    expect(hand(ben, abroad)).toMatchObject({ accepted: 0, rejected: [{ tag: 'NotThisGroup' }] });
    const { groupId } = ann.crafter.craft(promotion(ben)).header;
    expect(hand(ben, tampered(abroad, { groupId }))).toMatchObject({ rejected: [{ tag: 'SignatureInvalid' }] });
    expect(roleOf(ben, ben)).toBe('member');
  });

  it('[RP5] one whose parents are missing waits, and takes effect when they come', () => {
    const { ann, ben, cleo } = trio(4);
    const parent = cleo.crafter.craft({ type: 'leave', frontier: [] });
    const { lamport } = parent.header;
    const deps = [parent.id];
    const child = ann.crafter.craft(promotion(ben), { deps, lamport: lamport + 1 });
    expect(hand(ben, child)).toMatchObject({ accepted: 0, rejected: [], membershipChanged: false });
    expect(hand(ben, ann.crafter.craft(promotion(cleo), { deps: [someId(1)] }))).toMatchObject({ rejected: [] });
    expect(hand(ben, parent).accepted).toBe(2);
    expect([roleOf(ben, ben), roleOf(ben, cleo)]).toEqual(['facilitator', null]);
  });

  it(
    '[RP5] of what waits no more than 4,096 entries and 16 MiB are kept',
    () => {
      const { ann, ben, cleo } = trio(5);
      const parent = cleo.crafter.craft({ type: 'leave', frontier: [] });
      const first = { seq: 1, prev: NO_ENTRY, deps: [parent.id], lamport: parent.header.lamport + 1 };
      const waiting = (count: number, bytes: number) =>
        Array.from({ length: count }, (_, i) =>
          ben.crafter.craft({ kind: LATER_KIND, body: new Uint8Array(bytes) }, { ...first, inc: i + 2 }),
        );
      expect(hand(ann, ...waiting(4_200, 1))).toMatchObject({ accepted: 0, rejected: [] });
      // Their past is there now: each that was kept is taken, or finds the log full.
      const freed = hand(ann, parent);
      expect(freed.accepted - 1 + freed.rejected.length).toBe(4_096);

      expect(hand(cleo, ...waiting(200, 100_000))).toMatchObject({ accepted: 0, rejected: [] });
      expect(hand(cleo, parent).accepted).toBe(1 + Math.floor((16 * 1024 * 1024) / 100_000));
    },
    SLOW_MS,
  );

  it('[GR2] parents in a cycle, which no hash allows, count as missing, and whatever names them as well', () => {
    const story = new GroupStory(6);
    const ben = story.welcome(story.founder, 'ben');
    const op: Op = { type: 'promote', memberId: ben.identity.memberId, role: 'facilitator' };
    const make = (id: EntryId, deps: readonly OpId[]): LogOp => ({ ...story.make(story.founder, op, deps), id, deps });
    const cycle = [make(someId(1), [someId(2)]), make(someId(2), [someId(3)]), make(someId(3), [someId(1)])];
    const self = make(someId(4), [someId(4)]);
    const below = make(someId(5), [someId(3), story.genesis.id]);
    const ops = [...cycle, self, below, ...story.ops];
    const graph = buildLogGraph(ops);
    expect(graph.incomplete).toEqual([1, 2, 3, 4, 5].map(someId));
    expect(graph.nodes.map((node) => node.id).sort()).toEqual(story.ops.map((one) => one.id).sort());
    const roster = resolve(ops, story.genesis.id);
    expect(graph.incomplete.map((id) => roster?.voided.get(id))).toEqual(Array(5).fill('PastIncomplete'));
    expect(roster?.members).toEqual(story.roster().members);
    // The nearest that bytes can come to it: one names what is to be, which then names it. The second never comes true.
    const { ann, ben: reader } = trio(7);
    const one = ann.crafter.craft(op, { deps: [someId(9)], lamport: 99 });
    const two = ann.crafter.craft(op, { deps: [one.id], lamport: 98 });
    expect(two.id).not.toBe(someId(9));
    expect(hand(reader, one, two)).toMatchObject({ accepted: 0, rejected: [] });
    expect(hand(reader, ann.crafter.craft(promotion(reader))).accepted).toBe(1);
  });

  it(
    '[RP5] ten thousand at once, of strangers, without parents and of rubbish, and the valid one among them takes effect',
    () => {
      const { stage, ann, ben, cleo } = trio(8);
      const genuine = ann.crafter.craft(promotion(cleo));
      const rubbish = Array.from({ length: 9_999 }, (_, i): Uint8Array => {
        if (i % 3 === 0) return stage.random.bytes(300);
        const header =
          i % 3 === 1
            ? { deviceId: i.toString(16).padStart(32, '7') as DeviceId, ts: i }
            : { deps: [someId(i)], ts: i, lamport: 1 };
        return encodeEntry(tampered(genuine, header));
      });
      const report = ben.replica.ingest([...rubbish.slice(0, 5_000), encodeEntry(genuine), ...rubbish.slice(5_000)]);
      expect(report.accepted).toBe(1);
      expect(roleOf(ben, cleo)).toBe('facilitator');
      expect(ben.store.membershipEntries()).toHaveLength(ann.store.membershipEntries().length + 1);
      // And what comes after them, while they wait.
      pullLog(cleo, ben);
      expect(cleo.replica.appendOp(promotion(ben))).toMatchObject({ value: { voided: null } });
      pullLog(ben, cleo);
      expect(roleOf(ben, ben)).toBe('facilitator');
    },
    SLOW_MS,
  );

  it(
    '[RP5] a log of 4,096 operations is full, its last 512 places are for facilitators, and what is beyond is refused by name',
    () => {
      const { ann, ben } = trio(9);
      const { members } = ann.replica.roster() ?? { members: [] };
      const room = MAX_OPS - 512 - ann.store.membershipEntries().length;
      const many: Entry[] = [];
      for (let i = 0; i < room + 100; i += 1) {
        const last = many.at(-1);
        const place = last
          ? { seq: last.header.seq + 1, prev: last.id, deps: [], lamport: last.header.lamport + 1 }
          : {};
        many.push(ben.crafter.craft({ kind: LATER_KIND, body: new Uint8Array(1) }, place));
      }
      const report = hand(ann, ...many);
      expect(report.accepted).toBe(room);
      expect(ann.store.membershipEntries()).toHaveLength(MAX_OPS - 512);
      expect(report.rejected.every((one) => one.tag === 'LogFull')).toBe(true);
      expect(ann.replica.roster()?.members).toEqual(members);
      // Nobody who fills the log keeps a facilitator from acting, and what finds no place is an answer, not a defect.
      expect(ben.replica.ingest(ann.store.membershipEntries().map((one) => one.bytes)).rejected).toEqual([]);
      // What was written in his name without him is another self to him, which he is not going to contradict.
      expect(ben.replica.isOvertaken()).toBe(true);
      beginAnew(ben);
      expect(ben.replica.appendOp({ type: 'leave', frontier: [] })).toEqual({ ok: false, error: { tag: 'LogFull' } });
      expect(ann.replica.appendOp(demotion(ben))).toMatchObject({ value: { voided: null } });
    },
    SLOW_MS,
  );

  it('[RP5] an entry with a false signature takes no place from the right one, and is nobody else’s fault', () => {
    const { ann, ben, cleo } = trio(21);
    const first = ann.crafter.craft(promotion(ben));
    const genuine = ann.crafter.craft(demotion(ben), {
      seq: first.header.seq + 1,
      prev: first.id,
      deps: [],
      lamport: first.header.lamport + 1,
    });
    const forged = { ...genuine, signature: genuine.signature.map((byte) => byte ^ 1) };
    // Together, in either order, and while both wait for what is before them.
    expect(hand(cleo, genuine, forged).rejected).toEqual([{ tag: 'SignatureInvalid', invalidSignature: true }]);
    expect(hand(cleo, first)).toMatchObject({ accepted: 2, rejected: [] });
    expect(hand(ben, first, genuine, forged)).toMatchObject({ accepted: 2 });
    expect(roleOf(ben, ben)).toBe('listener');
    expect(roleOf(cleo, ben)).toBe('listener');
  });

  it('[RP5] what nobody vouches for makes nothing forgotten that its author signed', () => {
    const { stage, ann, ben } = trio(22);
    const first = ann.crafter.craft(promotion(ben));
    const waits = ann.crafter.craft(demotion(ben), {
      seq: first.header.seq + 1,
      prev: first.id,
      deps: [],
      lamport: 1_000_000,
    });
    expect(hand(ben, waits)).toMatchObject({ accepted: 0, rejected: [] });
    const junk = Array.from({ length: 4200 }, (_, i) => {
      const entry = ann.crafter.craft(promotion(ben), { seq: 1, lamport: 1 });
      const header = { ...entry.header, deviceId: i.toString(16).padStart(32, '7') as DeviceId };
      return { ...entry, header, id: someId(i), signature: stage.random.bytes(64) };
    });
    ben.replica.ingest(junk.map((entry) => encodeEntry({ ...entry, signedBytes: encodeHeader(entry.header) })));
    const { accepted, rejected } = hand(ben, first);
    expect([accepted, rejected.map((one) => one.tag)]).toEqual([1, ['LamportWrong']]);
  });

  it('[RP5] a Lamport time other than the one the past gives is refused, and the right one is taken', () => {
    const { ann, ben } = trio(10);
    const genuine = ann.crafter.craft(promotion(ben));
    const due = genuine.header.lamport;
    for (const lamport of [1, due - 1, due + 1, 2 ** 32, 2 ** 48 - 1]) {
      expect(hand(ben, ann.crafter.craft(promotion(ben), { lamport }))).toMatchObject({
        accepted: 0,
        rejected: [{ tag: 'LamportWrong', invalidSignature: false }],
      });
    }
    expect(hand(ben, genuine).accepted).toBe(1);
  });

  it('[EN1] another version, magic or size is refused by name before anything is believed', () => {
    const { ann, ben } = trio(11);
    const bytes = encodeEntry(ann.crafter.craft(promotion(ben)));
    const tagOf = (changed: Uint8Array) => ben.replica.ingest([changed]).rejected.map((one) => one.tag);
    expect(tagOf(flipped(bytes, 0))).toEqual(['EntryMalformed']);
    for (let suite = 0; suite < 256; suite += 1) {
      if (suite === bytes[4]) continue;
      expect(tagOf(bytes.map((byte, i) => (i === 4 ? suite : byte)))).toEqual(['EntryVersionUnknown']);
    }
    expect(tagOf(new Uint8Array(MAX_OP_BYTES + 1))).toEqual(['EntryTooLarge']);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(tagOf(bytes.subarray(0, length)), `${length} bytes`).toEqual(['EntryMalformed']);
    }
    expect(ben.replica.ingest([bytes]).accepted).toBe(1);
  });

  it('[GR1] an operation of a later version, or one that cannot be read, keeps its place and is passed on', () => {
    const { stage, ann, ben, cleo } = trio(12);
    expect(ann.replica.appendOp(promotion(cleo))).toMatchObject({ value: { voided: null } });
    for (const one of [ben, cleo]) pullLog(one, ann);
    const unreadable = [
      ...Array.from({ length: 0x20 - 0x16 }, (_, i) => ({ kind: 0x16 + i, body: stage.random.bytes(40) })),
      { kind: OP_KIND.promote, body: new Uint8Array(3) },
      { kind: OP_KIND.rekey, body: new Uint8Array(0) },
    ];
    const before = ben.replica.roster();
    for (const body of unreadable) {
      const entry = ann.crafter.craft(body);
      for (const one of [ann, ben]) expect(hand(one, entry).accepted).toBe(1);
      expect(ben.store.entryById(entry.id)).toMatchObject({ status: 'inert', bytes: encodeEntry(entry) });
    }
    expect(ben.replica.roster()?.members).toEqual(before?.members);
    // Whoever has not seen them goes on, and so does who had: nothing valid waits for what cannot be read.
    expect(cleo.replica.appendOp(promotion(ben))).toMatchObject({ value: { voided: null } });
    pullLog(ben, cleo);
    expect(roleOf(ben, ben)).toBe('facilitator');
    beginAnew(ann);
    expect(ann.replica.appendOp({ type: 'leave', frontier: [] })).toMatchObject({ value: { voided: null } });
    pullLog(ben, ann);
    pullLog(cleo, ben);
    expect(roleOf(cleo, ann)).toBeNull();
    // The places are the same everywhere, and after a restart.
    const disk = stage.cast.members[2]?.full.clone();
    if (!disk) throw new Error('no disk');
    const open = () =>
      openReplica(stage.cast, cleo.identity, disk, { random: stage.random, clock: createFakeClock() }).replica;
    open().ingest(ben.store.membershipEntries().map((entry) => entry.bytes));
    for (const frontier of [cleo.replica.frontier(), open().frontier()])
      expect(frontier).toEqual(ben.replica.frontier());
  });
});
