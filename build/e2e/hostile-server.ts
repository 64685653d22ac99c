/** Meeting places that mean harm or are broken: each takes connections on loopback and treats them in one bad way. */
import { createHash } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What a hostile server does to whoever connects. */
export type Hostility =
  /** Takes the connection and never says a word. */
  | 'never-answers'
  /** Becomes a WebSocket and never says a word after that. */
  | 'silent-socket'
  /** Closes: at once, after the request, in the middle of the answer, after the handshake, after each message, … */
  | 'closes-everywhere'
  /** Sends everything that is not signalling, and signalling that is wrong in every field. */
  | 'garbage'
  /** Announces a WebSocket frame of 1 GB and begins to send it. */
  | 'one-gigabyte';

/** A running hostile server. */
export interface HostileServer {
  readonly address: string;
  /** How many connections it has taken so far. */
  connections(): number;
  /** How many bytes it has sent so far. */
  sent(): number;
  close(): Promise<void>;
}

/** Starts one on a free port. `firstMoment` is where `closes-everywhere` begins. */
export async function openHostileServer(hostility: Hostility, firstMoment = 0): Promise<HostileServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let sent = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      sent += socket.bytesWritten;
    });
    socket.on('error', () => socket.destroy());
    treat(hostility, socket, firstMoment + connections);
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `ws://127.0.0.1:${port}`,
    connections: () => connections,
    sent: () => [...sockets].reduce((sum, socket) => sum + socket.bytesWritten, sent),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** `turn` counts the connections, so that each one meets the next of the bad moments. */
function treat(hostility: Hostility, socket: Socket, turn: number): void {
  switch (hostility) {
    case 'never-answers':
      return;
    case 'silent-socket':
      onRequest(socket, (answer) => socket.write(answer));
      return;
    case 'closes-everywhere':
      closeAtMoment(socket, turn % CLOSING_MOMENTS);
      return;
    case 'garbage':
      onRequest(socket, (answer) => {
        socket.write(answer);
        for (const frame of garbage()) socket.write(frame);
        // And once more at every message of the app, so that no state of its reader is spared.
        socket.on('data', () => {
          for (const frame of garbage()) socket.write(frame);
        });
      });
      return;
    case 'one-gigabyte':
      onRequest(socket, (answer) => {
        socket.write(answer);
        const header = Buffer.alloc(10);
        header[0] = 0x81;
        header[1] = 127;
        header.writeBigUInt64BE(1n << 30n, 2);
        socket.write(header);
        const piece = Buffer.alloc(64 * 1024, 'a');
        const more = (): void => {
          while (!socket.destroyed && socket.bytesWritten < 1 << 30) if (!socket.write(piece)) break;
        };
        socket.on('drain', more);
        more();
      });
  }
}

/** How many different moments `closes-everywhere` knows. */
export const CLOSING_MOMENTS = 7;

function closeAtMoment(socket: Socket, moment: number): void {
  if (moment === 0) {
    socket.destroy();
    return;
  }
  onRequest(socket, (answer) => {
    if (moment === 1) socket.destroy();
    else if (moment === 2) socket.end(answer.slice(0, 20));
    else if (moment === 3) socket.end('HTTP/1.1 500 Internal Server Error\r\n\r\n');
    else {
      socket.write(answer);
      if (moment === 4) socket.end();
      // A close frame with a reason; then the first half of a frame that never ends; then after the app's first words.
      else if (moment === 5) socket.end(Buffer.concat([Buffer.from([0x88, 0x02]), Buffer.from([0x03, 0xe9])]));
      else socket.once('data', () => socket.end(Buffer.from([0x81, 0x7e, 0x10, 0x00, 0x7b])));
    }
  });
}

/** Reads the upgrade request and hands on the answer that accepts it (RFC 6455, 4.2.2). */
function onRequest(socket: Socket, then: (answer: string) => void): void {
  let request = '';
  const read = (bytes: Buffer): void => {
    request += bytes.toString('latin1');
    const key = /sec-websocket-key: *([^\r\n]+)/i.exec(request)?.[1]?.trim();
    if (!request.includes('\r\n\r\n') || key === undefined) return;
    socket.removeListener('data', read);
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    then(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
  };
  socket.on('data', read);
}

const textFrame = (text: string): Buffer => frame(0x81, Buffer.from(text));

function frame(first: number, payload: Buffer): Buffer {
  const head = payload.length < 126 ? Buffer.from([first, payload.length]) : Buffer.alloc(4);
  if (payload.length >= 126) {
    head[0] = first;
    head[1] = 126;
    head.writeUInt16BE(payload.length, 2);
  }
  return Buffer.concat([head, payload]);
}

/** Frames that are well formed as WebSocket, so that they reach the app's own reader. */
function garbage(): Buffer[] {
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  const publish = (data: unknown, topic: unknown = 'x'): string => JSON.stringify({ type: 'publish', topic, data });
  return [
    textFrame(''),
    textFrame('null'),
    textFrame('{'),
    textFrame('[]'),
    textFrame('"publish"'),
    textFrame(deep),
    textFrame('{"__proto__":{"polluted":true},"type":"publish"}'),
    textFrame('{"type":"publish","topic":{"toString":1},"data":{}}'),
    textFrame(publish(null)),
    textFrame(publish('not base64 !!!')),
    textFrame(publish({ type: 'announce', from: 7 })),
    textFrame(publish({ type: 'signal', from: 'a', to: 'b', signal: { type: 'offer', sdp: 'v=0\r\nnonsense' } })),
    textFrame(publish('A'.repeat(60_000))),
    frame(0x82, Buffer.from([0, 255, 1, 254, 0x80])),
    frame(0x89, Buffer.from('ping')),
    textFrame('{"type":"pong"}'),
  ];
}
