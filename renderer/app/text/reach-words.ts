import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** A group's reach in one short line. `names` joins names into a list. */
export function reachWords(reach: ReachView, names: (names: readonly string[]) => string): Wording {
  if (reach.connectedNames.length > 0) {
    return { id: 'reach.now.with', values: { names: names(reach.connectedNames) } };
  }
  return { id: reach.servers.length === 0 ? 'reach.short.noServer' : 'reach.short.nobody', values: {} };
}

/** The sentence for the state of one meeting place; `when` writes its point in time. */
export function serverWords(server: ReachView['servers'][number], when: (at: number) => string): Wording {
  return { id: `reach.server.${server.state}`, values: { when: when(server.since) } };
}
