/** Reads and writes the bodies of messages (PROTOCOL.md has each as an equation). */
import { type DeviceId, ID_BYTES, idFromBytes, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import { SIGNATURE_BYTES } from '../crypto/crypto.ts';
import { err, ok, type Result, unreachable } from '../result.ts';
import { FIRST_OPTIONAL_TYPE, type RawMessage } from './frame.ts';
import {
  type Auth,
  HP1_VERSION,
  MAX_EVIDENCE_BYTES,
  MAX_PEERS,
  MAX_REQUEST_BYTES,
  MAX_ROWS,
  MESSAGE_TYPE,
  type Message,
  type MessageError,
  type ReadMessage,
  type RequestState,
} from './message.ts';
import { readEntries, readRow, readRows, readWant, writeEntries, writeRow, writeRows, writeWant } from './row-codec.ts';

const ROLE_MEMBER = 1;
const ROLE_APPLICANT = 2;
const REQUEST_STATES: readonly RequestState[] = ['held', 'admitted', 'refused', 'unknown'];

function writeAuth(writer: ByteWriter, auth: Auth): void {
  writer
    .uint(auth.role === 'member' ? ROLE_MEMBER : ROLE_APPLICANT, 1)
    .raw(auth.signingKey)
    .raw(auth.heads);
  writer.raw(auth.signature);
  if (auth.invite) writer.raw(auth.invite.publicKey).raw(auth.invite.signature);
}

function readAuth(reader: ByteReader): Auth {
  const role = reader.uint(1);
  if (role !== ROLE_MEMBER && role !== ROLE_APPLICANT) reader.failed = true;
  const signingKey = reader.raw(32);
  const heads = reader.raw(32);
  const signature = reader.raw(SIGNATURE_BYTES);
  const applicant = role === ROLE_APPLICANT;
  const invite = applicant ? { publicKey: reader.raw(32), signature: reader.raw(SIGNATURE_BYTES) } : null;
  return { type: 'auth', role: applicant ? 'applicant' : 'member', signingKey, heads, signature, invite };
}

function writeBody(writer: ByteWriter, message: Message): void {
  switch (message.type) {
    case 'hello':
      writer.uint(message.version, 1).raw(message.nonce).raw(message.roomTag).raw(idToBytes(message.deviceId));
      return;
    case 'auth':
      writeAuth(writer, message);
      return;
    case 'frontier':
    case 'ack':
      writeRows(writer, message.rows);
      return;
    case 'want':
      writeWant(writer, message.want);
      return;
    case 'entries':
      writeWant(writer, message.want);
      writer.uint(message.next ?? 0, 6);
      writeEntries(writer, message.entries);
      return;
    case 'push':
      writeRow(writer, message.row);
      writer.uint(message.from, 6);
      writeEntries(writer, message.entries);
      return;
    case 'evidence':
      writer.raw(message.evidence);
      return;
    case 'bye':
      writer.uint(message.code, 1);
      return;
    case 'request':
      writer.raw(message.blob);
      return;
    case 'requestState':
      writer.uint(REQUEST_STATES.indexOf(message.state), 1);
      return;
    case 'peers':
      writer.uint(message.deviceIds.length, 1);
      for (const deviceId of message.deviceIds) writer.raw(idToBytes(deviceId));
      return;
    default:
      unreachable(message);
  }
}

/** The type and body of a message; `splitMessage` makes frames of it. */
export function encodeMessage(message: Message): RawMessage {
  const writer = new ByteWriter();
  writeBody(writer, message);
  return { type: MESSAGE_TYPE[message.type], body: writer.finish() };
}

function readBlob(reader: ByteReader, maxBytes: number): Uint8Array {
  if (reader.remaining === 0 || reader.remaining > maxBytes) reader.failed = true;
  return reader.raw(reader.remaining);
}

function readPeers(reader: ByteReader): Message {
  const count = reader.uint(1);
  if (count > MAX_PEERS) reader.failed = true;
  const deviceIds: DeviceId[] = [];
  for (let i = 0; i < count && !reader.failed; i += 1) {
    const deviceId = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
    const before = deviceIds.at(-1);
    if (before !== undefined && before >= deviceId) reader.failed = true;
    deviceIds.push(deviceId);
  }
  return { type: 'peers', deviceIds };
}

function readEntriesMessage(reader: ByteReader): Message {
  const want = readWant(reader);
  const next = reader.uint(6);
  // An answer goes forward, or asking again would never end.
  if (next !== 0 && (next <= want.from || next > want.to)) reader.failed = true;
  return { type: 'entries', want, next: next === 0 ? null : next, entries: readEntries(reader) };
}

function readPush(reader: ByteReader): Message {
  const row = readRow(reader);
  const from = reader.uint(6);
  if (from === 0 || from > row.seq) reader.failed = true;
  return { type: 'push', row, from, entries: readEntries(reader) };
}

function readRequestState(reader: ByteReader): Message {
  const state = REQUEST_STATES[reader.uint(1)];
  if (state === undefined) reader.failed = true;
  return { type: 'requestState', state: state ?? 'unknown' };
}

/** Null for a type that is not known. */
function readBody(type: number, reader: ByteReader): Message | null {
  switch (type) {
    case MESSAGE_TYPE.hello:
      return {
        type: 'hello',
        version: reader.uint(1),
        nonce: reader.raw(32),
        roomTag: reader.raw(32),
        deviceId: idFromBytes<DeviceId>(reader.raw(ID_BYTES.short)),
      };
    case MESSAGE_TYPE.auth:
      return readAuth(reader);
    case MESSAGE_TYPE.frontier:
      return { type: 'frontier', rows: readRows(reader, MAX_ROWS) };
    case MESSAGE_TYPE.want:
      return { type: 'want', want: readWant(reader) };
    case MESSAGE_TYPE.entries:
      return readEntriesMessage(reader);
    case MESSAGE_TYPE.push:
      return readPush(reader);
    case MESSAGE_TYPE.ack:
      return { type: 'ack', rows: readRows(reader, MAX_ROWS) };
    case MESSAGE_TYPE.evidence:
      return { type: 'evidence', evidence: readBlob(reader, MAX_EVIDENCE_BYTES) };
    case MESSAGE_TYPE.bye:
      return { type: 'bye', code: reader.uint(1) };
    case MESSAGE_TYPE.request:
      return { type: 'request', blob: readBlob(reader, MAX_REQUEST_BYTES) };
    case MESSAGE_TYPE.requestState:
      return readRequestState(reader);
    case MESSAGE_TYPE.peers:
      return readPeers(reader);
    default:
      return null;
  }
}

/**
 * The message that a type and body are. A HELLO of another version is reported
 * as that whatever follows its version byte, since its shape may differ.
 */
export function decodeMessage({ type, body }: RawMessage): Result<ReadMessage, MessageError> {
  if (type === MESSAGE_TYPE.hello && body.length > 0 && body[0] !== HP1_VERSION) {
    return err({ tag: 'VersionUnknown', version: body[0] as number });
  }
  const reader = new ByteReader(body);
  const message = readBody(type, reader);
  if (message === null) {
    return type >= FIRST_OPTIONAL_TYPE
      ? ok({ type: 'skipped', messageType: type })
      : err({ tag: 'TypeUnknown', messageType: type });
  }
  return reader.finished ? ok(message) : err({ tag: 'MessageMalformed', messageType: type });
}
