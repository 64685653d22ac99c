/** What `npm run keeper` can be told on the command line or in the environment. */
import { err, ok, type Result } from '../../shared/result.ts';
import { DEFAULT_BOUNDS } from './signalling.ts';

/** Where the keeper listens, what it keeps, and how much it takes on. Secrets stand in files; here are only their paths. */
export interface KeeperOptions {
  /** A name or address of this machine; loopback unless told otherwise. */
  readonly host: string;
  readonly port: number;
  readonly maxSockets: number;
  /** 0 for no bound. */
  readonly maxSocketsPerAddress: number;
  /** Sealed invites kept in memory for whoever heard their words, 1 KiB each; 0 for none. */
  readonly maxBoxes: number;
  /** The SQLite file of mailboxes, or null for a meeting place alone. */
  readonly store: string | null;
  /** Parcels in all, in MiB. */
  readonly maxStoreMib: number;
  /** A file of tickets, or null to take puts from everybody. */
  readonly tickets: string | null;
  /** A file with the URL of a PostgreSQL database, in the place of `store`. */
  readonly postgres: string | null;
  /** A file with the URL of a Redis server, by which instances tell each other what is new. */
  readonly redis: string | null;
}

/** An option that cannot be used; `option` as the person wrote it. */
export interface OptionRefused {
  readonly tag: 'OptionRefused';
  readonly option: string;
}

const DEFAULT_PORT = 4_444;
/** A small machine's share of its disk, in MiB. */
const DEFAULT_STORE_MIB = 4_096;

/** How the options are written, for the person who wrote one wrong. */
export const KEEPER_USAGE = `npm run keeper -- [--host=127.0.0.1] [--port=${DEFAULT_PORT}] [--store=FILE | --postgres=FILE-WITH-URL] [--redis=FILE-WITH-URL] [--tickets=FILE] [--max-store-mib=${DEFAULT_STORE_MIB}] [--max-sockets=${DEFAULT_BOUNDS.maxSockets}] [--max-sockets-per-address=${DEFAULT_BOUNDS.maxSocketsPerAddress}] [--max-boxes=${DEFAULT_BOUNDS.maxBoxes}]`;

const TEXTS = ['host', 'store', 'tickets', 'postgres', 'redis'] as const;
const COUNTS = {
  port: { usual: DEFAULT_PORT, most: 65_535 },
  'max-sockets': { usual: DEFAULT_BOUNDS.maxSockets, most: 1_000_000 },
  'max-sockets-per-address': { usual: DEFAULT_BOUNDS.maxSocketsPerAddress, most: 1_000_000 },
  'max-boxes': { usual: DEFAULT_BOUNDS.maxBoxes, most: 1_000_000 },
  'max-store-mib': { usual: DEFAULT_STORE_MIB, most: 99_999_999 },
} as const;
const NAMES: readonly string[] = [...TEXTS, ...Object.keys(COUNTS)];

/**
 * Reads `--name=value` for each of the above. All may come from the environment as well (`--max-sockets` as
 * HEARTH_KEEPER_MAX_SOCKETS), and the command line wins.
 */
export function readKeeperOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Result<KeeperOptions, OptionRefused> {
  const given = new Map<string, string>();
  for (const name of NAMES) {
    const value = env[`HEARTH_KEEPER_${name.toUpperCase().replaceAll('-', '_')}`];
    if (value) given.set(name, value);
  }
  for (const option of args) {
    const [, name = '', value = ''] = /^--([a-z-]+)=(.+)$/.exec(option) ?? [];
    if (!NAMES.includes(name) || value === '') return err({ tag: 'OptionRefused', option });
    given.set(name, value);
  }
  for (const [name, { most }] of Object.entries(COUNTS)) {
    const text = given.get(name) ?? '0';
    if (!/^\d{1,8}$/.test(text) || Number(text) > most)
      return err({ tag: 'OptionRefused', option: `--${name}=${text}` });
  }
  if (given.has('store') && given.has('postgres')) {
    return err({ tag: 'OptionRefused', option: '--store together with --postgres' });
  }
  const countOf = (name: keyof typeof COUNTS): number => Number(given.get(name) ?? COUNTS[name].usual);
  return ok({
    host: given.get('host') ?? '127.0.0.1',
    port: countOf('port'),
    maxSockets: countOf('max-sockets'),
    maxSocketsPerAddress: countOf('max-sockets-per-address'),
    maxBoxes: countOf('max-boxes'),
    store: given.get('store') ?? null,
    maxStoreMib: countOf('max-store-mib'),
    tickets: given.get('tickets') ?? null,
    postgres: given.get('postgres') ?? null,
    redis: given.get('redis') ?? null,
  });
}
