/**
 * The room to which a code leads (SPEC PA11–PA13): the messages of a pairing go
 * through it as they are. The new computer shows its ask to whoever it meets,
 * the old one replies, the new one answers. Each gives the same bytes again to
 * who comes again, so that a broken channel costs nothing.
 */
import { pairCodeRoom } from '../../../shared/group/pair-code.ts';
import { MAX_PAIR_FILE_BYTES } from '../../../shared/group/pair-file.ts';
import { joinFrame, type PartialMessage, splitMessage } from '../../../shared/sync/frame.ts';
import { BAN_MS } from '../../../shared/sync/session-state.ts';
import type { RoomLink } from '../links/room-link.ts';
import type { EmitToNet } from '../links/net-link.ts';

/** Type of the one message in such a room: a pairing's file (PROTOCOL SY40). */
const PAIR_MESSAGE = 0x10;

/** What a room is made of. */
export interface PairRoomParts {
  readonly secret: Uint8Array;
  readonly server: string;
  readonly emit: EmitToNet;
  /** What whoever is met is shown at once, or null. */
  readonly greeting: () => Uint8Array | null;
  /** Takes what came in; gives what to answer, null for nothing, or `refused` for what does not belong here. */
  readonly take: (message: Uint8Array) => Uint8Array | null | 'refused';
  /** The meeting place answers, or does not. */
  readonly onState: () => void;
}

/** See the file's head. */
export interface PairRoom extends RoomLink {
  readonly server: string;
  readonly state: () => 'connecting' | 'answering' | 'silent';
  close(): void;
}

/** Opens the room. */
export function openPairRoom(parts: PairRoomParts): PairRoom {
  const { emit, server } = parts;
  const { topic, password } = pairCodeRoom(parts.secret);
  const partials = new Map<number, PartialMessage | null>();
  let state: 'connecting' | 'answering' | 'silent' = 'connecting';

  const open = (): void =>
    emit('roomOpen', {
      roomKey: topic,
      topic,
      password,
      servers: [server],
      nearby: [],
      // Whoever has the code is this person's own other computer.
      hidesAddress: false,
      boardKey: null,
    });
  const say = (channelId: number, message: Uint8Array): void => {
    for (const frame of splitMessage({ type: PAIR_MESSAGE, body: message })) emit('channelSend', { channelId, frame });
  };
  const refuse = (channelId: number): void => {
    partials.delete(channelId);
    emit('channelClose', { channelId, banMs: BAN_MS });
  };

  open();
  return {
    server,
    state: () => state,
    hasRoom: (roomKey) => roomKey === topic,
    netRestarted() {
      partials.clear();
      state = 'connecting';
      open();
    },
    channelOpened({ channelId }) {
      partials.set(channelId, null);
      const greeting = parts.greeting();
      if (greeting) say(channelId, greeting);
    },
    frame(channelId, frame) {
      const before = partials.get(channelId);
      if (before === undefined) return;
      const joined = joinFrame(before, frame, MAX_PAIR_FILE_BYTES);
      if (!joined.ok) {
        refuse(channelId);
        return;
      }
      partials.set(channelId, joined.value.partial);
      const { message } = joined.value;
      if (!message) return;
      const answer = message.type === PAIR_MESSAGE ? parts.take(message.body) : 'refused';
      if (answer === 'refused') refuse(channelId);
      else if (answer) say(channelId, answer);
    },
    // All messages together are far below what may be under way.
    drained() {},
    channelClosed: (channelId) => void partials.delete(channelId),
    serverState(_, address, next) {
      if (address !== server || next === state) return;
      state = next;
      parts.onState();
    },
    // The ui of a pairing says by itself that a file does the same.
    connectFailed() {},
    boardValue() {},
    close: () => emit('roomClose', { roomKey: topic }),
  };
}
