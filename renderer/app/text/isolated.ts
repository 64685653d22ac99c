/** Letters that are written from right to left: the blocks of Hebrew, Arabic, Syriac, Thaana, N’Ko and their forms. */
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]|[\ud802\ud803\ud83a\ud83b]/;
/** What steers direction without being seen (Unicode UAX #9): a name needs none of it, and could turn words around it. */
const STEERING = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/**
 * A name for the middle of a sentence: what is written from right to left keeps its own direction and does not turn the
 * words around it (UAX #9, isolates). Other names stay as they are, so that what is on the screen is what was typed.
 */
export function isolated(name: string): string {
  const plain = name.replace(STEERING, '');
  return RIGHT_TO_LEFT.test(plain) ? `${FIRST_STRONG_ISOLATE}${plain}${POP_ISOLATE}` : plain;
}
