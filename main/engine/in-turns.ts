/**
 * Hears one message of a port in each turn of the event loop. A group that is
 * fetched for the first time comes as fast as the line gives it, and each answer
 * is work for a while; whoever writes meanwhile is heard between two answers and
 * not behind all of them.
 */
import type { Port } from '../../shared/ipc/rpc.ts';

/** Puts off work to the next turn. */
export type NextTurn = (work: () => void) => void;

/** The same port, heard in turns and in the same order. */
export function inTurns(port: Port, nextTurn: NextTurn): Port {
  return {
    send: (message) => port.send(message),
    receive(listener) {
      const waiting: unknown[] = [];
      const hearOne = (): void => {
        const message = waiting.shift();
        // Before it is heard, so that one that fails does not keep the others waiting.
        if (waiting.length > 0) nextTurn(hearOne);
        listener(message);
      };
      port.receive((message) => {
        waiting.push(message);
        if (waiting.length === 1) nextTurn(hearOne);
      });
    },
  };
}
