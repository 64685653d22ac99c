/**
 * Starting a group anew without somebody (HP1 §2 ReFound, SPEC EG22): another
 * group under the same name and agreement, and in the old one a signed pointer
 * to it with an invite for those who shall come along. The old group stays as
 * it is.
 */
import type { MemberId, OpId } from '../../../shared/brand.ts';
import { inviteExpiry } from '../../../shared/group/invite.ts';
import type { Invite } from '../../../shared/group/invite-code.ts';
import { fitServers } from '../../../shared/group/invite-code.ts';
import { OP_LIMITS } from '../../../shared/group/op-fields.ts';
import type { SecretWrap } from '../../../shared/group/op-types.ts';
import { keeperAllowed } from '../../../shared/group/policy.ts';
import type { Device, Roster } from '../../../shared/group/roster.ts';
import { activeDevices } from '../../../shared/group/select.ts';
import { openSuccessorSecret, type Succession, wrapSuccessorSecret } from '../../../shared/group/successor.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import { freshBodyOf } from '../../../shared/record/body.ts';
import { updateOfState } from '../../../shared/record/state.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { appendOp } from './append.ts';
import type { Agreement, FoundingInput } from './found.ts';
import { groupNameOf } from './group-name.ts';
import { agreementRowOf } from './group-view.ts';
import { makeInvite } from './invites.ts';
import type { OpenGroup } from './open-group.ts';
import { peopleOf } from './people.ts';

const DAY_MS = 86_400_000;
/** How long the others may come along. */
const INVITE_DAYS = 30;

/** What the new group takes over. */
function agreementOf(group: OpenGroup): Agreement {
  const row = agreementRowOf(group);
  return row?.state ? { body: freshBodyOf(updateOfState(group.groupId, row.recordId, row.state)) } : { text: '' };
}

function wrapsFor(
  group: OpenGroup,
  succession: Succession,
  secret: Uint8Array,
  devices: readonly Device[],
): readonly SecretWrap[] {
  const wraps = devices.map((device) => wrapSuccessorSecret(succession, secret, device, group.ports.random));
  return wraps.filter((wrap) => wrap !== null).sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1));
}

/** Those who are asked to come along: everybody but oneself and those left out. */
const companionsOf = (group: OpenGroup, roster: Roster, without: readonly MemberId[]): readonly MemberId[] =>
  roster.members
    .map((member) => member.memberId)
    .filter((memberId) => memberId !== group.memberId && !without.includes(memberId));

/** The new group, once the old one's log points to it. `found` makes a group of this person's that meets at the given places. */
export function startAnew(
  old: OpenGroup,
  without: readonly MemberId[],
  found: (input: FoundingInput, servers: readonly string[]) => Result<OpenGroup, AppError>,
): Result<OpenGroup, AppError> {
  const roster = old.replica.roster();
  if (!roster) return err({ tag: 'GroupUnknown' });
  const companions = companionsOf(old, roster, without);
  const founded = found(
    {
      name: groupNameOf(old),
      myName: peopleOf(old).get(old.memberId).name,
      agreement: agreementOf(old),
      policy: roster.policy,
    },
    old.values.servers(),
  );
  if (!founded.ok || companions.length === 0) return founded;
  const group = founded.value;
  const made = makeInvite(group, {
    maxUses: Math.min(companions.length, OP_LIMITS.maxUses),
    days: INVITE_DAYS,
    role: 'member',
    history: { reads: 'everything' },
  });
  if (!made.ok) return made;
  const { groupId, genesisHash, secret } = made.value.invite;
  const devices = activeDevices(roster).filter((device) => companions.includes(device.memberId));
  const secrets = wrapsFor(old, { oldGroupId: old.groupId, groupId, genesisHash }, secret, devices);
  const pointed = appendOp(old, { type: 'reFound', groupId, genesisHash, secrets });
  return pointed.ok ? founded : pointed;
}

/** The invite in a pointer to a group that was started anew; `InviteGone` for who is not asked along. */
export function inviteOfSuccessor(old: OpenGroup, op: OpId): Result<Invite, AppError> {
  const roster = old.replica.roster();
  const successor = roster?.successors.find((one) => one.op === op);
  const pointer = old.replica.logOp(op);
  if (!roster || !successor || !pointer) return err({ tag: 'InviteGone' });
  const { groupId, genesisHash, secrets } = successor;
  const succession: Succession = { oldGroupId: old.groupId, groupId, genesisHash };
  const expiresAt = inviteExpiry(pointer.ts + INVITE_DAYS * DAY_MS);
  if (expiresAt <= old.ports.clock.now()) return err({ tag: 'InviteExpired', expiredAt: expiresAt });
  for (const kemSecret of old.secrets.kemSecrets) {
    const secret = openSuccessorSecret(succession, secrets, old.deviceId, kemSecret.reveal());
    if (!secret) continue;
    const servers = fitServers(old.values.servers());
    // The new group took the policy along.
    const keeper = keeperAllowed(roster.policy);
    return ok({ secret, groupId, genesisHash, inviter: pointer.deviceId, expiresAt, servers, keeper });
  }
  return err({ tag: 'InviteGone' });
}
