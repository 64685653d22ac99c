/**
 * `RecordRow.state` of a record with a body (SPEC RC9). While a body is as it
 * was first shared, what is kept is the fresh body and who wrote it; the Yjs
 * update is made from the two when somebody edits or updates the record.
 *
 *   0x00 ‖ Yjs update (V1)
 *   0x01 ‖ deviceId 16 ‖ inc u32 ‖ fresh body
 */
import { type DeviceId, type GroupId, idFromBytes, idToBytes, type RecordId } from '../brand.ts';
import { ByteReader, concatBytes } from '../bytes.ts';
import { encodeBody } from './body-encoding.ts';
import { decodeFreshBody, type FreshBody } from './fresh-body.ts';
import { clientIdOf, type PRIVATE } from './ids.ts';

const UPDATE = 0;
const FRESH = 1;
const FRESH_HEAD_BYTES = 1 + 16 + 4;

/** The state that holds a Yjs update. */
export const stateOfUpdate = (update: Uint8Array): Uint8Array => concatBytes(Uint8Array.of(UPDATE), update);

/** The state that holds a fresh body and the device that wrote it. */
export function stateOfFresh(deviceId: DeviceId, inc: number, fresh: FreshBody): Uint8Array {
  // In one piece: a newcomer's first sync makes one for every record.
  const state = new Uint8Array(FRESH_HEAD_BYTES + fresh.length);
  state[0] = FRESH;
  state.set(idToBytes(deviceId), 1);
  new DataView(state.buffer).setUint32(FRESH_HEAD_BYTES - 4, inc);
  state.set(fresh, FRESH_HEAD_BYTES);
  return state;
}

/**
 * The Yjs update (V1) of a record's state: what an editor applies to its
 * document. Throws on bytes that `stateOf…` did not make: the store is ours.
 */
export function updateOfState(groupId: GroupId | typeof PRIVATE, recordId: RecordId, state: Uint8Array): Uint8Array {
  const reader = new ByteReader(state);
  const tag = reader.uint(1);
  if (tag === UPDATE && !reader.failed) return reader.raw(reader.remaining);
  const deviceId = idFromBytes<DeviceId>(reader.raw(16));
  const inc = reader.uint(4);
  const parts = decodeFreshBody(reader.raw(reader.remaining));
  if (tag !== FRESH || reader.failed || !parts) throw new Error('a record state that this version did not write');
  return encodeBody(parts, clientIdOf(groupId, recordId, deviceId, inc));
}
