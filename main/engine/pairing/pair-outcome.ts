/** What follows once a person has said that the words are the same: on the old computer, and on the new one (SPEC PA6, PA7). */
import { hex } from '@scure/base';
import type { GroupId } from '../../../shared/brand.ts';
import { pairRoomSeed, pairRunOf } from '../../../shared/group/pair.ts';
import { Redacted } from '../../../shared/redacted.ts';
import { err } from '../../../shared/result.ts';
import type { PairedDevice } from '../group/group-values.ts';
import type { Links } from '../links/links.ts';
import { checkServerAddress } from '../server-address.ts';
import type { KeyValues } from '../store/key-values.ts';
import { type GroupSecrets, ownDevice } from '../vault/vault-secrets.ts';
import { addOwnDevice, isFullOfDevices } from './own-devices.ts';
import type { StepDoors } from './pair-steps.ts';
import { noteComputer, type PairingOutcome, type RunAt } from './pairing-run.ts';

/** What it asks of the profile. */
export interface OutcomeDoors extends StepDoors {
  readonly values: KeyValues;
  readonly links: Pick<Links, 'refresh'>;
  /** A computer that is in no group yet goes by the recovery words of the one that it is paired with. */
  takeRecoveryKey(publicKey: Uint8Array): void;
  /** Opens a group with the keys of a device that is on its way in; durable when it returns. False with too many groups. */
  arrive(secrets: GroupSecrets, servers: readonly string[], paired: PairedDevice): boolean;
}

const computerIdOf = (ask: Uint8Array): string => hex.encode(pairRunOf(ask));

/** On the old computer: the new one comes into every group. */
export function addComputer(doors: OutcomeDoors, run: RunAt<'old', 'compare'>): PairingOutcome {
  const { clock } = doors.ports;
  const groups = new Map(doors.groups().map((group) => [group.groupId, group]));
  const added: { groupId: GroupId; deviceId: PairedDevice['deviceId'] }[] = [];
  const outcome = run.devices.map((device): PairingOutcome[number] => {
    const { groupId } = device;
    const group = groups.get(groupId);
    const done = group ? addOwnDevice(group, device, run.at) : err('gone' as const);
    if (!group || !done.ok) return { groupId, state: done.ok || done.error === 'proof-wrong' ? 'gone' : done.error };
    const deviceId = done.value;
    const paired = { deviceId, seed: pairRoomSeed(run.secret, groupId), since: clock.now() };
    const others = group.values.pairedDevices().filter((one) => one.deviceId !== deviceId);
    group.values.setPairedDevices([...others, paired]);
    doors.links.refresh(groupId);
    added.push({ groupId, deviceId });
    return { groupId, state: 'added' };
  });
  const computerId = computerIdOf(run.ask);
  if (added.length > 0) {
    noteComputer(doors.values, { computerId, pairedAt: clock.now(), how: 'added', devices: added });
  }
  const full = doors
    .groups()
    .filter((group) => !run.groupIds.includes(group.groupId) && isFullOfDevices(group))
    .map(({ groupId }): PairingOutcome[number] => ({ groupId, state: 'full' }));
  return [...outcome, ...full];
}

/** On the new computer: its keys become those of the groups, which are waited for. */
export function arriveInGroups(doors: OutcomeDoors, run: RunAt<'new', 'compare'>): PairingOutcome {
  if (doors.groups().length === 0) doors.takeRecoveryKey(run.offer.recoveryPublicKey);
  const now = doors.ports.clock.now();
  const came: { groupId: GroupId; deviceId: PairedDevice['deviceId'] }[] = [];
  const outcome = run.offer.groups.map((group): PairingOutcome[number] => {
    const { groupId } = group;
    const own = run.keys.find((one) => one.groupId === groupId);
    const isIn = doors.groups().some((one) => one.groupId === groupId);
    if (!own || isIn) return { groupId, state: isIn ? 'added' : 'no-room' };
    const secrets: GroupSecrets = {
      groupId,
      genesisHash: group.genesisHash,
      inc: 1,
      memberRootPublicKey: group.memberRootPublicKey,
      memberRootSeed: null,
      deviceSeed: new Redacted(own.deviceSeed),
      kemSecrets: [new Redacted(own.kemSecret)],
      kemSince: [now],
    };
    const servers = group.servers.flatMap((address) => {
      const checked = checkServerAddress(address);
      return checked.ok ? [checked.value] : [];
    });
    const { deviceId } = ownDevice(secrets);
    const seed = pairRoomSeed(run.secret, groupId);
    if (!doors.arrive(secrets, servers, { deviceId, seed, since: now })) return { groupId, state: 'no-room' };
    came.push({ groupId, deviceId });
    return { groupId, state: 'added' };
  });
  const computerId = computerIdOf(run.ask);
  if (came.length > 0) noteComputer(doors.values, { computerId, pairedAt: now, how: 'added-us', devices: came });
  return outcome;
}
