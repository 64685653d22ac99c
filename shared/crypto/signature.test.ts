import { createPrivateKey, sign as nodeSign } from 'node:crypto';
import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { concatBytes, utf8 } from '../bytes.ts';
import { cryptoReady, sign, signingKeyPair, verify } from './crypto.ts';
import { sodium } from './sodium.ts';

beforeAll(() => cryptoReady);

// RFC 8032, section 7.1, test 3.
const SEED = hex.decode('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7');
const PUBLIC = 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025';
const SIGNATURE =
  '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a';

describe('[CR2] signatures', () => {
  it('[CR2] the primitive gives the answers of RFC 8032', () => {
    const pair = signingKeyPair(SEED);
    expect(hex.encode(pair.publicKey)).toBe(PUBLIC);
    expect(hex.encode(sodium.crypto_sign_detached(Uint8Array.of(0xaf, 0x82), pair.secretKey))).toBe(SIGNATURE);
  });

  it('[CR2] what is signed is "hp1/", the domain, a zero and the message, as OpenSSL signs it', () => {
    const pkcs8 = concatBytes(hex.decode('302e020100300506032b657004220420'), SEED);
    const key = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' });
    const message = utf8('words');
    const expected = nodeSign(null, concatBytes(utf8('hp1/entry'), Uint8Array.of(0), message), key);
    expect(hex.encode(sign(signingKeyPair(SEED).secretKey, 'entry', message))).toBe(expected.toString('hex'));
  });

  it('[CR2] a signature fits one domain, one message and one key only', () => {
    const pair = signingKeyPair(SEED);
    const message = utf8('words');
    const signature = sign(pair.secretKey, 'entry', message);
    expect(verify(pair.publicKey, 'entry', message, signature)).toBe(true);
    expect(verify(pair.publicKey, 'chan', message, signature)).toBe(false);
    expect(verify(pair.publicKey, 'entry', utf8('word'), signature)).toBe(false);
    expect(verify(signingKeyPair(new Uint8Array(32)).publicKey, 'entry', message, signature)).toBe(false);
    for (let bit = 0; bit < signature.length * 8; bit += 1) {
      const changed = signature.slice();
      changed[bit >> 3] = (changed[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(verify(pair.publicKey, 'entry', message, changed)).toBe(false);
    }
  });

  it('[CR2] malformed keys and signatures are false, not errors', () => {
    const pair = signingKeyPair(SEED);
    const message = utf8('words');
    const signature = sign(pair.secretKey, 'entry', message);
    expect(verify(pair.publicKey.subarray(1), 'entry', message, signature)).toBe(false);
    expect(verify(pair.publicKey, 'entry', message, signature.subarray(1))).toBe(false);
    expect(verify(new Uint8Array(32), 'entry', message, signature)).toBe(false);
    expect(verify(new Uint8Array(32).fill(0xff), 'entry', message, signature)).toBe(false);
  });
});
