/**
 * Random histories of a group for the resolver's properties: people who know
 * different parts of the log write whatever comes to their mind, allowed or
 * not. Keys, proofs and invites are made once per pool, so that a history
 * costs little; wraps are empty, since the resolver looks at their names only.
 */
import type { EpochId, MemberId, OpId } from '../../brand.ts';
import { idFromBytes } from '../../brand.ts';
import type { SeededRandom } from '../../testing/seeded-random.ts';
import type { LogOp } from '../op.ts';
import type { EpochBlock, Op, OpOf } from '../op-types.ts';
import type { Policy } from '../policy.ts';
import { rosterHashOf } from '../rekey.ts';
import { resolve } from '../resolve.ts';
import type { Roster } from '../roster.ts';
import { activeDevices, epochHeads } from '../select.ts';
import { GroupStory, headsOf, type Person, STORY_START } from './group-story.ts';

/** People, invites and proofs that many histories share. */
export interface HistoryPool {
  readonly story: GroupStory;
  readonly people: readonly Person[];
  readonly invites: readonly OpOf<'inviteCreate'>[];
  /** Admissions by person, then invite. */
  readonly admissions: readonly (readonly OpOf<'admit'>[])[];
}

const opOf = <T extends Op['type']>(op: Op, type: T): OpOf<T> => {
  if (op.type !== type) throw new Error(`${op.type} where ${type} belongs`);
  return op as Op & OpOf<T>;
};

/** A founder and `newcomers` others; invites with 1, 2 and 1 uses. */
export function createPool(seed: number, newcomers: number, policy: Partial<Policy> = {}): HistoryPool {
  const story = new GroupStory(seed, policy);
  const invites = [1, 2, 1].map((maxUses) => story.invite(story.founder, { maxUses, deps: [story.genesis.id] }));
  const others = Array.from({ length: newcomers }, (_, i) => story.person('abcdefgh'[i] ?? '?'));
  const admissions = others.map((person) =>
    invites.map(({ invite }) => opOf(story.admitOp(story.founder, story.ask(person, invite)), 'admit')),
  );
  return {
    story,
    people: [story.founder, ...others],
    invites: invites.map(({ logOp }) => opOf(logOp.op, 'inviteCreate')),
    admissions,
  };
}

/** A history under way. */
export class History {
  readonly ops: LogOp[];
  readonly #pool: HistoryPool;
  readonly #random: SeededRandom;
  /** What each person has seen, past-closed. */
  readonly #known: Map<Person, Set<OpId>>;

  constructor(pool: HistoryPool, random: SeededRandom) {
    this.#pool = pool;
    this.#random = random;
    this.ops = [pool.story.genesis];
    this.#known = new Map(pool.people.map((person) => [person, new Set([pool.story.genesis.id])]));
  }
  get genesisId(): OpId {
    return this.#pool.story.genesis.id;
  }
  roster(ops: readonly LogOp[] = this.ops): Roster {
    const roster = resolve(ops, this.genesisId);
    if (!roster) throw new Error('a history starts with its genesis');
    return roster;
  }
  /** Operations in the past of `heads`, with them. */
  pastOf(heads: readonly OpId[]): LogOp[] {
    const byId = new Map(this.ops.map((op) => [op.id, op]));
    const past = new Set<LogOp>();
    const open = [...heads];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const op = byId.get(id);
      if (!op || past.has(op)) continue;
      past.add(op);
      open.push(...op.deps);
    }
    return [...past];
  }
  /** One operation by `author` who had seen `deps`. */
  write(author: Person, op: Op, deps: readonly OpId[]): LogOp {
    const logOp: LogOp = {
      id: idFromBytes<OpId>(this.#random.bytes(32)),
      deviceId: author.identity.deviceId,
      deps: [...deps].sort(),
      ts: STORY_START,
      lamport: 0,
      op,
    };
    this.ops.push(logOp);
    return logOp;
  }
  #block(deps: readonly OpId[], gone: MemberId | null): EpochBlock {
    const random = this.#random;
    const { groupId } = this.#pool.story;
    const roster = this.roster(this.pastOf(deps));
    const stay = activeDevices(roster).filter((device) => device.memberId !== gone);
    const empty = { ciphertext: new Uint8Array(1120), box: new Uint8Array(48) };
    return {
      supersedes: epochHeads(roster).map((epoch) => epoch.epochId as EpochId),
      nonce: random.bytes(16),
      rosterHash: rosterHashOf(groupId, stay),
      kc: random.bytes(32),
      wraps: stay.map(({ deviceId }) => ({ deviceId, ...empty })),
    };
  }
  /** Whatever comes to the mind of somebody who had seen `deps`. */
  anyOp(deps: readonly OpId[]): Op {
    const { people, invites, admissions } = this.#pool;
    const random = this.#random;
    const { memberId } = random.pick(people).identity;
    const invite = random.pick(invites);
    switch (random.int(12)) {
      case 0:
      case 1:
        return invite;
      case 2:
      case 3:
      case 4:
        return random.pick(random.pick(admissions));
      case 5:
      case 6:
        return { type: 'promote', memberId, role: 'facilitator' };
      case 7:
        return { type: 'demote', memberId, role: random.pick(['member', 'listener']), reason: 'asked' };
      case 8:
      case 9:
        return { type: 'remove', memberId, frontier: [], reason: 'safety', epoch: this.#block(deps, memberId) };
      case 10:
        return random.chance(0.5)
          ? { type: 'leave', frontier: [] }
          : { type: 'inviteRevoke', inviteId: invite.inviteId };
      default:
        return { type: 'rekey', reason: 'asked', epoch: this.#block(deps, null) };
    }
  }
  /** Somebody writes, or two people tell each other what they know. */
  step(): void {
    const random = this.#random;
    const person = random.pick(this.#pool.people);
    const known = this.#known.get(person);
    const other = this.#known.get(random.pick(this.#pool.people));
    if (!known || !other) return;
    if (random.chance(0.4)) {
      for (const id of other) known.add(id);
      return;
    }
    const deps = headsOf(this.ops.filter((op) => known.has(op.id)));
    known.add(this.write(person, this.anyOp(deps), deps).id);
  }
  /** Operations by `author` with any parents at all, as somebody might write who was removed. */
  attack(author: Person, count: number): void {
    for (let i = 0; i < count; i += 1) {
      const deps = new Set(Array.from({ length: 1 + this.#random.int(3) }, () => this.#random.pick(this.ops).id));
      this.write(author, this.anyOp([...deps]), [...deps]);
    }
  }
  /** A likely beginning: an invite, two people in, one of them a facilitator. Without it most histories stay empty. */
  begin(): void {
    const { people, invites, admissions } = this.#pool;
    const founder = people[0];
    const second = people[1];
    const invite = invites[1];
    const admit = [admissions[0]?.[1], admissions[1]?.[1]];
    if (!founder || !second || !invite || !admit[0] || !admit[1]) throw new Error('the pool is too small');
    let last = this.write(founder, invite, [this.genesisId]);
    for (const op of [
      admit[0],
      admit[1],
      { type: 'promote', memberId: second.identity.memberId, role: 'facilitator' } as const,
    ]) {
      last = this.write(founder, op, [last.id]);
    }
    for (const known of this.#known.values()) for (const op of this.ops) known.add(op.id);
  }
}

/** `items` in another order. */
export function shuffled<T>(items: readonly T[], random: SeededRandom): T[] {
  const list = [...items];
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = random.int(i + 1);
    const a = list[i] as T;
    list[i] = list[j] as T;
    list[j] = a;
  }
  return list;
}

/** A roster as text, everything in it included. */
export const rosterText = (roster: Roster): string =>
  JSON.stringify(roster, (_, value: unknown) => {
    if (value instanceof Map) return [...(value as Map<string, unknown>)].sort();
    if (value instanceof Set) return [...(value as Set<string>)].sort();
    return value instanceof Uint8Array ? value.length : value;
  });
