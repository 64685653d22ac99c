/** A SOCKS5 proxy for tests (RFC 1928: CONNECT without a login), which says whom it was asked for. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A proxy on a port of this machine. */
export interface SocksServer {
  /** `127.0.0.1:PORT`; stays the same while it is stopped and started. */
  readonly address: string;
  readonly port: number;
  /** Whom it connected to, as `host:port`. */
  readonly asked: readonly string[];
  /** Ends every connection and answers nobody until `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Opens a proxy on a free port. */
export async function openSocksServer(): Promise<SocksServer> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const serve = (client: Socket): void => {
    keep(client);
    client.once('data', () => {
      client.write(Uint8Array.of(5, 0));
      client.once('data', (request) => {
        const { host, port } = targetOf(request);
        asked.push(`${host}:${port}`);
        const target = connect(port, host, () => {
          client.write(Uint8Array.of(5, 0, 0, 1, 0, 0, 0, 0, 0, 0));
          client.pipe(target).pipe(client);
        });
        keep(target);
        target.on('close', () => client.destroy());
        client.on('close', () => target.destroy());
      });
    });
  };
  let server: Server | null = null;
  const listen = (at: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const opened = createServer(serve);
      server = opened;
      opened.once('error', reject).listen(at, '127.0.0.1', () => resolve((opened.address() as AddressInfo).port));
    });
  const port = await listen(0);
  return {
    address: `127.0.0.1:${port}`,
    port,
    asked,
    stop: () =>
      new Promise((resolve) => {
        if (server === null) resolve();
        else server.close(() => resolve());
        server = null;
        for (const socket of sockets) socket.destroy();
      }),
    start: async () => {
      if (server === null) await listen(port);
    },
  };
}

/** The far end that a CONNECT names: `5 1 0 kind address port`. */
function targetOf(request: Buffer): { host: string; port: number } {
  const isName = request[3] === 3;
  const length = isName ? (request[4] ?? 0) : request[3] === 4 ? 16 : 4;
  const start = isName ? 5 : 4;
  const bytes = request.subarray(start, start + length);
  const host = isName ? bytes.toString('latin1') : [...bytes].join('.');
  return { host, port: request.readUInt16BE(start + length) };
}
