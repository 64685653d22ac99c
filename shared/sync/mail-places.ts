/**
 * Which mailboxes a device reads and writes (SPEC ML2, ML14): those of every
 * epoch that was live within a keeper's time; content goes into the one of the
 * sending epoch and this week. In the mailbox of an epoch that is over somebody
 * may listen who had to go: there it is told what ended the epoch, with its
 * past, and nothing else.
 */
import { hex } from '@scure/base';
import type { DeviceId, EpochId, OpId } from '../brand.ts';
import { KEPT_MS, type Mailbox, mailboxOf, openWeeks, readableWeeks, weekOf } from '../group/mailbox.ts';
import type { Epoch } from '../group/roster.ts';
import { activeDevices, epochHeads, memberOfDevice, sendingEpoch } from '../group/select.ts';
import { epochTimes } from './epoch-times.ts';
import type { Replica } from './replica.ts';
import type { FrontierRow } from './sync-source.ts';

/** Most epochs whose mailboxes are looked into: one a week for six weeks, and some that were begun at once. */
const MAX_EPOCHS = 12;
/** Most epochs that are over in whose mailboxes is told what ended them. */
const MAX_CLOSINGS = 4;

/** A mailbox in its place. */
export interface MailPlace {
  readonly mailbox: Mailbox;
  /** Its name in hex. */
  readonly name: string;
  readonly epochId: EpochId;
  /** True while parcels may come in: of this week, of an epoch in which somebody may write. */
  readonly isOpen: boolean;
  /** True when every active device has the epoch's key: what lies there reaches everybody. */
  readonly isForAll: boolean;
}

/** The mailbox of an epoch that is over, and what may be told there. */
export interface ClosingPlace {
  readonly place: MailPlace;
  readonly rows: readonly FrontierRow[];
  /** Devices that had the epoch and were removed: they have a right to hear of it. */
  readonly former: readonly DeviceId[];
  /** True when this device ended it, or itself: nobody may have heard of it yet. */
  readonly isOurs: boolean;
}

/** See the file's head. */
export interface MailPlaces {
  /** Open ones first, then by ascending week. */
  readonly reads: readonly MailPlace[];
  /** Where content goes; null while no epoch may be sealed under, or its key is not here. */
  readonly write: MailPlace | null;
  readonly closings: readonly ClosingPlace[];
}

const NOWHERE: MailPlaces = { reads: [], write: null, closings: [] };

/** Rows that may be told in the mailbox of an epoch that is not the sending one. */
function closingRows(replica: Replica, epoch: Epoch, present: ReadonlySet<DeviceId>, endings: readonly OpId[]) {
  // Where everybody who had the key is still in, nobody else reads.
  const isAmongUs = [...epoch.holders].every((device) => present.has(device));
  return isAmongUs ? replica.frontier().filter((row) => row.lane === 'membership') : replica.rowsWithPast(endings);
}

/** The mailboxes of a group as its log is here, at `now` by this computer's clock. */
export function mailPlaces(replica: Replica, me: DeviceId, now: number): MailPlaces {
  const roster = replica.roster();
  if (!roster) return NOWHERE;
  const { epochKeys } = replica.keys();
  const { successorsOf, notAfterBeginning, beganAt, overAt } = epochTimes(replica, roster, now);
  const present = new Set(activeDevices(roster).map(({ deviceId }) => deviceId));
  const heads = new Set(epochHeads(roster).map(({ epochId }) => epochId));
  const isRecent = ({ epochId }: Epoch): boolean => heads.has(epochId) || now - overAt(epochId) < KEPT_MS;
  const live = roster.epochs
    .filter((epoch) => epoch.valid && epochKeys.has(epoch.epochId) && isRecent(epoch))
    .sort(
      (a, b) => Number(heads.has(b.epochId)) - Number(heads.has(a.epochId)) || beganAt(b.epochId) - beganAt(a.epochId),
    )
    .slice(0, MAX_EPOCHS);

  const placeOf = ({ epochId, holders }: Epoch, week: number): MailPlace => {
    const mailbox = mailboxOf(epochKeys.get(epochId) ?? new Uint8Array(0), week);
    const isForAll = [...present].every((device) => holders.has(device));
    return { mailbox, name: hex.encode(mailbox.name), epochId, isOpen: openWeeks(now).includes(week), isForAll };
  };
  const reads = live
    .flatMap((epoch) => readableWeeks(now, notAfterBeginning(epoch.epochId)).map((week) => placeOf(epoch, week)))
    .sort((a, b) => Number(b.isOpen) - Number(a.isOpen) || a.mailbox.week - b.mailbox.week);

  if (!present.has(me)) {
    const self = roster.former.find(({ memberId, how }) => how === 'left' && memberId === memberOfDevice(roster, me));
    if (!self) return { reads: [], write: null, closings: [] };
    // Whoever left tells those who stay, and reads nothing more.
    const rows = replica.rowsWithPast(self.endedBy);
    const left = live
      .filter(({ epochId }) => heads.has(epochId))
      .map((epoch) => ({ place: placeOf(epoch, weekOf(now)), rows, former: [], isOurs: true }));
    return { reads: left.map(({ place }) => place), write: null, closings: left };
  }
  const sending = sendingEpoch(roster);
  const sendingId = sending.tag === 'Epoch' ? sending.epochId : null;
  const writing = live.find(({ epochId }) => epochId === sendingId);
  const closings = live
    .filter(({ epochId }) => epochId !== sendingId)
    .slice(0, MAX_CLOSINGS)
    .flatMap((epoch): ClosingPlace[] => {
      const over = successorsOf(epoch.epochId);
      const endings = over.length > 0 || sendingId === null ? over : [sendingId as string as OpId];
      if (endings.length === 0) return [];
      const rows = closingRows(replica, epoch, present, endings);
      const former = roster.devices.filter(({ deviceId, active }) => !active && epoch.holders.has(deviceId));
      const isOurs = endings.some((op) => replica.logOp(op)?.deviceId === me);
      return [{ place: placeOf(epoch, weekOf(now)), rows, former: former.map(({ deviceId }) => deviceId), isOurs }];
    });
  return { reads, write: writing ? placeOf(writing, weekOf(now)) : null, closings };
}
