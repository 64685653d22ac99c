/** The small typed values of records that have no document: names, reactions, deletions (SPEC RC4). */
import type { DeviceId } from '../brand.ts';
import { type ByteReader, type ByteWriter, equalBytes, utf8, utf8ToText } from '../bytes.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';

/** Longest name of a person or a group in UTF-16 code units, as text fields count them. */
export const MAX_NAME_LENGTH = 60;
/** How many quiet colours there are. */
export const COLOUR_COUNT = 8;
/** The supportive reactions, in the order of their codes on the wire: append only. */
export const REACTION_CODES = ['with-you', 'thank-you', 'me-too', 'strength', 'holding-space'] as const;
export type ReactionCode = (typeof REACTION_CODES)[number];

/** How somebody is known in a group. */
export interface ProfileValue {
  readonly kind: typeof CONTENT_KIND.profile;
  readonly name: string;
  /** Index into the palette, 0 to `COLOUR_COUNT` − 1. */
  readonly colour: number;
}
/** How the group is known to its members. */
export interface GroupProfileValue {
  readonly kind: typeof CONTENT_KIND.groupProfile;
  readonly name: string;
}
/** A reaction to a post or comment; `null` takes it back. */
export interface ReactionValue {
  readonly kind: typeof CONTENT_KIND.reaction;
  readonly reaction: ReactionCode | null;
}
/** The owner takes the record away. */
export interface DeleteValue {
  readonly kind: typeof CONTENT_KIND.delete;
}
export type RecordValue = ProfileValue | GroupProfileValue | ReactionValue | DeleteValue;

/** Most bytes a name may take: 60 code units are at most 180 bytes of UTF-8. */
const MAX_NAME_BYTES = MAX_NAME_LENGTH * 3;

// Control characters, half surrogate pairs, line and paragraph separators, and the marks that turn the direction of what follows:
// in a name they could make one person look like another, or break the sentence the name stands in.
const UNFIT = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/u;
const UNFIT_RUNS = new RegExp(`(?:${UNFIT.source}|\\s)+`, 'gu');

/** True for a name that may be sealed and shown: 1 to 60 code units, trimmed, one line, no direction marks. */
export const isName = (text: string): boolean =>
  text.length > 0 && text.length <= MAX_NAME_LENGTH && text.trim() === text && !UNFIT.test(text);

/** What a person typed as a name, cleaned: unfit characters and runs of space become one space. May be empty or too long. */
export const cleanName = (text: string): string => text.normalize('NFC').replace(UNFIT_RUNS, ' ').trim();

/** Writes the fields of a value; the kind stands in the entry's header. */
export function writeValue(writer: ByteWriter, value: RecordValue): void {
  switch (value.kind) {
    case CONTENT_KIND.profile:
      writer.uint(value.colour, 1).sized(utf8(value.name));
      return;
    case CONTENT_KIND.groupProfile:
      writer.sized(utf8(value.name));
      return;
    case CONTENT_KIND.reaction:
      writer.uint(value.reaction === null ? 0 : REACTION_CODES.indexOf(value.reaction) + 1, 1);
      return;
    case CONTENT_KIND.delete:
      return;
  }
}

/** A name in its one encoding, or `null`. */
function readName(reader: ByteReader): string | null {
  const bytes = reader.sized(MAX_NAME_BYTES);
  const name = utf8ToText(bytes);
  return isName(name) && equalBytes(utf8(name), bytes) ? name : null;
}

/** Reads the value of `kind`, or `null` when the bytes are not one or the kind has no value. */
export function readValue(reader: ByteReader, kind: number): RecordValue | null {
  switch (kind) {
    case CONTENT_KIND.profile: {
      const colour = reader.uint(1);
      const name = readName(reader);
      return name === null || colour >= COLOUR_COUNT ? null : { kind, name, colour };
    }
    case CONTENT_KIND.groupProfile: {
      const name = readName(reader);
      return name === null ? null : { kind, name };
    }
    case CONTENT_KIND.reaction: {
      const code = reader.uint(1);
      if (reader.failed || code > REACTION_CODES.length) return null;
      return { kind, reaction: code === 0 ? null : (REACTION_CODES[code - 1] as ReactionCode) };
    }
    case CONTENT_KIND.delete:
      return { kind };
    default:
      return null;
  }
}

/** Which saying of a value stands: the later one, the same for everybody (SPEC RC8). */
export interface ValueStamp {
  /** Of the entry that said it; rises along a chain. */
  readonly lamport: number;
  readonly deviceId: DeviceId;
  readonly inc: number;
}

/** Below 0 when `a` is the earlier one. */
export const compareStamps = (a: ValueStamp, b: ValueStamp): number =>
  a.lamport - b.lamport || (a.deviceId === b.deviceId ? a.inc - b.inc : a.deviceId < b.deviceId ? -1 : 1);

/** `RecordRow.value` of a record without a document. */
export const encodeRecordValue = (value: RecordValue, stamp: ValueStamp): string => JSON.stringify({ ...value, stamp });

/** Rows that were written before a member could have several devices have no stamp. */
const readRow = (text: string): RecordValue & { readonly stamp?: ValueStamp } => JSON.parse(text);

/** Reads what `encodeRecordValue` wrote into our own store. */
export function parseRecordValue(text: string): RecordValue {
  const { stamp: _, ...value } = readRow(text);
  return value as RecordValue;
}
/** The stamp of a stored value, or `null` for one from before there were stamps. */
export const stampOfRecordValue = (text: string): ValueStamp | null => readRow(text).stamp ?? null;
