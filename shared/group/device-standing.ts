/**
 * Which devices are active, whose they are and under which KEM key, judged
 * among the accepted operations of one view (SPEC GR14–GR18).
 */
import type { DeviceId, GroupId, MemberId } from '../brand.ts';
import type { DeviceClaim, DeviceClaims } from './device-claims.ts';
import { inPast, isBefore, isConcurrent, type LogGraph, type LogNode, type Past } from './log-graph.ts';
import { introducedDevice } from './select.ts';
import type { View } from './standing.ts';

/** Most active devices of one member (SPEC GR15). */
export const MAX_DEVICES_OF_MEMBER = 3;

/** What devices have to know about people. */
export interface Arrivals {
  readonly accepted: ReadonlySet<LogNode>;
  /** Arrivals of a member that count in a view. */
  arrivalsOf(memberId: MemberId, view: View): readonly LogNode[];
}

interface OwnedDevice {
  readonly deviceId: DeviceId;
  readonly claim: DeviceClaim;
}

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

/** Answers about devices; `people` answers about their members. */
export class DeviceStanding {
  readonly #people: Arrivals;
  readonly #claims: DeviceClaims;
  readonly #byMember = new Map<MemberId, OwnedDevice[]>();
  readonly #introduced = new Map<LogNode, { readonly memberId: MemberId; readonly deviceId: DeviceId }>();
  /** `removeDevice` by target. */
  readonly #removals = new Map<DeviceId, LogNode[]>();
  /** `recoverDevice` with `removeAllOther`, by member. */
  readonly #recoveries = new Map<MemberId, LogNode[]>();
  readonly #keyUpdates = new Map<DeviceId, LogNode[]>();
  readonly #keys = new Map<LogNode, Uint8Array>();

  constructor(groupId: GroupId, graph: LogGraph, claims: DeviceClaims, people: Arrivals) {
    this.#people = people;
    this.#claims = claims;
    for (const [deviceId, list] of claims) {
      for (const claim of list) {
        push(this.#byMember, claim.memberId, { deviceId, claim });
        for (const node of claim.introductions) this.#introduced.set(node, { memberId: claim.memberId, deviceId });
      }
    }
    for (const node of graph.nodes) {
      const { op, deviceId } = node.logOp;
      const introduced = introducedDevice(groupId, op);
      if (introduced) this.#keys.set(node, introduced.dkPk);
      if (op.type === 'removeDevice') push(this.#removals, op.deviceId, node);
      if (op.type === 'deviceKeyUpdate') {
        push(this.#keyUpdates, deviceId, node);
        this.#keys.set(node, op.dkPk);
      }
      const owner = this.#introduced.get(node);
      if (op.type === 'recoverDevice' && op.removeAllOther && owner) push(this.#recoveries, owner.memberId, node);
    }
  }

  #among(nodes: readonly LogNode[] | undefined, view: View): LogNode[] {
    if (!nodes) return [];
    const { accepted } = this.#people;
    return nodes.filter((node) => accepted.has(node) && (view === 'all' || inPast(view, node.index)));
  }
  /** Every device that any proven operation claims. */
  known(): readonly DeviceId[] {
    return [...this.#claims.keys()];
  }
  /** True when several people claim one device. */
  get areContested(): boolean {
    return [...this.#claims.values()].some((claims) => claims.length > 1);
  }
  /** Members for whom some proven operation claims the device. */
  claimantsOf(deviceId: DeviceId): readonly MemberId[] {
    return (this.#claims.get(deviceId) ?? []).map((claim) => claim.memberId);
  }
  /** Members for whom some proven operation of a past claims the device, accepted or not. */
  claimantsIn(deviceId: DeviceId, past: Past): readonly MemberId[] {
    const claims = this.#claims.get(deviceId) ?? [];
    return claims.flatMap(({ memberId, introductions }) =>
      introductions.some((node) => inPast(past, node.index)) ? [memberId] : [],
    );
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
  /** Whom and which device an operation introduces. */
  introducedBy(node: LogNode): { readonly memberId: MemberId; readonly deviceId: DeviceId } | null {
    return this.#introduced.get(node) ?? null;
  }
  /** True when an accepted introduction of a view gave the device that `node` introduces to somebody else first. */
  isTaken(node: LogNode, view: View): boolean {
    const introduced = this.#introduced.get(node);
    const owner = introduced && this.memberOf(introduced.deviceId, view);
    return introduced !== undefined && owner !== null && owner !== introduced.memberId;
  }
  /** Accepted recoveries that leave a member none but their own device. */
  #sweepsOf(deviceId: DeviceId, memberId: MemberId | null, view: View): LogNode[] {
    if (memberId === null) return [];
    return this.#among(this.#recoveries.get(memberId), view).filter(
      (node) => this.#introduced.get(node)?.deviceId !== deviceId,
    );
  }
  /** Accepted removals of the device, and recoveries that end it. */
  endsOf(deviceId: DeviceId, view: View): LogNode[] {
    const removals = this.#among(this.#removals.get(deviceId), view);
    const recoveries = this.#sweepsOf(deviceId, this.memberOf(deviceId, view), view);
    return recoveries.length === 0 ? removals : [...removals, ...recoveries];
  }
  /** True when an introduction stays beside a recovery: it had seen it, or is a recovery beside it (SPEC GR17). */
  #isSpared(introduction: LogNode, recovery: LogNode): boolean {
    if (isBefore(recovery, introduction)) return true;
    return introduction.logOp.op.type === 'recoverDevice' && isConcurrent(introduction, recovery);
  }
  /** Recoveries beside `node` that took the device away that wrote it (SPEC GR17). */
  sweepsBeside(node: LogNode): readonly LogNode[] {
    const { deviceId } = node.logOp;
    const memberId = this.memberOf(deviceId, node.past);
    const sweeps = this.#sweepsOf(deviceId, memberId, 'all').filter((recovery) => isConcurrent(recovery, node));
    if (sweeps.length === 0) return [];
    const claim = this.#claims.get(deviceId)?.find((one) => one.memberId === memberId);
    const introductions = claim ? this.#among(claim.introductions, node.past) : [];
    return sweeps.filter((recovery) => !introductions.some((introduction) => this.#isSpared(introduction, recovery)));
  }
  /** Accepted removals that name the device, newest last. */
  removalsOf(deviceId: DeviceId): LogNode[] {
    return this.#among(this.#removals.get(deviceId), 'all');
  }
  /** Removals of the device that wrote `node`, beside it. */
  removalsBeside(node: LogNode): readonly LogNode[] {
    return this.removalsOf(node.logOp.deviceId).filter((removal) => isConcurrent(removal, node));
  }
  /** Removals and recoveries of which the device did not know when it wrote `node` (SPEC GR16, GR17). */
  cutsOf(node: LogNode): readonly LogNode[] {
    return [...this.removalsBeside(node), ...this.sweepsBeside(node)];
  }

  #counting({ memberId, introductions }: DeviceClaim, deviceId: DeviceId, view: View): LogNode[] {
    const arrivals = this.#people.arrivalsOf(memberId, view);
    if (arrivals.length === 0) return [];
    const ends = this.endsOf(deviceId, view);
    return this.#among(introductions, view).filter((node) => {
      const { type } = node.logOp.op;
      const belongs =
        type === 'genesis' || type === 'admit'
          ? arrivals.includes(node)
          : arrivals.some((arrival) => isBefore(arrival, node));
      const spared = (end: LogNode): boolean =>
        end.logOp.op.type === 'recoverDevice' ? this.#isSpared(node, end) : isBefore(end, node);
      return belongs && ends.every(spared);
    });
  }
  #countingOf(deviceId: DeviceId, view: View): LogNode[] {
    const memberId = this.memberOf(deviceId, view);
    const claim = this.#claims.get(deviceId)?.find((one) => one.memberId === memberId);
    return claim ? this.#counting(claim, deviceId, view) : [];
  }
  /** The newest introduction of the device that counts, whether or not the member has too many devices. */
  introductionOf(deviceId: DeviceId, view: View): LogNode | null {
    return this.#countingOf(deviceId, view).at(-1) ?? null;
  }
  /** Active devices of a member in order of their introduction: three at most. */
  activeOf(memberId: MemberId, view: View): readonly DeviceId[] {
    return (this.#byMember.get(memberId) ?? [])
      .flatMap(({ deviceId }) => {
        const first = this.memberOf(deviceId, view) === memberId ? this.#countingOf(deviceId, view)[0] : undefined;
        return first ? [{ deviceId, index: first.index }] : [];
      })
      .sort((a, b) => a.index - b.index)
      .slice(0, MAX_DEVICES_OF_MEMBER)
      .map(({ deviceId }) => deviceId);
  }
  isActive(deviceId: DeviceId, view: View): boolean {
    if (this.introductionOf(deviceId, view) === null) return false;
    const memberId = this.memberOf(deviceId, view);
    const siblings = memberId === null ? [] : (this.#byMember.get(memberId) ?? []);
    // Most people have one device; ranking is for those with more than may be active.
    if (memberId === null || siblings.length <= MAX_DEVICES_OF_MEMBER) return memberId !== null;
    return this.activeOf(memberId, view).includes(deviceId);
  }
  /** Every active device. */
  active(view: View): readonly DeviceId[] {
    return this.known().filter((deviceId) => this.isActive(deviceId, view));
  }
  /** Every device of a member that some accepted operation introduced. */
  everOf(memberId: MemberId): readonly DeviceId[] {
    return (this.#byMember.get(memberId) ?? [])
      .map(({ deviceId }) => deviceId)
      .filter((deviceId) => this.memberOf(deviceId, 'all') === memberId);
  }
  /** The KEM key that counts for the device: of its introduction or its newest update (SPEC GR18). */
  kemKeyOf(deviceId: DeviceId, view: View): Uint8Array | null {
    const introduction = this.introductionOf(deviceId, view) ?? this.introductionsOf(deviceId).at(-1) ?? null;
    const nodes = [...(introduction ? [introduction] : []), ...this.#among(this.#keyUpdates.get(deviceId), view)];
    const newest = nodes.reduce<LogNode | null>((a, b) => (a === null || b.index > a.index ? b : a), null);
    return newest ? (this.#keys.get(newest) ?? null) : null;
  }
  /** The accepted introductions of a device for the member who has it, in order. */
  introductionsOf(deviceId: DeviceId): readonly LogNode[] {
    const memberId = this.memberOf(deviceId, 'all');
    const claim = this.#claims.get(deviceId)?.find((one) => one.memberId === memberId);
    return claim ? this.#among(claim.introductions, 'all') : [];
  }
  /** Accepted key updates of a member's devices, in order. */
  keyUpdatesOf(memberId: MemberId): readonly LogNode[] {
    return this.everOf(memberId)
      .flatMap((deviceId) => this.#among(this.#keyUpdates.get(deviceId), 'all'))
      .sort((a, b) => a.index - b.index);
  }
}
