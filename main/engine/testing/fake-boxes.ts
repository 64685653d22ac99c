/** The boxes of every meeting place in a test: each keeps them as a real keeper does. */
import { type Boxes, createBoxes } from '../../keeper/boxes.ts';

/** See the file's head. */
export interface FakeBoxes {
  /** Boxes by address, made when a server is first asked. A keeper that starts anew has none: delete it here. */
  readonly byServer: Map<string, Boxes>;
  /** Servers that answer no question about boxes. */
  readonly silent: Set<string>;
  put(server: string, box: string, data: Uint8Array, days: number): 'kept' | 'full' | 'taken' | 'silent';
  /** Null for an empty box; undefined where nobody answers. */
  get(server: string, box: string): Uint8Array | null | undefined;
}

/** Starts without servers. `now` counts milliseconds and never goes back. */
export function createFakeBoxes(now: () => number): FakeBoxes {
  const byServer = new Map<string, Boxes>();
  const silent = new Set<string>();
  const boxesOf = (server: string): Boxes => {
    const held = byServer.get(server) ?? createBoxes({ maxBoxes: 100, now });
    byServer.set(server, held);
    return held;
  };
  return {
    byServer,
    silent,
    put: (server, box, data, days) =>
      silent.has(server) ? 'silent' : boxesOf(server).put(box, Buffer.from(data).toString('base64'), days),
    get(server, box) {
      if (silent.has(server)) return undefined;
      const data = boxesOf(server).get(box);
      return data === null ? null : new Uint8Array(Buffer.from(data, 'base64'));
    },
  };
}
