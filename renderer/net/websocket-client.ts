/**
 * Stands in for `lib0/websocket`, which y-webrtc makes its signalling sockets
 * of (build/config/aliases.ts): the original shares sockets among rooms, parses
 * unguarded and has one fixed way to reconnect.
 */
import { Observable } from 'lib0/observable';
import { type OpenRoomLine, takeLine } from './room-lines.ts';

/** As much of lib0's client as y-webrtc uses. `url` is a made-up address of `room-lines.ts`. */
export class WebsocketClient extends Observable<string> {
  readonly url: string;
  readonly #topic: string;
  readonly #line: OpenRoomLine;

  constructor(url: string) {
    super();
    this.url = url;
    const line = takeLine(url);
    this.#topic = line.topic;
    this.#line = line.open({
      onOpen: () => this.emit('connect', [{ type: 'connect' }, this]),
      onClose: () => this.emit('disconnect', [{ type: 'disconnect' }, this]),
      onMessage: (message) => this.emit('message', [message, this]),
    });
  }

  get connected(): boolean {
    return this.#line.isOpen;
  }

  /** Sends what y-webrtc says, as far as it concerns this line's own room. */
  send(message: { readonly type?: unknown; readonly topic?: unknown; readonly topics?: unknown }): void {
    if (message.type === 'publish') {
      if (message.topic === this.#topic) this.#line.send(message);
    } else if (Array.isArray(message.topics) && message.topics.includes(this.#topic)) {
      this.#line.send({ ...message, topics: [this.#topic] } as { type?: unknown });
    }
  }

  override destroy(): void {
    this.#line.close();
    super.destroy();
  }
}
