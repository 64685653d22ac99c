/**
 * The networks that this computer is on, as far as anybody may see them without
 * asking anybody: its addresses there and, on Linux, the gateway. Consent is
 * given for one of them (SPEC LN12), so each has an id that is another one as
 * soon as anything of it is.
 */
import { readFileSync } from 'node:fs';
import type { NetworkInterfaceInfo } from 'node:os';

/** One network. */
export interface Network {
  readonly id: string;
  /** What the system calls the way to it. */
  readonly device: string;
  /** This computer's IPv4 address there. */
  readonly address: string;
  /** How many bits of the address all computers there have in common. */
  readonly prefix: number;
}

/** Where Linux tells routes; anybody may read it. */
const ROUTES = '/proc/net/route';

/** Gateways by device: 8 hexadecimal digits each, as the system writes them. */
function gatewaysOf(routes: string): ReadonlyMap<string, string> {
  const rows = routes.split('\n').map((row) => row.split('\t'));
  return new Map(
    rows.flatMap(([device, destination, gateway]) =>
      destination === '00000000' ? [[device ?? '', gateway ?? '']] : [],
    ),
  );
}

/** The system's table of routes; empty where there is none. */
export function readRoutes(): string {
  try {
    return readFileSync(ROUTES, 'utf8');
  } catch {
    // Another system than Linux: its networks are known by their addresses alone.
    return '';
  }
}

/** IPv4 networks behind a system's list of addresses; loopback is none. */
export function networksOf(interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>, routes: string): readonly Network[] {
  const gateways = gatewaysOf(routes);
  return Object.entries(interfaces).flatMap(([device, addresses]) =>
    (addresses ?? []).flatMap((one) => {
      const prefix = Number(one.cidr?.split('/')[1] ?? 32);
      // A network of one has nobody else in it.
      if (one.family !== 'IPv4' || one.internal || prefix >= 32) return [];
      const { address, mac } = one;
      return [{ id: [device, mac, address, prefix, gateways.get(device) ?? ''].join(' '), device, address, prefix }];
    }),
  );
}
