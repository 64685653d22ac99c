/** Files and folders that the person picked: main tells them under a token, the ui says only the token. */
import type { Timers } from '../system-ports.ts';

/** How long a request waits for main's word, which comes by another way than the ui's, milliseconds. */
const WAIT_MS = 2_000;
const LOOK_MS = 20;
/** Most that are remembered; the oldest goes. */
const MOST = 16;

/** See the file's head. */
export interface Picked {
  note(token: string, path: string): void;
  /** The path, or null when nothing was picked under this token. */
  pathOf(token: string): Promise<string | null>;
}

/** Picked files of one engine's life. */
export function createPicked(timers: Timers): Picked {
  const paths = new Map<string, string>();
  return {
    note(token, path) {
      paths.set(token, path);
      for (const oldest of paths.keys()) {
        if (paths.size <= MOST) break;
        paths.delete(oldest);
      }
    },
    async pathOf(token) {
      const from = timers.steadyNow();
      while (!paths.has(token) && timers.steadyNow() - from < WAIT_MS) {
        await new Promise<void>((resolve) => void timers.after(LOOK_MS, resolve));
      }
      return paths.get(token) ?? null;
    },
  };
}
