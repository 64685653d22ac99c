/** New incarnations (HP1 §4, SPEC VT18): this device goes on in chains that no other copy of it can have written in. */
import { type DeviceId, idFromBytes } from '../../../shared/brand.ts';
import type { Random } from '../../../shared/ports/random.ts';
import type { GroupSecrets, VaultSecrets } from './vault-secrets.ts';

/**
 * How far the next incarnation may be ahead. By chance, not the next number:
 * two copies of one backup that are both put to use would take the same, and
 * then tell two stories in one chain. A thousand times in a device's life.
 */
const LEAP = 2 ** 22;
const GREATEST = 2 ** 32 - 1;

/** A later incarnation than `inc`. Past the last one a defect: no device comes back a thousand times. */
export function nextIncarnation(inc: number, random: Random): number {
  const [high = 0, middle = 0, low = 0] = random.bytes(3);
  const next = inc + 1 + (((high << 16) | (middle << 8) | low) % LEAP);
  if (next > GREATEST) throw new RangeError('no incarnation is left');
  return next;
}

/** The secrets of one group in a new incarnation. */
export const renewedGroup = (group: GroupSecrets, random: Random): GroupSecrets => ({
  ...group,
  inc: nextIncarnation(group.inc, random),
});

/** All secrets in a new incarnation: every group's chains, and the client ids of private documents. */
export const renewed = (secrets: VaultSecrets, random: Random): VaultSecrets => ({
  ...secrets,
  journalDevice: idFromBytes<DeviceId>(random.bytes(16)),
  groups: secrets.groups.map((group) => renewedGroup(group, random)),
});
