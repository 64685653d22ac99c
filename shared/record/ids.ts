/** Ids derived for records and their documents (SPEC RC1, RC2). */
import { type DeviceId, type GroupId, idFromBytes, idToBytes, type MemberId, type RecordId } from '../brand.ts';
import { ByteWriter, utf8 } from '../bytes.ts';
import { hash } from '../crypto/crypto.ts';

/** Bytes of the nonce that a record's first payload carries. */
export const RECORD_NONCE_BYTES = 16;

/** Stands for the group id in the client ids of private journal records, which belong to no group. */
export const PRIVATE = 'private';

/** `H('rec', groupId, memberId, nonce)[0..16]`: only this member can own a record of this id. */
export const recordIdOf = (groupId: GroupId, memberId: MemberId, nonce: Uint8Array): RecordId =>
  idFromBytes<RecordId>(hash('rec', idToBytes(groupId), idToBytes(memberId), nonce).subarray(0, 16));

/**
 * The Yjs client id under which one device may write into one record: the first
 * 52 bits of `H('yclient', groupId, recordId, deviceId, inc)`, a safe integer
 * above 0. The gate refuses every other.
 */
export function clientIdOf(
  groupId: GroupId | typeof PRIVATE,
  recordId: RecordId,
  deviceId: DeviceId,
  inc: number,
): number {
  const scope = groupId === PRIVATE ? utf8(PRIVATE) : idToBytes(groupId);
  const digest = hash(
    'yclient',
    scope,
    idToBytes(recordId),
    idToBytes(deviceId),
    new ByteWriter().uint(inc, 4).finish(),
  );
  let prefix = 0;
  for (const byte of digest.subarray(0, 6)) prefix = prefix * 256 + byte;
  // Yjs treats 0 as any other id, but it is no id a person should ever meet in a log: 2^-52.
  return prefix * 16 + ((digest[6] as number) >> 4) || 1;
}
