/**
 * The engine's questions about mailboxes, asked through net (SPEC ML20): whole
 * messages that only the engine can make. Net may have gone, so every question
 * has a time after which nobody has answered it.
 */
import type * as v from 'valibot';
import type { netToEngine } from '../../../../shared/ipc/engine-net.ts';
import { encodeMailRequest } from '../../../../shared/sync/mail-frame.ts';
import type { MailAsk, MailReply } from '../../../../shared/sync/mail-visit.ts';
import type { StopTimer, Timers } from '../../system-ports.ts';
import type { EmitToNet } from '../net-link.ts';

/** When a question counts as unanswered, milliseconds. Net gives a keeper 10 s for each word, and asks eight things at once. */
export const MAIL_ASK_MS = 180_000;

/** What a keeper answered, or that it has no mailboxes. */
export type AskedReply = MailReply | { readonly type: 'none' };

/** See the file's head. */
export interface MailAsks {
  /** Asks `server`; `answered` is called once, not within this call. Gives what takes the question back. */
  ask(server: string, ask: MailAsk, answered: (reply: AskedReply) => void): StopTimer;
  /** Listens at a mailbox until it is stopped. */
  watch(server: string, mailbox: Uint8Array, onNews: () => void): StopTimer;
  readonly onEvent: {
    mailKept(told: v.InferOutput<typeof netToEngine.mailKept>): void;
    mailParcels(told: v.InferOutput<typeof netToEngine.mailParcels>): void;
    mailNews(told: v.InferOutput<typeof netToEngine.mailNews>): void;
  };
  /** Net began anew: what nobody has answered yet is asked again, and every watch begins again. */
  netRestarted(): void;
  stop(): void;
}

interface Asked {
  readonly send: (askId: number) => void;
  readonly answered: (reply: AskedReply) => void;
  readonly stopTimer: StopTimer;
}
interface Watched {
  readonly send: () => void;
  readonly onNews: () => void;
}

/** Starts without questions. */
export function createMailAsks({ timers, emit }: { readonly timers: Timers; readonly emit: EmitToNet }): MailAsks {
  const waiting = new Map<number, Asked>();
  const watches = new Map<number, Watched>();
  let nextId = 1;

  function answer(askId: number, reply: AskedReply): void {
    const asked = waiting.get(askId);
    waiting.delete(askId);
    asked?.stopTimer();
    asked?.answered(reply);
  }

  return {
    ask(server, ask, answered) {
      const askId = nextId++;
      const send = (id: number): void => {
        if (ask.type === 'put') emit('mailPut', { askId: id, server, request: ask.request });
        else emit('mailGet', { askId: id, server, request: encodeMailRequest(ask) });
      };
      const stopTimer = timers.after(MAIL_ASK_MS, () => answer(askId, { type: 'away' }));
      waiting.set(askId, { send, answered, stopTimer });
      send(askId);
      return () => {
        waiting.get(askId)?.stopTimer();
        waiting.delete(askId);
      };
    },
    watch(server, mailbox, onNews) {
      const watchId = nextId++;
      const request = encodeMailRequest({ type: 'watch', mailbox });
      const send = (): void => emit('mailWatch', { watchId, server, request });
      watches.set(watchId, { send, onNews });
      send();
      return () => {
        if (watches.delete(watchId)) emit('mailUnwatch', { watchId });
      };
    },
    onEvent: {
      mailKept({ askId, state }) {
        const isSaid = state !== 'silent' && state !== 'none';
        answer(askId, isSaid ? { type: 'kept', state } : { type: state === 'none' ? 'none' : 'away' });
      },
      mailParcels(told) {
        if (told.state === 'given') {
          const { store, last, more, parcels } = told;
          answer(told.askId, { type: 'parcels', store, last, more, parcels });
        } else answer(told.askId, { type: told.state === 'none' ? 'none' : 'away' });
      },
      mailNews: ({ watchId }) => watches.get(watchId)?.onNews(),
    },
    netRestarted() {
      for (const [askId, { send }] of waiting) send(askId);
      for (const { send } of watches.values()) send();
    },
    stop() {
      for (const { stopTimer } of waiting.values()) stopTimer();
      waiting.clear();
      for (const watchId of watches.keys()) emit('mailUnwatch', { watchId });
      watches.clear();
    },
  };
}
