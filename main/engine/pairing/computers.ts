/** Other computers of this person that were paired with this one, over all groups (SPEC PA15). */
import type { DeviceId, GroupId } from '../../../shared/brand.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { ComputerView } from '../../../shared/ipc/pairing-requests.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import { groupNameOf } from '../group/group-name.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { guard } from '../store/disk-error.ts';
import type { KeyValues } from '../store/key-values.ts';
import { isSilent } from './arrivals.ts';
import { removeOwnDevice } from './own-devices.ts';
import { type KnownComputer, readComputers } from './pairing-run.ts';

/** The other computer's device in a group: the one that was added, or the one whose operation let this one in. */
function deviceIn(group: OpenGroup, computer: KnownComputer, added: DeviceId): DeviceId | null {
  if (computer.how === 'added') return added;
  const own = group.replica.roster()?.devices.find((device) => device.deviceId === added);
  return (own && group.replica.logOp(own.introducedBy)?.deviceId) ?? null;
}

interface Place {
  readonly group: OpenGroup;
  readonly deviceId: DeviceId;
}

/** Groups that both are, or were, in. */
function placesOf(computer: KnownComputer, groups: ReadonlyMap<GroupId, OpenGroup>): readonly Place[] {
  return computer.devices.flatMap(({ groupId, deviceId: added }) => {
    const group = groups.get(groupId);
    const deviceId = group && deviceIn(group, computer, added);
    return group && deviceId && deviceId !== group.deviceId ? [{ group, deviceId }] : [];
  });
}

const byId = (groups: readonly OpenGroup[]): ReadonlyMap<GroupId, OpenGroup> =>
  new Map(groups.map((group) => [group.groupId, group]));

const isActive = ({ group, deviceId }: Place): boolean =>
  group.replica.roster()?.devices.some((device) => device.deviceId === deviceId && device.active) ?? false;

/** As the ui shows them, newest first; those with which nothing is shared any more are left out. */
export function viewComputers(values: KeyValues, groups: readonly OpenGroup[]): readonly ComputerView[] {
  const present = byId(groups);
  return readComputers(values).flatMap((computer) => {
    const places = placesOf(computer, present);
    if (places.length === 0) return [];
    const { computerId, pairedAt } = computer;
    return [
      {
        computerId,
        pairedAt,
        groups: places.map((place) => ({
          groupId: place.group.groupId,
          name: groupNameOf(place.group),
          state: isActive(place) ? (isSilent(place.group, place.deviceId) ? 'silent' : 'in') : 'removed',
        })),
      },
    ];
  });
}

/** Removes a computer from every group. Each is an operation of its own: what did not succeed is named, and can be tried again. */
export function removeComputer(
  values: KeyValues,
  groups: readonly OpenGroup[],
  computerId: string,
): Result<{ readonly notFrom: readonly string[] }, AppError> {
  const computer = readComputers(values).find((one) => one.computerId === computerId);
  if (!computer) return err({ tag: 'ComputerGone' });
  const due = placesOf(computer, byId(groups)).filter(isActive);
  const notFrom = due.flatMap(({ group, deviceId }) =>
    guard(() => removeOwnDevice(group, deviceId)).ok ? [] : [groupNameOf(group)],
  );
  return ok({ notFrom });
}
