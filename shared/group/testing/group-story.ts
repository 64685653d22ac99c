/** A group's log as a story for tests: people found, invite, ask, admit, remove, and may have seen only a part. */
import { type DeviceId, type EntryId, type EpochId, idFromBytes, idToBytes, type OpId } from '../../brand.ts';
import { concatBytes, utf8 } from '../../bytes.ts';
import { hash } from '../../crypto/crypto.ts';
import type { SigningKeyPair } from '../../crypto/crypto.ts';
import { createSeededRandom, type SeededRandom } from '../../testing/seeded-random.ts';
import { createAdmit, createGenesis } from '../admit.ts';
import { collectKeys } from '../epoch.ts';
import { createDeviceCert, createIdentity, type Identity } from '../identity.ts';
import { createInvite, type Invite } from '../invite.ts';
import { createJoinRequest, type JoinRequest } from '../join.ts';
import { encodeOp, kindOfOp, type LogOp } from '../op.ts';
import type { ArrivalRole, DeviceCert, EpochBlock, FrontierRow, Op, RekeyReason } from '../op-types.ts';
import { DEFAULT_POLICY, type Policy } from '../policy.ts';
import { makeRekey, type Recipient } from '../rekey.ts';
import { resolve } from '../resolve.ts';
import type { Roster } from '../roster.ts';
import { activeDevices, epochHeads, sendingEpoch } from '../select.ts';

/** 2026-03-01 00:00 UTC, milliseconds. */
export const STORY_START = 1_772_323_200_000;
const HOUR = 3_600_000;

/** An operation of a story: it can be read. */
export type StoryOp = LogOp & { readonly op: Op };

/** Somebody with keys for the group. */
export interface Person {
  readonly name: string;
  readonly identity: Identity;
}

/** A request together with the invite it came by. */
export interface Asking {
  readonly person: Person;
  readonly invite: Invite;
  readonly join: JoinRequest;
  readonly blob: Uint8Array;
}

const value = <T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T => {
  if (!result.ok) throw new Error(`the story expected success: ${JSON.stringify(result.error)}`);
  return result.value;
};

/** The heads of a set of operations. */
export function headsOf(ops: readonly LogOp[]): OpId[] {
  const named = new Set(ops.flatMap((op) => op.deps));
  return ops
    .filter((op) => !named.has(op.id))
    .map((op) => op.id)
    .sort();
}

/** Builds logs. All chance comes from the seed. */
export class GroupStory {
  readonly random: SeededRandom;
  readonly founder: Person;
  readonly groupId;
  readonly genesis: StoryOp;
  readonly genesisKey: Uint8Array;
  readonly ops: StoryOp[] = [];

  constructor(seed: number, policy: Partial<Policy> = {}) {
    this.random = createSeededRandom(seed);
    const founding = createGenesis({
      policy: { ...DEFAULT_POLICY, ...policy },
      createdAt: STORY_START,
      recoveryPublicKey: null,
      random: this.random,
    });
    this.groupId = founding.groupId;
    this.founder = { name: 'founder', identity: founding.identity };
    this.genesisKey = founding.epochKey;
    this.genesis = this.write(this.founder, founding.op, []);
  }

  person(name: string): Person {
    return { name, identity: createIdentity(this.groupId, this.random) };
  }
  /** Appends an operation; `deps` are what the author had seen, by default everything. */
  write(author: Person, op: Op, deps: readonly OpId[] = headsOf(this.ops), ts = STORY_START + HOUR): StoryOp {
    const logOp = this.make(author, op, deps, ts);
    this.ops.push(logOp);
    return logOp;
  }
  /** An operation that is not appended. */
  make(author: Person, op: Op, deps: readonly OpId[], ts = STORY_START + HOUR): StoryOp {
    const seen = deps.map((dep) => this.ops.find((one) => one.id === dep)?.lamport ?? 0);
    const id = hash(
      'story-op',
      utf8(`${author.identity.deviceId}/${ts}/${kindOfOp(op)}`),
      concatBytes(...deps.map(idToBytes)),
      encodeOp(op),
    );
    return {
      id: idFromBytes<EntryId>(id),
      deviceId: author.identity.deviceId,
      deps: [...deps].sort(),
      ts,
      lamport: 1 + Math.max(0, ...seen),
      op,
    };
  }
  /** The roster of everything, or of some operations. */
  roster(ops: readonly LogOp[] = this.ops): Roster {
    const roster = resolve(ops, this.genesis.id);
    if (!roster) throw new Error('the story has no genesis');
    return roster;
  }
  /** Operations in the past of `heads`, with them. */
  pastOf(heads: readonly OpId[]): StoryOp[] {
    const byId = new Map(this.ops.map((op) => [op.id, op]));
    const past = new Map<OpId, LogOp>();
    const open = [...heads];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const op = byId.get(id);
      if (!op || past.has(id)) continue;
      past.set(id, op);
      open.push(...op.deps);
    }
    return this.ops.filter((op) => past.has(op.id));
  }
  keysOf(person: Person, ops: readonly LogOp[] = this.ops): ReadonlyMap<EpochId, Uint8Array> {
    const { deviceId, deviceKem } = person.identity;
    return collectKeys(this.groupId, ops, deviceId, [deviceKem.secretKey]).epochKeys;
  }

  invite(
    by: Person,
    options: {
      readonly maxUses?: number;
      readonly role?: ArrivalRole;
      readonly deps?: readonly OpId[];
      readonly days?: number;
    } = {},
  ): { readonly logOp: StoryOp; readonly invite: Invite } {
    const roster = this.roster();
    const { op, invite } = createInvite({
      groupId: this.groupId,
      genesisHash: this.genesis.id,
      inviter: by.identity.deviceId,
      epochId: this.genesis.id as string as EpochId,
      epochKey: this.genesisKey,
      admitters: activeDevices(roster).filter((device) =>
        roster.members.some((member) => member.memberId === device.memberId && member.role === 'facilitator'),
      ),
      maxUses: options.maxUses ?? 1,
      expiresAt: STORY_START + (options.days ?? 7) * 24 * HOUR,
      role: options.role ?? 'member',
      history: 0xffff,
      servers: [],
      keeper: false,
      random: this.random,
    });
    return { logOp: this.write(by, op, options.deps), invite };
  }
  ask(person: Person, invite: Invite): Asking {
    const { join, blob } = value(
      createJoinRequest({
        invite,
        identity: person.identity,
        name: person.name,
        note: '',
        capsule: null,
        random: this.random,
      }),
    );
    return { person, invite, join, blob };
  }
  admitOp(by: Person, asking: Asking, role: ArrivalRole = 'member', ops: readonly LogOp[] = this.ops): Op {
    const epochKeys = this.keysOf(by, ops);
    return value(
      createAdmit({ groupId: this.groupId, join: asking.join, role, epochKeys, fresh: null, random: this.random }),
    ).op;
  }
  admit(by: Person, asking: Asking, deps?: readonly OpId[], role: ArrivalRole = 'member'): StoryOp {
    const seen = deps ? this.pastOf(deps) : this.ops;
    return this.write(by, this.admitOp(by, asking, role, seen), deps);
  }
  /** Invite, request and admission in one go. */
  welcome(by: Person, name: string): Person {
    const person = this.person(name);
    const { invite } = this.invite(by);
    this.admit(by, this.ask(person, invite));
    return person;
  }
  promote(by: Person, target: Person, deps?: readonly OpId[]): StoryOp {
    return this.write(by, { type: 'promote', memberId: target.identity.memberId, role: 'facilitator' }, deps);
  }
  demote(by: Person, target: Person, deps?: readonly OpId[], role: ArrivalRole = 'member'): StoryOp {
    return this.write(by, { type: 'demote', memberId: target.identity.memberId, role, reason: 'asked' }, deps);
  }
  /** A further device of the same person: keys only, not in the log yet. */
  newDevice(of: Person, name: string): Person {
    const fresh = createIdentity(this.groupId, this.random);
    const { memberRoot, memberId } = of.identity;
    return { name, identity: { ...fresh, memberRoot, memberId } };
  }
  /** The certificate of `device`, by `certifier`: an own device's signing key, or the member root. */
  certOf(device: Person, certifier: SigningKeyPair): DeviceCert {
    const { memberId, deviceSigning, deviceKem } = device.identity;
    return createDeviceCert({
      groupId: this.groupId,
      memberId,
      deviceSigning,
      deviceKemPublicKey: deviceKem.publicKey,
      createdAt: STORY_START,
      certifierSecret: certifier.secretKey,
    });
  }
  /** `by` adds a further device of the same person. */
  addDevice(by: Person, name: string, deps?: readonly OpId[]): { readonly device: Person; readonly logOp: StoryOp } {
    const device = this.newDevice(by, name);
    const cert = this.certOf(device, by.identity.deviceSigning);
    return { device, logOp: this.write(by, { type: 'addDevice', cert, grant: null }, deps) };
  }
  removeDevice(
    by: Person,
    target: Person,
    deps: readonly OpId[] = headsOf(this.ops),
    frontier: readonly FrontierRow[] = [],
  ): StoryOp {
    const { deviceId } = target.identity;
    const epoch = this.block(deps, [], [], deviceId);
    return this.write(by, { type: 'removeDevice', deviceId, frontier, reason: 'lost', epoch }, deps);
  }
  /** The person comes back with the recovery phrase, on a new device. */
  recover(
    of: Person,
    name: string,
    removeAllOther: boolean,
    deps?: readonly OpId[],
  ): { readonly device: Person; readonly logOp: StoryOp } {
    const device = this.newDevice(of, name);
    const mrPk = of.identity.memberRoot.publicKey;
    const cert = this.certOf(device, of.identity.memberRoot);
    return { device, logOp: this.write(device, { type: 'recoverDevice', mrPk, cert, removeAllOther }, deps) };
  }
  endorse(by: Person, target: Person, deps?: readonly OpId[], frontier: readonly FrontierRow[] = []): StoryOp {
    const { memberId } = target.identity;
    return this.write(by, { type: 'endorse', memberId, frontier, reason: 'agreement' }, deps);
  }
  /** The block of a new epoch over what `deps` had seen, without `gone` and without one more device. */
  block(
    deps: readonly OpId[],
    gone: readonly Person[] = [],
    extra: readonly Recipient[] = [],
    goneDevice?: DeviceId,
  ): EpochBlock {
    const roster = this.roster(this.pastOf(deps));
    const away = new Set(gone.map((person) => person.identity.memberId));
    const stay = activeDevices(roster).filter((device) => !away.has(device.memberId) && device.deviceId !== goneDevice);
    return value(
      makeRekey({
        groupId: this.groupId,
        supersedes: epochHeads(roster).map((epoch) => epoch.epochId),
        recipients: [...stay, ...extra],
        random: this.random,
      }),
    ).block;
  }
  remove(
    by: Person,
    target: Person,
    deps: readonly OpId[] = headsOf(this.ops),
    frontier: readonly FrontierRow[] = [],
  ): StoryOp {
    const { memberId } = target.identity;
    const epoch = this.block(deps, [target]);
    return this.write(by, { type: 'remove', memberId, frontier, reason: 'agreement', epoch }, deps);
  }
  leave(who: Person, deps?: readonly OpId[]): StoryOp {
    return this.write(who, { type: 'leave', frontier: [] }, deps);
  }
  rekey(by: Person, deps: readonly OpId[] = headsOf(this.ops), reason: RekeyReason = 'asked'): StoryOp {
    return this.write(by, { type: 'rekey', reason, epoch: this.block(deps) }, deps);
  }
  /** Names of who is in, sorted, with F for facilitators and L for listeners. */
  names(people: readonly Person[], ops: readonly LogOp[] = this.ops): string[] {
    const byId = new Map([this.founder, ...people].map((person) => [person.identity.memberId, person.name]));
    const mark = { facilitator: ' F', member: '', listener: ' L' } as const;
    return this.roster(ops)
      .members.map((member) => `${byId.get(member.memberId) ?? 'stranger'}${mark[member.role]}`)
      .sort();
  }
  sending(ops: readonly LogOp[] = this.ops): EpochId | 'RekeyDue' {
    const sending = sendingEpoch(this.roster(ops));
    return sending.tag === 'Epoch' ? sending.epochId : 'RekeyDue';
  }
}
