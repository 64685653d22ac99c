/**
 * The plaintext of a content entry (SPEC RC3):
 *
 *   version u8 | shape u8 | creates u8 | [ nonce 16 | parent u8 | [ parent 16 ] ]   the record's first entry only
 *   shape 0: the fields of the kind's value
 *   shape 1: schema u8 ‖ Yjs update (V1) of the record's document
 *
 * The first entry of a record carries the nonce from which, with the author's
 * member id, the record id is derived: so everybody sees who owns the record.
 */
import { ID_BYTES, idFromBytes, idToBytes, type RecordId } from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { err, ok, type Result } from '../result.ts';
import { RECORD_NONCE_BYTES } from './ids.ts';
import { type RecordValue, readValue, writeValue } from './values.ts';

/** Version of this layout. */
export const PAYLOAD_VERSION = 1;

/** What only a record's first entry says. */
export interface RecordOrigin {
  /** 16 bytes at random. */
  readonly nonce: Uint8Array;
  /** What a comment or reaction answers; `null` for the other kinds. */
  readonly parent: RecordId | null;
}
/** What one entry says about its record. */
export type Payload =
  | { readonly origin: RecordOrigin | null; readonly value: RecordValue; readonly update: null }
  | {
      readonly origin: RecordOrigin | null;
      readonly value: null;
      /** Yjs update, V1. Unchecked: it goes through the gate. */
      readonly update: Uint8Array;
      /** Version of the document schema the author writes (`BODY_SCHEMA`). */
      readonly schema: number;
    };

/** Why a plaintext is not understood. */
export type PayloadError =
  | { readonly tag: 'PayloadMalformed' }
  /** A later version of Hearth wrote it: kept, and read again after an update. */
  | { readonly tag: 'PayloadVersionUnknown'; readonly version: number }
  | { readonly tag: 'KindUnknown'; readonly kind: number };

const VALUE_SHAPE = 0;
const UPDATE_SHAPE = 1;

const BODY_KINDS: readonly number[] = [CONTENT_KIND.agreement, CONTENT_KIND.post, CONTENT_KIND.comment];
const VALUE_KINDS: readonly number[] = [
  CONTENT_KIND.profile,
  CONTENT_KIND.groupProfile,
  CONTENT_KIND.reaction,
  CONTENT_KIND.delete,
];

/** True for kinds whose records have a document with a body. */
export const hasBody = (kind: number): boolean => BODY_KINDS.includes(kind);
/** True for kinds that answer a record: comments and reactions. */
export const hasParent = (kind: number): boolean => kind === CONTENT_KIND.comment || kind === CONTENT_KIND.reaction;

/** The plaintext of `payload`. */
export function encodePayload(payload: Payload): Uint8Array {
  const { origin } = payload;
  const writer = new ByteWriter()
    .uint(PAYLOAD_VERSION, 1)
    .uint(payload.update ? UPDATE_SHAPE : VALUE_SHAPE, 1)
    .uint(origin ? 1 : 0, 1);
  if (origin) {
    writer.raw(origin.nonce).uint(origin.parent ? 1 : 0, 1);
    if (origin.parent) writer.raw(idToBytes(origin.parent));
  }
  if (payload.update) writer.uint(payload.schema, 1).raw(payload.update);
  else writeValue(writer, payload.value);
  return writer.finish();
}

/** Reads what only a first entry has; `undefined` when the bytes are not it. */
function readOrigin(reader: ByteReader, kind: number): RecordOrigin | null | undefined {
  const creates = reader.uint(1);
  if (creates === 0) return null;
  const nonce = reader.raw(RECORD_NONCE_BYTES);
  const parentFlag = reader.uint(1);
  if (reader.failed || creates !== 1 || parentFlag !== (hasParent(kind) ? 1 : 0)) return undefined;
  return { nonce, parent: parentFlag ? idFromBytes<RecordId>(reader.raw(ID_BYTES.short)) : null };
}

/** Reads the plaintext of an entry of `kind`. The update is a view of `plaintext`, not a copy. */
export function decodePayload(kind: number, plaintext: Uint8Array): Result<Payload, PayloadError> {
  const isBody = hasBody(kind);
  if (!isBody && !VALUE_KINDS.includes(kind)) return err({ tag: 'KindUnknown', kind });
  const reader = new ByteReader(plaintext);
  const version = reader.uint(1);
  if (reader.failed) return err({ tag: 'PayloadMalformed' });
  if (version !== PAYLOAD_VERSION) return err({ tag: 'PayloadVersionUnknown', version });
  if (reader.uint(1) !== (isBody ? UPDATE_SHAPE : VALUE_SHAPE)) return err({ tag: 'PayloadMalformed' });
  const origin = readOrigin(reader, kind);
  // A deletion speaks about a record that is there already; it creates none.
  if (origin === undefined || (origin && kind === CONTENT_KIND.delete)) return err({ tag: 'PayloadMalformed' });
  if (isBody) {
    const schema = reader.uint(1);
    const update = reader.raw(reader.remaining);
    return reader.finished && schema > 0 && update.length > 0
      ? ok({ origin, value: null, update, schema })
      : err({ tag: 'PayloadMalformed' });
  }
  const value = readValue(reader, kind);
  return value && reader.finished ? ok({ origin, value, update: null }) : err({ tag: 'PayloadMalformed' });
}
