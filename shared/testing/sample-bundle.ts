/** Bundles of bytes that stand in for entries, and what reading them comes to: for tests of the file alone. */
import type { DeviceId, GroupId } from '../brand.ts';
import { concatBytes, equalBytes, utf8 } from '../bytes.ts';
import { kemKeyPair, signingKeyPair } from '../crypto/crypto.ts';
import { type BundleEnding, openBundle } from '../sync/bundle.ts';
import { createChunkWriter } from '../sync/bundle-chunks.ts';
import { bundleInMemory, SLOT_BYTES, SLOT_COUNT, SLOTS_AT } from '../sync/bundle-format.ts';
import { findSlot, makeSlots } from '../sync/bundle-slots.ts';
import { bytesOfBundle } from './bundles.ts';
import { shortId } from './sample-chain.ts';
import { createSeededRandom } from './seeded-random.ts';

/** The group of every sample, and the device that made it. */
export const sampleGroup = shortId<GroupId>(0x11);
export const sampleMaker = shortId<DeviceId>(0x22);
/** The maker's `DS`. */
export const sampleMakerSecret = (): Uint8Array => signingKeyPair(new Uint8Array(32).fill(9)).secretKey;

/** A file, what is in it, and a key that opens it. */
export interface SampleBundle {
  readonly file: Uint8Array;
  readonly entries: readonly Uint8Array[];
  readonly kemSecret: Uint8Array;
}

/** The place of the slot that a key opens. */
export function slotOf(file: Uint8Array, kemSecret: Uint8Array): number {
  const salt = file.subarray(8, SLOTS_AT);
  const readers = [{ groupId: sampleGroup, kemSecrets: [kemSecret] }];
  for (let i = 0; i < SLOT_COUNT; i += 1) if (findSlot(slotAt(file, i), salt, readers)) return i;
  throw new Error('no slot for this key');
}

/** One slot of a file. */
export const slotAt = (file: Uint8Array, place: number): Uint8Array =>
  file.subarray(SLOTS_AT + place * SLOT_BYTES, SLOTS_AT + (place + 1) * SLOT_BYTES);

/** The same file with a key's slot at the front, so that reading it thousands of times is quick. */
function withSlotFirst(file: Uint8Array, kemSecret: Uint8Array): Uint8Array {
  const own = slotOf(file, kemSecret);
  const moved = file.slice();
  moved.set(slotAt(file, own), SLOTS_AT);
  moved.set(slotAt(file, 0), SLOTS_AT + own * SLOT_BYTES);
  return moved;
}

/** A file of one run for each of `runs` (entries in it) for twelve devices. */
export function sampleBundle(seed: number, runs: readonly (readonly Uint8Array[])[]): SampleBundle {
  const random = createSeededRandom(seed);
  const pairs = Array.from({ length: 12 }, () => kemKeyPair(random.bytes(32)));
  const entries = runs.flat();
  const file = bytesOfBundle({
    groupId: sampleGroup,
    maker: { deviceId: sampleMaker, signingSecret: sampleMakerSecret() },
    recipients: pairs.map((pair) => ({ dkPk: pair.publicKey })),
    plan: { rows: [], runs, entries: entries.length, leftOut: 0 },
    madeAt: 5,
    random,
  });
  const kemSecret = pairs[3]?.secretKey ?? new Uint8Array(0);
  return { file: withSlotFirst(file, kemSecret), entries, kemSecret };
}

/** A file of runs with as many entries of up to 4,000 bytes as `counts` say. */
export function sampleBundleOf(seed: number, ...counts: readonly number[]): SampleBundle {
  const random = createSeededRandom(seed);
  const runs = counts.map((count) => Array.from({ length: count }, () => random.bytes(1 + random.int(4_000))));
  return sampleBundle(seed, runs);
}

/** A file whose content is anything, sealed as it should be. */
export function craftedBundle(contentFor: (salt: Uint8Array) => Uint8Array): Omit<SampleBundle, 'entries'> {
  const random = createSeededRandom(20);
  const pair = kemKeyPair(random.bytes(32));
  const [bundleKey, salt] = [random.bytes(32), random.bytes(16)];
  const recipients = [{ dkPk: pair.publicKey }];
  const pieces = [utf8('HEARTHB1'), salt, makeSlots({ groupId: sampleGroup, bundleKey, salt, recipients, random })];
  const chunks = createChunkWriter(bundleKey, salt, (chunk) => pieces.push(chunk));
  chunks.write(contentFor(salt));
  chunks.end();
  return { file: concatBytes(...pieces), kemSecret: pair.secretKey };
}

/** What reading a file comes to: the tag of its refusal, or its entries and its ending. */
export function readSample({
  file,
  kemSecret,
}: Omit<SampleBundle, 'entries'>): string | { readonly entries: readonly Uint8Array[]; readonly ending: BundleEnding } {
  const bundle = openBundle(bundleInMemory(file), [{ groupId: sampleGroup, kemSecrets: [kemSecret] }]);
  if (!bundle.ok) return bundle.error.tag;
  const entries: Uint8Array[] = [];
  const parts = bundle.value.parts();
  let part = parts.next();
  for (; !part.done; part = parts.next()) entries.push(...part.value);
  return { entries, ending: part.value };
}

/**
 * How a file that was tampered with ends. Throws unless it is refused or gives
 * an exact beginning of what was put in: all of it when it says that it is whole.
 */
export function honestEnding(sample: SampleBundle): BundleEnding | 'refused' {
  const got = readSample(sample);
  if (typeof got === 'string') return 'refused';
  const isBeginning = got.entries.every((entry, i) => {
    const original = sample.entries[i];
    return original !== undefined && equalBytes(entry, original);
  });
  if (!isBeginning) throw new Error('other entries than were put in');
  if (got.ending === 'whole' && got.entries.length !== sample.entries.length)
    throw new Error('not as whole as it says');
  return got.ending;
}

/** The same bytes with one bit changed. */
export function flipped(bytes: Uint8Array, at: number, bit = 0): Uint8Array {
  const changed = bytes.slice();
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}
