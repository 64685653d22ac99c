/** The part of the ui's requests that is about who belongs: roles, invites, checks, endings. */
import * as v from 'valibot';
import { type GroupId, type InviteId, isIdText, type MemberId, type OpId } from '../brand.ts';
import type { FileView, InviteRowView, InviteWordsView, PastGroupView } from './membership-views.ts';
import { request } from './rpc.ts';
import type { InviteView } from './views.ts';

const groupId = v.custom<GroupId>((x) => typeof x === 'string' && isIdText(x, 16));
const memberId = v.custom<MemberId>((x) => typeof x === 'string' && isIdText(x, 16));
const inviteId = v.custom<InviteId>((x) => typeof x === 'string' && isIdText(x, 16));
const opId = v.custom<OpId>((x) => typeof x === 'string' && isIdText(x, 32));
const reason = v.picklist(['unspecified', 'agreement', 'asked', 'safety', 'stale', 'lost']);
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
const whole = (least: number, most: number) => v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));
const bytes = v.custom<Uint8Array>((x) => x instanceof Uint8Array);

/** Most characters of a line in which somebody types eight words. */
export const MAX_WORDS_CHARACTERS = 400;
/** Most days that a newcomer's reading may be limited to. */
export const MAX_HISTORY_DAYS = 3650;

const history = v.variant('reads', [
  v.object({ reads: v.literal('everything') }),
  v.object({ reads: v.literal('since-joining') }),
  v.object({ reads: v.literal('days'), days: whole(1, MAX_HISTORY_DAYS) }),
]);

/** See the file's head; `ui-engine.ts` takes these in. */
export const membershipRequests = {
  /** Sets somebody to a role that `MemberView.may.setRole` offers. */
  changeRole: request(
    v.object({ groupId, memberId, role: v.picklist(['facilitator', 'member', 'listener']) }),
  ).gives<null>(),
  /** Removes somebody, with a new key in the same step. */
  removeMember: request(v.object({ groupId, memberId, reason })).gives<null>(),
  /** In a group of equals: asks for a removal, or joins somebody who asked. */
  endorseRemoval: request(v.object({ groupId, memberId, reason })).gives<null>(),
  /** Leaves; the group moves to the past groups. */
  leaveGroup: request(v.object({ groupId })).gives<null>(),
  /** A new group under the same name and agreement, into which everybody but `without` is invited. */
  startAnew: request(v.object({ groupId, without: v.pipe(v.array(memberId), v.maxLength(29)) })).gives<{
    readonly groupId: GroupId;
  }>(),
  /** Asks to come along to a group that was started anew. */
  followSuccessor: request(v.object({ groupId, op: opId })).gives<{ readonly groupId: GroupId }>(),
  changePolicy: request(
    v.object({ groupId, membersInvite: v.boolean(), history, hideIp: v.exactOptional(v.boolean()) }),
  ).gives<null>(),

  createInvite: request(
    v.object({
      groupId,
      maxUses: whole(1, 30),
      days: whole(1, 90),
      role: v.picklist(['member', 'listener']),
      history,
    }),
  ).gives<InviteView>(),
  /** Every invite, open ones first, newest first. */
  listInvites: request(v.object({ groupId })).gives<readonly InviteRowView[]>(),
  /** An open invite's link, code and file once more. */
  showInvite: request(v.object({ groupId, inviteId })).gives<InviteView>(),
  revokeInvite: request(v.object({ groupId, inviteId })).gives<null>(),
  /** Makes (once) and shows the eight words of an invite; meeting places keep the sealed invite from now on. */
  inviteWords: request(v.object({ groupId, inviteId })).gives<InviteWordsView>(),
  /** Asks a meeting place for the invite that eight words stand for; answers with its link. */
  findInviteByWords: request(v.object({ words: text(MAX_WORDS_CHARACTERS), server: text(200) })).gives<{
    readonly link: string;
  }>(),

  /** The own sealed request as a file, for any member to take in. */
  saveRequest: request(v.object({ groupId })).gives<FileView>(),
  /** A newcomer's request from a file goes into the log like one that came over the network. */
  takeRequest: request(v.object({ groupId, file: bytes })).gives<null>(),
  /** Looks for the group at these meeting places too, while one waits to be let in. */
  setJoinServers: request(v.object({ groupId, servers: v.pipe(v.array(text(200)), v.maxLength(4)) })).gives<null>(),

  /** 60 digits in groups of five that two people compare. */
  safetyNumber: request(v.object({ groupId, memberId })).gives<{ readonly digits: readonly string[] }>(),
  /** Eight words that the whole group reads to each other. */
  circleCheck: request(v.object({ groupId })).gives<{ readonly words: readonly string[] }>(),

  listPastGroups: request(v.object({})).gives<readonly PastGroupView[]>(),
  /** Own posts and comments of a group, present or past, as Markdown. */
  exportOwnWords: request(v.object({ groupId })).gives<FileView>(),
  /** Deletes a past group from this computer. */
  forgetGroup: request(v.object({ groupId })).gives<null>(),
} as const;
