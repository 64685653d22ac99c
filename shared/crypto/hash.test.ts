import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { cryptoReady, hash, keyedHash, keyedHash64 } from './crypto.ts';
import { sodium } from './sodium.ts';

beforeAll(() => cryptoReady);

const upTo = (n: number): Uint8Array => Uint8Array.from({ length: n }, (_, i) => i);

describe('[CR1] domain-separated BLAKE2b', () => {
  it('[CR1] the primitive gives the answer of RFC 7693 appendix A', () => {
    expect(hex.encode(sodium.crypto_generichash(64, utf8('abc'), null))).toBe(
      'ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923',
    );
  });

  // Computed with Python's hashlib.blake2b over u8 len ‖ domain ‖ Σ(u32 len ‖ part).
  it.each([
    ['one part', () => hash('ct', utf8('abc')), '7243cd6cbe000f924f219ed3a547c02693d2c4f3ae2a2ae6acfcac7754c6245f'],
    ['no part', () => hash('entry-id'), 'af024d7e5033cbec691e78cd4edc02fb7e0ae185fcb7bf3de92267e5f18602c1'],
    [
      'an empty and a long part',
      () => hash('rec', new Uint8Array(0), upTo(16), new Uint8Array(300).fill(0xff)),
      '95e9060bf7ef369714a7ee823eb0e3f796de7c298f2f3f716b3ec5b753e959cc',
    ],
    [
      'a key',
      () => keyedHash(upTo(32), 'entry-key', utf8('abc')),
      'c56ff2dbf59f7b1b4cda3427f3b26a9c87f42614bc5aa92e19cd648fd69ffd60',
    ],
    [
      'a key and 64 bytes',
      () => keyedHash64(upTo(32), 'wrap-r', utf8('abc'), utf8('d')),
      '5cb47e49db40b0f87b21083fdb54f84c3f11fdc4bb3a3422f8b7dae55acb87e99d77cb4713f1dff1f4441c72fa01b8fa72b7727519d4791205a07b35a75458eb',
    ],
  ])('[CR1] known answer: %s', (_name, compute, expected) => {
    expect(hex.encode(compute())).toBe(expected);
  });

  it('[CR1] no two lists of parts and no two domains share a hash', () => {
    const lists = [
      ['a', ['bc']],
      ['a', ['b', 'c']],
      ['a', ['', 'bc']],
      ['a', ['bc', '']],
      ['ab', ['c']],
      ['a', []],
      ['a', ['']],
    ] as const;
    const hashes = lists.map(([domain, parts]) => hex.encode(hash(domain, ...parts.map(utf8))));
    expect(new Set(hashes).size).toBe(lists.length);
  });
});
