/** Entries by file: saving what the group may be missing, and taking a file in (SPEC BF, EG30–EG34). */
import type { GroupId, MemberId } from '../../../shared/brand.ts';
import { concatBytes } from '../../../shared/bytes.ts';
import { activeDevices, memberOfDevice } from '../../../shared/group/select.ts';
import {
  BUNDLE_FILE_ENDING,
  MAX_FILE_BYTES,
  type SavedBundleView,
  type TakenBundleView,
} from '../../../shared/ipc/carry-requests.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Clock } from '../../../shared/ports/clock.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { type OpenBundle, openBundle, roomInBundle, writeBundle } from '../../../shared/sync/bundle.ts';
import { bundleInMemory } from '../../../shared/sync/bundle-format.ts';
import { type BundleIntake, takeBundle } from '../../../shared/sync/bundle-intake.ts';
import { planBundle } from '../../../shared/sync/bundle-plan.ts';
import type { Timers } from '../system-ports.ts';
import { groupNameOf } from './group-name.ts';
import { broughtBy } from './group-spread.ts';
import { type OpenGroup, replicaKeysOf } from './open-group.ts';
import { peopleOf } from './people.ts';

/** Other requests are answered after so many bytes of a file were taken in. */
const PAUSE_BYTES = 1024 * 1024;

/** The day in a file's name: it says when, and nothing else. */
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** One file for everybody in the group, at most `maxBytes` long; the newest goes first. */
export function saveBundle(group: OpenGroup, maxBytes = MAX_FILE_BYTES): Result<SavedBundleView, AppError> {
  const { replica, deviceId, groupId, ports } = group;
  const roster = replica.roster();
  if (!roster) return err({ tag: 'GroupUnknown' });
  const haves = group.store.haves();
  const plan = planBundle({ source: replica, roster, deviceId, haves, maxBytes: roomInBundle(maxBytes) });
  const madeAt = ports.clock.now();
  const content = plan.rows.filter((row) => row.lane === 'content');
  const brought = broughtBy(roster, haves, content);
  const people = peopleOf(group);
  const namesOf = (members: readonly MemberId[]) =>
    members.filter((memberId) => memberId !== group.memberId).map((memberId) => people.get(memberId).name);
  const pieces: Uint8Array[] = [];
  writeBundle(
    {
      groupId,
      maker: { deviceId, signingSecret: group.signing.secretKey },
      recipients: activeDevices(roster),
      plan,
      madeAt,
      random: ports.random,
    },
    (piece) => pieces.push(piece),
  );
  group.store.transact(() => group.values.setFileMadeAt(madeAt));
  return ok({
    fileName: `notes-${dayOf(madeAt)}${BUNDLE_FILE_ENDING}`,
    bytes: concatBytes(...pieces),
    entries: plan.contentEntries,
    leftOut: plan.leftOut,
    bringsAll: namesOf(brought.all),
    bringsPart: namesOf(brought.part),
  });
}

/** What taking a file in needs of the profile. */
export interface CarryDoors {
  /** Every group with keys here, also those that this person waits to be let in to; none once the profile is closed. */
  groups(): readonly OpenGroup[];
  readonly timers: Timers;
  readonly clock: Clock;
  /** Something came: others may be offered it. */
  readonly onTaken: (groupId: GroupId) => void;
}

/** Takes all of a bundle, with room for other requests in between; null when its group is gone meanwhile. */
async function takeInSteps(doors: CarryDoors, group: OpenGroup, bundle: OpenBundle): Promise<BundleIntake | null> {
  const steps = takeBundle(group.replica, bundle);
  let taken = 0;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    taken += step.value;
    if (taken < PAUSE_BYTES) continue;
    taken = 0;
    await new Promise<void>((resolve) => void doors.timers.after(0, resolve));
    if (!doors.groups().includes(group)) return null;
  }
}

/** Takes a file in for the group that it is for. A file that opens and of which nothing can be read is `BundleDamaged`. */
export async function takeBundleFile(doors: CarryDoors, file: Uint8Array): Promise<Result<TakenBundleView, AppError>> {
  const readers = doors.groups().map(({ groupId, secrets }) => ({ groupId, ...replicaKeysOf(secrets) }));
  const bundle = openBundle(bundleInMemory(file), readers);
  if (!bundle.ok) return bundle;
  const group = doors.groups().find((one) => one.groupId === bundle.value.groupId);
  if (!group) return err({ tag: 'GroupUnknown' });
  const wasMember = group.isMember();
  const since = doors.clock.now();
  const intake = await takeInSteps(doors, group, bundle.value);
  if (!intake) return err({ tag: 'GroupUnknown' });
  group.store.transact(() => group.values.setFileTakenAt(doors.clock.now()));
  if (intake.accepted > 0) doors.onTaken(group.groupId);
  if (intake.read === 0 && intake.ending !== 'whole') return err({ tag: 'BundleDamaged' });
  return ok(viewTaken(group, bundle.value, intake, { wasMember, since }));
}

function viewTaken(
  group: OpenGroup,
  { header }: OpenBundle,
  intake: BundleIntake,
  before: { readonly wasMember: boolean; readonly since: number },
): TakenBundleView {
  const roster = group.replica.roster();
  const maker = roster && intake.maker && memberOfDevice(roster, intake.maker);
  return {
    groupId: group.groupId,
    groupName: groupNameOf(group),
    byName: maker ? peopleOf(group).get(maker).name : '',
    byMe: maker === group.memberId,
    madeAt: header.madeAt,
    news: intake.accepted > 0 ? group.store.arrivedSpan(before.since) : null,
    isNew: intake.accepted > 0,
    ending: intake.ending,
    read: intake.read,
    entries: header.entries,
    standing: before.wasMember ? 'member' : group.isMember() ? 'arrived' : 'waiting',
  };
}
