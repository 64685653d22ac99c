/** Numbers that two people compare to know that nobody stands between them (HP1 §1, SPEC EG20). */
import { type GroupId, idToBytes, type MemberId } from '../brand.ts';
import { hash } from '../crypto/crypto.ts';

/** Digits of one group that is read in one breath. */
const GROUP_DIGITS = 5;
/** Groups of one side: 30 digits. */
const SIDE_GROUPS = 6;
/** Bytes that make one group: 2^40 is so far above 10^5 that no digit is likelier than another. */
const GROUP_BYTES = 5;

/** One of the two people, by the keys that the log says are theirs. */
export interface SafetySide {
  readonly memberId: MemberId;
  /** Ed25519, 32 bytes. */
  readonly mrPk: Uint8Array;
  /** Signing keys of all their devices that are in the group now, 32 bytes each. */
  readonly dsPks: readonly Uint8Array[];
}

const compareBytes = (a: Uint8Array, b: Uint8Array): number => {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? 0);
};

/** The 30 digits of one side in six groups: `H('sn', groupId, memberId, MR.pk, sorted DS.pk…)`. */
function sideDigits(groupId: GroupId, { memberId, mrPk, dsPks }: SafetySide): readonly string[] {
  const digest = hash('sn', idToBytes(groupId), idToBytes(memberId), mrPk, ...[...dsPks].sort(compareBytes));
  return Array.from({ length: SIDE_GROUPS }, (_, i) => {
    const bytes = digest.subarray(i * GROUP_BYTES, (i + 1) * GROUP_BYTES);
    const number = bytes.reduce((value, byte) => value * 256 + byte, 0);
    return String(number % 10 ** GROUP_DIGITS).padStart(GROUP_DIGITS, '0');
  });
}

/** 60 digits in twelve groups, the same whoever of the two looks: the smaller side comes first. */
export function safetyNumber(groupId: GroupId, one: SafetySide, other: SafetySide): readonly string[] {
  const sides = [one, other].map((side) => sideDigits(groupId, side));
  return sides.sort((a, b) => (a.join('') < b.join('') ? -1 : 1)).flat();
}
