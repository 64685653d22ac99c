/** What a bundle of the random histories exports: see `bundle.ts`. */
export { cryptoReady } from '../../crypto/crypto.ts';
export { checkSeeds, firstFinding } from './history-check.ts';
export { checkAll } from './exhaustive.ts';
