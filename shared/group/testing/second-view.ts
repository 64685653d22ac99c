/**
 * What some accepted operations say about who belongs: people, roles, devices,
 * policy (SPEC GR7, GR10, GR14 to GR19, GR21). Everything is looked up in the
 * list of operations; a view never changes, so that what was asked once is kept.
 */
import type { DeviceId, MemberId, OpId } from '../../brand.ts';
import { deviceIdOf, memberIdOf } from '../identity.ts';
import type { LogOp } from '../op.ts';
import type { OpOf, Role } from '../op-types.ts';
import type { Policy } from '../policy.ts';
import { newcomerOf } from '../request.ts';
import { isBefore, isBeside, latestOf, type SecondLog } from './second-log.ts';
import { secondPolicyOf } from './second-policy.ts';

/** Accepted operations, each with the member whose device wrote it. */
export type Accepted = ReadonlyMap<OpId, MemberId>;

/** An operation of one type. */
export type Typed<T extends LogOp['op']['type']> = LogOp & { readonly op: Extract<LogOp['op'], { type: T }> };
/** Narrows to one type. */
export const isType =
  <T extends LogOp['op']['type']>(type: T) =>
  (one: LogOp): one is Typed<T> =>
    one.op.type === type;

const LEAST_FIRST: readonly Role[] = ['listener', 'member', 'facilitator'];
/** The lesser of two roles comes first. */
export const byAuthority = (a: Role, b: Role): number => LEAST_FIRST.indexOf(a) - LEAST_FIRST.indexOf(b);

/** One device with the operation that introduced it. */
export interface Introduction {
  readonly deviceId: DeviceId;
  readonly memberId: MemberId;
  readonly dsPk: Uint8Array;
  readonly dkPk: Uint8Array;
  readonly by: LogOp;
}

/** Most active devices of a member (GR15). */
const MOST_DEVICES = 3;

/** A view: accepted operations, all of them or those of one past. */
export class View {
  readonly log: SecondLog;
  readonly accepted: Accepted;
  readonly ops: readonly LogOp[];

  readonly #answers = new Map<string, unknown>();

  constructor(log: SecondLog, accepted: Accepted, within: ReadonlySet<OpId> | null) {
    this.log = log;
    this.accepted = accepted;
    this.ops = log.ops.filter(({ id }) => accepted.has(id) && (within === null || within.has(id)));
  }
  #once<T>(question: string, answer: () => T): T {
    if (!this.#answers.has(question)) this.#answers.set(question, answer());
    return this.#answers.get(question) as T;
  }
  get isEquals(): boolean {
    return this.log.genesis.policy.mode === 'equals';
  }
  /** The view of what one operation had seen. */
  before(one: LogOp): View {
    return this.#once(`view before ${one.id}`, () => viewBefore(this.log, this.accepted, one));
  }
  writerOf(one: LogOp): MemberId | undefined {
    return this.accepted.get(one.id);
  }

  /** The genesis or the admissions of somebody. */
  admissions(memberId: MemberId): readonly LogOp[] {
    return this.#once(`admissions ${memberId}`, () =>
      this.ops.filter((one) =>
        one.op.type === 'genesis'
          ? memberId === this.log.founder
          : one.op.type === 'admit' && memberIdOf(this.log.groupId, one.op.request.mrPk) === memberId,
      ),
    );
  }
  /** Endorsements that make a removal with another one (GR21). */
  #paired(memberId: MemberId): LogOp[] {
    const endorsements = this.ops.filter(isType('endorse')).filter((one) => one.op.memberId === memberId);
    const admissions = this.admissions(memberId);
    const alike = (a: LogOp, b: LogOp): boolean =>
      admissions.every((admission) => isBefore(this.log, a, admission) === isBefore(this.log, b, admission));
    return endorsements.filter((a) => endorsements.some((b) => this.writerOf(a) !== this.writerOf(b) && alike(a, b)));
  }
  /** Removals of somebody by others. */
  removals(memberId: MemberId): LogOp[] {
    const removals = this.ops.filter(isType('remove')).filter((one) => one.op.memberId === memberId);
    return [...removals, ...this.#paired(memberId)];
  }
  leaves(memberId: MemberId): LogOp[] {
    return this.ops.filter((one) => one.op.type === 'leave' && this.writerOf(one) === memberId);
  }
  ends(memberId: MemberId): readonly LogOp[] {
    return this.#once(`ends ${memberId}`, () => [...this.removals(memberId), ...this.leaves(memberId)]);
  }
  hadSeenAll(one: LogOp, others: readonly LogOp[]): boolean {
    return others.every((other) => isBefore(this.log, other, one));
  }
  /** Admissions by which somebody is in: removal wins over what had not seen it (GR10). */
  standingAdmissions(memberId: MemberId): readonly LogOp[] {
    return this.#once(`standing ${memberId}`, () => {
      const ends = this.ends(memberId);
      return this.admissions(memberId).filter((one) => this.hadSeenAll(one, ends));
    });
  }
  isIn(memberId: MemberId): boolean {
    return this.standingAdmissions(memberId).length > 0;
  }
  /** Everybody whom an admission names. */
  people(): MemberId[] {
    const newcomers = this.ops.filter(isType('admit')).map((one) => memberIdOf(this.log.groupId, one.op.request.mrPk));
    return [...new Set([this.log.founder, ...newcomers])];
  }

  /** What an operation says about somebody's role, if it does. */
  #roleBy(one: LogOp, memberId: MemberId): Role | null {
    const { op } = one;
    if (op.type === 'genesis') return this.isEquals ? 'member' : 'facilitator';
    if (op.type === 'admit') return op.role;
    return (op.type === 'promote' || op.type === 'demote') && op.memberId === memberId ? op.role : null;
  }
  /** A demotion of who is in, or a promotion that makes somebody more than they are, as its past tells. */
  isChange(one: LogOp, memberId: MemberId): boolean {
    const { op } = one;
    if ((op.type !== 'promote' && op.type !== 'demote') || op.memberId !== memberId) return false;
    const before = this.#once(`before ${one.id}`, () => this.before(one).role(memberId));
    return before !== null && (op.type === 'demote' || byAuthority(before, op.role) < 0);
  }
  /** The latest settings of a role; admissions only while nothing changed it (GR10). */
  #settings(memberId: MemberId): readonly LogOp[] {
    return this.#once(`settings ${memberId}`, () => this.#findSettings(memberId));
  }
  #findSettings(memberId: MemberId): readonly LogOp[] {
    const ends = this.ends(memberId);
    const changes = this.ops.filter((one) => this.isChange(one, memberId) && this.hadSeenAll(one, ends));
    return changes.length > 0 ? latestOf(this.log, changes) : this.standingAdmissions(memberId);
  }
  /** Null for who is not in. Of concurrent settings the least authority counts (GR10). */
  role(memberId: MemberId): Role | null {
    if (!this.isIn(memberId)) return null;
    const roles = this.#settings(memberId).map((one) => this.#roleBy(one, memberId) ?? 'listener');
    return roles.sort(byAuthority)[0] ?? null;
  }
  /** The operation that gives a facilitator the rank: the first in order of those that made them one. */
  tenureOf(memberId: MemberId): LogOp | null {
    if (this.role(memberId) !== 'facilitator') return null;
    const latest = new Set(this.#settings(memberId));
    return this.log.ops.find((one) => latest.has(one)) ?? null;
  }

  #introductionBy(one: LogOp): Introduction | null {
    const { op } = one;
    const { groupId } = this.log;
    if (op.type === 'admit') return { ...newcomerOf(groupId, op.request), ...keysOf(op.request), by: one };
    if (op.type !== 'genesis' && op.type !== 'addDevice' && op.type !== 'recoverDevice') return null;
    const memberId = op.type === 'addDevice' ? this.writerOf(one) : memberIdOf(groupId, op.mrPk);
    if (memberId === undefined) return null;
    return { deviceId: deviceIdOf(groupId, op.cert.dsPk), memberId, ...keysOf(op.cert), by: one };
  }
  /** Every introduction in order. */
  #allIntroductions(): readonly Introduction[] {
    return this.#once('introductions', () => this.ops.flatMap((one) => this.#introductionBy(one) ?? []));
  }
  /** True when somebody else introduced the device earlier in order (GR6, GR14). */
  #isTaken({ deviceId, memberId }: Introduction): boolean {
    return this.#allIntroductions().find((one) => one.deviceId === deviceId)?.memberId !== memberId;
  }
  /** Every introduction in order, of devices that nobody else introduced first. */
  introductions(): readonly Introduction[] {
    return this.#once('own introductions', () => this.#allIntroductions().filter((one) => !this.#isTaken(one)));
  }
  /** Operations that introduce a device of somebody else. */
  takenIntroductions(): LogOp[] {
    return this.#allIntroductions().flatMap((one) => (this.#isTaken(one) ? [one.by] : []));
  }
  memberOf(deviceId: DeviceId): MemberId | null {
    return this.introductions().find((one) => one.deviceId === deviceId)?.memberId ?? null;
  }
  removalsOfDevice(deviceId: DeviceId): Typed<'removeDevice'>[] {
    return this.ops.filter(isType('removeDevice')).filter((one) => one.op.deviceId === deviceId);
  }
  /** Recoveries that leave a member no other device (GR17). */
  sweeps(memberId: MemberId): Typed<'recoverDevice'>[] {
    return this.ops
      .filter(isType('recoverDevice'))
      .filter((one) => one.op.removeAllOther && memberIdOf(this.log.groupId, one.op.mrPk) === memberId);
  }
  /** Removals and recoveries that took a device away. */
  deviceEnds(deviceId: DeviceId): LogOp[] {
    const introductions = this.introductions().filter((one) => one.deviceId === deviceId);
    const sweeps = introductions.flatMap((one) =>
      this.sweeps(one.memberId).filter((sweep) => this.isSwept(one, sweep)),
    );
    return [...this.removalsOfDevice(deviceId), ...sweeps];
  }
  /** True when a recovery takes away what `introduced` had brought in. */
  isSwept({ by, deviceId }: Introduction, sweep: LogOp): boolean {
    if (deviceId === sweep.deviceId || isBefore(this.log, sweep, by)) return false;
    return !(by.op.type === 'recoverDevice' && isBeside(this.log, by, sweep));
  }
  /** True when the introduction counts, whatever the number of devices. */
  #isStanding(introduction: Introduction): boolean {
    const { memberId, deviceId, by } = introduction;
    const admitted = this.standingAdmissions(memberId).some((one) => one.id === by.id || isBefore(this.log, one, by));
    const removals = this.removalsOfDevice(deviceId);
    return (
      admitted &&
      this.hadSeenAll(by, removals) &&
      !this.sweeps(memberId).some((sweep) => this.isSwept(introduction, sweep))
    );
  }
  /** The devices of a member that are active: the three that were introduced first (GR15). */
  activeDevices(memberId: MemberId): readonly Introduction[] {
    return this.#once(`devices ${memberId}`, () => this.#findActive(memberId));
  }
  #findActive(memberId: MemberId): readonly Introduction[] {
    const standing = this.introductions().filter((one) => one.memberId === memberId && this.#isStanding(one));
    const inOrder = [...new Set(standing.map(({ deviceId }) => deviceId))].slice(0, MOST_DEVICES);
    // Several introductions may count: the first gives the place, the last the keys.
    return inOrder.flatMap((deviceId) => standing.filter((one) => one.deviceId === deviceId).slice(-1));
  }
  /** The member whose active device this is. */
  activeMember(deviceId: DeviceId): MemberId | null {
    const memberId = this.memberOf(deviceId);
    const isActive = memberId !== null && this.activeDevices(memberId).some((one) => one.deviceId === deviceId);
    return isActive ? memberId : null;
  }
  /** The KEM key that counts: of the introduction and the updates the last one in order (GR18). */
  dkPkOf({ deviceId, dkPk, by }: Introduction): Uint8Array {
    const last = this.ops
      .filter((one) => one.id === by.id || (one.op.type === 'deviceKeyUpdate' && one.deviceId === deviceId))
      .at(-1);
    return last?.op.type === 'deviceKeyUpdate' ? last.op.dkPk : dkPk;
  }
  capsuleOf(memberId: MemberId): Uint8Array | null {
    const updates = this.ops
      .filter(isType('deviceKeyUpdate'))
      .filter((one) => one.op.capsule !== null && this.writerOf(one) === memberId);
    const joined = this.standingAdmissions(memberId)[0]?.op as OpOf<'genesis' | 'admit'> | undefined;
    return updates.at(-1)?.op.capsule ?? joined?.capsule ?? null;
  }
  policy(): Policy {
    return secondPolicyOf(this.log, this.ops);
  }
}

/** The view of what one operation had seen. */
export const viewBefore = (log: SecondLog, accepted: Accepted, one: LogOp): View =>
  new View(log, accepted, log.pasts.get(one.id) ?? new Set());

const keysOf = ({ dsPk, dkPk }: { readonly dsPk: Uint8Array; readonly dkPk: Uint8Array }) => ({ dsPk, dkPk });
