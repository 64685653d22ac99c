/** Why a session ends, as one byte on the wire and as a tag in the code (PROTOCOL SY20). */

/** Code of each reason. Numbers are never used again for another meaning. */
export const BYE_CODE = {
  /** Leaving: the app locks, the group is left, the room changes. */
  Done: 0,
  VersionUnknown: 1,
  WrongRoom: 2,
  UnknownDevice: 3,
  InactiveDevice: 4,
  BadSignature: 5,
  NonceReplayed: 6,
  Reflected: 7,
  SameDevice: 8,
  /** No open invite with that key, or not a room where one may apply. */
  ApplicantRefused: 9,
  TwoApplicants: 10,
  /** An applicant asked for more than to apply. */
  ApplicantForbidden: 11,
  Malformed: 12,
  /** A type that must be understood and is not. */
  TypeUnknown: 13,
  /** A message that this moment does not allow. */
  OutOfOrder: 14,
  HandshakeTimeout: 15,
  WantTimeout: 16,
  InvalidSignatures: 17,
  BadEntries: 18,
  RateExceeded: 19,
  /** The peer's device was removed while the session was open. */
  Removed: 20,
  TooManyPeers: 21,
} as const;

/** The tag of a reason. */
export type ByeTag = keyof typeof BYE_CODE;

const tags = new Map<number, ByeTag>(Object.entries(BYE_CODE).map(([tag, code]) => [code, tag as ByeTag]));

/** The tag of a code, or `Unknown` for one of a later version. */
export const byeTag = (code: number): ByeTag | 'Unknown' => tags.get(code) ?? 'Unknown';
