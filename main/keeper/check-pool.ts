/**
 * Puts checked in threads beside the keeper's own (SPEC KP16). They wait in one
 * line, which is bounded, and go to the threads a few at a time. A thread that
 * dies is started anew, and what it had is checked again; where none lives, or
 * none can be had, this thread does it.
 */
import type { Worker } from 'node:worker_threads';
import { encodePuts, verdictAt } from './check-message.ts';
import { checkPut, type PutChecks, type PutToCheck, type PutVerdict } from './put-check.ts';

/** What a pool works with. */
export interface CheckPoolOptions {
  /** Threads at once; 0 for none. */
  readonly threads: number;
  /** Starts one that runs `check-thread.ts`; may throw where threads cannot be had. */
  readonly start: () => Worker;
  /** Most bytes of parcels that wait, those in the threads included; beyond them a put is `busy`. */
  readonly waitingBytes: number;
  /** Called once, when no thread is left or none came to be. */
  readonly onAlone: () => void;
}

/** Most puts of one message to a thread, and most bytes of their parcels: what its end would cost to do again. */
const MESSAGE_PUTS = 16;
const MESSAGE_BYTES = 262_144;
/** Messages that one thread has at once: it finds the next when it is done with one. */
const MESSAGES_AHEAD = 2;

interface Waiting {
  readonly put: PutToCheck;
  readonly answer: (verdict: PutVerdict) => void;
}
interface Thread {
  readonly worker: Worker;
  /** Messages that it has not answered, oldest first. */
  readonly asked: Waiting[][];
  hasAnswered: boolean;
}

/** Starts the threads. */
export function createCheckPool(options: CheckPoolOptions): PutChecks {
  const threads = new Set<Thread>();
  const line: Waiting[] = [];
  let waitingBytes = 0;
  let isComing = false;
  let isClosed = false;

  const settle = (waiting: Waiting, verdict: PutVerdict): void => {
    waitingBytes -= waiting.put.parcel.length;
    waiting.answer(verdict);
  };

  const takeSome = (): Waiting[] => {
    let [count, bytes] = [0, 0];
    for (const { put } of line) {
      bytes += put.parcel.length;
      if (count > 0 && (count >= MESSAGE_PUTS || bytes > MESSAGE_BYTES)) break;
      count += 1;
    }
    return line.splice(0, count);
  };
  /** The thread that has least to do, if any may be given more. */
  const freest = (): Thread | null => {
    let found: Thread | null = null;
    for (const one of threads) {
      if (one.asked.length < Math.min(MESSAGES_AHEAD, found?.asked.length ?? MESSAGES_AHEAD)) found = one;
    }
    return found;
  };
  const handOut = (): void => {
    isComing = false;
    if (threads.size === 0) {
      // One at a time, so that others are served in between.
      const [first] = line.splice(0, 1);
      if (first) settle(first, checkPut(first.put));
      if (line.length > 0) comeBack();
      return;
    }
    for (let thread = freest(); thread !== null && line.length > 0; thread = freest()) {
      const some = takeSome();
      const message = encodePuts(some.map(({ put }) => put));
      thread.asked.push(some);
      thread.worker.postMessage(message, [message.buffer]);
    }
  };
  /** After everything that has arrived by now was read, so that puts go together. */
  const comeBack = (): void => {
    if (isComing || isClosed) return;
    isComing = true;
    setImmediate(handOut);
  };

  const startThread = (): void => {
    let worker: Worker;
    try {
      worker = options.start();
    } catch {
      return; // the boundary to the runtime: a system may allow no more threads
    }
    const thread: Thread = { worker, asked: [], hasAnswered: false };
    threads.add(thread);
    worker.on('message', (answer: Uint8Array) => {
      thread.hasAnswered = true;
      const done = thread.asked.shift() ?? [];
      for (const [index, one] of done.entries()) settle(one, verdictAt(answer, index));
      if (line.length > 0) handOut();
    });
    // `exit` follows, and does what is to be done.
    worker.on('error', () => {});
    worker.on('exit', () => {
      threads.delete(thread);
      if (isClosed) return;
      line.unshift(...thread.asked.flat());
      // One that died before it did anything would die again.
      if (thread.hasAnswered) startThread();
      if (threads.size === 0) options.onAlone();
      comeBack();
    });
  };
  for (let n = 0; n < options.threads; n += 1) startThread();
  if (threads.size === 0) options.onAlone();

  return {
    check: (put) =>
      new Promise((answer) => {
        if (isClosed || waitingBytes + put.parcel.length > options.waitingBytes) return answer('busy');
        waitingBytes += put.parcel.length;
        line.push({ put, answer });
        comeBack();
      }),
    async close() {
      isClosed = true;
      const left = [...threads].flatMap(({ asked }) => asked.splice(0).flat());
      for (const one of [...left, ...line.splice(0)]) settle(one, 'busy');
      await Promise.all([...threads].map(({ worker }) => worker.terminate()));
    },
  };
}
