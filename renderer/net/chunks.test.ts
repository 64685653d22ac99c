import { describe, expect, it } from 'vitest';
import { equalBytes } from '../../shared/bytes.ts';
import { createSeededRandom } from '../../shared/testing/seeded-random.ts';
import { CHUNK_BYTES, ChunkReader, MAX_BOARD_MESSAGE_BYTES, messageToChunks } from './chunks.ts';

describe('pieces of a message', () => {
  it('[NT10] any message comes back whole, and no piece is larger than the channel takes', () => {
    const random = createSeededRandom(1);
    const reader = new ChunkReader();
    const edges = [
      1,
      CHUNK_BYTES - 5,
      CHUNK_BYTES - 4,
      2 * CHUNK_BYTES - 6,
      2 * CHUNK_BYTES - 5,
      MAX_BOARD_MESSAGE_BYTES,
    ];
    for (const size of [...edges, ...Array.from({ length: 50 }, () => 1 + random.int(100_000))]) {
      const message = random.bytes(size);
      const chunks = messageToChunks(message);
      expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThanOrEqual(CHUNK_BYTES);
      const results = chunks.map((chunk) => reader.take(chunk));
      expect(results.slice(0, -1).every((result) => result.is === 'more')).toBe(true);
      const last = results.at(-1);
      expect(last?.is === 'whole' && equalBytes(last.message, message)).toBe(true);
    }
  });

  it('[NT10] a message over the bound is never cut at all', () => {
    expect(() => messageToChunks(new Uint8Array(MAX_BOARD_MESSAGE_BYTES + 1))).toThrow(RangeError);
  });

  it('[NT11] 20,000 pieces of rubbish never throw and never make more than was sent', () => {
    const random = createSeededRandom(2);
    let [refused, whole] = [0, 0];
    let reader = new ChunkReader();
    let given = 0;
    for (let i = 0; i < 20_000; i += 1) {
      const chunk = random.bytes(random.int(12));
      if (chunk.length > 0 && random.chance(0.8)) chunk[0] = 1 + random.int(2);
      if (chunk[0] === 1 && chunk.length > 4 && random.chance(0.9)) chunk.set([0, 0, 0, random.int(20)], 1);
      given += chunk.length;
      const result = reader.take(chunk);
      if (result.is === 'whole') {
        whole += 1;
        expect(result.message.length).toBeLessThanOrEqual(given);
        given = 0;
      } else if (result.is === 'refused') {
        refused += 1;
        reader = new ChunkReader();
        given = 0;
      }
    }
    expect(refused).toBeGreaterThan(1_000);
    expect(whole).toBeGreaterThan(100);
  });
});
