/**
 * Composition root of the hub (an Electron utilityProcess), which main starts
 * while the person lets Hearth look for members on a network, and ends with it.
 */
import { performance } from 'node:perf_hooks';
import { createHub } from './create-hub.ts';

/** What the utility process finds in `process.parentPort`. */
interface ElectronPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: unknown): void;
}

const { parentPort } = process as unknown as { readonly parentPort?: ElectronPort };
if (!parentPort) throw new Error('the hub runs as a utility process of Hearth');
createHub({
  port: {
    send: (message) => parentPort.postMessage(message),
    receive: (listener) => parentPort.on('message', ({ data }) => listener(data)),
  },
  now: () => performance.now(),
});
