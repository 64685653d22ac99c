/** Channels too many between the same two devices (SPEC LK4). */
import type { ConnectedPeer } from '../../../shared/sync/sessions.ts';
import type { RoomSpec } from './rooms.ts';

/** Lamport times have 48 bits. */
const MAX_LAMPORT = 2 ** 48;
/** More days than a clock can say. */
const MAX_DAY = 10 ** 9 - 1;

/**
 * Two devices may meet in several rooms; one channel is enough. Both ends find
 * the same one to keep: in a group's room before an invite's, in a newer
 * epoch's before an older's, in the later day's, which stays open when the
 * other closes, and then by the smaller topic. Gives the others.
 */
export function doublesOf(
  peers: readonly ConnectedPeer[],
  roomOf: (channelId: number) => RoomSpec | null,
): readonly number[] {
  const rankOf = (channelId: number): string => {
    const room = roomOf(channelId);
    const age = String(MAX_LAMPORT - (room?.lamport ?? 0)).padStart(15, '0');
    const day = String(MAX_DAY - (room?.day ?? 0)).padStart(9, '0');
    return `${room?.kind === 'group' ? 0 : 1}${age}${day}${room?.roomKey ?? ''}`;
  };
  const kept = new Map<string, number>();
  const doubles: number[] = [];
  const serving = peers.filter((one) => one.serving);
  for (const { channelId, peer } of serving.toSorted((a, b) => (rankOf(a.channelId) < rankOf(b.channelId) ? -1 : 1))) {
    const best = kept.get(peer.deviceId);
    if (best === undefined) kept.set(peer.deviceId, channelId);
    // Two channels in one room replace each other: the older one is dying already.
    else if (rankOf(best) !== rankOf(channelId)) doubles.push(channelId);
  }
  return doubles;
}
