/** How this computer is doing: what is saved, how much, where, and what went wrong (SPEC HL1–HL6). */
import type { GroupHealthView, HealthView, TroubleView } from '../../../shared/ipc/health-requests.ts';
import { groupNameOf } from '../group/group-name.ts';
import { viewMembers } from '../group/member-views.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { peopleOf } from '../group/people.ts';
import type { Profile } from '../profile.ts';
import type { RingLog } from '../ring-log.ts';
import type { GroupCensus } from '../store/census.ts';
import { diskRoom, profileParts } from './profile-disk.ts';
import { renewedAt } from './renewals.ts';

/** What it is seen from. */
export interface HealthDoors {
  readonly profileFolder: string;
  readonly log: Pick<RingLog, 'events'>;
}

/** The log's events that a person is told of. */
const TROUBLES: Readonly<Record<string, TroubleView['what']>> = { 'disk.failed': 'disk', defect: 'defect' };

function troublesOf(log: HealthDoors['log']): readonly TroubleView[] {
  const troubles = new Map<TroubleView['what'], TroubleView>();
  for (const { at, event } of log.events()) {
    const what = TROUBLES[event];
    if (what) troubles.set(what, { what, at, count: (troubles.get(what)?.count ?? 0) + 1 });
  }
  return [...troubles.values()];
}

function viewGroup(group: OpenGroup, isPast: boolean, census: GroupCensus | undefined): GroupHealthView {
  const { entries = 0, bytes = 0, setAside = 0, waiting = 0 } = census ?? {};
  const others = isPast ? [] : viewMembers(group, peopleOf(group)).filter((member) => !member.isMe);
  return {
    groupId: group.groupId,
    name: groupNameOf(group),
    isPast,
    entries,
    bytes,
    setAside,
    waiting,
    met: others.map(({ name, lastSeenAt }) => ({ name, at: lastSeenAt })),
  };
}

/** Looks at everything once. */
export function viewHealth(profile: Profile, { profileFolder, log }: HealthDoors): HealthView {
  const { store } = profile;
  const { groups, journal, drafts, privateBytes, lastSavedAt } = store.census();
  const counted = new Map(groups.map((group) => [group.groupId, group]));
  const view = (isPast: boolean) => (group: OpenGroup) => viewGroup(group, isPast, counted.get(group.groupId));
  return {
    lastSavedAt,
    soundAt: store.soundness.checkedAt(),
    renewedAt: renewedAt(store.values),
    disk: diskRoom(profileFolder),
    folder: profileFolder,
    parts: profileParts(profileFolder),
    journal,
    drafts,
    privateBytes,
    groups: [...profile.groups().map(view(false)), ...profile.pastGroups().map(view(true))],
    troubles: troublesOf(log),
  };
}
