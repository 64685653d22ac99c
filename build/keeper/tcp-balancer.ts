/** One address in front of several: hands each connection to the next of them that takes it. For tests. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** See the file's head. */
export interface TcpBalancer {
  /** `ws://127.0.0.1:…` */
  readonly address: string;
  close(): Promise<void>;
}

/** Opens on a free port; `ports` are of loopback and are asked for at every connection. */
export async function openTcpBalancer(ports: () => readonly number[]): Promise<TcpBalancer> {
  const open = new Set<Socket>();
  let turn = 0;
  const join = (client: Socket, left: readonly number[]): void => {
    const [port, ...others] = left;
    if (port === undefined) {
      client.destroy();
      return;
    }
    const upstream = connect(port, '127.0.0.1');
    open.add(upstream);
    let isThrough = false;
    upstream.once('connect', () => {
      isThrough = true;
      client.pipe(upstream).pipe(client);
    });
    // Errors of either side end both; `close` follows every error.
    upstream.on('error', () => {});
    upstream.once('close', () => {
      open.delete(upstream);
      if (isThrough) client.destroy();
      else join(client, others);
    });
    client.once('close', () => upstream.destroy());
  };
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => {});
    client.once('close', () => open.delete(client));
    const all = ports();
    turn += 1;
    join(client, [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
