/** Making invites, showing them as link, QR code and file, listing them and taking them back (SPEC EG15, EG16). */
import type { InviteId } from '../../../shared/brand.ts';
import { createInvite, encodeInvite, fitServers, type Invite } from '../../../shared/group/invite.ts';
import type { ArrivalRole } from '../../../shared/group/op-types.ts';
import { keeperAllowed } from '../../../shared/group/policy.ts';
import type { InviteRow } from '../../../shared/group/roster.ts';
import { activeDevices, mayAdmit } from '../../../shared/group/select.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { HistoryView, InviteRowView, InviteView } from '../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { appendOp } from './append.ts';
import { daysToHistory, historyToDays } from './history.ts';
import { mayInvite } from './may.ts';
import type { OpenGroup } from './open-group.ts';
import { peopleOf } from './people.ts';
import { modulesOf } from './qr-modules.ts';

const DAY_MS = 86_400_000;

/** What an invite is made from. */
export interface InviteChoice {
  readonly maxUses: number;
  readonly days: number;
  readonly role: ArrivalRole;
  readonly history: HistoryView;
}

type ShownParts = Pick<InviteRow, 'inviteId' | 'expiresAt' | 'maxUses' | 'role' | 'history'>;

function viewInvite(invite: Invite, parts: ShownParts): InviteView {
  const { link, qrText, file } = encodeInvite(invite);
  return {
    inviteId: parts.inviteId,
    link,
    qr: modulesOf(qrText),
    file,
    // Neutral: the name of a file is seen by others than those it is for.
    fileName: `invite-${parts.inviteId.slice(0, 6)}.hearth-invite`,
    expiresAt: parts.expiresAt,
    maxUses: parts.maxUses,
    role: parts.role,
    history: daysToHistory(parts.history),
    keeper: invite.keeper,
  };
}

/**
 * Makes an invite: the operation is in the log when this returns. Its secret is
 * wrapped to whoever may admit, and to the own devices, so that a member who
 * may only invite can show it again.
 */
export function makeInvite(
  group: OpenGroup,
  choice: InviteChoice,
): Result<{ readonly invite: Invite; readonly view: InviteView }, AppError> {
  const roster = group.replica.roster();
  if (!roster || !mayInvite(roster, group.memberId)) return err({ tag: 'NotAllowed' });
  const sending = group.sendingKey();
  if (!sending) return err({ tag: 'KeyDue' });
  const { op, invite } = createInvite({
    groupId: group.groupId,
    genesisHash: group.secrets.genesisHash,
    inviter: group.deviceId,
    epochId: sending.epochId,
    epochKey: sending.key,
    admitters: activeDevices(roster).filter(
      ({ memberId }) => mayAdmit(roster, memberId) || memberId === group.memberId,
    ),
    maxUses: choice.maxUses,
    expiresAt: group.ports.clock.now() + choice.days * DAY_MS,
    role: choice.role,
    history: historyToDays(choice.history),
    servers: group.values.servers(),
    keeper: keeperAllowed(roster.policy),
    random: group.ports.random,
  });
  const appended = appendOp(group, op);
  return appended.ok ? ok({ invite, view: viewInvite(invite, op) }) : appended;
}

/** `makeInvite`, as the ui asks for it. */
export function inviteTo(group: OpenGroup, choice: InviteChoice): Result<InviteView, AppError> {
  const made = makeInvite(group, choice);
  return made.ok ? ok(made.value.view) : made;
}

/** Whether anybody can come in by an invite, and why not. */
function stateOf(invite: InviteRow, now: number): InviteRowView['state'] {
  if (invite.closed !== null) return invite.closed;
  return invite.expiresAt <= now ? 'expired' : 'open';
}

/** Who made it may take it back where the policy still lets members invite; who may admit takes back any. */
function mayRevoke(group: OpenGroup, invite: InviteRow): boolean {
  const roster = group.replica.roster();
  if (!roster) return false;
  if (mayAdmit(roster, group.memberId)) return true;
  return invite.createdBy === group.memberId && mayInvite(roster, group.memberId);
}

/** Every invite, open ones first, newest first. */
export function listInvites(group: OpenGroup): readonly InviteRowView[] {
  const roster = group.replica.roster();
  const people = peopleOf(group);
  const now = group.ports.clock.now();
  const { inviteSecrets } = group.replica.keys();
  const rows = (roster?.invites ?? []).map((invite): InviteRowView => {
    const state = stateOf(invite, now);
    const { inviteId, createdBy, role, history, maxUses, used, expiresAt } = invite;
    return {
      inviteId,
      byName: people.get(createdBy).name,
      byMe: createdBy === group.memberId,
      madeAt: group.replica.logOp(invite.op)?.ts ?? 0,
      role,
      history: daysToHistory(history),
      maxUses,
      used,
      expiresAt,
      state,
      mayRevoke: state === 'open' && mayRevoke(group, invite),
      mayShow: state === 'open' && inviteSecrets.has(inviteId),
    };
  });
  const isOpen = (row: InviteRowView): number => Number(row.state === 'open');
  return rows.sort((a, b) => isOpen(b) - isOpen(a) || b.madeAt - a.madeAt || (a.inviteId < b.inviteId ? -1 : 1));
}

/** An invite by which somebody can still come in. */
function openInvite(group: OpenGroup, inviteId: InviteId): InviteRow | null {
  const invite = group.replica.roster()?.invites.find((one) => one.inviteId === inviteId);
  return invite && stateOf(invite, group.ports.clock.now()) === 'open' ? invite : null;
}

/** An open invite's code once more, with the meeting places that the group has now; `InviteGone` without its secret too. */
export function codeOfInvite(group: OpenGroup, inviteId: InviteId): Result<Invite, AppError> {
  const row = openInvite(group, inviteId);
  const secret = group.replica.keys().inviteSecrets.get(inviteId);
  const maker = row && group.replica.logOp(row.op);
  const policy = group.replica.roster()?.policy;
  if (!row || !secret || !maker || !policy) return err({ tag: 'InviteGone' });
  return ok({
    secret,
    groupId: group.groupId,
    genesisHash: group.secrets.genesisHash,
    inviter: maker.deviceId,
    expiresAt: row.expiresAt,
    servers: fitServers(group.values.servers()),
    keeper: keeperAllowed(policy),
  });
}

/** An open invite's link, QR code and file once more. */
export function showInvite(group: OpenGroup, inviteId: InviteId): Result<InviteView, AppError> {
  const row = openInvite(group, inviteId);
  const invite = codeOfInvite(group, inviteId);
  if (!invite.ok) return invite;
  return row ? ok(viewInvite(invite.value, row)) : err({ tag: 'InviteGone' });
}

/** Takes an open invite back: nobody comes in by it from here on. */
export function revokeInvite(group: OpenGroup, inviteId: InviteId): Result<null, AppError> {
  const row = openInvite(group, inviteId);
  if (!row) return err({ tag: 'InviteGone' });
  if (!mayRevoke(group, row)) return err({ tag: 'NotAllowed' });
  const appended = appendOp(group, { type: 'inviteRevoke', inviteId });
  return appended.ok ? ok(null) : appended;
}
