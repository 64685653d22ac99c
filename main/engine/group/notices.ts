/**
 * Changes of who belongs, as cards between the posts (SPEC EG13). Made from the
 * valid operations of the log, each after all that it had seen: so two people
 * who do the same at once make one card, and what is void makes none.
 */
import type { DeviceId, MemberId, OpId } from '../../../shared/brand.ts';
import type { LogOp } from '../../../shared/group/op.ts';
import type { OpOf, Role } from '../../../shared/group/op-types.ts';
import { KEEPER_FIELD, keeperAllowed } from '../../../shared/group/policy.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import { memberOfDevice } from '../../../shared/group/select.ts';
import { newcomerOf } from '../../../shared/group/request.ts';
import { voiceOf } from '../../../shared/group/voices.ts';
import type { NoticeView } from '../../../shared/ipc/views.ts';
import { unreachable } from '../../../shared/result.ts';
import { type KeeperTelling, noVoices, tellVoice } from './keeper-notices.ts';
import { validOps } from './log-ops.ts';
import type { OpenGroup } from './open-group.ts';
import type { People } from './people.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
/** What differs from card to card. */
type Told = DistributiveOmit<NoticeView, 'op' | 'at' | 'name' | 'isMe'>;
/** A card and whom it is about; null for an operation that changes nothing that is shown. */
type Card = { readonly about: MemberId; readonly told: Told } | null;

/** Who was in, with which role, as the operations are gone through. */
interface Telling {
  readonly group: OpenGroup;
  readonly roster: Roster;
  readonly nameOf: (memberId: MemberId | null) => string;
  readonly roles: Map<MemberId, Role>;
  /** Operations that ended somebody's time in the group, also of those who came back. */
  readonly ends: Map<MemberId, OpId[]>;
  /** In a group of equals: who asked to remove whom. */
  readonly askers: Map<MemberId, MemberId[]>;
  /** In a group of equals: what was said about keepers. */
  readonly keeper: KeeperTelling;
  /** Faults that have their card. */
  readonly faults: Set<string>;
}

/** Everything that an operation had seen. */
function pastOf(group: OpenGroup, { deps }: LogOp): ReadonlySet<OpId> {
  const past = new Set<OpId>();
  const open = [...deps];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (past.has(id)) continue;
    past.add(id);
    open.push(...(group.replica.logOp(id)?.deps ?? []));
  }
  return past;
}
/** True when `later` had seen `earlier`. */
const hadSeen = (group: OpenGroup, later: LogOp, earlier: OpId): boolean => pastOf(group, later).has(earlier);

function arrival(telling: Telling, logOp: LogOp, op: OpOf<'admit'>, by: MemberId): Card {
  const { group, roles, ends } = telling;
  const about = newcomerOf(group.groupId, op.request).memberId;
  if (roles.has(about)) return null;
  const before = ends.get(about) ?? [];
  // A removal wins over an admission that had not seen it.
  if (before.some((end) => !hadSeen(group, logOp, end))) return null;
  roles.set(about, op.role);
  if (before.length > 0) return { about, told: { kind: 'came-back' } };
  return { about, told: { kind: 'joined', byName: telling.nameOf(by), role: op.role } };
}

/** Notes that somebody is out; false when they were out already. */
function endOf({ roles, ends, askers }: Telling, memberId: MemberId, op: OpId): boolean {
  const list = ends.get(memberId);
  if (list) list.push(op);
  else ends.set(memberId, [op]);
  askers.delete(memberId);
  return roles.delete(memberId);
}

function roleChange({ roles, nameOf }: Telling, op: OpOf<'promote'> | OpOf<'demote'>, by: MemberId): Card {
  const { memberId: about, role } = op;
  const before = roles.get(about);
  if (before === undefined || before === role) return null;
  roles.set(about, role);
  const byName = nameOf(by);
  if (op.type === 'promote') return { about, told: { kind: 'promoted', byName, role } };
  return { about, told: { kind: 'demoted', byName, role, reason: op.reason } };
}

function endorsement(telling: Telling, { memberId: about }: OpOf<'endorse'>, by: MemberId, op: OpId): Card {
  const { roles, askers, nameOf } = telling;
  const before = askers.get(about) ?? [];
  if (!roles.has(about) || before.includes(by)) return null;
  if (before.length === 0) {
    askers.set(about, [by]);
    return { about, told: { kind: 'removal-asked', byName: nameOf(by) } };
  }
  endOf(telling, about, op);
  return { about, told: { kind: 'removed-together', byNames: [...before, by].map(nameOf) } };
}

function keyFault({ group, roster, nameOf, faults }: Telling, op: OpOf<'rekeyFault'>): Card {
  const about = memberOfDevice(roster, op.victim);
  const key = `${op.epochId}/${op.victim}`;
  if (about === null || faults.has(key)) return null;
  faults.add(key);
  // An epoch's id is that of the operation that introduced it.
  const maker: DeviceId | undefined = group.replica.logOp(op.epochId as string as OpId)?.deviceId;
  return { about, told: { kind: 'key-fault', byName: nameOf(maker ? memberOfDevice(roster, maker) : null) } };
}

/** Keepers have a card of their own: it says who may see what. */
function policyNotice({ changes }: OpOf<'policyChange'>): 'policy-changed' | 'keeper-allowed' | 'keeper-ended' {
  const [change, ...more] = changes;
  if (change?.field !== KEEPER_FIELD || more.length > 0) return 'policy-changed';
  return change.value === 1 ? 'keeper-allowed' : 'keeper-ended';
}

/** Among equals no change of the policy but a voice about keepers is valid. */
function voiceNotice(telling: Telling, logOp: LogOp, by: MemberId): Card {
  const { group, ends, keeper, nameOf } = telling;
  // Worked out once and only where it is asked for: a log can hold thousands of voices.
  let past: ReadonlySet<OpId> | null = null;
  const hadSeenOp = (op: OpId): boolean => {
    past ??= pastOf(group, logOp);
    return past.has(op);
  };
  const isAfter = (end: OpId, earlier: OpId): boolean => {
    const ending = group.replica.logOp(end);
    return ending ? hadSeen(group, ending, earlier) : false;
  };
  const card = tellVoice(keeper, voiceOf(logOp.op) ?? 0, {
    op: logOp.id,
    by,
    hadSeen: hadSeenOp,
    knewGone: (voice) => (ends.get(voice.by) ?? []).some((end) => hadSeenOp(end) && isAfter(end, voice.op)),
  });
  if (!card) return null;
  return { about: by, told: card.kind === 'keeper-agreed' ? { kind: card.kind, byName: nameOf(card.by) } : card };
}

function cardOf(telling: Telling, logOp: LogOp, by: MemberId): Card {
  const { op, id } = logOp;
  switch (op.type) {
    case 'genesis':
      telling.roles.set(by, op.policy.mode === 'equals' ? 'member' : 'facilitator');
      telling.keeper.isOn = keeperAllowed(op.policy);
      return { about: by, told: { kind: 'founded' } };
    case 'admit':
      return arrival(telling, logOp, op, by);
    case 'promote':
    case 'demote':
      return roleChange(telling, op, by);
    case 'remove':
      if (!endOf(telling, op.memberId, id)) return null;
      return { about: op.memberId, told: { kind: 'removed', byName: telling.nameOf(by), reason: op.reason } };
    case 'leave':
      return endOf(telling, by, id) ? { about: by, told: { kind: 'left' } } : null;
    case 'endorse':
      return endorsement(telling, op, by, id);
    case 'addDevice':
      return { about: by, told: { kind: 'device-added' } };
    case 'recoverDevice':
      return { about: by, told: { kind: 'device-recovered' } };
    case 'removeDevice': {
      const about = memberOfDevice(telling.roster, op.deviceId);
      return about === null ? null : { about, told: { kind: 'device-removed' } };
    }
    case 'rekeyFault':
      return keyFault(telling, op);
    case 'policyChange':
      if (telling.roster.policy.mode === 'equals') return voiceNotice(telling, logOp, by);
      return { about: by, told: { kind: policyNotice(op) } };
    case 'reFound':
      return { about: by, told: { kind: 'started-anew' } };
    case 'inviteCreate':
    case 'inviteRevoke':
    case 'joinRequest':
    case 'refuse':
    case 'rekey':
    case 'keyGrant':
    case 'deviceKeyUpdate':
    case 'acceptLate':
    case 'opaque':
      return null;
    default:
      return unreachable(op);
  }
}

/** Every card of the group, oldest first. No operation is decoded anew: the replica holds them. */
export function noticesOf(group: OpenGroup, roster: Roster, people: People): readonly NoticeView[] {
  const telling: Telling = {
    group,
    roster,
    nameOf: (memberId) => (memberId === null ? '' : people.get(memberId).name),
    roles: new Map(),
    ends: new Map(),
    askers: new Map(),
    keeper: noVoices(),
    faults: new Set(),
  };
  return validOps(group, roster).flatMap((logOp): readonly NoticeView[] => {
    const by = memberOfDevice(roster, logOp.deviceId);
    const card = by === null ? null : cardOf(telling, logOp, by);
    if (!card) return [];
    const { about, told } = card;
    const isMe = about === group.memberId;
    return [{ op: logOp.id, at: logOp.ts, name: telling.nameOf(about), isMe, ...told }];
  });
}
