/**
 * The meeting place: a signalling server in y-webrtc's format. It tells sockets
 * that listen to a topic what others publish there: no counts, no history, no
 * log of addresses or topics. Besides it keeps sealed invites in boxes
 * (`boxes.ts`). Everything that arrives is taken for hostile; memory per socket
 * and in all is bounded.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { BOX_PUTS_PER_HOUR, boxAnswer, createBoxes } from './boxes.ts';
import { MAX_CLIENT_MESSAGE_BYTES, MAX_TOPICS_PER_SOCKET, readClientMessage } from './client-message.ts';
import { Rate } from './rate.ts';

/** Messages a second that one socket may send on average, and at once. */
export const MESSAGES_PER_SECOND = 20;
export const MESSAGE_BURST = 240;
/** Messages over the rate after which a socket is ended rather than slowed down. */
const MAX_OVER_RATE = 1_000;
/** Bytes waiting for a socket that reads too slowly; beyond them it is ended. */
const MAX_WAITING_BYTES = 256 * 1024;
/** WebSocket close codes (RFC 6455, 7.4.1). */
const UNSUPPORTED_DATA = 1003;
const POLICY_VIOLATION = 1008;
const TRY_LATER = 1013;

/** What `/` says to a person who opens it in a browser. */
export const PLAIN_SENTENCE =
  'This is a Hearth meeting place. Members’ apps find each other here. What it keeps for them is sealed, in memory only, and gone within 30 days.\n';

/** How a server is set up; sizes are per process. */
export interface SignallingOptions {
  /** Most TCP connections at once, half-open ones included. */
  readonly maxSockets: number;
  /** Most TCP connections from one address; 0 for no bound (behind a proxy all come from one). */
  readonly maxSocketsPerAddress: number;
  /** Most sockets that listen to one topic. */
  readonly maxSocketsPerTopic: number;
  /** Most boxes in memory at once, each of at most 1 KiB; 0 for none. */
  readonly maxBoxes: number;
  /** Whether it says nothing of itself over HTTP, not even to who asks for `/`. */
  readonly isSilent: boolean;
  /** A socket that has not answered a ping for this long is ended, in milliseconds. */
  readonly pingMs: number;
  /** A connection that has not become a WebSocket by then is ended, in milliseconds. */
  readonly handshakeMs: number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
}

/** Bounds for one small machine. */
export const DEFAULT_BOUNDS: Omit<SignallingOptions, 'now'> = {
  maxSockets: 10_000,
  maxSocketsPerAddress: 128,
  maxSocketsPerTopic: 128,
  maxBoxes: 10_000,
  isSilent: false,
  pingMs: 30_000,
  handshakeMs: 10_000,
};

/** What the server keeps of one socket. */
interface Client {
  readonly topics: Set<string>;
  readonly rate: Rate;
  readonly boxPuts: Rate;
  overRate: number;
  alive: boolean;
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

/** Makes a server; nothing listens yet. */
export function createSignallingServer(options: SignallingOptions): SignallingServer {
  const clients = new Map<WebSocket, Client>();
  const topics = new Map<string, Set<WebSocket>>();
  const connections = new Set<Socket>();
  const perAddress = new Map<string, number>();
  const boxes = createBoxes(options);

  const leave = (socket: WebSocket, topic: string): void => {
    const listeners = topics.get(topic);
    listeners?.delete(socket);
    if (listeners?.size === 0) topics.delete(topic);
  };

  const join = (socket: WebSocket, client: Client, topic: string): void => {
    if (client.topics.has(topic)) return;
    const listeners = topics.get(topic) ?? new Set();
    if (client.topics.size >= MAX_TOPICS_PER_SOCKET) {
      socket.close(POLICY_VIOLATION);
    } else if (listeners.size >= options.maxSocketsPerTopic) {
      socket.close(TRY_LATER);
    } else {
      topics.set(topic, listeners.add(socket));
      client.topics.add(topic);
    }
  };

  const send = (socket: WebSocket, data: string | Buffer): void => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > MAX_WAITING_BYTES) socket.terminate();
    else socket.send(data, { binary: false });
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

  const receive = (socket: WebSocket, client: Client, data: Buffer, isBinary: boolean): void => {
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
          if (client.topics.delete(topic)) leave(socket, topic);
        }
        return;
      case 'publish':
        // The frame goes out as it came in: nothing is added (no count of listeners), nothing is rebuilt.
        for (const other of topics.get(message.value.topic) ?? []) if (other !== socket) send(other, data);
        return;
      case 'box-put': {
        const { box, data: content, days } = message.value;
        const state = client.boxPuts.take() ? boxes.put(box, content, days) : 'full';
        send(socket, JSON.stringify({ type: 'box-put', box, state }));
        return;
      }
      case 'box-get':
        send(socket, boxAnswer(message.value.box, boxes.get(message.value.box)));
        return;
      case 'ping':
        send(socket, '{"type":"pong"}');
        return;
    }
  };

  const welcome = (socket: WebSocket): void => {
    const client: Client = {
      topics: new Set(),
      rate: new Rate(MESSAGES_PER_SECOND, MESSAGE_BURST, options.now),
      boxPuts: new Rate(BOX_PUTS_PER_HOUR / 3_600, BOX_PUTS_PER_HOUR, options.now),
      overRate: 0,
      alive: true,
      resume: null,
    };
    clients.set(socket, client);
    socket.on('pong', () => {
      client.alive = true;
    });
    socket.on('message', (data: Buffer, isBinary) => receive(socket, client, data, isBinary));
    // `ws` ends the socket itself after an error (a frame too large, text that is not UTF-8); unheard, it would end us.
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (client.resume !== null) clearTimeout(client.resume);
      for (const topic of client.topics) leave(socket, topic);
      clients.delete(socket);
    });
  };

  const http = createServer(
    { connectionsCheckingInterval: Math.min(options.handshakeMs, 5_000) },
    (request, response) => answerPlainly(request, response, options.isSilent),
  );
  http.headersTimeout = options.handshakeMs;
  http.requestTimeout = options.handshakeMs;
  http.keepAliveTimeout = 1;
  http.maxHeadersCount = 64;
  http.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (perAddress.get(address) ?? 0) + 1;
    const bound = options.maxSocketsPerAddress;
    if (connections.size >= options.maxSockets || (bound > 0 && count > bound)) {
      socket.destroy();
      return;
    }
    connections.add(socket);
    perAddress.set(address, count);
    socket.once('close', () => {
      connections.delete(socket);
      const left = (perAddress.get(address) ?? 1) - 1;
      if (left === 0) perAddress.delete(address);
      else perAddress.set(address, left);
    });
  });
  http.on('clientError', (_error, socket) => socket.destroy());

  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
  });
  sockets.on('wsClientError', (_error, socket) => socket.destroy());
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    sockets.handleUpgrade(request, socket, head, welcome);
  });

  const pinging = setInterval(() => {
    for (const [socket, client] of clients) {
      if (!client.alive) {
        socket.terminate();
        continue;
      }
      client.alive = false;
      socket.ping();
    }
  }, options.pingMs);
  pinging.unref();

  return {
    listen: (port, host) => listen(http, port, host),
    async close() {
      clearInterval(pinging);
      for (const socket of clients.keys()) socket.terminate();
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
    size: () => ({ connections: connections.size, sockets: clients.size, topics: topics.size, boxes: boxes.size }),
  };
}

function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    http.listen(port, host, () => {
      http.off('error', reject);
      resolve((http.address() as AddressInfo).port);
    });
  });
}

function answerPlainly(request: IncomingMessage, response: ServerResponse, isSilent: boolean): void {
  const found = !isSilent && request.url === '/' && (request.method === 'GET' || request.method === 'HEAD');
  response.writeHead(found ? 200 : 404, {
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
    connection: 'close',
  });
  response.end(found ? PLAIN_SENTENCE : 'Nothing here.\n');
}
