/**
 * The messages of a channel and their one encoding (PROTOCOL.md). Reading and
 * writing again gives the same bytes, or the message is refused.
 */
import type { DeviceId } from '../brand.ts';

import type { FrontierRow, Want } from './sync-source.ts';

/** The version of HP1 that HELLO names. */
export const HP1_VERSION = 1;

/** Type byte of each message. From 0x80 on a receiver may skip what it does not know. */
export const MESSAGE_TYPE = {
  hello: 0x01,
  auth: 0x02,
  frontier: 0x03,
  want: 0x04,
  entries: 0x05,
  push: 0x06,
  ack: 0x07,
  evidence: 0x08,
  bye: 0x09,
  request: 0x0a,
  requestState: 0x0b,
  peers: 0x80,
} as const;

/** Most rows in one FRONTIER or ACK (HP1 §6). */
export const MAX_ROWS = 128;
/** Most entries in one ENTRIES or PUSH. */
export const MAX_ENTRIES = 1024;
/** Largest proof of a fork in bytes: two headers with 16 deps, two signatures, and room. */
export const MAX_EVIDENCE_BYTES = 4096;
/** Largest join request in bytes (HP1 §3). */
export const MAX_REQUEST_BYTES = 4096;
/** Most devices in one PEERS: the bound on open channels (HP1 §10). */
export const MAX_PEERS = 12;

/** What a device is in a room: it belongs to the group, or asks to. */
export type PeerRole = 'member' | 'applicant';
/** What became of a join request at the member that was asked. */
export type RequestState = 'held' | 'admitted' | 'refused' | 'unknown';

/** Opens a channel; sent by both at once. */
export interface Hello {
  readonly type: 'hello';
  readonly version: number;
  /** 32 fresh bytes. */
  readonly nonce: Uint8Array;
  /** 32 bytes that name the room; both derive it from what they share. */
  readonly roomTag: Uint8Array;
  readonly deviceId: DeviceId;
}
/** Proves that the sender's device key speaks on this very channel. */
export interface Auth {
  readonly type: 'auth';
  readonly role: PeerRole;
  /** The device's Ed25519 public key, 32 bytes. */
  readonly signingKey: Uint8Array;
  /** Hash over the heads of the sender's membership log, 32 bytes; zeros for an applicant. */
  readonly heads: Uint8Array;
  /** `Sign('chan', transcript)` by the device key, 64 bytes. */
  readonly signature: Uint8Array;
  /** An applicant's second proof: the invite's public key and its signature of the same transcript. */
  readonly invite: { readonly publicKey: Uint8Array; readonly signature: Uint8Array } | null;
}
/** Rows that the sender holds; ascending by `compareChains`. */
export interface Frontier {
  readonly type: 'frontier';
  readonly rows: readonly FrontierRow[];
}
/** Asks for a range. */
export interface WantMessage {
  readonly type: 'want';
  readonly want: Want;
}
/** Answers a WANT, whole or as far as the byte budget goes. */
export interface Entries {
  readonly type: 'entries';
  /** The range as it was asked for. */
  readonly want: Want;
  /** Where to go on asking, or null when the range is done. */
  readonly next: number | null;
  readonly entries: readonly Uint8Array[];
}
/** A FRONTIER row together with the entries `from` to `row.seq`, for a peer that is known to hold `from - 1`. */
export interface Push {
  readonly type: 'push';
  readonly row: FrontierRow;
  readonly from: number;
  readonly entries: readonly Uint8Array[];
}
/** Rows that are durable at the sender. */
export interface Ack {
  readonly type: 'ack';
  readonly rows: readonly FrontierRow[];
}
/** Two valid entries at one place of a chain. */
export interface Evidence {
  readonly type: 'evidence';
  readonly evidence: Uint8Array;
}
/** The last message; `code` is one of `BYE_CODE` or of a later version. */
export interface Bye {
  readonly type: 'bye';
  readonly code: number;
}
/** A sealed join request, to be kept for whoever may admit. */
export interface Request {
  readonly type: 'request';
  readonly blob: Uint8Array;
}
/** Answers a REQUEST, and again when the answer changes. */
export interface RequestStateMessage {
  readonly type: 'requestState';
  readonly state: RequestState;
}
/** The devices that the sender has open channels with: who gets a new entry from its author directly. Optional. */
export interface Peers {
  readonly type: 'peers';
  /** Strictly ascending. */
  readonly deviceIds: readonly DeviceId[];
}

/** Everything that can be said. */
export type Message =
  | Hello
  | Auth
  | Frontier
  | WantMessage
  | Entries
  | Push
  | Ack
  | Evidence
  | Bye
  | Request
  | RequestStateMessage
  | Peers;

/** Why a body is not the message its type says. */
export type MessageError =
  | { readonly tag: 'MessageMalformed'; readonly messageType: number }
  | { readonly tag: 'VersionUnknown'; readonly version: number }
  /** A critical type that is not known: the channel closes. */
  | { readonly tag: 'TypeUnknown'; readonly messageType: number };

/** A message that is read, or an optional one that is not known and is passed over. */
export type ReadMessage = Message | { readonly type: 'skipped'; readonly messageType: number };
