import type { JoinKeeperPlaceView } from '../../../shared/ipc/views.ts';
import type { Wording } from './time-words.ts';

/** States in which a keeper does not have the request and should. */
const OF_NO_HELP: readonly JoinKeeperPlaceView['state'][] = [
  'silent',
  'no-mailboxes',
  'full',
  'refuses',
  'too-much',
  'forgetful',
];

function idOf(state: JoinKeeperPlaceView['state'], isCared: boolean): Wording['id'] {
  if (!isCared || !OF_NO_HELP.includes(state)) return `joinKeeper.${state}`;
  return state === 'refuses' ? 'joinKeeper.elsewhere.refuses' : 'joinKeeper.elsewhere';
}

/**
 * What there is to say of one keeper to somebody who waits to be let in: whether
 * the request lies there and until when, or why not, and when it is asked again.
 * `isCared` when another keeper or the group has the request: then nothing needs
 * to be done. `when` writes a point in time, `date` a day.
 */
export function joinKeeperLines(
  { state, since, keptUntil, nextAt }: JoinKeeperPlaceView,
  isCared: boolean,
  when: (at: number) => string,
  date: (at: number) => string,
): readonly Wording[] {
  const values = state === 'lies' && keptUntil !== null ? { day: date(keptUntil) } : { when: when(since) };
  const first: Wording = { id: idOf(state, isCared), values };
  const next: Wording =
    nextAt === null ? { id: 'keeper.asking', values: {} } : { id: 'keeper.next', values: { when: when(nextAt) } };
  return state === 'asking' ? [first] : [first, next];
}
