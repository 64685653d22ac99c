/** Deletes what has expired, in small steps, so that others are answered in between. */
import type { MailStore } from './mail-store.ts';

/** How often a store is looked through, in milliseconds. */
export const SWEEP_EVERY_MS = 60_000;

/** Begins; the answer ends it. `clock` gives milliseconds since 1970 UTC. */
export function startSweeping(store: MailStore, clock: () => number): () => void {
  let isSweeping = false;
  const sweep = async (): Promise<void> => {
    if (isSweeping) return;
    isSweeping = true;
    while (await store.sweep(clock())) await new Promise(setImmediate);
    isSweeping = false;
  };
  const timer = setInterval(() => void sweep(), SWEEP_EVERY_MS);
  timer.unref();
  void sweep();
  return () => clearInterval(timer);
}
