/**
 * A bundle: one sealed file that carries entries to everybody in a group, by
 * stick or by mail (HP1 §7). Reading one is syncing from a silent peer that
 * sent all its entries; the format stands in `bundle-format.ts`.
 */
import type { DeviceId, GroupId } from '../brand.ts';
import { ByteReader, concatBytes, equalBytes } from '../bytes.ts';
import { SEAL_KEY_BYTES } from '../crypto/crypto.ts';
import type { Device } from '../group/roster.ts';
import type { Random } from '../ports/random.ts';
import { err, ok, type Result } from '../result.ts';
import { createChunkWriter, endOfChunk, readChunk } from './bundle-chunks.ts';
import {
  type BundleError,
  type BundleSource,
  CHUNK_BYTES,
  CHUNKS_AT,
  MAGIC,
  MAX_BUNDLE_BYTES,
  SALT_AT,
  SALT_BYTES,
  SEALED_CHUNK_BYTES,
  SLOTS_AT,
  VERSION_DIGIT,
} from './bundle-format.ts';
import { type BundleHeader, MAX_HEADER_BYTES, makeBundleHeader, readBundleHeader } from './bundle-header.ts';
import type { BundlePlan } from './bundle-plan.ts';
import { END_OF_RUNS, encodeRun, readRuns } from './bundle-runs.ts';
import { type BundleReader, findSlot, makeSlots } from './bundle-slots.ts';

/** What a bundle is made from. */
export interface BundleInput {
  readonly groupId: GroupId;
  /** The device that makes it, and its `DS`. */
  readonly maker: { readonly deviceId: DeviceId; readonly signingSecret: Uint8Array };
  /** Every active device as the maker's log has it, the maker's own among them. */
  readonly recipients: readonly Pick<Device, 'dkPk'>[];
  readonly plan: Omit<BundlePlan, 'contentEntries'>;
  /** The maker's clock, milliseconds. */
  readonly madeAt: number;
  readonly random: Random;
}

/** Bytes of entries that surely fit a bundle of at most `maxBytes`. */
export const roomInBundle = (maxBytes: number): number =>
  Math.max(
    0,
    Math.floor((maxBytes - CHUNKS_AT) / SEALED_CHUNK_BYTES) * CHUNK_BYTES - MAX_HEADER_BYTES - END_OF_RUNS.length,
  );

/** Gives the bytes of a bundle to `give`, piece by piece, in order. */
export function writeBundle(input: BundleInput, give: (piece: Uint8Array) => void): void {
  const { groupId, maker, plan, random } = input;
  const salt = random.bytes(SALT_BYTES);
  const bundleKey = random.bytes(SEAL_KEY_BYTES);
  give(concatBytes(MAGIC, VERSION_DIGIT, salt));
  give(makeSlots({ groupId, bundleKey, salt, recipients: input.recipients, random }));
  const chunks = createChunkWriter(bundleKey, salt, give);
  const { entries, leftOut, rows } = plan;
  const facts = { madeAt: input.madeAt, deviceId: maker.deviceId, entries, leftOut, rows };
  chunks.write(makeBundleHeader(groupId, salt, facts, maker.signingSecret));
  for (const run of plan.runs) chunks.write(encodeRun(run));
  chunks.write(END_OF_RUNS);
  chunks.end();
}

/** How a bundle came to its end: all of it is there, its end is missing, or what follows was changed. */
export type BundleEnding = 'whole' | 'cut' | 'damaged';

/** A bundle that is for us. */
export interface OpenBundle {
  readonly groupId: GroupId;
  readonly salt: Uint8Array;
  /** Its word counts only once `isSignedBy` says so. */
  readonly header: BundleHeader;
  /** Entries in the order of the file, some at a time; whole runs but for what a cut or a change left of the last. */
  parts(): Generator<readonly Uint8Array[], BundleEnding>;
}

const hasOnlyZeros = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

/** Entries of a bundle whose first chunk is read; `rest` is what follows the header in it. */
function* partsOf(
  source: BundleSource,
  bundleKey: Uint8Array,
  salt: Uint8Array,
  first: { readonly rest: Uint8Array; readonly isFinal: boolean },
): Generator<readonly Uint8Array[], BundleEnding> {
  let content = first.rest;
  let isFinal = first.isFinal;
  for (let index = 0; ; ) {
    const runs = readRuns(content);
    if (runs.entries.length > 0) yield runs.entries;
    content = content.subarray(runs.bytes);
    if (runs.next === 'end') {
      const isWhole = isFinal && hasOnlyZeros(content) && source.length === endOfChunk(index);
      return isWhole ? 'whole' : 'damaged';
    }
    index += 1;
    const next = runs.next === 'bad' || isFinal ? null : readChunk(source, bundleKey, salt, index);
    if (next?.tag !== 'chunk') {
      if (runs.begun.length > 0) yield runs.begun;
      return next?.tag === 'cut' ? 'cut' : 'damaged';
    }
    content = concatBytes(content, next.content);
    isFinal = next.isFinal;
  }
}

/** Opens a bundle with the keys of any of `readers`; nothing is read beyond its first chunk. */
export function openBundle(source: BundleSource, readers: readonly BundleReader[]): Result<OpenBundle, BundleError> {
  if (source.length > MAX_BUNDLE_BYTES) return err({ tag: 'BundleTooLarge' });
  if (!equalBytes(source.read(0, MAGIC.length), MAGIC)) return err({ tag: 'BundleNotOne' });
  if (source.length <= MAGIC.length) return err({ tag: 'BundleDamaged' });
  if (!equalBytes(source.read(MAGIC.length, VERSION_DIGIT.length), VERSION_DIGIT)) {
    return err({ tag: 'BundleVersionUnknown' });
  }
  if (source.length < CHUNKS_AT) return err({ tag: 'BundleDamaged' });
  const salt = source.read(SALT_AT, SALT_BYTES).slice();
  const slot = findSlot(source.read(SLOTS_AT, CHUNKS_AT - SLOTS_AT), salt, readers);
  if (!slot) return err({ tag: 'BundleNotForUs' });
  const { groupId, bundleKey } = slot;
  const first = readChunk(source, bundleKey, salt, 0);
  if (first.tag !== 'chunk') return err({ tag: 'BundleDamaged' });
  const reader = new ByteReader(first.content);
  const header = readBundleHeader(reader, first.content);
  if (header === 'unknown') return err({ tag: 'BundleVersionUnknown' });
  if (!header) return err({ tag: 'BundleDamaged' });
  const rest = reader.raw(reader.remaining);
  return ok({
    groupId,
    salt,
    header,
    parts: () => partsOf(source, bundleKey, salt, { rest, isFinal: first.isFinal }),
  });
}
