/** A ui without a screen: the table's own client on a port that copies as a real one does. */
import type * as v from 'valibot';
import { type Client, createEndpoint } from '../../../shared/ipc/rpc.ts';
import { engineEvents, type noEvents, noRequests, uiRequests } from '../../../shared/ipc/ui-engine.ts';
import type { Engine } from '../create-engine.ts';

/** Connects to an engine; `onEvent` hears what the ui would. */
export function connectTestUi(
  engine: Engine,
  onEvent: (event: string, payload: unknown) => void,
): Client<typeof uiRequests> {
  let toEngine: (message: unknown) => void = () => {};
  let toUi: (message: unknown) => void = () => {};
  engine.connectUi({
    send: (message) => toUi(structuredClone(message)),
    receive: (listener) => {
      toEngine = listener;
    },
  });
  const note = (event: string) => (payload: unknown) => onEvent(event, payload);
  const listeners = Object.fromEntries(Object.keys(engineEvents).map((event) => [event, note(event)])) as {
    [Name in keyof typeof engineEvents]: (payload: v.InferOutput<(typeof engineEvents)[Name]>) => void;
  };
  return createEndpoint<typeof noRequests, typeof uiRequests, typeof engineEvents, typeof noEvents>({
    port: {
      send: (message) => toEngine(structuredClone(message)),
      receive: (listener) => {
        toUi = listener;
      },
    },
    served: noRequests,
    handlers: {},
    called: uiRequests,
    heard: engineEvents,
    onEvent: listeners,
    onDefect: (_, defect) => {
      throw defect;
    },
  }).call;
}
