/** The engine's end of the table to net (SPEC LK1): one net process at a time, the one before is heard no more. */
import { type engineToNet, netToEngine } from '../../shared/ipc/engine-net.ts';
import { createEndpoint, type EndpointParts, type Port } from '../../shared/ipc/rpc.ts';
import { noRequests } from '../../shared/ipc/ui-engine.ts';
import type { Links } from './links/links.ts';
import type { EmitToNet } from './links/net-link.ts';

/** What it is made of. */
export interface NetPortParts {
  /** Who hears what net tells; null while the engine is locked. */
  readonly onEvent: () => Links['onEvent'] | null;
  readonly onDefect: EndpointParts<never, never, typeof netToEngine>['onDefect'];
}

/** See the file's head. */
export interface NetPort {
  /** Works with another net process from now on. */
  connect(port: Port): void;
  /** Tells the net process of now; nobody while there is none. */
  readonly emit: EmitToNet;
}

/** Without a net process yet. */
export function createNetPort({ onEvent, onDefect }: NetPortParts): NetPort {
  let emit: EmitToNet = () => {};
  let forget = (): void => {};
  return {
    connect(port) {
      let isCurrent = true;
      const heard =
        <T>(work: (to: Links['onEvent']) => (payload: T) => void) =>
        (payload: T) => {
          const to = isCurrent ? onEvent() : null;
          if (to) work(to)(payload);
        };
      const endpoint = createEndpoint<typeof noRequests, typeof noRequests, typeof netToEngine, typeof engineToNet>({
        port,
        served: noRequests,
        handlers: {},
        called: noRequests,
        heard: netToEngine,
        onEvent: {
          netReady: heard((to) => to.netReady),
          serverState: heard((to) => to.serverState),
          channelOpened: heard((to) => to.channelOpened),
          channelFrame: heard((to) => to.channelFrame),
          channelDrained: heard((to) => to.channelDrained),
          channelClosed: heard((to) => to.channelClosed),
          connectFailed: heard((to) => to.connectFailed),
          boardValue: heard((to) => to.boardValue),
          boxAnswer: heard((to) => to.boxAnswer),
          mailKept: heard((to) => to.mailKept),
          mailParcels: heard((to) => to.mailParcels),
          mailNews: heard((to) => to.mailNews),
        },
        onDefect,
      });
      forget();
      emit = endpoint.emit;
      forget = () => {
        isCurrent = false;
      };
    },
    emit: (name, payload) => emit(name, payload),
  };
}
