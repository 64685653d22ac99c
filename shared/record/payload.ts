/**
 * The plaintext of a content entry (SPEC RC3):
 *
 *   version u8 | shape u8 | creates u8 | [ nonce 16 | parent u8 | [ parent 16 ] ]   the record's first entry only
 *   shape 0: the fields of the kind's value
 *   shape 1: schema u8 ‖ Yjs update (V1) of the record's document
 *   shape 2: schema u8 ‖ fresh body; in a record's first entry only
 *
 * The first entry of a record carries the nonce from which, with the author's
 * member id, the record id is derived: so everybody sees who owns the record.
 */
import { type GroupId, ID_BYTES, idFromBytes, idToBytes, type MemberId, type RecordId } from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { err, ok, type Result } from '../result.ts';
import type { FreshBody } from './fresh-body.ts';
import { RECORD_NONCE_BYTES, recordIdOf } from './ids.ts';
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
export type Payload = ValuePayload | UpdatePayload | FreshPayload;

/** A small typed value. */
export interface ValuePayload {
  readonly shape: 'value';
  readonly origin: RecordOrigin | null;
  readonly value: RecordValue;
}
/** A change to the record's document. */
export interface UpdatePayload {
  readonly shape: 'update';
  readonly origin: RecordOrigin | null;
  /** Version of the document schema the author writes (`BODY_SCHEMA`), from 1. */
  readonly schema: number;
  /** Yjs update, V1. Unchecked: it goes through the gate. */
  readonly update: Uint8Array;
}
/** A body as it is first shared. */
export interface FreshPayload {
  readonly shape: 'fresh';
  readonly origin: RecordOrigin;
  readonly schema: number;
  /** From `encodeFreshBody`; in a decoded payload unchecked, read with `decodeFreshBody`. */
  readonly fresh: FreshBody;
}

/** Why a plaintext is not understood. */
export type PayloadError =
  | { readonly tag: 'PayloadMalformed' }
  /** A later version of Hearth wrote it: kept, and read again after an update. */
  | { readonly tag: 'PayloadVersionUnknown'; readonly version: number }
  | { readonly tag: 'KindUnknown'; readonly kind: number };

/** Offset of the nonce in a first payload. */
const NONCE_AT = 3;
/** Codes of the shapes on the wire. */
const SHAPES = ['value', 'update', 'fresh'] as const;

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
    .uint(SHAPES.indexOf(payload.shape), 1)
    .uint(origin ? 1 : 0, 1);
  if (origin) {
    writer.raw(origin.nonce).uint(origin.parent ? 1 : 0, 1);
    if (origin.parent) writer.raw(idToBytes(origin.parent));
  }
  if (payload.shape === 'value') writeValue(writer, payload.value);
  else writer.uint(payload.schema, 1).raw(payload.shape === 'update' ? payload.update : payload.fresh);
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

/** Reads the plaintext of an entry of `kind`. Update and fresh body are views of `plaintext`, not copies. */
export function decodePayload(kind: number, plaintext: Uint8Array): Result<Payload, PayloadError> {
  const isBody = hasBody(kind);
  if (!isBody && !VALUE_KINDS.includes(kind)) return err({ tag: 'KindUnknown', kind });
  const reader = new ByteReader(plaintext);
  const version = reader.uint(1);
  if (reader.failed) return err({ tag: 'PayloadMalformed' });
  if (version !== PAYLOAD_VERSION) return err({ tag: 'PayloadVersionUnknown', version });
  const shape = SHAPES[reader.uint(1)];
  const origin = readOrigin(reader, kind);
  if (reader.failed || origin === undefined || (shape !== 'value') !== isBody) return err({ tag: 'PayloadMalformed' });
  if (shape === 'value') {
    const value = readValue(reader, kind);
    // A deletion speaks about a record that is there already; it creates none.
    const isFit = value !== null && reader.finished && !(origin && kind === CONTENT_KIND.delete);
    return isFit ? ok({ shape, origin, value }) : err({ tag: 'PayloadMalformed' });
  }
  const schema = reader.uint(1);
  const body = reader.raw(reader.remaining);
  if (reader.failed || schema === 0) return err({ tag: 'PayloadMalformed' });
  if (shape === 'update') return ok({ shape, origin, schema, update: body });
  return shape === 'fresh' && origin
    ? ok({ shape, origin, schema, fresh: body as FreshBody })
    : err({ tag: 'PayloadMalformed' });
}

/**
 * The record id that a first payload itself determines: for the columns of
 * segments (`DeriveRecordId`), which need not carry it then.
 */
export const recordIdInPayload =
  (groupId: GroupId, author: MemberId) =>
  (_kind: number, plaintext: Uint8Array): RecordId | null =>
    plaintext[0] === PAYLOAD_VERSION && plaintext[2] === 1 && plaintext.length >= NONCE_AT + RECORD_NONCE_BYTES
      ? recordIdOf(groupId, author, plaintext.subarray(NONCE_AT, NONCE_AT + RECORD_NONCE_BYTES))
      : null;
