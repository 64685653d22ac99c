/**
 * The words in what somebody typed while they listened: numbers, commas, lines and capital letters do not matter. Only
 * for showing them and sending them on; whether they are words of the list is for the engine to say.
 */
export const readWords = (typed: string): readonly string[] =>
  typed
    .normalize('NFKC')
    .toLowerCase()
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== '');
