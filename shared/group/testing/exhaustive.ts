/**
 * Every history of a small kind. Four people are in, each can make a few
 * moves, and `count` further operations follow in every way in which people
 * can know of each other's: every author, every move, every past.
 *
 * Two things are not told apart, since they cannot matter to a resolver:
 * - the order in which the same operations are written down. Each history is
 *   made once, in ascending order of (depth, author). No two operations share
 *   that: what one device writes is in one chain (SPEC GR2), so that of two of
 *   its operations one is deeper;
 * - which of several sets of deps name the same past: the heads are named.
 *
 * Ids, by which ties are broken, are random, from the number of the history.
 */
import { createSeededRandom } from '../../testing/seeded-random.ts';
import type { PlacedOp } from '../op-types.ts';
import { type GroupMode, KEEPER_FIELD } from '../policy.ts';
import { blockFor } from './history-blocks.ts';
import { checkHistory, type HistoryReport, newReport, SPEAK_EVERY, speak } from './history-check.ts';
import { createHistoryPool, type HistoryPool, type PoolDevice } from './history-pool.ts';
import { History } from './history.ts';

/** What the four can do: for each person, founder first, moves of theirs. */
export interface Alphabet {
  readonly mode: GroupMode;
  /** Names of moves: what is done, and the number of whom it is done to. */
  readonly moves: readonly (readonly string[])[];
  /** Who is made a facilitator before, by number. */
  readonly facilitators: readonly number[];
}

/** One removal or role set by each of the four, so that any can undo any other's right to. */
export const ONE_MOVE_EACH: Alphabet = {
  mode: 'facilitated',
  moves: [['remove 1'], ['remove 2'], ['promote 3'], ['demote 1']],
  facilitators: [1, 2],
};
/** Two moves of each, arrivals and keys among them. */
export const TWO_MOVES_EACH: Alphabet = {
  mode: 'facilitated',
  moves: [
    ['remove 1', 'admit 2'],
    ['remove 2', 'promote 3'],
    ['remove 3', 'rekey'],
    ['leave', 'demote 1'],
  ],
  facilitators: [1, 2],
};
/** Two moves of each in a group of equals. */
export const EQUALS: Alphabet = {
  mode: 'equals',
  moves: [
    ['endorse 1', 'admit 2'],
    ['endorse 2', 'leave'],
    ['endorse 1', 'revoke'],
    ['endorse 0', 'rekey'],
  ],
  facilitators: [],
};
/** Two moves of each in a group of equals who speak of keepers: two pairs can agree, one can refuse, one can go or be removed. */
export const VOICES: Alphabet = {
  mode: 'equals',
  moves: [
    ['agree', 'endorse 1'],
    ['agree', 'decline'],
    ['agree', 'leave'],
    ['endorse 1', 'decline'],
  ],
  facilitators: [],
};

interface Move {
  readonly author: number;
  readonly op: PlacedOp;
}

/** Everybody's invite: it lets in three. */
const INVITE = 2;

function begin(pool: HistoryPool, alphabet: Alphabet, seed: number): History {
  const history = new History(pool, createSeededRandom(seed));
  const founder = pool.people[0]!.devices[0]!;
  const say = (op: PlacedOp, introduces: PoolDevice | null = null): void => {
    history.write(founder, op, history.everything, introduces);
  };
  // The making of the invite that lets in five, as members: some come in twice.
  say(pool.invites[INVITE]![1]!);
  for (const person of pool.people.slice(1, 4)) say(person.admissions[INVITE]![0]!, person.devices[0]!);
  for (const i of alphabet.facilitators) {
    say({ type: 'promote', memberId: pool.people[i]!.memberId, role: 'facilitator' });
  }
  return history;
}

function moveOf(history: History, name: string): PlacedOp {
  const { pool, everything } = history;
  const [what, number] = name.split(' ');
  const person = pool.people[Number(number ?? 0)]!;
  const { memberId } = person;
  const nobody = { memberId: null, deviceId: null };
  const frontier = [{ deviceId: person.devices[0]!.deviceId, inc: 1, seq: 3, id: history.genesisId }];
  switch (what) {
    case 'remove': {
      const epoch = blockFor(history, everything, { memberId, deviceId: null });
      return { type: 'remove', memberId, frontier, reason: 'agreement', epoch };
    }
    case 'endorse':
      return { type: 'endorse', memberId, frontier, reason: 'agreement' };
    case 'promote':
      return { type: 'promote', memberId, role: 'facilitator' };
    case 'demote':
      return { type: 'demote', memberId, role: 'member', reason: 'agreement' };
    case 'admit':
      return person.admissions[INVITE]![0]!;
    case 'agree':
    case 'decline':
      return { type: 'policyChange', changes: [{ field: KEEPER_FIELD, value: what === 'agree' ? 1 : 0 }] };
    case 'leave':
      return { type: 'leave', frontier: [] };
    case 'revoke':
      return { type: 'inviteRevoke', inviteId: pool.invites[INVITE]![0]!.inviteId };
    case 'rekey':
      return { type: 'rekey', reason: 'asked', epoch: blockFor(history, everything, nobody) };
    default:
      throw new Error(`nobody knows how to ${name}`);
  }
}

/** An operation of the history being made: whose, what, its depth and what it had seen, as bits. */
interface Placed {
  readonly move: Move;
  readonly depth: number;
  readonly past: number;
}

/** Every history of `count` operations. The list is the same one each time, changed. */
function* enumerate(
  moves: readonly Move[],
  count: number,
  placed: Placed[] = [],
): Generator<readonly Placed[], void, undefined> {
  if (placed.length === count) {
    yield placed;
    return;
  }
  const last = placed.at(-1);
  for (let past = 0; past < 1 << placed.length; past += 1) {
    const isSeen = (i: number): boolean => ((past >>> i) & 1) === 1;
    if (!placed.every((one, i) => !isSeen(i) || (one.past & ~past) === 0)) continue;
    const depth = 1 + placed.reduce((most, one, i) => (isSeen(i) ? Math.max(most, one.depth) : most), 0);
    for (const move of moves) {
      const { author } = move;
      if (placed.some((one, i) => one.move.author === author && !isSeen(i))) continue;
      const isLater = !last || depth > last.depth || (depth === last.depth && author > last.move.author);
      if (!isLater) continue;
      placed.push({ move, depth, past });
      yield* enumerate(moves, count, placed);
      placed.pop();
    }
  }
}

/** Interference and recipients cost a resolve or more: one history in so many is looked at. */
const COSTLY_EVERY = 8;

/**
 * Checks all histories of exactly `count` operations of an alphabet after its
 * beginning; the agreement of both resolvers on one in `agreementEvery`.
 */
export async function checkAll(alphabet: Alphabet, count: number, agreementEvery = 1): Promise<HistoryReport> {
  const pool = createHistoryPool(31, 4, { mode: alphabet.mode });
  const model = begin(pool, alphabet, 0);
  const moves = alphabet.moves.flatMap((names, author) =>
    names.map((name): Move => ({ author, op: moveOf(model, name) })),
  );
  const report = newReport();
  for (const placed of enumerate(moves, count)) {
    const number = report.counts.histories;
    const history = begin(pool, alphabet, number);
    const from = history.ops.length;
    const before = history.everything;
    for (const { move, past } of placed) {
      history.write(pool.people[move.author]!.devices[0]!, move.op, before + past * 2 ** from);
    }
    const isTurn = number % COSTLY_EVERY === 0;
    const agreement = number % agreementEvery === 0;
    checkHistory(history, `history ${number}`, { agreement, recipients: isTurn, interference: isTurn }, report);
    if (number % SPEAK_EVERY === 0) await speak();
  }
  return report;
}
