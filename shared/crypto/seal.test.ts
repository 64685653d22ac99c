import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { cryptoReady, open, SEAL_KEY_BYTES, SEAL_OVERHEAD_BYTES, seal } from './crypto.ts';

beforeAll(() => cryptoReady);

// draft-irtf-cfrg-xchacha-03, appendix A.3.1.
const KEY = hex.decode('808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f');
const NONCE = hex.decode('404142434445464748494a4b4c4d4e4f5051525354555657');
const AAD = hex.decode('50515253c0c1c2c3c4c5c6c7');
const PLAIN = utf8(
  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
);
const SEALED =
  'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff921f9664c97637da9768812f615c68b13b52e' +
  'c0875924c1c7987947deafd8780acf49';

describe('[CR3] sealing', () => {
  it('[CR3] gives the answer of the XChaCha20-Poly1305 draft', () => {
    expect(KEY).toHaveLength(SEAL_KEY_BYTES);
    expect(hex.encode(seal(KEY, NONCE, PLAIN, AAD))).toBe(SEALED);
    expect(open(KEY, NONCE, hex.decode(SEALED), AAD)).toEqual(PLAIN);
  });

  it('[CR3] opens only with the same key, nonce and associated data', () => {
    const sealed = hex.decode(SEALED);
    const other = (bytes: Uint8Array): Uint8Array => bytes.map((byte, i) => (i === 0 ? byte ^ 1 : byte));
    expect(open(other(KEY), NONCE, sealed, AAD)).toBeNull();
    expect(open(KEY, other(NONCE), sealed, AAD)).toBeNull();
    expect(open(KEY, NONCE, sealed, other(AAD))).toBeNull();
    expect(open(KEY, NONCE, sealed, AAD.subarray(1))).toBeNull();
  });

  it('[CR3] every single bit of the ciphertext matters, and so does its length', () => {
    const sealed = hex.decode(SEALED);
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = sealed.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(open(KEY, NONCE, changed, AAD)).toBeNull();
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(open(KEY, NONCE, sealed.subarray(0, length), AAD)).toBeNull();
    }
  });

  it('[CR3] a nonce of another length is refused, and an empty plaintext is sixteen bytes', () => {
    expect(open(KEY, NONCE.subarray(1), hex.decode(SEALED), AAD)).toBeNull();
    expect(seal(KEY, NONCE, new Uint8Array(0), AAD)).toHaveLength(SEAL_OVERHEAD_BYTES);
  });
});
