/**
 * A join request as a file, for any member to take in (SPEC IV9):
 *
 *   'HEARTHRQ' | version u8 | groupId 16 | inviteId 16 | blob 4096 | crc 2
 *
 * The blob is sealed for those who hold the invite's secret (IV6); what stands
 * before it names the group and the invite, to nobody who does not know them.
 */
import { type GroupId, ID_BYTES, idFromBytes, idToBytes, type InviteId } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8 } from '../bytes.ts';
import { err, ok, type Result } from '../result.ts';
import { crc16 } from './crc16.ts';
import { OP_LIMITS } from './op-fields.ts';

/** A request and where it belongs. */
export interface RequestFile {
  readonly groupId: GroupId;
  readonly inviteId: InviteId;
  /** From `createJoinRequest`: always 4,096 bytes. */
  readonly blob: Uint8Array;
}

const MAGIC = utf8('HEARTHRQ');
const VERSION = 1;
const CRC_BYTES = 2;
/** Bytes of every request file. */
export const REQUEST_FILE_BYTES = MAGIC.length + 1 + 2 * ID_BYTES.short + OP_LIMITS.requestBlobBytes + CRC_BYTES;

/** The file of a request. Throws on a blob of another length: a defect. */
export function encodeRequestFile({ groupId, inviteId, blob }: RequestFile): Uint8Array {
  if (blob.length !== OP_LIMITS.requestBlobBytes) throw new RangeError(`a request of ${blob.length} bytes`);
  const body = new ByteWriter()
    .raw(MAGIC)
    .uint(VERSION, 1)
    .raw(idToBytes(groupId))
    .raw(idToBytes(inviteId))
    .raw(blob)
    .finish();
  return concatBytes(body, crc16(body));
}

/** Reads a file that somebody brought. Cut, damaged, of another kind or of a later version: it is not one. */
export function decodeRequestFile(file: Uint8Array): Result<RequestFile, { readonly tag: 'RequestFileWrong' }> {
  const wrong = err({ tag: 'RequestFileWrong' } as const);
  // Of one length: nothing larger is read, and nothing smaller can be whole.
  if (file.length !== REQUEST_FILE_BYTES) return wrong;
  const body = file.subarray(0, file.length - CRC_BYTES);
  const reader = new ByteReader(body);
  const isOurs = equalBytes(reader.raw(MAGIC.length), MAGIC) && reader.uint(1) === VERSION;
  if (!isOurs || !equalBytes(crc16(body), file.subarray(body.length))) return wrong;
  const groupId = idFromBytes<GroupId>(reader.raw(ID_BYTES.short));
  const inviteId = idFromBytes<InviteId>(reader.raw(ID_BYTES.short));
  const blob = reader.raw(OP_LIMITS.requestBlobBytes).slice();
  return reader.finished ? ok({ groupId, inviteId, blob }) : wrong;
}
