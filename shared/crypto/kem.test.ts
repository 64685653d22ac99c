import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  cryptoReady,
  decapsulate,
  encapsulate,
  KEM_CIPHERTEXT_BYTES,
  KEM_ENCAPSULATION_SEED_BYTES,
  KEM_PUBLIC_BYTES,
  kemKeyPair,
} from './crypto.ts';

beforeAll(() => cryptoReady);

// draft-connolly-cfrg-xwing-kem-06, appendix C, first vector.
const SEED = hex.decode('7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26');
const ENCAPSULATION_SEED = hex.decode(
  '3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2',
);
const SHARED_SECRET = 'd2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384';

describe('[CR4] X-Wing', () => {
  it('[CR4] gives the shared secret of the draft, both ways', () => {
    const pair = kemKeyPair(SEED);
    expect(pair.publicKey).toHaveLength(KEM_PUBLIC_BYTES);
    expect(ENCAPSULATION_SEED).toHaveLength(KEM_ENCAPSULATION_SEED_BYTES);
    const made = encapsulate(pair.publicKey, ENCAPSULATION_SEED);
    expect(made?.ciphertext).toHaveLength(KEM_CIPHERTEXT_BYTES);
    expect(hex.encode(made?.sharedSecret ?? new Uint8Array(0))).toBe(SHARED_SECRET);
    expect(hex.encode(decapsulate(pair.secretKey, made?.ciphertext ?? new Uint8Array(0)) ?? new Uint8Array(0))).toBe(
      SHARED_SECRET,
    );
  });

  it('[CR4] the same seed gives the same wrap; another seed or a changed ciphertext another secret', () => {
    const pair = kemKeyPair(SEED);
    const one = encapsulate(pair.publicKey, ENCAPSULATION_SEED);
    expect(encapsulate(pair.publicKey, ENCAPSULATION_SEED)).toEqual(one);
    const other = encapsulate(pair.publicKey, new Uint8Array(KEM_ENCAPSULATION_SEED_BYTES));
    expect(other?.ciphertext).not.toEqual(one?.ciphertext);
    const changed = (one?.ciphertext ?? new Uint8Array(0)).slice();
    changed[5] = (changed[5] as number) ^ 1;
    expect(hex.encode(decapsulate(pair.secretKey, changed) ?? new Uint8Array(0))).not.toBe(SHARED_SECRET);
  });

  it('[CR4] keys and ciphertexts of another length are refused', () => {
    const pair = kemKeyPair(SEED);
    expect(encapsulate(pair.publicKey.subarray(1), ENCAPSULATION_SEED)).toBeNull();
    expect(decapsulate(pair.secretKey, new Uint8Array(KEM_CIPHERTEXT_BYTES - 1))).toBeNull();
  });
});
