/** A whole net process in Node: real y-webrtc, real WebRTC, real sockets, IndexedDB in memory. */
import { vi } from 'vitest';
import { WebSocket } from 'ws';
import type { IceServer } from '../../../shared/ipc/engine-net.ts';
import { nodeConnection } from './node-webrtc.ts';
import type { LineTimes } from '../server-line.ts';

/** Short enough for tests that wait for silence. */
export const QUICK: LineTimes = { answerMs: 1_000, pingMs: 100, pauseMs: 10, maxPauseMs: 50 };

/** What a net process told its engine. */
export interface Told {
  readonly name: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One member's net process. */
export interface NetMember {
  readonly net: InstanceType<typeof import('../net-process.ts').NetProcess>;
  readonly told: Told[];
  readonly sockets: WebSocket[];
  /** The helper servers that each connection was made with. */
  readonly asked: (readonly IceServer[])[];
  /** Connections begun so far. */
  readonly connections: number;
  /** Payloads of one event, as far as they came. */
  all(name: string): Readonly<Record<string, unknown>>[];
  /** Resolves with the first payload of an event that fits. */
  first(name: string, fits?: (payload: Readonly<Record<string, unknown>>) => boolean): Promise<Record<string, unknown>>;
}

const members: NetMember[] = [];

/**
 * A member with modules of its own: y-webrtc keeps its rooms in the module, so two members in one module would be one.
 * `disk` keeps apart what members remember.
 */
export async function netMember(
  options: { disk?: string; times?: LineTimes; now?: () => number } = {},
): Promise<NetMember> {
  vi.resetModules();
  const { NetProcess } = await import('../net-process.ts');
  const { rememberBoard, forgetBoard } = await import('../board-memory.ts');
  const told: Told[] = [];
  const sockets: WebSocket[] = [];
  const asked: (readonly IceServer[])[] = [];
  let connections = 0;
  let listeners: (() => void)[] = [];
  const disk = options.disk ?? `disk${members.length}`;
  const net = new NetProcess({
    world: {
      makeConnection: (iceServers) => {
        connections += 1;
        asked.push(iceServers);
        return nodeConnection();
      },
      makeSocket: (url) => {
        const socket = new WebSocket(url);
        sockets.push(socket);
        return socket as unknown as globalThis.WebSocket;
      },
      random: () => 0.25,
      now: options.now ?? (() => performance.now()),
      lineTimes: options.times ?? QUICK,
      connectMs: 5_000,
      gatherMs: 300,
    },
    remember: (boardKey) => rememberBoard(`${disk}${boardKey}`),
    forgetBoard: (boardKey) => forgetBoard(`${disk}${boardKey}`),
    tell: (name, payload) => {
      told.push({ name, payload });
      for (const listener of listeners) listener();
    },
  });
  const all = (name: string) => told.filter((one) => one.name === name).map((one) => one.payload);
  const member: NetMember = {
    net,
    told,
    sockets,
    asked,
    get connections() {
      return connections;
    },
    all,
    first: (name, fits = () => true) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = all(name).find(fits);
          if (found === undefined) return;
          listeners = listeners.filter((other) => other !== look);
          resolve(found);
        };
        listeners.push(look);
        look();
      }),
  };
  members.push(member);
  return member;
}

/** Ends every member that tests have left. */
export async function endMembers(): Promise<void> {
  for (const member of members.splice(0)) await member.net.close();
}
