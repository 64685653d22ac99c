/** Everything HP1 uses, in one import: `hash, sign/verify, seal/open, kem, argon2id, pad/unpad`. */
export * from './hash.ts';
export * from './kem.ts';
export * from './padding.ts';
export * from './password.ts';
export * from './seal.ts';
export * from './signature.ts';
export { cryptoReady } from './sodium.ts';
