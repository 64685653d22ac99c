/**
 * Every kind of entry. The two lanes of a device are told apart by kind alone
 * (ADR 0005): operations on the membership log, and content. Each lane is a
 * hash chain of its own, so that the log syncs first and whole.
 */

/** Kinds 0x01–0x1F: bodies that are not sealed at the entry layer (SPEC EN3). */
export const OP_KIND = {
  genesis: 0x01,
  inviteCreate: 0x02,
  inviteRevoke: 0x03,
  admit: 0x04,
  addDevice: 0x05,
  removeDevice: 0x06,
  deviceKeyUpdate: 0x07,
  recoverDevice: 0x08,
  promote: 0x09,
  demote: 0x0a,
  remove: 0x0b,
  leave: 0x0c,
  policyChange: 0x0d,
  rekey: 0x0e,
  acceptLate: 0x0f,
  reFound: 0x10,
  endorse: 0x11,
  keyGrant: 0x12,
  /** A join request that a member carries as an opaque blob, so that it survives and reaches every facilitator. */
  joinRequest: 0x13,
  rekeyFault: 0x14,
  /** A facilitator's no to a carried join request. */
  refuse: 0x15,
} as const;

/** Kinds from 0x20: sealed content. */
export const CONTENT_KIND = {
  /** The name to be known by in this group; a plain value. */
  profile: 0x20,
  /** The group's own name; a plain value. */
  groupProfile: 0x21,
  /** The agreement text; a Yjs update of the record's document. */
  agreement: 0x22,
  post: 0x23,
  comment: 0x24,
  reaction: 0x25,
  delete: 0x26,
  /** About a hundred finished entries of the same author, compressed and sealed as one (SPEC SG1). */
  segment: 0x27,
} as const;

export type OpKind = (typeof OP_KIND)[keyof typeof OP_KIND];
export type ContentKind = (typeof CONTENT_KIND)[keyof typeof CONTENT_KIND];

/** Which of a device's two chains an entry belongs to. */
export type Lane = 'membership' | 'content';
/** The lane of a kind; every number from 0x20 is content, known or not. */
export const laneOf = (kind: number): Lane => (kind < 0x20 ? 'membership' : 'content');
