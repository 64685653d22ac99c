/**
 * Composition root of the net page: hidden, sandboxed, with the network and
 * without a key. It takes one engine's port after another; a new port means
 * that the engine began anew, so everything of the old one ends.
 */
import { enginePortOf } from '../../shared/ipc/bridge.ts';
import { engineToNet, type netToEngine } from '../../shared/ipc/engine-net.ts';
import { createEndpoint, type Port } from '../../shared/ipc/rpc.ts';
import { forgetBoard, rememberBoard } from './board-memory.ts';
import { NetProcess } from './net-process.ts';
import type { RoomWorld } from './room.ts';
import { LINE_TIMES } from './server-line.ts';

/** How long two peers may take to connect, in milliseconds: a few tries over each path. */
const CONNECT_MS = 20_000;
/**
 * How long a description waits for the candidates that go with it, in milliseconds. Each thing that is said is a
 * publication of 4 KiB to everybody in the room, so that all of them in one are a fifth of one by one (SPEC MT2).
 * Addresses of this computer are found within a tenth of a second; a helper server that is far, or silent, is not
 * waited for.
 */
const GATHER_MS = 300;

const world: RoomWorld = {
  makeConnection: (iceServers) => new RTCPeerConnection({ iceServers: [...iceServers] }),
  makeSocket: (url) => new WebSocket(url),
  random: Math.random,
  now: () => performance.now(),
  lineTimes: LINE_TIMES,
  connectMs: CONNECT_MS,
  gatherMs: GATHER_MS,
};

let serving: NetProcess | null = null;

function serve(messagePort: MessagePort): void {
  void serving?.close();
  const port: Port = {
    send: (message) => messagePort.postMessage(message),
    receive: (listener) => {
      messagePort.onmessage = (event: MessageEvent<unknown>) => listener(event.data);
    },
  };
  const net: NetProcess = new NetProcess({
    world,
    remember: rememberBoard,
    forgetBoard,
    tell: (name, payload) => endpoint.emit(name, payload),
  });
  const endpoint = createEndpoint<Record<never, never>, Record<never, never>, typeof engineToNet, typeof netToEngine>({
    port,
    served: {},
    handlers: {},
    called: {},
    heard: engineToNet,
    onEvent: net.onEvent,
    // Nobody reads a log of this page, and a person can do nothing about it: the engine sees the channel close.
    onDefect: () => undefined,
  });
  serving = net;
  endpoint.emit('netReady', {});
}

window.addEventListener('message', (message) => {
  const port = enginePortOf(message, { window, origin: window.location.origin });
  if (port !== null) serve(port);
});
// y-webrtc leaves promises alone that a hostile message can reject; they must not fill a log.
window.addEventListener('unhandledrejection', (event) => event.preventDefault());
