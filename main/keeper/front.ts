/**
 * The keeper's door: one HTTP server that bounds connections, answers people
 * with one plain sentence, and hands WebSockets to the room of their path. It
 * pings those that say nothing and ends those that no longer answer. No header decides anything,
 * and nothing of an address is kept once its last connection is gone.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** WebSocket close codes (RFC 6455, 7.4.1). */
export const UNSUPPORTED_DATA = 1003;
export const POLICY_VIOLATION = 1008;
export const TRY_LATER = 1013;

/** What `/` says to a person who opens it in a browser. */
export const PLAIN_SENTENCE =
  'This is a Hearth meeting place. Members’ apps find each other here. What it keeps for them is sealed, and gone within 30 days.\n';

/** Where a WebSocket is taken to. */
export interface SocketRoom {
  /** Longest message in bytes; a longer one ends the socket. */
  readonly maxPayload: number;
  /** Takes over an open socket; errors, pings and its end by silence are the door's. */
  welcome(socket: WebSocket): void;
}

/** Bounds of the door; sizes are per process. */
export interface FrontBounds {
  /** Most TCP connections at once, half-open ones included. */
  readonly maxSockets: number;
  /** Most TCP connections from one address; 0 for no bound (behind a proxy all come from one). */
  readonly maxSocketsPerAddress: number;
  /** Whether it says nothing of itself over HTTP, not even to who asks for `/`. */
  readonly isSilent: boolean;
  /** A socket that said nothing for this long is pinged, and one that has not answered for as long again is ended, in milliseconds. */
  readonly pingMs: number;
  /** A connection that has not become a WebSocket by then is ended, in milliseconds. */
  readonly handshakeMs: number;
}

/** A door that can be opened. */
export interface Front {
  /** Begins to listen; the answer is the port (chosen by the system for port 0). Rejects when that cannot be had. */
  listen(port: number, host: string): Promise<number>;
  /** Ends every socket and stops listening. */
  close(): Promise<void>;
  size(): { readonly connections: number; readonly sockets: number };
}

/** Makes the door; `roomOf` names the room for a path. Nothing listens yet. */
export function createFront(bounds: FrontBounds, roomOf: (path: string) => SocketRoom): Front {
  /** Open sockets: whether each said something since the last round, has answered, or was asked whether it is there. */
  const sockets = new Map<WebSocket, 'spoke' | 'answered' | 'asked'>();
  const http = createServer({ connectionsCheckingInterval: Math.min(bounds.handshakeMs, 5_000) }, (request, response) =>
    answerPlainly(request, response, bounds.isSilent),
  );
  http.headersTimeout = bounds.handshakeMs;
  http.requestTimeout = bounds.handshakeMs;
  http.keepAliveTimeout = 1;
  http.maxHeadersCount = 64;
  http.on('clientError', (_error, socket) => socket.destroy());
  const connections = boundConnections(http, bounds);

  const servers = new Map<number, WebSocketServer>();
  const serverFor = (maxPayload: number): WebSocketServer => {
    const known = servers.get(maxPayload);
    if (known !== undefined) return known;
    const made = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false, maxPayload });
    made.on('wsClientError', (_error, socket) => socket.destroy());
    servers.set(maxPayload, made);
    return made;
  };
  http.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    const room = roomOf(request.url ?? '/');
    serverFor(room.maxPayload).handleUpgrade(request, socket, head, (opened) => {
      sockets.set(opened, 'answered');
      opened.on('pong', () => sockets.set(opened, 'answered'));
      opened.on('message', () => sockets.set(opened, 'spoke'));
      // `ws` ends the socket itself after an error (a frame too large, text that is not UTF-8); unheard, it would end us.
      opened.on('error', () => opened.terminate());
      opened.on('close', () => sockets.delete(opened));
      room.welcome(opened);
    });
  });

  const pinging = setInterval(() => {
    for (const [socket, sign] of sockets) {
      // Whoever we do not read from at the moment cannot be heard answering; its room sees to it.
      if (socket.isPaused) continue;
      if (sign === 'asked') {
        socket.terminate();
        continue;
      }
      sockets.set(socket, sign === 'spoke' ? 'answered' : 'asked');
      // Members ask us now and then, which says as much as an answer would (SPEC MT1).
      if (sign === 'answered') socket.ping();
    }
  }, bounds.pingMs);
  pinging.unref();

  return {
    listen: (port, host) => listen(http, port, host),
    async close() {
      clearInterval(pinging);
      for (const socket of sockets.keys()) socket.terminate();
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => http.close(resolve));
    },
    size: () => ({ connections: connections.size, sockets: sockets.size }),
  };
}

/** Destroys connections beyond the bounds; the set holds the others. */
function boundConnections(http: Server, bounds: FrontBounds): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  const perAddress = new Map<string, number>();
  http.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (perAddress.get(address) ?? 0) + 1;
    const most = bounds.maxSocketsPerAddress;
    if (connections.size >= bounds.maxSockets || (most > 0 && count > most)) {
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
  return connections;
}

function listen(http: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject);
    // A storm of connections after a restart waits in the system's queue instead of being turned away.
    http.listen({ port, host, backlog: 4_096 }, () => {
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
