/** Under which keys members tag answers in the mailbox of an invite (SPEC JK4). */
import type { EpochId } from '../brand.ts';
import { rendezvousSecret } from '../group/epoch-key.ts';
import type { Roster } from '../group/roster.ts';
import { activeDevices, sendingEpoch } from '../group/select.ts';

/**
 * `R_e` of the sending epoch, under which is tagged, and of every other epoch that nobody holds who had to go: their
 * tags are believed too. None while nothing may be sealed, or the sending key is not here.
 */
export function answerTagKeys(roster: Roster, epochKeys: ReadonlyMap<EpochId, Uint8Array>): readonly Uint8Array[] {
  const sending = sendingEpoch(roster);
  if (sending.tag !== 'Epoch' || !epochKeys.has(sending.epochId)) return [];
  const present = new Set(activeDevices(roster).map(({ deviceId }) => deviceId));
  const others = roster.epochs.filter(
    ({ epochId, valid, holders }) =>
      valid && epochId !== sending.epochId && [...holders].every((device) => present.has(device)),
  );
  return [sending.epochId, ...others.map(({ epochId }) => epochId)].flatMap((epochId) => {
    const key = epochKeys.get(epochId);
    return key ? [rendezvousSecret(key)] : [];
  });
}
