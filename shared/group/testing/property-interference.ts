/**
 * Order independence and non-interference as checks of one history (SPEC GR9,
 * GR13, GR16, GR21).
 */
import type { MemberId, OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import { resolve } from '../resolve.ts';
import type { Roster } from '../roster.ts';
import { grantsDue, sendingEpoch } from '../select.ts';
import { attack } from './history-of.ts';
import type { PoolDevice } from './history-pool.ts';
import { type History, shuffled } from './history.ts';
import { differenceOf, roleDifference } from './roster-difference.ts';

/** What a check found wrong; `null` when nothing. */
export type Finding = string | null;
/** A resolver of operations, the one of the product by default. */
export type Resolver = (ops: readonly LogOp[], genesisId: OpId) => Roster | null;

const rosterBy = (resolver: Resolver, ops: readonly LogOp[], genesisId: OpId): Roster => {
  const roster = resolver(ops, genesisId);
  if (!roster) throw new Error('a history has its genesis');
  return roster;
};

/** [GR13] The same operations in another order, some of them twice, give the same roster. */
export function orderFinding(history: History, roster: Roster, resolver: Resolver = resolve): Finding {
  const { ops, random, genesisId } = history;
  const again = rosterBy(resolver, [...shuffled(ops, random), ...ops.slice(0, 3)], genesisId);
  const heads = [...ops.slice(-2).map((op) => [op.id]), roster.heads];
  return differenceOf(roster, again) ?? roleDifference(roster, again, heads);
}

/** What everybody sees of a group, as far as `old` operations tell. */
function seenOf(roster: Roster, old: readonly LogOp[]): Record<string, unknown> {
  const oldIds = new Set<string>(old.map((op) => op.id));
  return {
    policy: roster.policy,
    members: roster.members,
    former: roster.former,
    devices: roster.devices,
    cuts: roster.cuts,
    invites: roster.invites,
    requests: roster.requests,
    pendingAdmissions: roster.pendingAdmissions,
    endorsements: roster.endorsements,
    successors: roster.successors,
    valid: new Set([...roster.valid].filter((id) => oldIds.has(id))),
    // Holders may grow where somebody who is gone holds the key already: nobody seals under that epoch.
    epochs: roster.epochs.flatMap(({ holders: _, ...epoch }) => (oldIds.has(epoch.epochId) ? [epoch] : [])),
    newEpochs: roster.epochs.filter((epoch) => epoch.valid && !oldIds.has(epoch.epochId)),
    sending: sendingEpoch(roster),
    grantsDue: grantsDue(roster),
  };
}

/** Who is gone: devices of former members, and removed devices of members. */
export interface GoneDevices {
  readonly ofFormer: readonly PoolDevice[];
  readonly ofMembers: readonly PoolDevice[];
}

/** Devices in the pool of those who are gone. */
export function goneDevices(history: History, roster: Roster): GoneDevices {
  const former = new Set<MemberId>(roster.former.map((one) => one.memberId));
  const present = new Set<MemberId>(roster.members.map((one) => one.memberId));
  const inactive = roster.devices.filter((device) => !device.active && roster.cuts.has(device.deviceId));
  const inPool = (members: ReadonlySet<MemberId>): PoolDevice[] =>
    inactive.flatMap(({ deviceId, memberId }) => {
      if (!members.has(memberId)) return [];
      return history.pool.devices.filter((one) => one.deviceId === deviceId && one.memberId === memberId);
    });
  return { ofFormer: inPool(former), ofMembers: inPool(present) };
}

/**
 * [GR9] Whatever devices that are gone append, with whatever parents, changes
 * nothing for anybody. Appends to the history. In a group of equals they
 * endorse nothing: GR21 says what an endorsement can still do.
 */
export function interferenceFinding(
  history: History,
  roster: Roster,
  attackers: readonly PoolDevice[],
  isTried: (op: LogOp['op'], author: PoolDevice) => boolean,
  resolver: Resolver = resolve,
): Finding {
  const old = [...history.ops];
  const written = attack(history, attackers, Number((globalThis as any).process?.env?.CNT ?? 2), isTried);
  if (written.length === 0) return null;
  const after = rosterBy(resolver, history.ops, history.genesisId);
  const found =
    differenceOf(seenOf(roster, old), seenOf(after, old)) ??
    roleDifference(roster, after, [...old.slice(-2).map((op) => [op.id]), roster.heads]);
  return found && `${written.map((op) => op.op.type).join()} after the end: ${found}`;
}
