import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** A group's reach in one short line. `names` joins names into a list. */
export function reachWords(reach: ReachView, names: (names: readonly string[]) => string): Wording {
  return (
    touchWords(reach, names) ?? {
      id: reach.servers.length === 0 && reach.onNetwork === null ? 'reach.short.noServer' : 'reach.short.nobody',
      values: {},
    }
  );
}

/** Who is in touch at this moment, others first and then an own other computer; null for nobody. */
export function touchWords(
  { connectedNames, withOwn }: ReachView,
  names: (names: readonly string[]) => string,
): Wording | null {
  if (connectedNames.length > 0) {
    return { id: withOwn ? 'reach.now.withOwn' : 'reach.now.with', values: { names: names(connectedNames) } };
  }
  return withOwn ? { id: 'reach.now.own', values: {} } : null;
}

/** What was found on networks on which Hearth looks; null where it looks on none. */
export function foundWords(onNetwork: ReachView['onNetwork'], when: (at: number) => string): Wording | null {
  if (onNetwork === null) return null;
  const { places, lastHeardAt } = onNetwork;
  if (lastHeardAt === null) return { id: 'lan.found.none', values: {} };
  return places === 0
    ? { id: 'lan.found.before', values: { when: when(lastHeardAt) } }
    : { id: 'lan.found', values: { places, when: when(lastHeardAt) } };
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What to say of this computer's clock beside a server's; null while they are less than an hour apart. */
export function clockWords({ clockAheadMs }: ReachView['servers'][number]): Wording | null {
  const off = Math.abs(clockAheadMs ?? 0);
  if (clockAheadMs === null || off < HOUR_MS) return null;
  const count = Math.round(off / (off < 2 * DAY_MS ? HOUR_MS : DAY_MS));
  const unit = off < 2 * DAY_MS ? 'hours' : 'days';
  return { id: `reach.clock.${clockAheadMs > 0 ? 'ahead' : 'behind'}.${unit}`, values: { count } };
}

/** The sentence for the state of one meeting place; `when` writes its point in time. */
export function serverWords(server: ReachView['servers'][number], when: (at: number) => string): Wording {
  if (server.state === 'spared') return { id: 'reach.server.spared', values: {} };
  if (server.state === 'unused') return { id: 'paths.unused', values: {} };
  return { id: `reach.server.${server.state}`, values: { when: when(server.since) } };
}
