/**
 * Composition root of the engine process (an Electron utilityProcess): the real
 * ports, and the words with main. It has the keys and no network.
 */
import { fileURLToPath } from 'node:url';
import type * as v from 'valibot';
import { cryptoReady } from '../../shared/crypto/crypto.ts';
import { engineAsksMain, type engineToMain, mainToEngine } from '../../shared/ipc/main-links.ts';
import { createEndpoint, type Port } from '../../shared/ipc/rpc.ts';
import { noRequests } from '../../shared/ipc/ui-engine.ts';
import { createEngine, type Engine } from './create-engine.ts';
import { inTurns } from './in-turns.ts';
import { createRingLog } from './ring-log.ts';
import { createThreadStretch, isStretchThread, runStretchThread } from './stretch-worker.ts';
import { clockAhead, createSystemRandom, nodeDeflate, systemClock, systemTimers } from './system-ports.ts';
import { createCalibration } from './vault/calibration.ts';
import { keychainOfMain } from './vault/keychain.ts';

/** What the utility process finds in `process.parentPort`, and every port that main hands over. */
interface ElectronPort {
  on(
    event: 'message',
    listener: (message: { readonly data: unknown; readonly ports: readonly ElectronPort[] }) => void,
  ): void;
  postMessage(message: unknown): void;
  /** Only ports that were handed over have to be started. */
  start?(): void;
}

const portOf = (electronPort: ElectronPort): Port => ({
  send: (message) => electronPort.postMessage(message),
  receive(listener) {
    electronPort.on('message', ({ data }) => listener(data));
    electronPort.start?.();
  },
});

/** How long after one hint of new words the next may follow, milliseconds: main makes notices of them. */
const ACTIVITY_MS = 2_000;

function run(parent: ElectronPort): void {
  const log = createRingLog(systemClock);
  let engine: Engine | null = null;
  let isResting = false;
  /** The port that came with the message being heard. */
  let handedOver: ElectronPort | null = null;

  function tellActivity(): void {
    if (isResting) return;
    isResting = true;
    systemTimers.after(ACTIVITY_MS, () => {
      isResting = false;
    });
    main.emit('newActivity', {});
  }

  const onEvent = {
    start({ profileFolder, version, clockAheadMs }: v.InferOutput<typeof mainToEngine.start>) {
      const random = createSystemRandom();
      const stretch = createThreadStretch(fileURLToPath(import.meta.url));
      engine ??= createEngine({
        profileFolder,
        version,
        ports: { clock: clockAhead(clockAheadMs), random, deflate: nodeDeflate },
        timers: systemTimers,
        log,
        stretch,
        calibration: createCalibration(stretch, random, systemTimers.steadyNow),
        keychain: keychainOfMain(main.call),
        isRolling: true,
        sendBeacon: (address, beacon) => main.emit('sendBeacon', { address, beacon }),
        onActivity: tellActivity,
        onOpened: ({ lockAfterMinutes, isScreenGuarded }) => main.emit('opened', { lockAfterMinutes, isScreenGuarded }),
      });
      main.emit('ready', {});
    },
    connect({ to }: v.InferOutput<typeof mainToEngine.connect>) {
      if (!engine || !handedOver) return;
      if (to === 'ui') engine.connectUi(portOf(handedOver));
      else engine.connectNet(inTurns(portOf(handedOver), setImmediate));
    },
    picked({ token, path }: v.InferOutput<typeof mainToEngine.picked>) {
      engine?.notePicked(token, path);
    },
    ownPlaces({ places }: v.InferOutput<typeof mainToEngine.ownPlaces>) {
      engine?.ownPlaces(places);
    },
    networksAre({ networks }: v.InferOutput<typeof mainToEngine.networksAre>) {
      engine?.networksAre(networks);
    },
    heardOnNetwork({ address, from, beacon }: v.InferOutput<typeof mainToEngine.heardOnNetwork>) {
      engine?.heardOnNetwork(address, from, beacon);
    },
    stop() {
      engine?.stop();
      engine = null;
      main.emit('stopped', {});
    },
  };

  const main = createEndpoint<typeof noRequests, typeof engineAsksMain, typeof mainToEngine, typeof engineToMain>({
    port: {
      send: (message) => parent.postMessage(message),
      receive(listener) {
        parent.on('message', ({ data, ports }) => {
          handedOver = ports[0] ?? null;
          listener(data);
          handedOver = null;
        });
      },
    },
    served: noRequests,
    handlers: {},
    called: engineAsksMain,
    heard: mainToEngine,
    onEvent,
    onDefect: (where, defect) =>
      log.event('defect', { where, kind: defect instanceof Error ? defect.name : typeof defect }),
  });
}

if (isStretchThread()) await runStretchThread();
else {
  const { parentPort } = process as unknown as { readonly parentPort?: ElectronPort };
  if (!parentPort) throw new Error('the engine runs as a utility process of Hearth');
  await cryptoReady;
  run(parentPort);
}
