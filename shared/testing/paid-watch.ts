/**
 * Looks at what somebody whose line is paid by the megabyte sends in a
 * simulation (SPEC MT4): words of others are not among it.
 */
import type { DeviceId } from '../brand.ts';
import { decodeEntry } from '../chain/entry.ts';
import { laneOf } from '../chain/kinds.ts';
import { joinFrame, MAX_MESSAGE_BYTES, type PartialMessage } from '../sync/frame.ts';
import { decodeMessage } from '../sync/message-codec.ts';
import { mayTravel, type PaidLine } from '../sync/travel.ts';

/** Looks at the frames of one end. */
export interface PaidWatch {
  /** Throws for a frame that may not be sent. Gives how many entries of its own were in it. */
  sent(frame: Uint8Array): number;
}

/** For an end of `deviceId`'s. */
export function createPaidWatch(deviceId: DeviceId, line: () => PaidLine): PaidWatch {
  let partial: PartialMessage | null = null;
  return {
    sent(frame) {
      const joined = joinFrame(partial, frame, MAX_MESSAGE_BYTES);
      partial = joined.ok ? joined.value.partial : null;
      const message = joined.ok && joined.value.message ? decodeMessage(joined.value.message) : null;
      if (mayTravel(line(), 'others') || !message?.ok) return 0;
      const { value } = message;
      if (value.type === 'frontier' && value.rows.some((row) => row.lane === 'content' && row.deviceId !== deviceId))
        throw new Error('told of words of others on a paid line');
      if (value.type !== 'entries' && value.type !== 'push') return 0;
      let own = 0;
      for (const bytes of value.entries) {
        const entry = decodeEntry(bytes);
        if (!entry.ok || laneOf(entry.value.header.kind) === 'membership') continue;
        if (entry.value.header.deviceId === deviceId) own += 1;
        // A push of what others wrote is what a newcomer sees first (WY4).
        else if (value.type === 'entries') throw new Error('gave words of others on a paid line');
      }
      return own;
    },
  };
}
