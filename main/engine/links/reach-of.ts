/** What is told of how a group is reached now, all but its keepers (SPEC LK5, RN4, RN5). */
import { memberOfDevice } from '../../../shared/group/select.ts';
import type { ReachView } from '../../../shared/ipc/views.ts';
import type { Sessions } from '../../../shared/sync/sessions.ts';
import type { OpenGroup } from '../group/open-group.ts';
import { peopleOf } from '../group/people.ts';
import { hiddenBy } from './paths.ts';

/** What it is told from. */
export interface ReachParts {
  readonly group: OpenGroup;
  readonly servers: () => ReachView['servers'];
  readonly onNetwork: () => ReachView['onNetwork'];
  readonly peers: ReturnType<Sessions['peers']>;
  /** When a direct connection was last tried in vain, with none since. */
  readonly directFailedAt: number | null;
  /** False while the line is spared and nobody is connected to. */
  readonly isOut: boolean;
  readonly sparing: ReachView['sparing'];
}

/** See the file's head. */
export function reachOf(parts: ReachParts): Omit<ReachView, 'keeper'> {
  const { group, servers, onNetwork, peers, directFailedAt, isOut, sparing } = parts;
  const people = peopleOf(group);
  const roster = group.replica.roster();
  const connected = new Set(
    peers.flatMap(({ peer, serving }) => {
      const memberId = serving && roster && memberOfDevice(roster, peer.deviceId);
      return memberId ? [memberId] : [];
    }),
  );
  const withOwn = connected.delete(group.memberId);
  const hidden = hiddenBy(group);
  const resting = (state: 'unused' | 'spared') => (address: string) =>
    ({ address, state, since: group.ports.clock.now(), clockAheadMs: null }) as const;
  const ownServers = group.values.servers();
  return {
    servers:
      hidden !== null ? ownServers.map(resting('unused')) : isOut ? servers() : ownServers.map(resting('spared')),
    onNetwork: hidden === null ? onNetwork() : null,
    connectedNames: [...new Set([...connected].map((memberId) => people.get(memberId).name))],
    withOwn,
    lastExchangeAt: group.values.lastExchangeAt(),
    file: { madeAt: group.values.fileMadeAt(), takenAt: group.values.fileTakenAt() },
    helpers: group.values.helpers().map(({ address }) => ({
      address,
      kind: address.startsWith('stun:') ? ('stun' as const) : ('turn' as const),
    })),
    hiddenBy: hidden,
    directFailedAt,
    sparing,
  };
}
