import { beforeAll, describe, expect, it } from 'vitest';
import { bundled } from './testing/bundle.ts';
import { type Alphabet, EQUALS, ONE_MOVE_EACH, TWO_MOVES_EACH, VOICES } from './testing/exhaustive.ts';

type Entry = typeof import('./testing/history-entry.ts');

const TIMEOUT_MS = 2 * 3_600_000;
/** `npm run test:long` goes further than every check does: one operation more of one move each, two more of two moves. */
const IS_LONG = process.env.HEARTH_HISTORIES !== undefined;

/**
 * What is exhausted, and how many histories that is. The numbers are those of
 * an independent count: of labelled pasts, with the operations of one author
 * in one chain.
 */
const SPACES: readonly {
  readonly what: string;
  readonly alphabet: Alphabet;
  readonly ops: number;
  readonly histories: number;
  /** Both resolvers are compared on one history in so many. */
  readonly agreementEvery: number;
  readonly isLong: boolean;
}[] = [
  { what: 'one move each', alphabet: ONE_MOVE_EACH, ops: 5, histories: 11_980, agreementEvery: 8, isLong: false },
  { what: 'two moves each', alphabet: TWO_MOVES_EACH, ops: 3, histories: 1_216, agreementEvery: 1, isLong: false },
  { what: 'two moves each, as equals', alphabet: EQUALS, ops: 3, histories: 1_216, agreementEvery: 1, isLong: false },
  {
    what: 'two moves each, as equals with voices',
    alphabet: VOICES,
    ops: 3,
    histories: 1_216,
    agreementEvery: 1,
    isLong: false,
  },
  {
    what: 'two moves each, as equals with voices',
    alphabet: VOICES,
    ops: 4,
    histories: 20_080,
    agreementEvery: 4,
    isLong: false,
  },
  { what: 'one move each', alphabet: ONE_MOVE_EACH, ops: 6, histories: 129_108, agreementEvery: 1, isLong: true },
  { what: 'two moves each', alphabet: TWO_MOVES_EACH, ops: 5, histories: 383_360, agreementEvery: 1, isLong: true },
  { what: 'two moves each, as equals', alphabet: EQUALS, ops: 5, histories: 383_360, agreementEvery: 1, isLong: true },
  {
    what: 'two moves each, as equals with voices',
    alphabet: VOICES,
    ops: 5,
    histories: 383_360,
    agreementEvery: 1,
    isLong: true,
  },
];

let entry: Entry;
beforeAll(async () => {
  entry = await bundled<Entry>('./history-entry.ts', 'exhaustive');
  await entry.cryptoReady;
}, 60_000);

describe('every history of four members', () => {
  for (const { what, alphabet, ops, histories, agreementEvery } of SPACES.filter((one) => IS_LONG === one.isLong)) {
    it(
      `[GR5] [GR7] [GR8] [GR9] [GR10] [GR13] [GR21] [GR26] [GR27] [EP5] ${ops} operations, ${what}, every author, past and order: ${histories} histories, on which order does not matter and all properties hold (both resolvers agree: one in ${agreementEvery}; who is gone changes nothing, roster = recipients: one in 8)`,
      async () => {
        const { counts, found, findings, attacked } = await entry.checkAll(alphabet, ops, agreementEvery);
        expect(findings).toEqual([]);
        expect(found).toBe(0);
        expect(counts.histories).toBe(histories);
        expect(counts.removed).toBeGreaterThan(histories / 20);
        expect(attacked).toBeGreaterThan(histories / 50);
      },
      TIMEOUT_MS,
    );
  }
});
