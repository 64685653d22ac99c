import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** A group's reach in one short line. `names` joins names into a list. */
export function reachWords(reach: ReachView, names: (names: readonly string[]) => string): Wording {
  return (
    touchWords(reach, names) ?? {
      id: reach.servers.length === 0 ? 'reach.short.noServer' : 'reach.short.nobody',
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

/** The sentence for the state of one meeting place; `when` writes its point in time. */
export function serverWords(server: ReachView['servers'][number], when: (at: number) => string): Wording {
  if (server.state === 'unused') return { id: 'paths.unused', values: {} };
  return { id: `reach.server.${server.state}`, values: { when: when(server.since) } };
}
