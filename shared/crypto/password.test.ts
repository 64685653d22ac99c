import { hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../bytes.ts';
import { ARGON2_DEFAULT, ARGON2_FLOOR, ARGON2_SALT_BYTES, argon2id, cryptoReady } from './crypto.ts';

beforeAll(() => cryptoReady);

const SALT = Uint8Array.from({ length: ARGON2_SALT_BYTES }, (_, i) => i);

describe('[CR5] Argon2id', () => {
  // Computed with @noble/hashes (argon2id, t 3, m 65,536 KiB, p 1).
  it('[CR5] gives the answer of another implementation at the floor of its cost', () => {
    expect(hex.encode(argon2id(utf8('correct horse'), SALT, ARGON2_FLOOR))).toBe(
      'e3c889ca40ed01e6b6771fc8a5bf16e35ad60b41c9bd5d7e6d63adf51e50b0fd',
    );
  });

  it('[CR5] passphrase and salt both matter', () => {
    const cheap = { memoryBytes: 64 * 1024, passes: 1 };
    const one = argon2id(utf8('a'), SALT, cheap);
    expect(argon2id(utf8('b'), SALT, cheap)).not.toEqual(one);
    expect(
      argon2id(
        utf8('a'),
        SALT.map((byte) => byte ^ 1),
        cheap,
      ),
    ).not.toEqual(one);
    expect(argon2id(utf8('a'), SALT, cheap)).toEqual(one);
  });

  it('[CR5] the default is not below the floor', () => {
    expect(ARGON2_DEFAULT.memoryBytes).toBeGreaterThanOrEqual(ARGON2_FLOOR.memoryBytes);
    expect(ARGON2_DEFAULT.passes).toBeGreaterThanOrEqual(ARGON2_FLOOR.passes);
  });
});
