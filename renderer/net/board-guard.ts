/**
 * Looks at each message of a board before y-webrtc applies it. A board is a
 * flat map from slot to sealed bytes, so nearly everything that Yjs can express
 * is refused here: the known attacks on Yjs need nested types, other content,
 * giant lengths or clocks, or updates that are only partly valid.
 */
import { createDecoder, hasContent, readVarUint, readVarUint8Array } from 'lib0/decoding';
import * as Y from 'yjs';
import { MAX_ANNOUNCEMENT_BYTES } from '../../shared/ipc/engine-net.ts';

/** Name of the one map in a board's document. */
export const BOARD_MAP = 'board';
/** Slots are opaque names, as in the table `engine-net`. */
export const SLOT = /^[0-9a-z]{1,64}$/;
/** Largest update in bytes: a whole board (64 KiB) and as much again that waits for its beginning. */
export const MAX_UPDATE_BYTES = 128 * 1024;
/** Most structs in one update: an honest board has a few for each device and day. */
export const MAX_STRUCTS = 2_048;
/** Highest clock: a device that writes every 30 s reaches it after 60 years. */
const MAX_CLOCK = 2 ** 26;
/** Largest state vector in bytes. */
const MAX_STATE_VECTOR_BYTES = 32 * 1024;

/** First byte of y-webrtc's messages; everything but `sync` is presence or BroadcastChannel's. */
const MESSAGES = { sync: 0, awareness: 1, queryAwareness: 3, broadcastPeer: 4 } as const;
const SYNC = { step1: 0, step2: 1, update: 2 } as const;

/** What a message is: to be applied (with its update, if it carries one), to be passed over, or an attack. */
export type Judged =
  | { readonly is: 'pass'; readonly update: Uint8Array | null }
  | { readonly is: 'drop' }
  | { readonly is: 'hostile' };

const hostile: Judged = { is: 'hostile' };

/** Judges one whole message of y-webrtc's. */
export function judgeBoardMessage(message: Uint8Array): Judged {
  try {
    const decoder = createDecoder(message);
    switch (readVarUint(decoder)) {
      case MESSAGES.awareness:
      case MESSAGES.queryAwareness:
      case MESSAGES.broadcastPeer:
        return { is: 'drop' };
      case MESSAGES.sync:
        break;
      default:
        return hostile;
    }
    const step = readVarUint(decoder);
    const content = readVarUint8Array(decoder);
    if (hasContent(decoder)) return hostile;
    if (step === SYNC.step1) {
      if (content.length > MAX_STATE_VECTOR_BYTES) return hostile;
      Y.decodeStateVector(content);
      return { is: 'pass', update: null };
    }
    if (step !== SYNC.step2 && step !== SYNC.update) return hostile;
    return isBoardUpdate(content) ? { is: 'pass', update: content } : hostile;
  } catch {
    // The parse boundary: a stranger's bytes; lib0 and Yjs throw where they end too early.
    return hostile;
  }
}

/** True when an update does nothing but set and delete slots. May throw on bytes that are no update. */
export function isBoardUpdate(update: Uint8Array): boolean {
  if (update.length > MAX_UPDATE_BYTES) return false;
  const { structs, ds } = Y.decodeUpdate(update);
  if (structs.length > MAX_STRUCTS || !structs.every(isBoardStruct)) return false;
  for (const ranges of ds.clients.values()) {
    if (!ranges.every((range) => range.clock >= 0 && range.len > 0 && range.clock + range.len <= MAX_CLOCK))
      return false;
  }
  return true;
}

function isBoardStruct(struct: Y.Item | Y.GC | Y.Skip): boolean {
  if (struct.length <= 0 || struct.id.clock + struct.length > MAX_CLOCK) return false;
  if (!(struct instanceof Y.Item)) return true;
  const { content, parent, parentSub } = struct;
  const isSlot = parentSub === null ? parent === null : (parent as unknown) === BOARD_MAP && SLOT.test(parentSub);
  // Without a parent of its own an item takes its left or right neighbour's, which was judged before.
  if (!isSlot || (parent === null && struct.origin === null && struct.rightOrigin === null)) return false;
  if (content instanceof Y.ContentDeleted) return true;
  return content instanceof Y.ContentBinary && content.content.length <= MAX_ANNOUNCEMENT_BYTES;
}
