/**
 * The one door from the ui to the rest of the app: the engine by a MessagePort
 * that the preload hands over, and main by the bridge in the window.
 */
import type * as v from 'valibot';
import { enginePortOf, type UiBridge } from '../../shared/ipc/bridge.ts';
import { type Client, createEndpoint, type Port } from '../../shared/ipc/rpc.ts';
import { engineEvents, type noEvents, noRequests, uiRequests } from '../../shared/ipc/ui-engine.ts';

/** Events of the engine by name. */
export type EngineEvents = typeof engineEvents;
/** Name of an event of the engine. */
export type EngineEventName = keyof EngineEvents;
/** What comes with an event. */
export type EventPayload<Name extends EngineEventName> = v.InferOutput<EngineEvents[Name]>;

/** The engine as the ui sees it. */
export interface EngineLink {
  readonly call: Client<typeof uiRequests>;
  /** Hears an event until the returned function is called. */
  on<Name extends EngineEventName>(name: Name, listener: (payload: EventPayload<Name>) => void): () => void;
}

/** Makes an {@link EngineLink} over a port. `onDefect` gets what a listener threw. */
export function linkEngine(port: Port, onDefect: (where: string, defect: unknown) => void): EngineLink {
  const listeners = new Map<string, Set<(payload: never) => void>>();
  const tell = (name: string) => (payload: unknown) => {
    for (const listener of [...(listeners.get(name) ?? [])]) listener(payload as never);
  };
  const names = Object.keys(engineEvents) as EngineEventName[];
  const endpoint = createEndpoint<typeof noRequests, typeof uiRequests, EngineEvents, typeof noEvents>({
    port,
    served: noRequests,
    handlers: {},
    called: uiRequests,
    heard: engineEvents,
    onEvent: Object.fromEntries(names.map((name) => [name, tell(name)])) as {
      [Name in EngineEventName]: (payload: EventPayload<Name>) => void;
    },
    onDefect,
  });
  return {
    call: endpoint.call,
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener as (payload: never) => void);
      return () => set.delete(listener as (payload: never) => void);
    },
  };
}

/** A page's MessagePort as a {@link Port}. */
export function portOfPage(port: MessagePort): Port {
  return {
    send: (message) => port.postMessage(message),
    receive: (listener) => {
      port.onmessage = (event) => listener(event.data);
      port.start();
    },
  };
}

/**
 * Waits for ports to the engine. A new one comes whenever engine or page were
 * started anew; `onPort` then starts from the engine's status again.
 */
export function listenForEngine(page: Window, onPort: (port: MessagePort) => unknown): void {
  page.addEventListener('message', (event) => {
    const port = enginePortOf(event, { window: page, origin: page.location.origin });
    if (port) onPort(port);
  });
}

declare global {
  interface Window {
    /** Put there by `main/preload/app.ts`. */
    readonly hearth: UiBridge;
  }
}
