/** What `npm run keeper` can be told on the command line or in the environment. */
import { err, ok, type Result } from '../../shared/result.ts';
import { DEFAULT_BOUNDS } from './signalling.ts';

/** Where the keeper listens and how much it takes on. */
export interface KeeperOptions {
  /** A name or address of this machine; loopback unless told otherwise. */
  readonly host: string;
  readonly port: number;
  readonly maxSockets: number;
  /** 0 for no bound. */
  readonly maxSocketsPerAddress: number;
  /** Sealed invites kept in memory for whoever heard their words, 1 KiB each; 0 for none. */
  readonly maxBoxes: number;
  /** UDP port of the STUN server, 0 for a free one; null for none. */
  readonly stunPort: number | null;
}

/** An option that cannot be used; `option` as the person wrote it. */
export interface OptionRefused {
  readonly tag: 'OptionRefused';
  readonly option: string;
}

const DEFAULT_PORT = 4_444;

/** How the options are written, for the person who wrote one wrong. */
export const KEEPER_USAGE = `npm run keeper -- [--host=127.0.0.1] [--port=${DEFAULT_PORT}] [--max-sockets=${DEFAULT_BOUNDS.maxSockets}] [--max-sockets-per-address=${DEFAULT_BOUNDS.maxSocketsPerAddress}] [--max-boxes=${DEFAULT_BOUNDS.maxBoxes}] [--stun-port=3478]`;

/**
 * Reads `--host=`, `--port=`, `--max-sockets=`, `--max-sockets-per-address=`, `--max-boxes=` and `--stun-port=`; the first
 * two may come from HEARTH_KEEPER_HOST and HEARTH_KEEPER_PORT as well, and the command line wins.
 */
export function readKeeperOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Result<KeeperOptions, OptionRefused> {
  const given = new Map<string, string>();
  if (env.HEARTH_KEEPER_HOST) given.set('host', env.HEARTH_KEEPER_HOST);
  if (env.HEARTH_KEEPER_PORT) given.set('port', env.HEARTH_KEEPER_PORT);
  for (const option of args) {
    const match = /^--(host|port|max-sockets|max-sockets-per-address|max-boxes|stun-port)=(.+)$/.exec(option);
    if (match?.[1] === undefined || match[2] === undefined) return err({ tag: 'OptionRefused', option });
    given.set(match[1], match[2]);
  }
  const counts: Record<string, number | null> = {
    port: DEFAULT_PORT,
    'max-sockets': DEFAULT_BOUNDS.maxSockets,
    'max-sockets-per-address': DEFAULT_BOUNDS.maxSocketsPerAddress,
    'max-boxes': DEFAULT_BOUNDS.maxBoxes,
    'stun-port': null,
  };
  for (const name of Object.keys(counts)) {
    const text = given.get(name);
    if (text === undefined) continue;
    const most = name.endsWith('port') ? 65_535 : 1_000_000;
    if (!/^\d{1,7}$/.test(text) || Number(text) > most)
      return err({ tag: 'OptionRefused', option: `--${name}=${text}` });
    counts[name] = Number(text);
  }
  return ok({
    host: given.get('host') ?? '127.0.0.1',
    port: counts.port ?? DEFAULT_PORT,
    maxSockets: counts['max-sockets'] ?? DEFAULT_BOUNDS.maxSockets,
    maxSocketsPerAddress: counts['max-sockets-per-address'] ?? DEFAULT_BOUNDS.maxSocketsPerAddress,
    maxBoxes: counts['max-boxes'] ?? DEFAULT_BOUNDS.maxBoxes,
    stunPort: counts['stun-port'] ?? null,
  });
}
