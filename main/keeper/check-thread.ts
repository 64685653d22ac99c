/** A thread of the keeper that checks puts for it (`check-pool.ts`): a program of its own, which knows nothing else. */
import { parentPort } from 'node:worker_threads';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { answerPuts } from './check-message.ts';

await cryptoReady;
parentPort?.on('message', (puts: Uint8Array) => parentPort?.postMessage(answerPuts(puts)));
