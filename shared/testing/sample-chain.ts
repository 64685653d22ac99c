/** A device that writes chains, for tests of everything about entries. The same seed gives the same bytes. */
import { type DeviceId, type EntryId, type EpochId, type GroupId, NO_ENTRY, type RecordId } from '../brand.ts';
import type { Entry } from '../chain/entry.ts';
import { segmentRecordId } from '../chain/extent.ts';
import { CONTENT_KIND, type ContentKind, OP_KIND, type OpKind } from '../chain/kinds.ts';
import { packBody } from '../chain/pack.ts';
import { authorEntry, authorOperation } from '../chain/seal.ts';
import { foldSegment, type SegmentItem } from '../chain/segment.ts';
import { type SigningKeyPair, signingKeyPair } from '../crypto/crypto.ts';
import type { Result } from '../result.ts';
import { fflateDeflate } from './fflate-deflate.ts';
import { createSeededRandom } from './seeded-random.ts';

/** The value of a result that a test knows to be a success. */
export function must<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`unexpected failure: ${JSON.stringify(result.error)}`);
  return result.value;
}

/** 16 bytes of `byte`, as hex. */
export const shortId = <I extends string>(byte: number): I => byte.toString(16).padStart(2, '0').repeat(16) as I;
/** 32 bytes of `byte`, as hex. */
export const longId = <I extends string>(byte: number): I => byte.toString(16).padStart(2, '0').repeat(32) as I;

/** Overrides for one entry. */
export interface SampleOptions {
  readonly deps?: readonly EntryId[];
  readonly recordId?: RecordId;
  readonly kind?: ContentKind;
  /** Stands in for the place that would be next: for forks and gaps. */
  readonly seq?: number;
  readonly prev?: EntryId;
  readonly ts?: number;
  readonly lamport?: number;
}

/** Two growing chains of one device. */
export interface SampleAuthor {
  readonly groupId: GroupId;
  readonly deviceId: DeviceId;
  readonly pair: SigningKeyPair;
  readonly epochId: EpochId;
  readonly epochKey: Uint8Array;
  /** The next content entry with this plaintext. */
  write(plaintext: Uint8Array, options?: SampleOptions): Entry;
  /** The next operation with this body. */
  operate(body: Uint8Array, kind?: OpKind): Entry;
  /** The next entry as a segment of `items`, linked behind `before`. */
  fold(items: readonly SegmentItem[], before: EntryId): Entry;
}

/** A device of the seed's own keys; `inc` is its incarnation. */
export function sampleAuthor(seed: number, inc = 1): SampleAuthor {
  const random = createSeededRandom(seed);
  const pair = signingKeyPair(random.bytes(32));
  const epochKey = random.bytes(32);
  const groupId = shortId<GroupId>(0x11);
  const deviceId = shortId<DeviceId>(0x20 + (seed % 64));
  const epochId = longId<EpochId>(0x33);
  const heads = { content: { seq: 0, id: NO_ENTRY }, membership: { seq: 0, id: NO_ENTRY } };
  const place = (lane: 'content' | 'membership', options: SampleOptions) => {
    const seq = options.seq ?? heads[lane].seq + 1;
    return {
      groupId,
      deviceId,
      inc,
      seq,
      prev: options.prev ?? heads[lane].id,
      ts: options.ts ?? 1_767_225_600_000 + seq * 60_000,
      lamport: options.lamport ?? seq,
      deps: options.deps ?? [],
      signKey: pair.secretKey,
      random,
    };
  };
  const remember = (lane: 'content' | 'membership', made: Result<Entry, unknown>): Entry => {
    const entry = must(made);
    heads[lane] = { seq: entry.header.seq, id: entry.id };
    return entry;
  };
  const content = { epochId, epochKey, expiresIn: 0 };
  return {
    groupId,
    deviceId,
    pair,
    epochId,
    epochKey,
    write: (plaintext, options = {}) =>
      remember(
        'content',
        authorEntry({
          ...place('content', options),
          ...content,
          kind: options.kind ?? CONTENT_KIND.post,
          recordId: options.recordId ?? shortId<RecordId>(0x44),
          body: packBody(plaintext, fflateDeflate),
        }),
      ),
    operate: (body, kind = OP_KIND.leave) =>
      remember('membership', authorOperation({ ...place('membership', {}), kind, body })),
    fold: (items, before) => {
      const folded = must(foldSegment(items, fflateDeflate));
      const deps = folded.from === 1 ? [] : [before];
      return remember(
        'content',
        authorEntry({
          ...place('content', { deps }),
          ...content,
          kind: CONTENT_KIND.segment,
          recordId: segmentRecordId(folded.from, before, deps),
          body: folded.body,
        }),
      );
    },
  };
}
