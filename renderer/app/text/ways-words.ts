/** The four ways to the others of a group, each in one sentence: whether it is on, what it last did, and what comes next. */
import type { KeeperPlaceView, ReachView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** One way and its sentence. */
export interface WayWords {
  readonly way: 'network' | 'direct' | 'keeper' | 'file';
  readonly words: Wording;
}

/** Writes a point in time. */
type When = (at: number) => string;

const plain = (id: Wording['id']): Wording => ({ id, values: {} });

function networkWords({ hiddenBy, onNetwork }: ReachView, when: When): Wording {
  if (hiddenBy !== null) return plain('ways.network.hidden');
  if (onNetwork === null) return plain('ways.network.off');
  const { places, lastHeardAt } = onNetwork;
  if (lastHeardAt === null) return plain('ways.network.none');
  return places === 0
    ? { id: 'ways.network.before', values: { when: when(lastHeardAt) } }
    : { id: 'ways.network.found', values: { places, when: when(lastHeardAt) } };
}

function directWords(reach: ReachView, when: When): Wording {
  const { hiddenBy, servers, connectedNames, withOwn, directFailedAt, sparing } = reach;
  if (hiddenBy !== null) return plain('ways.direct.hidden');
  if (servers.length === 0) return plain('ways.direct.noPlace');
  if (connectedNames.length > 0 || withOwn) return plain('ways.direct.now');
  if (sparing !== null && sparing.nextAt !== null) {
    return sparing.isByKeeper
      ? plain('ways.direct.sparedByKeeper')
      : { id: 'ways.direct.spared', values: { when: when(sparing.nextAt) } };
  }
  const answering = servers.filter(({ state }) => state === 'answering');
  if (answering.length > 0) {
    return directFailedAt === null
      ? plain('ways.direct.alone')
      : { id: 'ways.direct.failed', values: { when: when(directFailedAt) } };
  }
  const silent = servers.filter(({ state }) => state === 'silent');
  if (silent.length < servers.length) return plain('ways.direct.connecting');
  // The last of them to fall silent ended the way.
  return { id: 'ways.direct.silent', values: { when: when(Math.max(...silent.map(({ since }) => since))) } };
}

/** The place that says most about the way, the best first. */
const KEEPER_STATES: readonly KeeperPlaceView['state'][] = [
  'answering',
  'full',
  'refuses',
  'forgetful',
  'too-much',
  'silent',
  'never-asked',
  'off',
  'no-mailboxes',
];

function keeperWords({ keeper }: ReachView, when: When): Wording {
  if (!keeper?.allowed) return plain('ways.keeper.off');
  if (!keeper.here) return plain('ways.keeper.away');
  const [best] = keeper.places.toSorted((a, b) => KEEPER_STATES.indexOf(a.state) - KEEPER_STATES.indexOf(b.state));
  if (!best) return plain('ways.keeper.noPlace');
  const { state, lastReadAt, waiting, since } = best;
  switch (state) {
    case 'answering':
      return lastReadAt === null
        ? plain('ways.keeper.asking')
        : { id: 'ways.keeper.on', values: { when: when(lastReadAt), count: waiting } };
    case 'never-asked':
    case 'off':
      return plain('ways.keeper.asking');
    case 'no-mailboxes':
      return plain('ways.keeper.none');
    case 'silent':
      return since === null ? plain('ways.keeper.asking') : { id: 'ways.keeper.silent', values: { when: when(since) } };
    case 'full':
    case 'refuses':
    case 'forgetful':
    case 'too-much':
      return plain('ways.keeper.trouble');
  }
}

function fileWords({ file: { madeAt, takenAt } }: ReachView, when: When): Wording {
  if (madeAt !== null && takenAt !== null) {
    return { id: 'ways.file.both', values: { made: when(madeAt), taken: when(takenAt) } };
  }
  if (madeAt !== null) return { id: 'ways.file.made', values: { when: when(madeAt) } };
  return takenAt === null ? plain('ways.file.never') : { id: 'ways.file.taken', values: { when: when(takenAt) } };
}

/** All four, in the order in which they are tried: the nearest first. */
export function waysWords(reach: ReachView, when: When): readonly WayWords[] {
  return [
    { way: 'network', words: networkWords(reach, when) },
    { way: 'direct', words: directWords(reach, when) },
    { way: 'keeper', words: keeperWords(reach, when) },
    { way: 'file', words: fileWords(reach, when) },
  ];
}
