/**
 * A network for real apps: computers, switches, routers and an internet, as namespaces of this machine joined by real
 * links. It is wired anew while the apps on the computers run, as when somebody carries a laptop home.
 */
import type { ChildProcess } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { outputOf } from '../../scripts/run-command.ts';
import { needSystemPackages } from '../../scripts/system-packages.ts';
import { until } from '../until.ts';
import { Computer } from './computer.ts';
import { makeNamespace, type Namespace, removeLeftNamespaces } from './namespaces.ts';
import { outputHas, stopAll } from './programs.ts';
import type { Line, NatKind, Place, Topology } from './topology.ts';

/** Where servers on the internet listen. These addresses are for examples alone (RFC 5737). */
export const INTERNET_ADDRESS = '203.0.113.1';
const SLOW_LINE = fileURLToPath(new URL('./slow-line.mjs', import.meta.url));

/** Addresses of the place with that number. */
const inside = (place: number, host: number): string => `10.77.${place}.${host}`;
const outside = (place: number): string => `203.0.113.${10 + place}`;
/** The two ends of a line that is slow. */
const near = (place: number, end: 1 | 2): string => `198.51.100.${place * 4 + end}`;

/** A cable that is loose. */
export interface Flapping {
  /** How often it was out so far. */
  drops(): number;
  /** Leaves it in. */
  stop(): Promise<void>;
}

/** See the head of this file. */
export class Network {
  /** Where keepers and other servers run. */
  readonly internet: Namespace;
  readonly #computers = new Map<string, Computer>();
  /** What stands between the computers and the internet now. */
  #between: Namespace[] = [];
  #programs: ChildProcess[] = [];
  /** The switch that each computer hangs on. */
  readonly #switches = new Map<string, Namespace>();

  private constructor(internet: Namespace) {
    this.internet = internet;
  }

  /** An internet, and computers without a cable. */
  static async open(...computers: readonly string[]): Promise<Network> {
    await needSystemPackages('networks');
    await removeLeftNamespaces();
    const network = new Network(await makeNamespace('internet'));
    await network.internet.run(
      'ip link add net0 type bridge',
      `ip address add ${INTERNET_ADDRESS}/24 dev net0`,
      'ip link set net0 up',
      // What is sent to an address that nobody has is lost in silence, and no error to whoever sent it.
      'ip link add nowhere0 type bridge',
      'ip link set nowhere0 arp off up',
      'ip route add default dev nowhere0',
      'sysctl -q -w net.ipv4.ip_forward=1',
    );
    for (const name of computers) network.#computers.set(name, await Computer.open(name));
    return network;
  }

  computer(name: string): Computer {
    const computer = this.#computers.get(name);
    if (computer === undefined) throw new Error(`there is no computer ${name}`);
    return computer;
  }

  /** Takes all cables away and lays them as said. */
  async wire(topology: Topology): Promise<void> {
    await this.#unwire();
    for (const [i, place] of topology.places.entries()) await this.#furnish(i, place);
  }

  /** Pulls the cable of a computer out of its switch. */
  async unplug(computer: string): Promise<void> {
    await this.#switches.get(computer)?.run(`ip link set to-${computer} down`);
  }

  /** Puts the cable back. */
  async plug(computer: string): Promise<void> {
    await this.#switches.get(computer)?.run(`ip link set to-${computer} up`);
  }

  /** Pulls the cable of a computer and puts it back, again and again, until `stop` is called. Times in milliseconds. */
  flap(computer: string, times: { readonly upMs: number; readonly downMs: number }): Flapping {
    let drops = 0;
    const ending = new AbortController();
    const pause = (ms: number): Promise<void> => setTimeout(ms, undefined, { signal: ending.signal, ref: false });
    const run = async (): Promise<void> => {
      while (!ending.signal.aborted) {
        await pause(times.upMs);
        await this.unplug(computer);
        drops += 1;
        await pause(times.downMs);
        await this.plug(computer);
      }
    };
    const ended = run().catch((error: unknown) => {
      if (!ending.signal.aborted) throw error;
    });
    return {
      drops: () => drops,
      stop: async () => {
        ending.abort();
        await ended;
        await this.plug(computer);
      },
    };
  }

  /** Takes everything down. The apps must have ended. */
  async close(): Promise<void> {
    await this.#unwire();
    for (const computer of this.#computers.values()) await computer.close();
    await this.internet.remove();
  }

  async #unwire(): Promise<void> {
    await stopAll(this.#programs.splice(0));
    this.#switches.clear();
    // A namespace goes some time after its name; its links would still carry packets until then.
    const links = 'ip -o link show type veth | cut -d: -f2 | cut -d@ -f1';
    for (const namespace of [...this.#between, ...[...this.#computers.values()].map((one) => one.namespace)]) {
      await namespace.run(`for link in $(${links}); do ip link delete "$link"; done`);
    }
    for (const namespace of this.#between.splice(0)) await namespace.remove();
  }

  async #makeBetween(name: string): Promise<Namespace> {
    const namespace = await makeNamespace(name);
    this.#between.push(namespace);
    return namespace;
  }

  async #furnish(i: number, place: Place): Promise<void> {
    const home = await this.#makeBetween(`place${i}`);
    await home.run('ip link add lan0 type bridge', `ip address add ${inside(i, 1)}/24 dev lan0`, 'ip link set lan0 up');
    for (const [k, name] of place.computers.entries()) {
      const { namespace } = this.computer(name);
      await link(namespace, 'eth0', home, `to-${name}`);
      await home.run(`ip link set to-${name} master lan0 up`);
      this.#switches.set(name, home);
      await namespace.run(`ip address add ${inside(i, 11 + k)}/24 dev eth0`, 'ip link set eth0 up');
      if (place.router !== null) await namespace.run(`ip route add default via ${inside(i, 1)}`);
    }
    if (place.router === null) return;
    if (place.router.line === undefined) {
      await this.#intoInternet(home, 'wan0', i);
      await home.run(`ip route add default via ${INTERNET_ADDRESS}`);
    } else {
      await this.#slowLine(home, i, place.router.line);
    }
    await home.run('sysctl -q -w net.ipv4.ip_forward=1', `nft -f - <<'RULES'\n${natRules(place.router.nat)}\nRULES`);
  }

  async #intoInternet(from: Namespace, name: string, i: number): Promise<void> {
    await link(from, name, this.internet, `to-${i}`);
    await this.internet.run(`ip link set to-${i} master net0 up`);
    await from.run(`ip address add ${outside(i)}/24 dev ${name}`, `ip link set ${name} up`);
  }

  /**
   * Between the router and the internet stands one more machine. Whatever comes to it from either side goes out by an
   * interface that a program reads, and comes back in by the other one when its time is over.
   */
  async #slowLine(home: Namespace, i: number, line: Line): Promise<void> {
    const slow = await this.#makeBetween(`line${i}`);
    await link(home, 'wan0', slow, 'near0');
    await home.run(
      `ip address add ${near(i, 2)}/30 dev wan0`,
      'ip link set wan0 up',
      `ip route add default via ${near(i, 1)}`,
    );
    await slow.run(`ip address add ${near(i, 1)}/30 dev near0`, 'ip link set near0 up');
    await this.#intoInternet(slow, 'far0', i);
    await this.internet.run(`ip route replace ${near(i, 1)}/32 via ${outside(i)}`);
    await this.internet.run(`ip route replace ${near(i, 2)}/32 via ${outside(i)}`);
    const ports = { near: [7_001, 7_002], far: [7_003, 7_004] } as const;
    const relay = slow.start(
      process.execPath,
      [SLOW_LINE, ...[...ports.near, ...ports.far, line.delayMs].map(String)],
      'pipe',
    );
    this.#programs.push(relay);
    await outputHas(relay, /^ready$/m);
    for (const side of ['near', 'far'] as const) {
      const [theirs, own] = ports[side];
      const tunnel = `TUN,tun-name=${side}1,iff-up,iff-no-pi`;
      this.#programs.push(slow.start('socat', [tunnel, `UDP4:127.0.0.1:${theirs},sourceport=${own}`], 'pipe'));
      await until(`the ${side} end of a slow line`, () =>
        slow.run(`ip link show ${side}1 up`).then(
          (said) => said !== '',
          () => false,
        ),
      );
    }
    await slow.run(
      'sysctl -q -w net.ipv4.ip_forward=1 net.ipv4.conf.default.rp_filter=0',
      `ip route add default via ${INTERNET_ADDRESS}`,
      'ip route add default dev near1 table 101',
      'ip rule add iif near0 lookup 101',
      'ip route add default dev far1 table 102',
      'ip rule add iif far0 lookup 102',
      `nft -f - <<'RULES'\n${lossRules(line.lossPercent)}\nRULES`,
    );
  }
}

/** A cable between two machines. */
async function link(a: Namespace, nameA: string, b: Namespace, nameB: string): Promise<void> {
  await outputOf('ip', ['link', 'add', nameA, 'netns', a.id, 'type', 'veth', 'peer', 'name', nameB, 'netns', b.id]);
}

/**
 * A router at home. What was not asked for is dropped before it leaves a trace: else it would occupy the port that the
 * answer to it needs, and two such routers would never let two peers meet.
 */
const natRules = (kind: NatKind): string => `
table ip home {
  chain out { type nat hook postrouting priority srcnat; oifname "wan0" masquerade ${kind === 'symmetric' ? 'fully-random' : ''}; }
  chain here { type filter hook input priority filter; iifname "wan0" ct state new drop; }
  chain through { type filter hook forward priority filter; iifname "wan0" ct state new drop; }
}`;

/** Every packet passes the line twice; it is counted where it goes to the program. */
const lossRules = (percent: number): string => `
table ip line {
  chain through { type filter hook forward priority filter; oifname { "near1", "far1" } numgen random mod 100 < ${percent} drop; }
}`;
