/**
 * The content of a bundle in pieces of 64 KiB, each sealed under a key of its
 * own that follows from its place and from whether it is the last one (SPEC
 * BF4): a piece that is missing, moved, repeated or of another file does not
 * open, and an end that is missing is noticed.
 */
import { keyedHash, open, seal, ZERO_NONCE } from '../crypto/crypto.ts';
import { type BundleSource, CHUNK_BYTES, CHUNKS_AT, chunkPlace, SEALED_CHUNK_BYTES } from './bundle-format.ts';

/** Takes content piece by piece and gives away whole sealed chunks. */
export interface ChunkWriter {
  write(content: Uint8Array): void;
  /** Seals what remains, filled up with zeros, as the last chunk. */
  end(): void;
}

/** Chunks go to `give` in order. */
export function createChunkWriter(
  bundleKey: Uint8Array,
  salt: Uint8Array,
  give: (chunk: Uint8Array) => void,
): ChunkWriter {
  let chunk = new Uint8Array(CHUNK_BYTES);
  let filled = 0;
  let index = 0;
  function sealNow(isFinal: boolean): void {
    const place = chunkPlace(salt, index, isFinal);
    give(seal(keyedHash(bundleKey, 'bundle-chunk', place), ZERO_NONCE, chunk, place));
    chunk = new Uint8Array(CHUNK_BYTES);
    filled = 0;
    index += 1;
  }
  return {
    write(content) {
      for (let at = 0; at < content.length; ) {
        // Only now is it known that a full chunk is not the last one.
        if (filled === CHUNK_BYTES) sealNow(false);
        const piece = content.subarray(at, at + CHUNK_BYTES - filled);
        chunk.set(piece, filled);
        filled += piece.length;
        at += piece.length;
      }
    },
    end: () => sealNow(true),
  };
}

/** One chunk, or what is in its place. */
export type ReadChunk =
  | { readonly tag: 'chunk'; readonly content: Uint8Array; readonly isFinal: boolean }
  /** The file ends before this chunk does. */
  | { readonly tag: 'cut' }
  /** It does not open: something in it was changed, or it belongs elsewhere. */
  | { readonly tag: 'damaged' };

/** Reads the chunk at place `index` from 0. */
export function readChunk(source: BundleSource, bundleKey: Uint8Array, salt: Uint8Array, index: number): ReadChunk {
  const at = CHUNKS_AT + index * SEALED_CHUNK_BYTES;
  const sealed = source.read(at, SEALED_CHUNK_BYTES);
  if (sealed.length < SEALED_CHUNK_BYTES) return { tag: 'cut' };
  // The likely one first: the last whole chunk of a file is its final one, unless the file was cut.
  const isLikelyFinal = source.length < at + 2 * SEALED_CHUNK_BYTES;
  for (const isFinal of [isLikelyFinal, !isLikelyFinal]) {
    const place = chunkPlace(salt, index, isFinal);
    const content = open(keyedHash(bundleKey, 'bundle-chunk', place), ZERO_NONCE, sealed, place);
    if (content) return { tag: 'chunk', content, isFinal };
  }
  return { tag: 'damaged' };
}

/** Where the chunk at place `index` ends. */
export const endOfChunk = (index: number): number => CHUNKS_AT + (index + 1) * SEALED_CHUNK_BYTES;
