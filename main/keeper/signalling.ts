/**
 * The meeting place: signalling in y-webrtc's format. It tells sockets that
 * listen to a topic what others publish there: no counts, no history, no log of
 * addresses or topics. Besides it keeps sealed invites in boxes (`boxes.ts`),
 * and has mailboxes at a path of their own where it was given a store
 * (`mail-room.ts`). Everything that arrives is taken for hostile; memory per
 * socket and in all is bounded.
 */
import type { WebSocket } from 'ws';
import { MAIL_PATH } from '../../shared/sync/mail-frame.ts';
import { BOX_PUTS_PER_HOUR, type Boxes, boxAnswer, createBoxes, type SharedBoxes } from './boxes.ts';
import { MAX_CLIENT_MESSAGE_BYTES, MAX_TOPICS_PER_SOCKET, readClientMessage } from './client-message.ts';
import { type FanOut, noFanOut } from './fan-out.ts';
import {
  createFront,
  type FrontBounds,
  POLICY_VIOLATION,
  type SocketRoom,
  TRY_LATER,
  UNSUPPORTED_DATA,
} from './front.ts';
import { createListeners } from './listeners.ts';
import { Rate } from './rate.ts';

/** Messages a second that one socket may send on average, and at once. */
export const MESSAGES_PER_SECOND = 20;
export const MESSAGE_BURST = 240;
/** Messages over the rate after which a socket is ended rather than slowed down. */
const MAX_OVER_RATE = 1_000;
/** Bytes waiting for a socket that reads too slowly; beyond them it is ended. */
const MAX_WAITING_BYTES = 256 * 1024;

/** How a server is set up; sizes are per process. */
export interface SignallingOptions extends FrontBounds {
  /** Most sockets that listen to one topic. */
  readonly maxSocketsPerTopic: number;
  /** Most boxes in memory at once, each of at most 1 KiB; 0 for none. Without meaning where `boxes` is given. */
  readonly maxBoxes: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** The time that a `pong` tells, in milliseconds since 1970 UTC; without it none is told (SPEC NT43). */
  readonly clock?: () => number;
  /** Boxes that several instances share, in the place of those in memory. */
  readonly boxes?: SharedBoxes;
  /** The way to other instances of this keeper. */
  readonly fanOut?: FanOut;
  /** The room of mailboxes; without it, a socket that asks for mailboxes is closed as this keeper has none. */
  readonly mail?: SocketRoom;
}

/** Bounds for one small machine. */
export const DEFAULT_BOUNDS: Omit<SignallingOptions, 'now' | 'clock' | 'boxes' | 'fanOut' | 'mail'> = {
  maxSockets: 10_000,
  maxSocketsPerAddress: 128,
  maxSocketsPerTopic: 128,
  maxBoxes: 10_000,
  isSilent: false,
  pingMs: 45_000,
  handshakeMs: 10_000,
};

/** What the server keeps of one socket. */
interface Client {
  readonly topics: Set<string>;
  readonly rate: Rate;
  readonly boxPuts: Rate;
  overRate: number;
  resume: NodeJS.Timeout | null;
}

/** A running server. */
export interface SignallingServer {
  /** Begins to listen; the answer is the port (chosen by the system for port 0). Rejects when that cannot be had. */
  listen(port: number, host: string): Promise<number>;
  /** Ends every socket and stops listening. */
  close(): Promise<void>;
  /** Sockets, topics and boxes in memory at this moment. */
  size(): {
    readonly connections: number;
    readonly sockets: number;
    readonly topics: number;
    readonly boxes: number;
  };
}

/**
 * Where there are no mailboxes, `/mail` opens and closes at once with this code: a page is not told why an upgrade was
 * refused, and a keeper from before there were mailboxes closes with the same code at the first question.
 */
const noMail: SocketRoom = { maxPayload: 1_024, welcome: (socket) => socket.close(UNSUPPORTED_DATA, 'no mailboxes') };

const MINUTE_MS = 60_000;

/** To the minute: enough for whoever's clock is wrong, and of no use for telling answers apart. */
const pong = (now: number | null): string =>
  JSON.stringify(now === null ? { type: 'pong' } : { type: 'pong', time: now - (now % MINUTE_MS) });

/** Makes a server; nothing listens yet. */
export function createSignallingServer(options: SignallingOptions): SignallingServer {
  const { fanOut = noFanOut, mail = noMail } = options;
  const own = createBoxes(options);
  const boxes: Boxes | SharedBoxes = options.boxes ?? own;
  const topics = createListeners('topic', options.maxSocketsPerTopic, fanOut);

  const send = (socket: WebSocket, data: string | Buffer): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
    else socket.send(data, { binary: false });
  };
  fanOut.onHeard('topic', (topic, data) => {
    for (const socket of topics.of(topic)) send(socket, data);
  });

  const join = (socket: WebSocket, client: Client, topic: string): void => {
    if (client.topics.has(topic)) return;
    if (client.topics.size >= MAX_TOPICS_PER_SOCKET) socket.close(POLICY_VIOLATION);
    else if (topics.join(socket, topic)) client.topics.add(topic);
    else socket.close(TRY_LATER);
  };

  /** False when the message is over the socket's rate: it is dropped, and the socket is not read until it has room. */
  const admit = (socket: WebSocket, client: Client): boolean => {
    if (client.rate.take()) return true;
    client.overRate += 1;
    if (client.overRate > MAX_OVER_RATE) socket.terminate();
    else if (client.resume === null) {
      socket.pause();
      client.resume = setTimeout(() => {
        client.resume = null;
        socket.resume();
      }, client.rate.waitMs(MESSAGES_PER_SECOND));
    }
    return false;
  };

  const receive = async (socket: WebSocket, client: Client, data: Buffer, isBinary: boolean): Promise<void> => {
    if (socket.readyState !== socket.OPEN || !admit(socket, client)) return;
    if (isBinary) {
      socket.close(UNSUPPORTED_DATA);
      return;
    }
    const message = readClientMessage(data.toString('utf8'));
    if (!message.ok) {
      socket.close(POLICY_VIOLATION);
      return;
    }
    switch (message.value.type) {
      case 'subscribe':
        for (const topic of message.value.topics) join(socket, client, topic);
        return;
      case 'unsubscribe':
        for (const topic of message.value.topics) {
          if (client.topics.delete(topic)) topics.leave(socket, topic);
        }
        return;
      case 'publish':
        // The frame goes out as it came in: nothing is added (no count of listeners), nothing is rebuilt.
        for (const other of topics.of(message.value.topic)) if (other !== socket) send(other, data);
        fanOut.tell('topic', message.value.topic, data);
        return;
      case 'box-put': {
        const { box, data: content, days } = message.value;
        const state = client.boxPuts.take() ? await boxes.put(box, content, days) : 'full';
        send(socket, JSON.stringify({ type: 'box-put', box, state }));
        return;
      }
      case 'box-get': {
        const content = await boxes.get(message.value.box);
        // A box that cannot be looked into is not an empty one.
        if (content === 'away') socket.close(TRY_LATER);
        else send(socket, boxAnswer(message.value.box, content));
        return;
      }
      case 'ping':
        send(socket, pong(options.clock?.() ?? null));
        return;
    }
  };

  const signalling: SocketRoom = {
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
    welcome(socket) {
      const client: Client = {
        topics: new Set(),
        rate: new Rate(MESSAGES_PER_SECOND, MESSAGE_BURST, options.now),
        boxPuts: new Rate(BOX_PUTS_PER_HOUR / 3_600, BOX_PUTS_PER_HOUR, options.now),
        overRate: 0,
        resume: null,
      };
      socket.on('message', (data: Buffer, isBinary) => void receive(socket, client, data, isBinary));
      socket.on('close', () => {
        if (client.resume !== null) clearTimeout(client.resume);
        for (const topic of client.topics) topics.leave(socket, topic);
      });
    },
  };

  const front = createFront(options, (path) => (path === MAIL_PATH ? mail : signalling));
  return {
    listen: front.listen,
    close: front.close,
    size: () => ({ ...front.size(), topics: topics.size, boxes: own.size }),
  };
}
