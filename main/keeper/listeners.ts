/** Which sockets of this instance listen to which names; the first and the last of a name are told to the fan-out. */
import type { WebSocket } from 'ws';
import type { FanOut, FanOutKind } from './fan-out.ts';

/** See the file's head. */
export interface Listeners {
  /** False when the name has as many listeners as it may have. */
  join(socket: WebSocket, name: string): boolean;
  leave(socket: WebSocket, name: string): void;
  of(name: string): Iterable<WebSocket>;
  /** Names that somebody listens to. */
  readonly size: number;
}

/** Starts empty; `most` sockets may listen to one name. */
export function createListeners(kind: FanOutKind, most: number, fanOut: FanOut): Listeners {
  const names = new Map<string, Set<WebSocket>>();
  return {
    join(socket, name) {
      const listeners = names.get(name) ?? new Set();
      if (listeners.size >= most && !listeners.has(socket)) return false;
      if (listeners.size === 0) {
        names.set(name, listeners);
        fanOut.listen(kind, name);
      }
      listeners.add(socket);
      return true;
    },
    leave(socket, name) {
      const listeners = names.get(name);
      if (listeners?.delete(socket) !== true || listeners.size > 0) return;
      names.delete(name);
      fanOut.leave(kind, name);
    },
    of: (name) => names.get(name) ?? [],
    get size() {
      return names.size;
    },
  };
}
