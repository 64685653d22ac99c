/** The engine as main sees it: started, given ports, stopped in time, and noticed when it ends by itself. */
import { type MessagePortMain, utilityProcess } from 'electron';
import type * as v from 'valibot';
import type { LanNetwork, lanToEngine } from '../../shared/ipc/lan-links.ts';
import { engineAsksMain, engineToMain, type mainToEngine } from '../../shared/ipc/main-links.ts';
import { createEndpoint, type Handlers } from '../../shared/ipc/rpc.ts';

/** How long the engine may take to put everything down before it is ended, in milliseconds. */
const STOP_MS = 5_000;

/** What an engine is started with. */
export interface EngineParts {
  /** Path of its program. */
  readonly program: string;
  readonly profileFolder: string;
  readonly version: string;
  /** For tests: how far its clock is ahead, milliseconds. */
  readonly clockAheadMs: number;
  /** Whether its outputs go to ours: for builds that are not packaged. */
  readonly withOutput: boolean;
  /** What it may ask of main. */
  readonly keychain: Handlers<typeof engineAsksMain>;
  /** It ended without being stopped. */
  readonly onCrash: () => void;
  /** It has a beacon for the network on which this computer has that address. */
  readonly onBeacon: (beacon: v.InferOutput<typeof engineToMain.sendBeacon>) => void;
  /** The person is in; again when the settings that concern main change. */
  readonly onOpened: (settings: OpenedSettings) => void;
}

/** What main knows of the settings. */
export type OpenedSettings = v.InferOutput<typeof engineToMain.opened>;

/** What main tells the engine of networks, most of it from the hub. */
export interface LanSide {
  ownPlaces(places: v.InferInput<typeof lanToEngine.ownPlaces>['places']): void;
  heard(heard: v.InferInput<typeof lanToEngine.heardOnNetwork>): void;
  networksAre(networks: readonly LanNetwork[]): void;
}

/** A running engine. */
export interface EngineProcess {
  /** Gives it the port to a page. */
  connect(to: 'ui' | 'net', port: MessagePortMain): void;
  /** Tells it which file or folder the person picked. */
  notePicked(token: string, path: string): void;
  /** Tells it what concerns finding members on a network. */
  readonly lan: LanSide;
  /** Lets it put everything down, then ends it; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Ends it with no warning, for a wipe; resolves when the process is gone. */
  kill(): Promise<void>;
}

/** Starts an engine. */
export function startEngine(parts: EngineParts): EngineProcess {
  const child = utilityProcess.fork(parts.program, [], {
    serviceName: 'hearth-engine',
    stdio: parts.withOutput ? 'inherit' : 'ignore',
  });
  let stopping: Promise<void> | null = null;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
      if (stopping === null) parts.onCrash();
    });
  });
  const endpoint = createEndpoint<
    typeof engineAsksMain,
    Record<never, never>,
    typeof engineToMain,
    typeof mainToEngine
  >({
    port: {
      send: (message) => child.postMessage(message),
      receive: (listener) => child.on('message', listener),
    },
    served: engineAsksMain,
    handlers: parts.keychain,
    called: {},
    heard: engineToMain,
    onEvent: {
      ready: () => undefined,
      stopped: () => void child.kill(),
      // Notices come with their settings: nobody has asked for one yet.
      newActivity: () => undefined,
      sendBeacon: parts.onBeacon,
      opened: parts.onOpened,
    },
    onDefect: () => undefined,
  });
  const { profileFolder, version, clockAheadMs } = parts;
  endpoint.emit('start', { profileFolder, version, clockAheadMs });

  const stop = async (): Promise<void> => {
    endpoint.emit('stop', {});
    const timer = setTimeout(() => child.kill(), STOP_MS);
    await ended;
    clearTimeout(timer);
  };
  return {
    // The endpoint's own form of an event, since a port has to travel with it.
    connect: (to, port) => child.postMessage({ event: 'connect', payload: { to } }, [port]),
    notePicked: (token, path) => endpoint.emit('picked', { token, path }),
    lan: {
      ownPlaces: (places) => endpoint.emit('ownPlaces', { places }),
      heard: (heard) => endpoint.emit('heardOnNetwork', heard),
      networksAre: (networks) => endpoint.emit('networksAre', { networks: [...networks] }),
    },
    stop() {
      stopping ??= stop();
      return stopping;
    },
    async kill() {
      stopping ??= ended;
      // Not `child.kill()`: that asks, and an engine in the middle of a rewrite would be asked too gently.
      if (child.pid === undefined) child.kill();
      else process.kill(child.pid, 'SIGKILL');
      await ended;
    },
  };
}
