/**
 * Order independence and non-interference as checks of one history (SPEC GR9,
 * GR13, GR16, GR21).
 */
import type { OpId } from '../../brand.ts';
import type { LogOp } from '../op.ts';
import type { PlacedOp, PlacedType } from '../op-types.ts';
import { resolve } from '../resolve.ts';
import type { Roster } from '../roster.ts';
import { grantsDue, sendingEpoch } from '../select.ts';
import { attack } from './history-of.ts';
import type { PoolDevice } from './history-pool.ts';
import { type History, shuffled } from './history.ts';
import { differenceOf, roleDifference } from './roster-difference.ts';

/** Operations that each of those who are gone appends, where there is room. */
const ATTACKS = 3;

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
    keeperVoices: roster.keeperVoices,
    successors: roster.successors,
    valid: new Set([...roster.valid].filter((id) => oldIds.has(id))),
    // Holders may grow where somebody who is gone holds the key already: nobody seals under that epoch.
    epochs: roster.epochs.flatMap(({ holders: _, ...epoch }) => (oldIds.has(epoch.epochId) ? [epoch] : [])),
    newEpochs: roster.epochs.filter((epoch) => epoch.valid && !oldIds.has(epoch.epochId)),
    sending: sendingEpoch(roster),
    grantsDue: grantsDue(roster),
  };
}

/** Devices of the pool whose content is cut: of former members, and removed devices of members. */
export function goneDevices(history: History, roster: Roster): readonly PoolDevice[] {
  return roster.devices.flatMap(({ deviceId, memberId, active }) => {
    if (active || !roster.cuts.has(deviceId)) return [];
    return history.pool.devices.filter((one) => one.deviceId === deviceId && one.memberId === memberId);
  });
}

const OWN_OPS: ReadonlySet<PlacedType> = new Set([
  'leave',
  'addDevice',
  'removeDevice',
  'recoverDevice',
  'deviceKeyUpdate',
]);

/**
 * What somebody who is gone may try without any effect. Left out is what the
 * rules grant: who left of their own will can still say so otherwise (GR16), a
 * lost device can take its owner's devices along (GR16, GR17), endorsements
 * hold beside the author's own end (GR21); and what takes the device key of
 * somebody else.
 */
function isHarmless(history: History, roster: Roster): (op: PlacedOp, author: PoolDevice) => boolean {
  const how = new Map(roster.former.map((former) => [former.memberId, former.how]));
  const { mode } = roster.policy;
  return (op, author) => {
    if (op === history.pool.people[author.person]!.taking) return false;
    if (op.type === 'endorse' && mode === 'equals') return false;
    const ended = how.get(author.memberId);
    if (ended === 'removed') return true;
    if (ended === 'left') return !OWN_OPS.has(op.type);
    return op.type !== 'recoverDevice' && op.type !== 'removeDevice';
  };
}

/**
 * [GR9] Whatever devices that are gone append, with whatever parents, changes
 * nothing for anybody. Appends to the history what `isHarmless` lets them try.
 */
export function interferenceFinding(
  history: History,
  roster: Roster,
  attackers: readonly PoolDevice[],
  resolver: Resolver = resolve,
): Finding {
  const old = [...history.ops];
  const written = attack(history, attackers, ATTACKS, isHarmless(history, roster));
  if (written.length === 0) return null;
  const after = rosterBy(resolver, history.ops, history.genesisId);
  const found =
    differenceOf(seenOf(roster, old), seenOf(after, old)) ??
    roleDifference(roster, after, [...old.slice(-2).map((op) => [op.id]), roster.heads]);
  return found && `${written.map((op) => op.op.type).join()} after the end: ${found}`;
}
