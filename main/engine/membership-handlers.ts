/** Answers to the requests about who belongs. All work is done elsewhere; here it is found, guarded and shown. */
import type { membershipRequests } from '../../shared/ipc/membership-requests.ts';
import type { Handlers } from '../../shared/ipc/rpc.ts';
import { ok } from '../../shared/result.ts';
import { inviteOfSuccessor, startAnew } from './group/anew.ts';
import { circleCheckOf, safetyNumberWith } from './group/checks.ts';
import { inviteTo, listInvites, revokeInvite, showInvite } from './group/invites.ts';
import { changePolicy, changeRole, endorseRemoval, removeMember } from './group/membership-acts.ts';
import { exportOwnWords } from './group/own-words.ts';
import { viewPast } from './group/past.ts';
import { peopleOf } from './group/people.ts';
import { fileOfRequest, takeRequestFile } from './group/request-files.ts';
import type { RequestGuards } from './request-guards.ts';
import { checkServerAddresses } from './server-address.ts';
import { guardAsync } from './store/disk-error.ts';
import type { Stretch } from './vault/vault-slots.ts';

/** One function for each request of the table. */
export function createMembershipHandlers(
  { withProfile, withGroup }: RequestGuards,
  stretch: Stretch,
): Handlers<typeof membershipRequests> {
  return {
    changeRole: ({ groupId, memberId, role }) => withGroup(groupId, (group) => changeRole(group, memberId, role)),
    removeMember: ({ groupId, memberId, reason }) =>
      withGroup(groupId, (group) => removeMember(group, memberId, reason)),
    endorseRemoval: ({ groupId, memberId, reason }) =>
      withGroup(groupId, (group) => endorseRemoval(group, memberId, reason)),
    leaveGroup: ({ groupId }) => withProfile((profile) => profile.leave(groupId)),
    startAnew: ({ groupId, without }) =>
      withGroup(groupId, (group, profile) => {
        const anew = startAnew(group, without, profile.found);
        return anew.ok ? ok({ groupId: anew.value.groupId }) : anew;
      }),
    followSuccessor: ({ groupId, op }) =>
      withGroup(groupId, (group, profile) => {
        const invite = inviteOfSuccessor(group, op);
        if (!invite.ok) return invite;
        const asked = profile.askToJoin(invite.value, peopleOf(group).get(group.memberId).name, '');
        return asked.ok ? ok({ groupId: asked.value.groupId }) : asked;
      }),
    changePolicy: ({ groupId, ...wanted }) => withGroup(groupId, (group) => changePolicy(group, wanted)),

    createInvite: ({ groupId, ...choice }) => withGroup(groupId, (group) => inviteTo(group, choice)),
    listInvites: ({ groupId }) => withGroup(groupId, (group) => ok(listInvites(group))),
    showInvite: ({ groupId, inviteId }) => withGroup(groupId, (group) => showInvite(group, inviteId)),
    revokeInvite: ({ groupId, inviteId }) => withGroup(groupId, (group) => revokeInvite(group, inviteId)),
    inviteWords({ groupId, inviteId }) {
      const found = withGroup(groupId, (group, { words }) => ok({ group, words }));
      return found.ok ? guardAsync(() => found.value.words.inviteWords(found.value.group, inviteId)) : found;
    },
    findInviteByWords({ words, server }) {
      const found = withProfile((profile) => ok(profile.words));
      return found.ok ? guardAsync(() => found.value.findInviteByWords(words, server)) : found;
    },

    saveRequest: ({ groupId }) =>
      withProfile((profile) => {
        const join = profile.join(groupId);
        return join.ok ? ok(fileOfRequest(join.value)) : join;
      }),
    takeRequest: ({ groupId, file }) => withGroup(groupId, (group) => takeRequestFile(group, file)),
    setJoinServers: ({ groupId, servers }) =>
      withProfile((profile) => {
        const checked = checkServerAddresses(servers);
        return checked.ok ? profile.setJoinServers(groupId, checked.value) : checked;
      }),

    safetyNumber: ({ groupId, memberId }) => withGroup(groupId, (group) => safetyNumberWith(group, memberId)),
    circleCheck({ groupId }) {
      const found = withGroup(groupId, (group) => ok(group));
      return found.ok ? guardAsync(() => circleCheckOf(found.value, stretch)) : found;
    },

    listPastGroups: () =>
      withProfile((profile) => {
        const views = profile.pastGroups().flatMap((group) => viewPast(group) ?? []);
        return ok(views.sort((a, b) => b.at - a.at));
      }),
    exportOwnWords: ({ groupId }) =>
      withProfile((profile) => {
        const present = profile.group(groupId);
        const group = present.ok ? present : profile.pastGroup(groupId);
        return group.ok ? ok(exportOwnWords(group.value)) : group;
      }),
    forgetGroup: ({ groupId }) => withProfile((profile) => profile.forget(groupId)),
  };
}
