/** Roster = recipients, and the sending rule, as checks of one history (SPEC EP4, EP5). */
import type { DeviceId, EpochId } from '../../brand.ts';
import { equalBytes } from '../../bytes.ts';
import { grantOf } from '../op-types.ts';
import type { Epoch, Roster } from '../roster.ts';
import { activeDevices, sendingEpoch } from '../select.ts';
import type { History } from './history.ts';
import type { Finding } from './property-interference.ts';

/**
 * [EP4] The recipients of a standing epoch are the devices that were active
 * right after its operation as its own past tells. Where the past alone
 * accepts other operations than the whole log does, it tells nothing here, and
 * `unjudged` counts one.
 */
export function recipientsFinding(history: History, roster: Roster, unjudged: { count: number }): Finding {
  for (const epoch of roster.epochs) {
    if (!epoch.valid || epoch.epochId === (roster.genesisId as string)) continue;
    const i = history.ops.findIndex((op) => (op.id as string) === epoch.epochId);
    const seen = (history.pasts[i]! | (1 << i)) >>> 0;
    const then = history.rosterOf(seen);
    const isSame = history.opsOf(seen).every(({ id }) => then.valid.has(id) === roster.valid.has(id));
    if (!isSame) {
      unjudged.count += 1;
      continue;
    }
    const active = activeDevices(then);
    const given = epoch.recipients;
    const isExact = given.length === active.length && active.every(({ deviceId }) => given.includes(deviceId));
    if (!isExact) return `epoch ${i} goes to ${given.length} devices of ${active.length}`;
    if (!equalBytes(history.pool.rosterHash(active), epoch.block.rosterHash)) return `epoch ${i} is for other keys`;
  }
  return null;
}

/** Everybody who can open an epoch: written as a search from the recipients and whoever made the key. */
function holdersOf(history: History, epoch: Epoch): ReadonlySet<DeviceId> {
  const holders = new Set<DeviceId>();
  const maker = history.ops.find((op) => (op.id as string) === epoch.epochId);
  const open: DeviceId[] = [...epoch.recipients, ...(maker ? [maker.deviceId] : [])];
  for (let holder = open.pop(); holder !== undefined; holder = open.pop()) {
    if (holders.has(holder)) continue;
    holders.add(holder);
    for (const { deviceId, op } of history.ops) {
      const grant = grantOf(op);
      if (deviceId === holder && grant?.epochIds.includes(epoch.epochId)) open.push(grant.deviceId);
    }
  }
  return holders;
}

/** [EP5] What is sealed under is the smallest head that nobody holds who is not active, or a rekey of the heads is due. */
export function sendingFinding(history: History, roster: Roster): Finding {
  const active = new Set(roster.devices.flatMap((device) => (device.active ? [device.deviceId] : [])));
  const standing = roster.epochs.filter((epoch) => epoch.valid);
  const heads = standing.filter((epoch) => !standing.some((other) => other.supersedes.includes(epoch.epochId)));
  const open = heads.filter((epoch) => [...holdersOf(history, epoch)].every((holder) => active.has(holder)));
  const ids = (epochs: readonly Epoch[]): EpochId[] => epochs.map((epoch) => epoch.epochId).sort();
  const sending = sendingEpoch(roster);
  const told = sending.tag === 'Epoch' ? [sending.epochId] : [...sending.supersedes];
  const right = open.length > 0 ? ids(open).slice(0, 1) : ids(heads).slice(0, 16);
  const isRight = open.length > 0 === (sending.tag === 'Epoch') && told.join() === right.join();
  return isRight ? null : `seals under ${told.join()} instead of ${right.join()}`;
}
