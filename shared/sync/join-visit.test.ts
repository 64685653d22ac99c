import { beforeAll, describe, expect, it } from 'vitest';
import type { DeviceId, InviteId } from '../brand.ts';
import { equalBytes } from '../bytes.ts';
import { cryptoReady, kemKeyPair } from '../crypto/crypto.ts';
import { inviteKeys } from '../group/invite-keys.ts';
import { requestIdOf } from '../group/join.ts';
import { inviteMailboxOf, weekOf } from '../group/mailbox.ts';
import { createMemoryKeeper, type MemoryKeeper } from '../testing/memory-keeper.ts';
import { sampleGroup, sampleMaker, sampleMakerSecret } from '../testing/sample-bundle.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { decodeJoinMemory, encodeJoinMemory, type JoinMemory, NO_JOIN_MEMORY } from './join-memory.ts';
import { openAnswer, openJoinParcel, sealRequestParcel } from './join-parcel.ts';
import { type DueAnswer, type JoinVisitInput, visitInvites } from './join-visit.ts';
import { createMailBudget } from './mail-budget.ts';
import { NO_TICKET } from './mail-frame.ts';
import { putRequest } from './mail-parcel.ts';

beforeAll(() => cryptoReady);

const NOW = 2_900 * 7 * 86_400_000 + 3 * 86_400_000;
const key = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const keys = () => inviteKeys(sampleGroup, key(1).slice(0, 16));
const mailbox = () => inviteMailboxOf(keys().rvSeed, weekOf(NOW));
const asker = () => kemKeyPair(key(5));
const blobOf = (seed: number): Uint8Array => createSeededRandom(seed).bytes(4_096);
const newKeeper = (): MemoryKeeper => createMemoryKeeper({ now: () => NOW, random: createSeededRandom(1) });

/** A member of whom all but the mailboxes is made up. */
interface Member {
  memory: JoinMemory;
  readonly carried: string[];
  input(): JoinVisitInput;
}
function memberWith(change: Partial<JoinVisitInput>): Member {
  const carried: string[] = [];
  const budget = createMailBudget();
  const member: Member = {
    memory: NO_JOIN_MEMORY,
    carried,
    input: () => ({
      groupId: sampleGroup,
      deviceId: sampleMaker as DeviceId,
      signingSecret: sampleMakerSecret(),
      random: createSeededRandom(7),
      now: () => NOW,
      budgetOf: () => budget,
      ticket: NO_TICKET,
      scope: 'open',
      invites: [{ inviteId: keys().inviteId, invitePk: keys().sign.publicKey, rvSeed: keys().rvSeed, isOpen: true }],
      carry: (_: InviteId, blob: Uint8Array) => {
        carried.push(requestIdOf(blob));
        return 'done' as const;
      },
      dueAnswers: () => [],
      log: () => [],
      tagKeys: [key(8)],
      memory: member.memory,
      // Through the form in which it is stored, every time.
      keep: (next: JoinMemory) => {
        member.memory = decodeJoinMemory(encodeJoinMemory(next));
      },
      ...change,
    }),
  };
  return member;
}
function visit(member: Member, keeper: MemoryKeeper) {
  const steps = visitInvites(member.input());
  let step = steps.next();
  while (!step.done) step = steps.next(keeper.answer(step.value));
  return step.value;
}
function ask(keeper: MemoryKeeper, blob: Uint8Array, seed = 1): void {
  const random = createSeededRandom(seed);
  const inviteSecretKey = keys().sign.secretKey;
  const parcel = sealRequestParcel({ groupId: sampleGroup, mailbox: mailbox(), inviteSecretKey, blob, random });
  keeper.answer({ type: 'put', request: putRequest(mailbox(), parcel, NO_TICKET) });
}
const lying = (keeper: MemoryKeeper) => keeper.boxes.get(Buffer.from(mailbox().name).toString('hex')) ?? [];
/** What the newcomer finds, part by part. */
const answersIn = (keeper: MemoryKeeper) =>
  lying(keeper).flatMap(({ parcel }) => {
    const found = openJoinParcel(mailbox(), parcel);
    const answer = found?.type === 'answer' ? openAnswer(found, [asker().secretKey]) : null;
    return found?.type === 'answer' && answer ? [{ ...found, ...answer }] : [];
  });
const dueFor = (blob: Uint8Array, change: Partial<DueAnswer> = {}): DueAnswer => ({
  requestId: requestIdOf(blob),
  inviteId: keys().inviteId,
  state: 'admitted',
  dkPk: asker().publicKey,
  at: NOW,
  isOurs: true,
  ...change,
});

describe('answers', () => {
  /** A log of 600 KiB: no parcel holds it. */
  const log = Array.from({ length: 12 }, (_, i) => new Uint8Array(50 * 1_024).fill(i));

  it('[JK4] [JK7] a long log comes in parts, in order, and is given once', () => {
    const keeper = newKeeper();
    const member = memberWith({ dueAnswers: () => [dueFor(blobOf(1))], log: () => log });
    expect(visit(member, keeper)).toEqual({ stopped: null, passedOver: 0, put: 4 });
    const found = answersIn(keeper);
    expect(found.map(({ part, parts }) => [part, parts])).toEqual([1, 2, 3, 4].map((part) => [part, 4]));
    // The last hundred KiB take two parcels of 64, and not one of 256.
    expect(lying(keeper).map(({ parcel }) => parcel.length)).toEqual([262_144, 262_144, 65_536, 65_536]);
    const entries = found.flatMap(({ opened }) => opened.entries);
    expect(entries.map((bytes, i) => equalBytes(bytes, log[i] ?? key(0)))).toEqual(log.map(() => true));
    expect(visit(member, keeper).put).toBe(0);
  });

  it('[JK7] one that was cut is not taken for an answer, by whoever gave it or by others', () => {
    const keeper = newKeeper();
    const due = { dueAnswers: () => [dueFor(blobOf(1))], log: () => log };
    let puts = 0;
    keeper.misbehave = (request, honest) => {
      if (request.type !== 'put' || puts < 2) {
        if (request.type === 'put') puts += 1;
        return honest();
      }
      return { type: 'kept', state: 'full' };
    };
    const [one, other] = [memberWith(due), memberWith(due)];
    expect(visit(one, keeper)).toMatchObject({ stopped: 'full', put: 2 });
    keeper.misbehave = null;
    expect(visit(other, keeper)).toMatchObject({ stopped: null, put: 4 });
    // Whoever was cut sees that it was given.
    expect(visit(one, keeper)).toMatchObject({ stopped: null, put: 0 });
  });

  it('[JK7] of others’ decisions only after a while, and words only to who asked there', () => {
    const keeper = newKeeper();
    const theirs = memberWith({ dueAnswers: () => [dueFor(blobOf(1), { isOurs: false })] });
    expect(visit(theirs, keeper).put).toBe(0);
    const late = memberWith({ dueAnswers: () => [dueFor(blobOf(1), { isOurs: false, at: NOW - 900_000 })] });
    expect(visit(late, keeper).put).toBe(1);
    const refusing = memberWith({ dueAnswers: () => [dueFor(blobOf(2), { state: 'refused' })] });
    expect(visit(refusing, keeper).put).toBe(0);
    ask(keeper, blobOf(2));
    expect(visit(refusing, keeper).put).toBe(1);
    expect(answersIn(keeper).map(({ state }) => state)).toEqual(['admitted', 'refused']);
  });
});

describe('requests', () => {
  it('[JK6] one that finds no place in the log is looked for again, and answers there are known all the same', () => {
    const keeper = newKeeper();
    const carried: string[] = [];
    let hasRoom = false;
    const member = memberWith({
      carry: (_, blob) => {
        if (!hasRoom) return 'later';
        carried.push(requestIdOf(blob));
        return 'done';
      },
      dueAnswers: () => [dueFor(blobOf(9))],
    });
    ask(keeper, blobOf(1));
    expect(visit(member, keeper).put).toBe(1);
    expect(visit(member, keeper).put).toBe(0);
    hasRoom = true;
    visit(member, keeper);
    expect(carried).toEqual([requestIdOf(blobOf(1))]);
    visit(member, keeper);
    expect(carried).toHaveLength(1);
  });

  it('[JK6] the same request again, by another parcel, is the same request; what is none is counted', () => {
    const keeper = newKeeper();
    const member = memberWith({});
    ask(keeper, blobOf(1), 1);
    ask(keeper, blobOf(1), 2);
    keeper.answer({
      type: 'put',
      request: putRequest(mailbox(), createSeededRandom(3).bytes(4_096), NO_TICKET),
    });
    expect(visit(member, keeper).passedOver).toBe(1);
    expect(new Set(member.carried)).toEqual(new Set([requestIdOf(blobOf(1))]));
    expect(member.memory.requests).toHaveLength(1);
  });

  it('[JK5] a memory that cannot be read counts as none', () => {
    const keeper = newKeeper();
    const member = memberWith({ dueAnswers: () => [dueFor(blobOf(1))] });
    ask(keeper, blobOf(1));
    visit(member, keeper);
    const bytes = encodeJoinMemory(member.memory);
    expect(encodeJoinMemory(decodeJoinMemory(bytes))).toEqual(bytes);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeJoinMemory(bytes.subarray(0, length))).toEqual(NO_JOIN_MEMORY);
    }
  });
});
