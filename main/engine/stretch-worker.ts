/**
 * Argon2id in a thread of its own: it blocks for a second and leaves 256 MiB of
 * WebAssembly memory behind, which end with the thread. The engine's own bundle
 * is what the thread runs.
 */
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { argon2id, type Argon2Cost, cryptoReady } from '../../shared/crypto/crypto.ts';
import type { Stretch } from './vault/vault-slots.ts';

/** What the thread is given; memory of its own, never argv or environment. */
interface StretchInput {
  readonly passphrase: Uint8Array;
  readonly salt: Uint8Array;
  readonly cost: Argon2Cost;
}

/** True in the thread, where nothing but the derivation may run. */
export const isStretchThread = (): boolean => !isMainThread;

/** The thread's whole work. */
export async function runStretchThread(): Promise<void> {
  await cryptoReady;
  const { passphrase, salt, cost } = workerData as StretchInput;
  parentPort?.postMessage(argon2id(passphrase, salt, cost));
}

/** Derives in a thread that runs `programPath`; where no thread starts, in this process. */
export const createThreadStretch =
  (programPath: string): Stretch =>
  (passphrase, salt, cost) =>
    new Promise((resolve) => {
      const inThisProcess = (): void => resolve(argon2id(passphrase, salt, cost));
      try {
        const workerInput: StretchInput = { passphrase, salt, cost };
        const worker = new Worker(programPath, { workerData: workerInput, stdout: true, stderr: true });
        let isDone = false;
        worker.once('message', (derived: Uint8Array) => {
          isDone = true;
          resolve(new Uint8Array(derived));
          void worker.terminate();
        });
        worker.once('error', () => {
          if (!isDone) inThisProcess();
          isDone = true;
        });
        worker.once('exit', () => {
          if (!isDone) inThisProcess();
          isDone = true;
        });
      } catch {
        inThisProcess(); // the boundary to the runtime: threads may be switched off
      }
    });
