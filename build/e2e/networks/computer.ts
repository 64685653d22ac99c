/**
 * One computer on a made-up network, on which a real Hearth is started. What drives it (Playwright) stands outside and
 * talks to two ports on the computer's loopback, which are carried out here under the same numbers.
 */
import type { ChildProcess } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeNamespace, type Namespace } from './namespaces.ts';

const INSIDE = fileURLToPath(new URL('./inside.mjs', import.meta.url));

/** See the head of this file. */
export class Computer {
  readonly name: string;
  readonly namespace: Namespace;
  readonly #inside: ChildProcess;
  readonly #ports: Server[] = [];
  #counts = false;

  private constructor(name: string, namespace: Namespace) {
    this.name = name;
    this.namespace = namespace;
    this.#inside = namespace.start(process.execPath, [INSIDE], 'ipc');
  }

  /** A computer without a cable. */
  static async open(name: string): Promise<Computer> {
    return new Computer(name, await makeNamespace(name));
  }

  /**
   * Writes a program into `folder` that becomes `executable` on this computer, and answers with its path. The two ports
   * that Playwright lets the system choose are chosen here, so that they can be opened outside first.
   */
  async programFor(executable: string, folder: string): Promise<string> {
    const [node, chromium] = [await this.#carryOut(), await this.#carryOut()];
    const program = join(folder, `start-${node}`);
    await writeFile(
      program,
      `#!/bin/sh
# Starts Electron on the computer ${this.name}. Made by build/e2e/networks/computer.ts.
for word do
  shift
  case "$word" in
    --inspect=0) word=--inspect=${node} ;;
    --remote-debugging-port=0) word=--remote-debugging-port=${chromium} ;;
  esac
  set -- "$@" "$word"
done
exec ${this.namespace.enter.join(' ')} '${executable}' "$@"
`,
    );
    await chmod(program, 0o755);
    return program;
  }

  /**
   * How many connections of TCP were begun on it and packets of UDP have left it, or of UDP alone, since it was first
   * asked, loopback aside: those too that nobody received. Farewells that the system repeats for connections of a
   * process that has ended do not count.
   */
  async sent(kind: 'all' | 'udp' = 'all'): Promise<number> {
    if (!this.#counts) {
      this.#counts = true;
      await this.namespace.run(
        'nft add table inet count',
        "nft 'add chain inet count out { type filter hook output priority filter; }'",
        `nft 'add rule inet count out oifname != "lo" tcp flags & (syn | ack) == syn counter'`,
        `nft 'add rule inet count out oifname != "lo" meta l4proto udp counter'`,
      );
    }
    const rules = await this.namespace.run('nft list chain inet count out');
    const [tcp = Number.NaN, udp = Number.NaN] = [...rules.matchAll(/counter packets (\d+)/g)].map(([, n]) =>
      Number(n),
    );
    return kind === 'udp' ? udp : tcp + udp;
  }

  /** Ends it; what runs on it must have ended. */
  async close(): Promise<void> {
    for (const server of this.#ports) server.close();
    this.#inside.kill('SIGKILL');
    await this.namespace.remove();
  }

  /** Opens a port outside that leads to the port of the same number inside. */
  async #carryOut(): Promise<number> {
    const server = createServer({ pauseOnConnect: true }, (socket) => {
      socket.on('error', () => undefined);
      this.#inside.send({ port }, socket);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(0, '127.0.0.1', resolve);
    });
    const { port } = server.address() as AddressInfo;
    this.#ports.push(server);
    return port;
  }
}
