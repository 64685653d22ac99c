/** Where a keeper's checking threads come from, and how many it has. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { createCheckPool } from './check-pool.ts';
import { checksHere, type PutChecks } from './put-check.ts';

/** Parcels that wait to be checked, in bytes: 256 of the largest. */
const WAITING_BYTES = 64 * 1024 * 1024;

/**
 * Starts a thread that runs `check-thread`, which lies beside the module at the address `here` under the same name as
 * source and as a bundle. Of the environment, where operators put their settings, it gets nothing.
 */
export function startCheckThread(here: string): Worker {
  if (!here.endsWith('.ts')) return new Worker(new URL('./check-thread.js', here), { env: {} });
  // From source: a thread does not inherit what lets Node read TypeScript.
  const tsx = import.meta.resolve('tsx/esm/api');
  const program = new URL('./check-thread.ts', here).href;
  const begin = `import('${tsx}').then(({ tsImport }) => tsImport('${program}', '${here}'))`;
  return new Worker(begin, { eval: true, env: {} });
}

/**
 * One thread for each core but that of the keeper itself, as far as this process may use them; on one core none, since
 * handing over would only be more work. `onAlone` is called when no thread is left, where there should be some.
 */
export function startChecks(here: string, onAlone: () => void): PutChecks {
  const threads = availableParallelism() - 1;
  if (threads < 1) return checksHere;
  return createCheckPool({ threads, start: () => startCheckThread(here), waitingBytes: WAITING_BYTES, onAlone });
}
