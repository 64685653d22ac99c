/**
 * What is said between a member's computer and a keeper's mailboxes (SPEC KP1):
 * one WebSocket message each, fixed fields, and a parcel of one of four sizes.
 * The keeper sees random-looking names and sealed bytes; `get` of an empty
 * mailbox and of one that never was look alike.
 *
 *   put    = 01 | ticket 32 | writePk 32 | signature 64 | parcel
 *   get    = 02 | mailbox 32 | store 16 | after u48
 *   watch  = 03 | mailbox 32
 *   kept   = 81 | state u8
 *   parcel = 82 | store 16 | serial u48 | days u8 | parcel
 *   end    = 83 | store 16 | last u48 | more u8
 *   news   = 84
 */
import { ByteReader, ByteWriter } from '../bytes.ts';

/** The only sizes of a parcel, in bytes (HP1 §7). */
export const PARCEL_SIZES = [4_096, 16_384, 65_536, 262_144] as const;
/** Bytes of a mailbox's name, of a ticket, and of the name of a keeper's store. */
export const MAILBOX_BYTES = 32;
export const TICKET_BYTES = 32;
export const STORE_BYTES = 16;
const WRITE_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
/** Longest message in bytes: a `put` of the largest parcel. */
export const MAX_MAIL_MESSAGE_BYTES = 1 + TICKET_BYTES + WRITE_KEY_BYTES + SIGNATURE_BYTES + 262_144;
/** Where a client may connect for mailboxes, below the keeper's address. */
export const MAIL_PATH = '/mail';
/** `put` without a ticket carries zeros. */
export const NO_TICKET = new Uint8Array(TICKET_BYTES);
/** `get` of somebody who does not know the keeper's store carries zeros. */
export const NO_STORE = new Uint8Array(STORE_BYTES);

/** What a client asks. */
export type MailRequest =
  | {
      readonly type: 'put';
      readonly ticket: Uint8Array;
      /** Ed25519; the mailbox is `H('mailbox', writePk)`. */
      readonly writePk: Uint8Array;
      /** By `writePk` over `H('parcel', parcel)` in the domain `mail-put`. */
      readonly signature: Uint8Array;
      readonly parcel: Uint8Array;
    }
  | {
      readonly type: 'get';
      readonly mailbox: Uint8Array;
      /** The store whose `after` this is; another store begins at its first parcel. */
      readonly store: Uint8Array;
      /** Serial of the last parcel that was read; 0 for none. */
      readonly after: number;
    }
  /** From now on `news` comes whenever something was put there. */
  | { readonly type: 'watch'; readonly mailbox: Uint8Array };

/** What became of a `put`: `full` for the mailbox or the store, `refused` for its ticket or its quota of a day. */
export const PUT_STATES = ['kept', 'full', 'refused'] as const;
export type PutState = (typeof PUT_STATES)[number];

/** What a keeper answers. */
export type MailAnswer =
  | { readonly type: 'kept'; readonly state: PutState }
  | {
      readonly type: 'parcel';
      readonly store: Uint8Array;
      /** Ascending in a mailbox, from 1; gaps mean nothing. */
      readonly serial: number;
      /** Whole days for which it will still be kept, 0 to 30. */
      readonly days: number;
      readonly parcel: Uint8Array;
    }
  /** Ends the parcels of one `get`; `last` is where to go on, `more` whether there is more by now. */
  | { readonly type: 'end'; readonly store: Uint8Array; readonly last: number; readonly more: boolean }
  | { readonly type: 'news' };

const PUT = 0x01;
const GET = 0x02;
const WATCH = 0x03;
const KEPT = 0x81;
const PARCEL = 0x82;
const END = 0x83;
const NEWS = 0x84;

/** True for a length that a parcel may have. */
export const isParcelSize = (bytes: number): boolean => (PARCEL_SIZES as readonly number[]).includes(bytes);

/** The bytes of a request. */
export function encodeMailRequest(request: MailRequest): Uint8Array {
  const writer = new ByteWriter();
  switch (request.type) {
    case 'put':
      writer.uint(PUT, 1).raw(request.ticket).raw(request.writePk).raw(request.signature).raw(request.parcel);
      break;
    case 'get':
      writer.uint(GET, 1).raw(request.mailbox).raw(request.store).uint(request.after, 6);
      break;
    case 'watch':
      writer.uint(WATCH, 1).raw(request.mailbox);
      break;
  }
  return writer.finish();
}

/** The bytes of an answer. */
export function encodeMailAnswer(answer: MailAnswer): Uint8Array {
  const writer = new ByteWriter();
  switch (answer.type) {
    case 'kept':
      writer.uint(KEPT, 1).uint(PUT_STATES.indexOf(answer.state), 1);
      break;
    case 'parcel':
      writer.uint(PARCEL, 1).raw(answer.store).uint(answer.serial, 6).uint(answer.days, 1).raw(answer.parcel);
      break;
    case 'end':
      writer
        .uint(END, 1)
        .raw(answer.store)
        .uint(answer.last, 6)
        .uint(answer.more ? 1 : 0, 1);
      break;
    case 'news':
      writer.uint(NEWS, 1);
      break;
  }
  return writer.finish();
}

/** Reads a request, or null for bytes that are none in just this form. Fields are views of `bytes`. */
export function readMailRequest(bytes: Uint8Array): MailRequest | null {
  if (bytes.length > MAX_MAIL_MESSAGE_BYTES) return null;
  const reader = new ByteReader(bytes);
  const request = readRequestBody(reader, reader.uint(1));
  return request !== null && reader.finished ? request : null;
}

function readRequestBody(reader: ByteReader, type: number): MailRequest | null {
  switch (type) {
    case PUT: {
      const [ticket, writePk] = [reader.raw(TICKET_BYTES), reader.raw(WRITE_KEY_BYTES)];
      const [signature, parcel] = [reader.raw(SIGNATURE_BYTES), reader.raw(reader.remaining)];
      return isParcelSize(parcel.length) ? { type: 'put', ticket, writePk, signature, parcel } : null;
    }
    case GET:
      return {
        type: 'get',
        mailbox: reader.raw(MAILBOX_BYTES),
        store: reader.raw(STORE_BYTES),
        after: reader.uint(6),
      };
    case WATCH:
      return { type: 'watch', mailbox: reader.raw(MAILBOX_BYTES) };
    default:
      return null;
  }
}

/** Reads an answer, or null for bytes that are none in just this form. Fields are views of `bytes`. */
export function readMailAnswer(bytes: Uint8Array): MailAnswer | null {
  if (bytes.length > MAX_MAIL_MESSAGE_BYTES) return null;
  const reader = new ByteReader(bytes);
  const answer = readAnswerBody(reader, reader.uint(1));
  return answer !== null && reader.finished ? answer : null;
}

/** Most days that a keeper keeps a parcel. */
export const MAX_PARCEL_DAYS = 30;

function readAnswerBody(reader: ByteReader, type: number): MailAnswer | null {
  switch (type) {
    case KEPT: {
      const state = PUT_STATES[reader.uint(1)];
      return state === undefined ? null : { type: 'kept', state };
    }
    case PARCEL: {
      const [store, serial, days] = [reader.raw(STORE_BYTES), reader.uint(6), reader.uint(1)];
      const parcel = reader.raw(reader.remaining);
      const isSound = serial > 0 && days <= MAX_PARCEL_DAYS && isParcelSize(parcel.length);
      return isSound ? { type: 'parcel', store, serial, days, parcel } : null;
    }
    case END: {
      const [store, last, more] = [reader.raw(STORE_BYTES), reader.uint(6), reader.uint(1)];
      return more <= 1 ? { type: 'end', store, last, more: more === 1 } : null;
    }
    case NEWS:
      return { type: 'news' };
    default:
      return null;
  }
}
