/**
 * What a computer calls on a network on which it may look for members (SPEC
 * LN1–LN4): 272 bytes that look like chance to everybody who does not share a
 * rendezvous secret with it, and say where its meeting place is to who does.
 *
 *   beacon = salt 16 ‖ slot 16 × 16
 *   slot   = mark 6 ‖ masked port 2 ‖ check 8
 */
import { ByteReader, ByteWriter, concatBytes, equalBytes } from '../bytes.ts';
import { keyedHash } from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';

const SALT_BYTES = 16;
const SLOT_BYTES = 16;
const MARK_BYTES = 6;
const CHECK_BYTES = 8;
/** Most rooms that one beacon can name. */
export const BEACON_SLOTS = 16;
/** Length of every beacon: 272, as main and hub know it (`shared/ipc/lan-links.ts`). */
export const BEACON_BYTES = SALT_BYTES + BEACON_SLOTS * SLOT_BYTES;

/** Where the meeting place of whoever calls is. */
export interface BeaconPlace {
  /** IPv4 address, 4 bytes. Who hears the beacon takes it from where the beacon came from. */
  readonly address: Uint8Array;
  /** TCP port, 1 to 65,535. */
  readonly port: number;
}

/** The mark of a secret on a day, and what hides its port, under one salt. */
function markOf(secret: Uint8Array, salt: Uint8Array, day: number): { mark: Uint8Array; mask: number } {
  const bytes = keyedHash(secret, 'lan', salt, new ByteWriter().uint(day, 4).finish());
  return { mark: bytes.subarray(0, MARK_BYTES), mask: ((bytes[MARK_BYTES] ?? 0) << 8) | (bytes[MARK_BYTES + 1] ?? 0) };
}

/** Binds a slot to its salt, day, address and port. */
function checkOf(secret: Uint8Array, salt: Uint8Array, day: number, { address, port }: BeaconPlace): Uint8Array {
  const place = new ByteWriter().uint(day, 4).raw(address).uint(port, 2).finish();
  return keyedHash(secret, 'lan-place', salt, place).subarray(0, CHECK_BYTES);
}

function slotOf(secret: Uint8Array, salt: Uint8Array, day: number, place: BeaconPlace): Uint8Array {
  const { mark, mask } = markOf(secret, salt, day);
  return new ByteWriter()
    .raw(mark)
    .uint(place.port ^ mask, 2)
    .raw(checkOf(secret, salt, day, place))
    .finish();
}

/** Bytes in ascending order. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, index) => byte !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/**
 * A beacon that holders of any of `secrets` (at most {@link BEACON_SLOTS}, 32
 * bytes each) recognise on `day` (days since 1970 UTC). Slots that stay free are
 * chance, and all stand in the order of their bytes, so that neither number nor
 * order tells anything.
 */
export function makeBeacon(
  secrets: readonly Uint8Array[],
  day: number,
  place: BeaconPlace,
  random: Random,
): Uint8Array {
  if (secrets.length > BEACON_SLOTS) throw new RangeError(`${secrets.length} secrets for one beacon`);
  const salt = random.bytes(SALT_BYTES);
  const slots = secrets.map((secret) => slotOf(secret, salt, day, place));
  while (slots.length < BEACON_SLOTS) slots.push(random.bytes(SLOT_BYTES));
  return concatBytes(salt, ...slots.sort(compareBytes));
}

/** A secret that was recognised in a beacon. */
export interface Recognised {
  /** Its place in the list that was asked about. */
  readonly index: number;
  /** Port of the meeting place. */
  readonly port: number;
}

/**
 * Which of `secrets` a beacon from `address` names. It may be of yesterday,
 * today or tomorrow by the clock here (`day`), since clocks are wrong. Bytes of
 * another length name none; neither does a slot whose port or address is not
 * the one that was called.
 */
export function readBeacon(
  beacon: Uint8Array,
  secrets: readonly Uint8Array[],
  day: number,
  address: Uint8Array,
): readonly Recognised[] {
  if (beacon.length !== BEACON_BYTES) return [];
  const reader = new ByteReader(beacon);
  const salt = reader.raw(SALT_BYTES);
  const slots = Array.from({ length: BEACON_SLOTS }, () => reader.raw(SLOT_BYTES));
  return secrets.flatMap((secret, index) => {
    for (const called of [day, day - 1, day + 1]) {
      if (called < 0) continue;
      const { mark, mask } = markOf(secret, salt, called);
      for (const slot of slots) {
        if (!equalBytes(slot.subarray(0, MARK_BYTES), mark)) continue;
        const port = (((slot[MARK_BYTES] ?? 0) << 8) | (slot[MARK_BYTES + 1] ?? 0)) ^ mask;
        const check = checkOf(secret, salt, called, { address, port });
        if (port > 0 && equalBytes(slot.subarray(MARK_BYTES + 2), check)) return [{ index, port }];
      }
    }
    return [];
  });
}
