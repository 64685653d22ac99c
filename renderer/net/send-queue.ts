/**
 * Feeds one data channel no faster than it sends. More than about 256 KiB under
 * way stalls Chromium's channels, so what exceeds that waits here, in bounds.
 */

/** Bytes that the channel itself may hold. */
export const CHANNEL_HIGH_BYTES = 256 * 1024;
/** When the channel holds no more than this, it is filled up again. */
export const CHANNEL_LOW_BYTES = 64 * 1024;

/** What the queue needs of an `RTCDataChannel`. */
export interface FedChannel {
  readonly readyState: RTCDataChannelState;
  readonly bufferedAmount: number;
  bufferedAmountLowThreshold: number;
  send(bytes: Uint8Array<ArrayBuffer>): void;
  addEventListener(event: 'bufferedamountlow', listener: () => void): void;
}

/** What a queue is made of. */
export interface SendQueueParts {
  readonly channel: FedChannel;
  /** Most bytes that wait here. */
  readonly maxBytes: number;
  /** So many bytes of earlier `push`es went to the channel. */
  readonly onSent: (bytes: number) => void;
}

/** A queue in front of one channel. */
export class SendQueue {
  readonly #parts: SendQueueParts;
  #waiting: Uint8Array[] = [];
  #bytes = 0;

  constructor(parts: SendQueueParts) {
    this.#parts = parts;
    parts.channel.bufferedAmountLowThreshold = CHANNEL_LOW_BYTES;
    parts.channel.addEventListener('bufferedamountlow', () => this.#pump());
  }

  /** False when the bound is reached or the channel does not take it: the connection is not worth keeping. */
  push(message: Uint8Array): boolean {
    if (this.#bytes + message.length > this.#parts.maxBytes) return false;
    this.#waiting.push(message);
    this.#bytes += message.length;
    return this.#pump();
  }

  #pump(): boolean {
    const { channel, onSent } = this.#parts;
    let count = 0;
    let sent = 0;
    try {
      while (channel.readyState === 'open' && channel.bufferedAmount < CHANNEL_HIGH_BYTES) {
        const next = this.#waiting[count];
        if (next === undefined) break;
        channel.send(next as Uint8Array<ArrayBuffer>);
        count += 1;
        sent += next.length;
      }
    } catch {
      // The browser's boundary: a channel that closes under our hands throws. Its close event tells the rest.
      return false;
    }
    if (count > 0) this.#waiting.splice(0, count);
    this.#bytes -= sent;
    if (sent > 0) onSent(sent);
    return true;
  }
}
