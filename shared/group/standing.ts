/**
 * Who is in the group, in which role and by which devices, judged among the
 * accepted operations of one past (SPEC GR7–GR9). The resolver accepts
 * operations one after the other; every question here is about what has been
 * accepted so far.
 */
import type { GroupId, MemberId } from '../brand.ts';
import type { DeviceClaims } from './device-claims.ts';
import { DeviceStanding } from './device-standing.ts';
import { removingEndorsements } from './endorsements.ts';
import { inPast, isBefore, isConcurrent, type LogGraph, type LogNode, type Past } from './log-graph.ts';
import type { Role } from './op-types.ts';
import type { GroupMode } from './policy.ts';

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
  /** In a group of equals: who asked for a removal. Two make one. */
  readonly endorsements: LogNode[];
  /** Promotions and demotions. */
  readonly roleChanges: LogNode[];
}

const NO_LIFE: Life = { arrivals: [], ends: [], endorsements: [], roleChanges: [] };

/** Answers about accepted operations. */
export class Standing {
  readonly #accepted = new Set<LogNode>();
  readonly #fallen = new Set<LogNode>();
  readonly #covered = new Set<LogNode>();
  readonly #acceptedFrom = new Map<LogNode, MemberId | null>();
  /** Counts changes of what is accepted. */
  #version = 0;
  /** Roles before a change, good for one version: without it the recursion doubles at every change. */
  readonly #rolesBefore = new Map<LogNode, { readonly version: number; readonly role: Role | null }>();
  readonly devices: DeviceStanding;
  readonly #mode: GroupMode;
  readonly #lives: ReadonlyMap<MemberId, Life>;

  constructor(input: {
    readonly groupId: GroupId;
    readonly mode: GroupMode;
    readonly graph: LogGraph;
    readonly claims: DeviceClaims;
    readonly lives: ReadonlyMap<MemberId, Life>;
  }) {
    this.#mode = input.mode;
    this.#lives = input.lives;
    this.devices = new DeviceStanding(input.groupId, input.graph, input.claims, this);
  }

  get isOfEquals(): boolean {
    return this.#mode === 'equals';
  }
  get accepted(): ReadonlySet<LogNode> {
    return this.#accepted;
  }
  /** Once accepted and then undone for good by what was accepted later. */
  get fallen(): ReadonlySet<LogNode> {
    return this.#fallen;
  }
  /** Written with the authority of a tenure, whether or not it counts. */
  get covered(): ReadonlySet<LogNode> {
    return this.#covered;
  }
  accept(node: LogNode): void {
    this.#accepted.add(node);
    this.#acceptedFrom.set(node, this.writerOf(node));
    this.#version += 1;
  }
  cover(node: LogNode): void {
    this.#covered.add(node);
  }
  fall(node: LogNode): void {
    this.#accepted.delete(node);
    this.#fallen.add(node);
    this.#version += 1;
  }

  /** As if these had never been looked at. */
  forget(nodes: readonly LogNode[]): void {
    for (const node of nodes) {
      this.#accepted.delete(node);
      this.#fallen.delete(node);
    }
    this.#version += 1;
  }

  #among(nodes: readonly LogNode[], view: View): LogNode[] {
    return nodes.filter((node) => this.accepted.has(node) && (view === 'all' || inPast(view, node.index)));
  }
  #life(memberId: MemberId): Life {
    return this.#lives.get(memberId) ?? NO_LIFE;
  }
  /** The member whose device wrote `node`, as far as its own past tells. */
  authorOf(node: LogNode): MemberId | null {
    return this.devices.memberOf(node.logOp.deviceId, node.past);
  }
  /** The author; of a recovery, whose device is new, the member who is back. */
  writerOf(node: LogNode): MemberId | null {
    return node.logOp.op.type === 'recoverDevice' ? this.newcomerOf(node) : this.authorOf(node);
  }
  /** Who wrote an operation as it was when it was accepted: the device may turn out not to be theirs. */
  acceptedFrom(node: LogNode): MemberId | null {
    return this.#acceptedFrom.get(node) ?? null;
  }
  /** The member whom an admission or the genesis lets in, or whose device an operation introduces. */
  newcomerOf(node: LogNode): MemberId | null {
    return this.devices.introducedBy(node)?.memberId ?? null;
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
  /** Accepted removals and leaves, and endorsements that came to a removal. */
  endsOf(memberId: MemberId, view: View): LogNode[] {
    const { ends, endorsements, arrivals } = this.#life(memberId);
    // A device that several people claim leaves for one of them only.
    const found = this.#among(ends, view).filter(
      (node) => node.logOp.op.type !== 'leave' || this.authorOf(node) === memberId,
    );
    if (endorsements.length < 2) return found;
    const removing = removingEndorsements(this.#among(endorsements, view), this.#among(arrivals, view), (node) =>
      this.authorOf(node),
    );
    return [...found, ...removing];
  }
  /** Accepted endorsements against somebody, whether or not they came to a removal. */
  endorsementsOf(memberId: MemberId): LogNode[] {
    return this.#among(this.#life(memberId).endorsements, 'all');
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
  #roleSetBy(node: LogNode): Role {
    const { op } = node.logOp;
    if (op.type === 'admit' || op.type === 'promote' || op.type === 'demote') return op.role;
    return this.#mode === 'equals' ? 'member' : 'facilitator';
  }
  /** True for a demotion of who is in, and a promotion that makes somebody more than they are, as its past tells. */
  isRoleChange(change: LogNode, memberId: MemberId): boolean {
    const before = this.#roleBefore(memberId, change);
    if (before === null) return false;
    return change.logOp.op.type === 'demote' || isLesser(before, this.#roleSetBy(change));
  }
  /** True when a promotion that had not been seen makes somebody a facilitator beside `node`. */
  isPromotedBeside(memberId: MemberId, node: LogNode): boolean {
    return this.#among(this.#life(memberId).roleChanges, 'all').some((change) => {
      const { op } = change.logOp;
      const isPromotion = op.type === 'promote' && op.role === 'facilitator';
      return isPromotion && isConcurrent(change, node) && this.isRoleChange(change, memberId);
    });
  }
  #roleBefore(memberId: MemberId, change: LogNode): Role | null {
    const known = this.#rolesBefore.get(change);
    if (known?.version === this.#version) return known.role;
    const role = this.roleOf(memberId, change.past);
    this.#rolesBefore.set(change, { version: this.#version, role });
    return role;
  }
  /** Operations that set the role and are not outdone by a later one. */
  #settersOf(memberId: MemberId, view: View): LogNode[] {
    const ends = this.endsOf(memberId, view);
    const arrivals = this.arrivalsOf(memberId, view);
    if (arrivals.length === 0) return [];
    const changes = this.#among(this.#life(memberId).roleChanges, view).filter(
      (change) => ends.every((end) => isBefore(end, change)) && this.isRoleChange(change, memberId),
    );
    // Beside a change, or of somebody who is in, an admission says nothing: it could lower a senior by the back door.
    if (changes.length === 0) return arrivals.filter((one) => !arrivals.some((other) => isBefore(other, one)));
    return changes.filter((change) => !changes.some((other) => isBefore(change, other)));
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

/** Sorts the operations of a log by whom they concern. */
export function livesOf(graph: LogGraph, claims: DeviceClaims): ReadonlyMap<MemberId, Life> {
  const lives = new Map<MemberId, Life>();
  const lifeOf = (memberId: MemberId): Life => {
    const known = lives.get(memberId);
    if (known) return known;
    const life: Life = { arrivals: [], ends: [], endorsements: [], roleChanges: [] };
    lives.set(memberId, life);
    return life;
  };
  const byIndex = (a: LogNode, b: LogNode): number => a.index - b.index;
  for (const { memberId, introductions } of [...claims.values()].flat()) {
    const { arrivals } = lifeOf(memberId);
    arrivals.push(...introductions.filter(({ logOp: { op } }) => op.type === 'genesis' || op.type === 'admit'));
    arrivals.sort(byIndex);
  }
  for (const node of graph.nodes) {
    const { op, deviceId } = node.logOp;
    if (op.type === 'remove') lifeOf(op.memberId).ends.push(node);
    if (op.type === 'endorse') lifeOf(op.memberId).endorsements.push(node);
    if (op.type === 'leave') for (const { memberId } of claims.get(deviceId) ?? []) lifeOf(memberId).ends.push(node);
    if (op.type === 'promote' || op.type === 'demote') lifeOf(op.memberId).roleChanges.push(node);
  }
  return lives;
}
