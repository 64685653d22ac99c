import { beforeAll, describe, expect, it } from 'vitest';
import { concatBytes } from '../bytes.ts';
import { cryptoReady, hash } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { decodePairCode, encodePairCode, pairCodeRoom } from './pair-code.ts';
import { decodePairFile, encodePairFile, MAX_PAIR_FILE_BYTES, type PairFile } from './pair-file.ts';
import { encodeInviteWords } from './invite-words.ts';

beforeAll(() => cryptoReady);

const random = createSeededRandom(3);
const file: PairFile = { step: 'reply', run: random.bytes(16), message: random.bytes(700) };
const tagOf = (bytes: Uint8Array): string => {
  const read = decodePairFile(bytes);
  return read.ok ? 'read' : read.error.tag;
};

describe('the file', () => {
  it('[PA8] is read as it was written', () => {
    for (const step of ['ask', 'reply', 'answer'] as const) {
      expect(decodePairFile(encodePairFile({ ...file, step }))).toEqual({ ok: true, value: { ...file, step } });
    }
  });

  it('[PA8] every changed bit and every cut of it is noticed', () => {
    const bytes = encodePairFile(file);
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const tag = tagOf(changed);
      if (tag !== (bit < 64 ? 'PairFileNotOne' : 'PairFileDamaged')) throw new Error(`bit ${bit}: ${tag}`);
    }
    for (let length = 0; length < bytes.length; length += 1) {
      const tag = tagOf(bytes.subarray(0, length));
      if (tag !== (length < 8 ? 'PairFileNotOne' : 'PairFileDamaged')) throw new Error(`${length} bytes: ${tag}`);
    }
    expect(tagOf(concatBytes(bytes, Uint8Array.of(0)))).toBe('PairFileDamaged');
  });

  it('[PA8] a later version, another kind of file, and one that is too large are told apart', () => {
    const later = encodePairFile(file).slice(0, -16);
    later[8] = 2;
    expect(tagOf(concatBytes(later, hash('pair-file', later).subarray(0, 16)))).toBe('PairFileVersionUnknown');
    expect(tagOf(new TextEncoder().encode('HEARTHRQ and more'))).toBe('PairFileNotOne');
    expect(tagOf(encodePairFile({ ...file, message: new Uint8Array(MAX_PAIR_FILE_BYTES) }))).toBe('PairFileDamaged');
  });
});

describe('the code', () => {
  const secret = random.bytes(10);
  const SERVER = 'wss://meet.example.org';

  it('[PA11] eight words and the long form say the same, and the long one names the meeting place', () => {
    const { words, qrText } = encodePairCode(secret, SERVER);
    expect(words).toHaveLength(8);
    expect(decodePairCode(words.join(' '))).toEqual({ ok: true, value: { secret, server: null } });
    expect(decodePairCode(`1. ${words.join(', ').toUpperCase()}`)).toMatchObject({ ok: true });
    expect(decodePairCode(`Here it is:\n${qrText.toLowerCase()}`)).toEqual({
      ok: true,
      value: { secret, server: SERVER },
    });
  });

  it('[PA12] what is wrong with a code is named: count, the word that is none, an exchange, an invite’s words, a cut', () => {
    const { words, qrText } = encodePairCode(secret, SERVER);
    const wrong = (text: string) => {
      const read = decodePairCode(text);
      return read.ok ? 'read' : read.error;
    };
    expect(wrong(words.slice(1).join(' '))).toEqual({ tag: 'PairWordsCount', count: 7 });
    expect(wrong(['sprongle', ...words.slice(1)].join(' '))).toEqual({
      tag: 'PairWordUnknown',
      place: 1,
      word: 'sprongle',
    });
    expect(wrong(encodeInviteWords(secret).join(' '))).toEqual({ tag: 'PairWordsWrong' });
    expect(wrong(qrText.slice(0, -3))).toEqual({ tag: 'PairCodeWrong' });
    expect(wrong(`${qrText.slice(0, 20)}A${qrText.slice(21)}`)).toEqual({ tag: 'PairCodeWrong' });
    expect(wrong('hearth://pair/#')).toEqual({ tag: 'PairCodeWrong' });
    let noticed = 0;
    for (let at = 0; at < 7; at += 1) {
      const swapped = [...words];
      [swapped[at], swapped[at + 1]] = [words[at + 1] ?? '', words[at] ?? ''];
      if (decodePairCode(swapped.join(' ')).ok === false) noticed += 1;
    }
    // A checksum of eight bits lets one of 256 pass, and then nobody is met.
    expect(noticed).toBeGreaterThanOrEqual(6);
  });

  it('[PA13] the room’s name and password follow from the code, and it from neither', () => {
    const { topic, password } = pairCodeRoom(secret);
    expect(topic).toMatch(/^[a-z2-7]{32}$/);
    expect(password).toMatch(/^[a-z2-7]{32}$/);
    expect(topic).not.toBe(password);
    expect(pairCodeRoom(secret)).toEqual({ topic, password });
    expect(pairCodeRoom(random.bytes(10)).topic).not.toBe(topic);
    expect(`${topic} ${password}`).not.toContain(Buffer.from(secret).toString('hex'));
  });
});
