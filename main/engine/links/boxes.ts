/**
 * The engine's questions about boxes at meeting places, asked through net
 * (SPEC LK12): sealed bytes under an opaque name. Net may have gone, so every
 * question has a time after which nobody has answered it.
 */
import type * as v from 'valibot';
import type { netToEngine } from '../../../shared/ipc/engine-net.ts';
import type { StopTimer, Timers } from '../system-ports.ts';
import type { EmitToNet } from './net-link.ts';

/** When a question counts as unanswered, milliseconds; net itself gives a server 10 s. */
export const BOX_ASK_MS = 15_000;

type NetAnswer = v.InferOutput<typeof netToEngine.boxAnswer>;

/** What became of a put; `silent` where nobody answered. */
export type BoxPutAnswer = 'kept' | 'full' | 'taken' | 'silent';
/** What lies in a box, that it is empty, or that nobody answered. */
export type BoxGetAnswer =
  | { readonly state: 'found'; readonly data: Uint8Array }
  | { readonly state: 'empty' | 'silent' };

/** See the file's head. */
export interface Boxes {
  /** Asks `server` to keep `data` (at most 1 KiB) under `box` for so many days (1 to 30). */
  put(server: string, box: string, data: Uint8Array, days: number): Promise<BoxPutAnswer>;
  get(server: string, box: string): Promise<BoxGetAnswer>;
  /** Net tells what a server said. */
  answered(answer: NetAnswer): void;
  /** Net began anew: what nobody has answered yet is asked again. */
  netRestarted(): void;
  stop(): void;
}

/** A question that nobody has answered. */
interface Asked {
  readonly send: (askId: number) => void;
  readonly resolve: (answer: NetAnswer) => void;
  readonly stopTimer: StopTimer;
}

/** Starts without questions. */
export function createBoxes({ timers, emit }: { readonly timers: Timers; readonly emit: EmitToNet }): Boxes {
  const waiting = new Map<number, Asked>();
  let nextAsk = 1;

  function answered(answer: NetAnswer): void {
    const asked = waiting.get(answer.askId);
    waiting.delete(answer.askId);
    asked?.stopTimer();
    asked?.resolve(answer);
  }
  const ask = (send: Asked['send']): Promise<NetAnswer> =>
    new Promise((resolve) => {
      const askId = nextAsk++;
      const stopTimer = timers.after(BOX_ASK_MS, () => answered({ askId, state: 'silent' }));
      waiting.set(askId, { send, resolve, stopTimer });
      send(askId);
    });

  return {
    async put(server, box, data, days) {
      const { state } = await ask((askId) => emit('boxPut', { askId, server, box, data, days }));
      return state === 'found' || state === 'empty' ? 'silent' : state;
    },
    async get(server, box) {
      const answer = await ask((askId) => emit('boxGet', { askId, server, box }));
      if (answer.state === 'found') return { state: 'found', data: answer.data };
      return { state: answer.state === 'empty' ? 'empty' : 'silent' };
    },
    answered,
    netRestarted() {
      for (const [askId, { send }] of waiting) send(askId);
    },
    stop() {
      for (const askId of [...waiting.keys()]) answered({ askId, state: 'silent' });
    },
  };
}
