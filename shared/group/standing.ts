/**
 * Who is in the group, in which role and by which devices, judged among the
 * accepted operations of one past (SPEC GR7–GR9). The resolver accepts
 * operations one after the other; every question here is about what has been
 * accepted so far.
 */
import type { DeviceId, GroupId, MemberId } from '../brand.ts';
import { memberIdOf } from './identity.ts';
import { inPast, isBefore, type LogGraph, type LogNode, type Past } from './log-graph.ts';
import type { Role } from './op-types.ts';
import type { GroupMode } from './policy.ts';
import { introducedDevice } from './select.ts';

/** A past, or everything. */
export type View = Past | 'all';

const AUTHORITY: Readonly<Record<Role, number>> = { listener: 0, member: 1, facilitator: 2 };
/** True when `a` may do less than `b`. */
export const isLesser = (a: Role, b: Role): boolean => AUTHORITY[a] < AUTHORITY[b];

/** What concerns one member, in topological order. */
interface Life {
  /** Genesis and admissions. */
  readonly arrivals: LogNode[];
  /** Removals and leaves. */
  readonly ends: LogNode[];
  /** Promotions and demotions. */
  readonly roleChanges: LogNode[];
}

/** One member's claim to a device: the proven operations that introduce it for that member. */
export interface DeviceClaim {
  readonly memberId: MemberId;
  readonly introductions: LogNode[];
}
/**
 * Claims by device. A device can sign for two members; which claim counts is
 * decided among accepted introductions only, so that an introduction in a void
 * operation takes nothing from anybody.
 */
export type DeviceClaims = ReadonlyMap<DeviceId, readonly DeviceClaim[]>;

/** Answers about accepted operations. */
export class Standing {
  readonly accepted = new Set<LogNode>();
  /** Roles before a change, good for one number of accepted operations: without it the recursion doubles at every change. */
  readonly #rolesBefore = new Map<LogNode, { readonly accepted: number; readonly role: Role | null }>();
  readonly #mode: GroupMode;
  readonly #claims: DeviceClaims;
  readonly #lives: ReadonlyMap<MemberId, Life>;
  readonly #arriving = new Map<LogNode, { readonly memberId: MemberId; readonly deviceId: DeviceId }>();

  constructor(mode: GroupMode, claims: DeviceClaims, lives: ReadonlyMap<MemberId, Life>) {
    this.#mode = mode;
    this.#claims = claims;
    this.#lives = lives;
    for (const [deviceId, list] of claims) {
      for (const { memberId, introductions } of list) {
        for (const node of introductions) this.#arriving.set(node, { memberId, deviceId });
      }
    }
  }

  #among(nodes: readonly LogNode[], view: View): LogNode[] {
    return nodes.filter((node) => this.accepted.has(node) && (view === 'all' || inPast(view, node.index)));
  }
  #life(memberId: MemberId): Life {
    return this.#lives.get(memberId) ?? { arrivals: [], ends: [], roleChanges: [] };
  }
  /** The member whose device this is within a view: by the first accepted introduction. */
  memberOf(deviceId: DeviceId, view: View): MemberId | null {
    let first: { readonly index: number; readonly memberId: MemberId } | null = null;
    for (const { memberId, introductions } of this.#claims.get(deviceId) ?? []) {
      const index = this.#among(introductions, view)[0]?.index;
      if (index !== undefined && (first === null || index < first.index)) first = { index, memberId };
    }
    return first?.memberId ?? null;
  }
  /** The member whose device wrote `node`, as far as its own past tells. */
  authorOf(node: LogNode): MemberId | null {
    return this.memberOf(node.logOp.deviceId, node.past);
  }
  /** Members for whom some proven operation claims the device. */
  claimantsOf(deviceId: DeviceId): readonly MemberId[] {
    return (this.#claims.get(deviceId) ?? []).map((claim) => claim.memberId);
  }
  /** True when another accepted introduction gave the device that `node` introduces to somebody else first. */
  isTaken(node: LogNode): boolean {
    const arriving = this.#arriving.get(node);
    return arriving !== undefined && this.memberOf(arriving.deviceId, 'all') !== arriving.memberId;
  }
  /** The member whom an admission or the genesis lets in. */
  newcomerOf(node: LogNode): MemberId | null {
    return this.#arriving.get(node)?.memberId ?? null;
  }
  /** Everybody whom any operation concerns. */
  knownMembers(): readonly MemberId[] {
    return [...this.#lives.keys()].sort();
  }
  /** True when somebody was let in at some time. */
  everArrived(memberId: MemberId): boolean {
    return this.#among(this.#life(memberId).arrivals, 'all').length > 0;
  }
  /** Everybody who is in the group now. */
  presentMembers(): readonly MemberId[] {
    return [...this.#lives.keys()].filter((memberId) => this.isOn(memberId, 'all'));
  }
  /** Accepted removals and leaves. */
  endsOf(memberId: MemberId, view: View): LogNode[] {
    return this.#among(this.#life(memberId).ends, view);
  }
  /** Accepted operations that end a facilitator's tenure: removals, leaves, demotions. */
  cutsOf(memberId: MemberId): LogNode[] {
    const demotions = this.#life(memberId).roleChanges.filter((node) => node.logOp.op.type === 'demote');
    return [...this.endsOf(memberId, 'all'), ...this.#among(demotions, 'all')];
  }
  /** Arrivals that no end undoes: an end counts unless the arrival had seen it, so that removal wins. */
  arrivalsOf(memberId: MemberId, view: View): LogNode[] {
    const ends = this.endsOf(memberId, view);
    return this.#among(this.#life(memberId).arrivals, view).filter((arrival) =>
      ends.every((end) => isBefore(end, arrival)),
    );
  }
  isOn(memberId: MemberId, view: View): boolean {
    return this.arrivalsOf(memberId, view).length > 0;
  }
  /** True when the device was introduced by an arrival that still counts. */
  isActive(deviceId: DeviceId, view: View): boolean {
    return this.introductionOf(deviceId, view) !== null;
  }
  /** The newest arrival that counts and introduces the device. */
  introductionOf(deviceId: DeviceId, view: View): LogNode | null {
    const memberId = this.memberOf(deviceId, view);
    const claim = this.#claims.get(deviceId)?.find((one) => one.memberId === memberId);
    if (!claim || memberId === null) return null;
    const arrivals = new Set(this.arrivalsOf(memberId, view));
    return claim.introductions.filter((node) => arrivals.has(node)).at(-1) ?? null;
  }
  /** Every device with an introduction that counts. */
  activeDevices(view: View): readonly DeviceId[] {
    return [...this.#claims.keys()].filter((deviceId) => this.isActive(deviceId, view));
  }

  #roleSetBy(node: LogNode): Role {
    const { op } = node.logOp;
    if (op.type === 'admit' || op.type === 'promote' || op.type === 'demote') return op.role;
    return this.#mode === 'equals' ? 'member' : 'facilitator';
  }
  #roleBefore(memberId: MemberId, change: LogNode): Role | null {
    const known = this.#rolesBefore.get(change);
    if (known?.accepted === this.accepted.size) return known.role;
    const role = this.roleOf(memberId, change.past);
    this.#rolesBefore.set(change, { accepted: this.accepted.size, role });
    return role;
  }
  /** Operations that set the role and are not outdone by a later one. */
  #settersOf(memberId: MemberId, view: View): LogNode[] {
    const ends = this.endsOf(memberId, view);
    const arrivals = this.arrivalsOf(memberId, view);
    // An admission of somebody who is already in sets nothing: it could lower a senior by the back door.
    const first = arrivals.filter((arrival) => !arrivals.some((other) => isBefore(other, arrival)));
    const changes = this.#among(this.#life(memberId).roleChanges, view).filter((change) => {
      if (!ends.every((end) => isBefore(end, change))) return false;
      const before = this.#roleBefore(memberId, change);
      const wanted = this.#roleSetBy(change);
      if (before === null) return false;
      return change.logOp.op.type === 'promote' ? isLesser(before, wanted) : isLesser(wanted, before);
    });
    const setters = [...first, ...changes];
    return setters.filter((setter) => !setters.some((other) => isBefore(setter, other)));
  }
  /** Role within a view: of concurrent settings the one with least authority; `null` when not in the group. */
  roleOf(memberId: MemberId, view: View): Role | null {
    let least: Role | null = null;
    for (const setter of this.#settersOf(memberId, view)) {
      const role = this.#roleSetBy(setter);
      if (least === null || isLesser(role, least)) least = role;
    }
    return least;
  }
  /** The operation whose (depth, id) is the member's rank; `null` for who is not a facilitator. */
  tenureOf(memberId: MemberId, view: View): LogNode | null {
    if (this.roleOf(memberId, view) !== 'facilitator') return null;
    return this.#settersOf(memberId, view).reduce<LogNode | null>(
      (most, node) => (most === null || node.index < most.index ? node : most),
      null,
    );
  }
}

/** Every proven claim to a device. */
export function claimDevices(groupId: GroupId, graph: LogGraph, isProven: (node: LogNode) => boolean): DeviceClaims {
  const claims = new Map<DeviceId, DeviceClaim[]>();
  for (const node of graph.nodes) {
    const { op } = node.logOp;
    if (op.type !== 'genesis' && op.type !== 'admit') continue;
    const introduced = introducedDevice(groupId, op);
    if (!introduced || !isProven(node)) continue;
    const memberId = memberIdOf(groupId, op.type === 'admit' ? op.request.mrPk : op.mrPk);
    const known = claims.get(introduced.deviceId) ?? [];
    const claim = known.find((one) => one.memberId === memberId);
    if (claim) claim.introductions.push(node);
    else known.push({ memberId, introductions: [node] });
    claims.set(introduced.deviceId, known);
  }
  return claims;
}

/** Sorts the operations of a log by whom they concern. */
export function livesOf(graph: LogGraph, claims: DeviceClaims): ReadonlyMap<MemberId, Life> {
  const lives = new Map<MemberId, Life>();
  const lifeOf = (memberId: MemberId): Life => {
    const known = lives.get(memberId);
    if (known) return known;
    const life: Life = { arrivals: [], ends: [], roleChanges: [] };
    lives.set(memberId, life);
    return life;
  };
  const byIndex = (a: LogNode, b: LogNode): number => a.index - b.index;
  for (const { memberId, introductions } of [...claims.values()].flat()) {
    const { arrivals } = lifeOf(memberId);
    arrivals.push(...introductions);
    arrivals.sort(byIndex);
  }
  for (const node of graph.nodes) {
    const { op, deviceId } = node.logOp;
    if (op.type === 'remove') lifeOf(op.memberId).ends.push(node);
    if (op.type === 'leave') for (const { memberId } of claims.get(deviceId) ?? []) lifeOf(memberId).ends.push(node);
    if (op.type === 'promote' || op.type === 'demote') lifeOf(op.memberId).roleChanges.push(node);
  }
  return lives;
}
