/**
 * Epoch blocks of random histories: mostly right for what their author had
 * seen, sometimes for too few, too many, other keys or unknown epochs. Working
 * out who is active costs a resolve, so a part of them goes by appearances.
 */
import type { DeviceId, EpochId, MemberId } from '../../brand.ts';
import { type EpochBlock, epochBlockOf, type PlacedOp } from '../op-types.ts';
import type { Recipient } from '../rekey.ts';
import { activeDevices, epochHeads } from '../select.ts';
import type { History } from './history.ts';

const NONCE = new Uint8Array(16);
const NO_HASH = new Uint8Array(32);

/** Who an operation makes go. */
export interface Gone {
  readonly memberId: MemberId | null;
  readonly deviceId: DeviceId | null;
}
/** Nobody. */
export const NOBODY: Gone = { memberId: null, deviceId: null };

const isGone = (gone: Gone, one: { readonly memberId: MemberId; readonly deviceId: DeviceId }): boolean =>
  one.memberId === gone.memberId || one.deviceId === gone.deviceId;

/** Epochs that operations of `seen` introduce, oldest first. */
export function epochsSeen(history: History, seen: number): EpochId[] {
  const found: EpochId[] = [];
  for (let i = 0; i < history.ops.length; i += 1) {
    if ((seen >>> i) & 1 && epochBlockOf(history.ops[i]!.op)) found.push(history.ops[i]!.id as string as EpochId);
  }
  return found;
}

/** Whoever seems to be in, when every operation is taken at its word. */
function apparent(history: History, seen: number): Recipient[] {
  const active = new Map<DeviceId, Recipient>();
  const removeIf = (test: (one: Recipient) => boolean): void => {
    for (const one of [...active.values()]) if (test(one)) active.delete(one.deviceId);
  };
  const ownerOf = (deviceId: DeviceId): MemberId | undefined => active.get(deviceId)?.memberId;
  const visit = (op: PlacedOp, author: DeviceId): void => {
    if (op.type === 'remove') removeIf((one) => one.memberId === op.memberId);
    else if (op.type === 'removeDevice') active.delete(op.deviceId);
    else if (op.type === 'leave') {
      const owner = ownerOf(author);
      removeIf((one) => one.memberId === owner);
    }
  };
  for (let i = 0; i < history.ops.length; i += 1) {
    if (!((seen >>> i) & 1)) continue;
    const { op, deviceId } = history.ops[i]!;
    visit(op, deviceId);
    const device = history.introducedBy(i);
    if (device) active.set(device.deviceId, device);
  }
  return [...active.values()];
}

function mostlyRight(history: History, seen: number): { readonly stay: Recipient[]; readonly heads: EpochId[] } {
  if (history.random.chance(0.5)) {
    const roster = history.rosterOf(seen);
    return { stay: [...activeDevices(roster)], heads: epochHeads(roster).map((epoch) => epoch.epochId) };
  }
  return { stay: apparent(history, seen), heads: epochsSeen(history, seen).slice(-1) };
}

/** The block of a new epoch by somebody who had seen `seen`. */
export function blockFor(history: History, seen: number, gone: Gone): EpochBlock {
  const { pool, random } = history;
  const { stay, heads } = mostlyRight(history, seen);
  let recipients = stay.filter((one) => !isGone(gone, one));
  let supersedes = heads;
  let rosterHash = pool.rosterHash(recipients);
  if (random.chance(0.15)) {
    const device = random.pick(pool.devices);
    switch (random.int(5)) {
      case 0:
        recipients = recipients.slice(1);
        break;
      case 1:
        recipients = [...recipients.filter((one) => one.deviceId !== device.deviceId), device];
        rosterHash = pool.rosterHash(recipients);
        break;
      case 2:
        rosterHash = NO_HASH;
        break;
      case 3:
        supersedes = [];
        break;
      default:
        // One that nobody knows, or that its author had not seen.
        supersedes = random.chance(0.5)
          ? ['0e'.repeat(32) as EpochId]
          : [random.pick(epochsSeen(history, history.everything))];
    }
  }
  // No block is empty: where nobody stays, the founder gets the key, wrongly.
  if (recipients.length === 0) recipients = [pool.devices[0]!];
  return {
    supersedes: [...supersedes].sort(),
    nonce: NONCE,
    rosterHash,
    kc: NO_HASH,
    wraps: recipients.map((one) => pool.wrapFor(one.deviceId)).sort((a, b) => (a.deviceId < b.deviceId ? -1 : 1)),
  };
}
