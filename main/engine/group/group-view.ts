/** View models of a group: timeline, thread, members. Read from projections; no document is opened. */
import type { GroupId, MemberId, RecordId } from '../../../shared/brand.ts';
import { CONTENT_KIND } from '../../../shared/chain/kinds.ts';
import type { Roster } from '../../../shared/group/roster.ts';
import {
  type EntryView,
  type GroupRow,
  type GroupView,
  REACTIONS,
  type ReachView,
  type Reaction,
  type ReactionView,
  type SuccessorView,
  type TextBlock,
  type ThreadView,
  type TimelineItem,
} from '../../../shared/ipc/views.ts';
import type { RecordRow } from '../../../shared/ports/entry-store.ts';
import { parseBodyValue } from '../../../shared/record/body.ts';
import { parseRecordValue } from '../../../shared/record/values.ts';
import { groupNameOf } from './group-name.ts';
import { daysToHistory } from './history.ts';
import { isKeyDue, mayInvite, memberOf } from './may.ts';
import { viewMembers } from './member-views.ts';
import { noticesOf } from './notices.ts';
import type { OpenGroup } from './open-group.ts';
import { type People, peopleOf } from './people.ts';
import { keptUntilOf } from './keeper-values.ts';
import { createSpread, type Spread } from './spread.ts';

/** A claimed time so far ahead is shown as unsure (HP1 §10), milliseconds. */
const UNSURE_AHEAD_MS = 24 * 60 * 60 * 1000;

/** What all entries of one answer share. */
interface Sight {
  readonly group: OpenGroup;
  readonly roster: Roster;
  readonly people: People;
  readonly spread: Spread;
  readonly now: number;
}

function sightOf(group: OpenGroup): Sight | null {
  const roster = group.replica.roster();
  if (!roster) return null;
  const people = peopleOf(group);
  const now = group.ports.clock.now();
  const nameOf = (memberId: MemberId): string => people.get(memberId).name;
  const spread = createSpread({
    roster,
    me: group.memberId,
    device: group.deviceId,
    haves: group.store.haves(),
    nameOf,
    metAt: group.values.metAt,
    now,
    keptUntil: keptUntilOf(group),
  });
  return { group, roster, people, spread, now };
}

const blocksOfRow = (row: RecordRow): readonly TextBlock[] =>
  row.value === '' ? [] : parseBodyValue(row.value).blocks;

function reactionsOf({ group, people }: Sight, target: RecordId): readonly ReactionView[] {
  const byReaction = new Map<Reaction, MemberId[]>();
  for (const row of group.store.reactionsTo(target)) {
    const value = row.deleted ? null : parseRecordValue(row.value);
    if (value?.kind !== CONTENT_KIND.reaction || value.reaction === null) continue;
    byReaction.set(value.reaction, [...(byReaction.get(value.reaction) ?? []), row.memberId]);
  }
  return REACTIONS.flatMap((reaction) => {
    const members = [...new Set(byReaction.get(reaction))];
    if (members.length === 0) return [];
    const names = members.map((memberId) => people.get(memberId).name);
    return [{ reaction, names, mine: members.includes(group.memberId) }];
  });
}

function entryOf(sight: Sight, row: RecordRow): EntryView {
  const { group, people } = sight;
  const author = people.get(row.memberId);
  return {
    recordId: row.recordId,
    groupId: group.groupId,
    authorId: row.memberId,
    authorName: author.name,
    authorColour: author.colour,
    isMine: row.memberId === group.memberId,
    parent: row.parent,
    blocks: blocksOfRow(row),
    writtenAt: row.createdAt,
    edited: row.edited,
    timeUnsure: row.createdAt > sight.now + UNSURE_AHEAD_MS,
    spread: sight.spread.of(row.latest),
    reactions: reactionsOf(sight, row.recordId),
    commentCount: row.kind === CONTENT_KIND.post ? group.store.commentCount(row.recordId) : 0,
  };
}

/** One post or comment, or null when it is not there. */
export function viewEntry(group: OpenGroup, recordId: RecordId): EntryView | null {
  const sight = sightOf(group);
  const row = group.store.record(recordId);
  return sight && row ? entryOf(sight, row) : null;
}

const timeOf = (item: TimelineItem): number => (item.item === 'entry' ? item.entry.writtenAt : item.notice.at);

/** A page of the timeline, newest first. */
export function viewTimeline(group: OpenGroup, before: number | null, limit: number): readonly TimelineItem[] {
  const sight = sightOf(group);
  if (!sight) return [];
  const posts = group.store
    .posts(before, limit)
    .map((row): TimelineItem => ({ item: 'entry', entry: entryOf(sight, row) }));
  // Of what happened in the same instant, the later one first.
  const notices = noticesOf(group, sight.roster, sight.people)
    .toReversed()
    .map((notice): TimelineItem => ({ item: 'notice', notice }))
    .filter((notice) => before === null || timeOf(notice) < before);
  const items = [...posts, ...notices].sort((a, b) => timeOf(b) - timeOf(a));
  const last = items[limit - 1];
  // The next page begins before the last item's time: what happened in the same instant belongs to this one.
  return last ? items.filter((item) => timeOf(item) >= timeOf(last)) : items;
}

type Comment = ThreadView['comments'][number];

/** Comments in reading order: each right before what answers it. */
function commentsInOrder(sight: Sight, rows: readonly RecordRow[], root: RecordId): readonly Comment[] {
  const shown = rows.filter((row) => !row.deleted);
  const ids = new Set(shown.map((row) => row.recordId));
  const byParent = new Map<RecordId, RecordRow[]>();
  const adrift: RecordRow[] = [];
  for (const row of shown) {
    const isUnderKnown = row.parent !== null && (row.parent === root || ids.has(row.parent));
    if (!isUnderKnown || row.parent === null) adrift.push(row);
    else byParent.set(row.parent, [...(byParent.get(row.parent) ?? []), row]);
  }
  const comments: Comment[] = [];
  const add = (row: RecordRow, depth: number, parentMissing: boolean): void => {
    comments.push({ entry: entryOf(sight, row), depth, parentMissing });
    for (const child of byParent.get(row.recordId) ?? []) add(child, depth + 1, false);
  };
  for (const row of byParent.get(root) ?? []) add(row, 1, false);
  for (const row of adrift) add(row, 1, true);
  return comments;
}

/** The thread of a post, or of the post above a comment. */
export function viewThread(group: OpenGroup, recordId: RecordId): ThreadView {
  const sight = sightOf(group);
  if (!sight) return { post: null, comments: [] };
  const asked = group.store.record(recordId);
  const root = asked?.root ?? recordId;
  const row = group.store.record(root);
  const post = row && row.kind === CONTENT_KIND.post && !row.deleted ? entryOf(sight, row) : null;
  const rows = row ? group.store.commentsOf(root) : group.store.orphans(root);
  const comments = commentsInOrder(sight, rows, root);
  return { post, comments: row ? comments : comments.map((comment) => ({ ...comment, parentMissing: true })) };
}

/** The record of the group's agreement, or null until it has arrived. */
export const agreementRowOf = (group: Pick<OpenGroup, 'store'>): RecordRow | null =>
  group.store.recordsOfKind(CONTENT_KIND.agreement).find((row) => !row.deleted) ?? null;

/** The group's line in the list. */
export function viewRow(group: OpenGroup): GroupRow {
  const roster = group.replica.roster();
  return {
    groupId: group.groupId,
    name: groupNameOf(group),
    memberCount: roster?.members.length ?? 0,
    newCount: group.store.arrivedSince(group.values.seenAt(), group.memberId),
    requestCount: group.mayAdmit() ? (roster?.requests.length ?? 0) : 0,
    mayWrite: roster !== null && memberOf(roster, group.memberId)?.role !== 'listener',
  };
}

/** What only the profile knows about other groups. */
export interface Neighbours {
  readonly reach: ReachView;
  /** True when this person is in that group, or asks to be. */
  isThere(groupId: GroupId): boolean;
}

/** Groups that somebody started anew from this one, newest first (SPEC EG22). */
function successorsOf(group: OpenGroup, people: People, isThere: Neighbours['isThere']): readonly SuccessorView[] {
  const successors = group.replica.roster()?.successors ?? [];
  const views = successors.map(({ op, by, groupId, secrets }): SuccessorView => {
    const isInvited = secrets.some((wrap) => wrap.deviceId === group.deviceId);
    return {
      op,
      byName: people.get(by).name,
      byMe: by === group.memberId,
      at: group.replica.logOp(op)?.ts ?? 0,
      state: isThere(groupId) ? 'there' : isInvited ? 'invited' : 'other',
    };
  });
  return views.sort((a, b) => b.at - a.at || (a.op < b.op ? -1 : 1));
}

/** The group's agreement; empty until it has arrived. */
const agreementOf = (group: OpenGroup): readonly TextBlock[] => {
  const row = agreementRowOf(group);
  return row ? blocksOfRow(row) : [];
};

/** The group's page, or null while the roster is not here. */
export function viewGroup(group: OpenGroup, { reach, isThere }: Neighbours): GroupView | null {
  const people = peopleOf(group);
  const members = viewMembers(group, people);
  const me = members.find((member) => member.isMe);
  const roster = group.replica.roster();
  if (!me || !roster) return null;
  const { mode, membersInvite, history, hideIp } = roster.policy;
  return {
    groupId: group.groupId,
    name: groupNameOf(group),
    agreement: agreementOf(group),
    members,
    me,
    reach,
    policy: { mode, membersInvite, history: daysToHistory(history), hideIp },
    mayInvite: mayInvite(roster, group.memberId),
    mayAdmit: group.mayAdmit(),
    keyDue: isKeyDue(roster, group.memberId),
    successors: successorsOf(group, people, isThere),
  };
}
