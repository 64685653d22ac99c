/** What a session remembers, what happens to it, and what it wants done. */
import type { DeviceId } from '../brand.ts';
import type { ByeTag } from './bye.ts';
import type { PartialMessage } from './frame.ts';
import type { AuthenticatedPeer, HandshakeSetup } from './handshake.ts';
import type { Hello, RequestState } from './message.ts';
import type { NonceMemory, PeerDirectory } from './peer-directory.ts';
import type { Allowance } from './rate.ts';
import type { FrontierRow, IngestReport, SyncSource, Want } from './sync-source.ts';
import type { TravelKind } from './travel.ts';
import type { WantLedger } from './want-ledger.ts';

/** Bytes that may be under way on a channel before content waits for `drained` (HP1 §6). */
export const WINDOW_BYTES = 1024 * 1024;
/** Byte budget of one answer: four of them fill the window. */
export const ANSWER_BYTES = 256 * 1024;
/** Byte budget of a push, and the most entries in it; beyond that the peer is told and asks. */
export const PUSH_BYTES = 64 * 1024;
export const PUSH_ENTRIES = 16;
/** Wants in flight (HP1 §6), and how many a peer may leave with us: as many again for those it asked twice. */
export const MAX_ASKED = 4;
export const MAX_TO_ANSWER = 8;
/** Chains a peer may name. */
export const MAX_PEER_ROWS = 4096;
/** Time limits in milliseconds (HP1 §10). */
export const HANDSHAKE_MS = 15_000;
export const WANT_MS = 30_000;
/** How long a peer that sent entries with false signatures is kept out (HP1 §6). */
export const BAN_MS = 600_000;
/** False signatures, and other refused entries, that end a session. */
export const MAX_INVALID_SIGNATURES = 3;
export const MAX_REJECTED = 256;
/** Ranges a peer may leave unanswered, and join requests it may send, before the session ends. */
export const MAX_FRUITLESS = 512;
export const MAX_REQUESTS = 4;
/** How long a relay leaves the offer of an entry to its author, when the author has a channel to the peer. */
export const RELAY_GRACE_MS = 30_000;
/** Acknowledgements of a long answer are gathered for at most so long. */
export const ACK_MS = 1_000;

/** What one channel's session starts from. */
export interface SessionSetup extends HandshakeSetup {
  /** Names the channel among all of this group. */
  readonly channelId: number;
  /** An applicant's sealed join request; null for a member. */
  readonly request: Uint8Array | null;
}

/** What is known of a peer by other channels to the same device. */
export interface Siblings {
  /** One of them serves it, and did so before this channel: that one offers what is new. */
  readonly isOffered: boolean;
  /** How far was acknowledged on any of them, open or closed since, that a chain is held; 0 for not at all. */
  held(chain: string): number;
}

/** What all sessions of a group share. */
export interface SessionDoors {
  readonly source: SyncSource;
  readonly directory: PeerDirectory;
  readonly nonces: NonceMemory;
  readonly ledger: WantLedger;
  /** Whether something of this kind may be fetched or given now (`travel.ts`). */
  readonly travels: (kind: TravelKind) => boolean;
  /** The other channels to the device that a channel leads to. */
  readonly siblings: (channelId: number, deviceId: DeviceId) => Siblings;
}

/** A want that was sent and not answered. */
export interface AskedWant {
  readonly want: Want;
  readonly askedAt: number;
  readonly askedTwice: boolean;
}

/** A session's whole memory; a value, replaced at every step. */
export interface SessionState {
  readonly setup: SessionSetup;
  /** `greeting`: the peer's HELLO is due; `proving`: its AUTH; `open`: it is known who it is. */
  readonly phase: 'greeting' | 'proving' | 'open' | 'closed';
  readonly openedAt: number;
  readonly hello: Hello | null;
  readonly peer: AuthenticatedPeer | null;
  /** True while the peer is served as a member: it gets content, and its own is taken. */
  readonly serving: boolean;
  /** True once our whole frontier was told. */
  readonly told: ReadonlyMap<string, number> | null;
  /** Highest seq of each chain that was sent as entries in order. */
  readonly delivered: ReadonlyMap<string, number>;
  /** What the peer's device acknowledged on other channels that are closed by now, by chain. */
  readonly heldElsewhere: ReadonlyMap<string, number>;
  /** True once it was seen whether the peer is a newcomer, and one was handed what it should see first. */
  readonly welcomed: boolean;
  /** What a peer that belongs no more is told and may ask for: how far, by chain; null for others. */
  readonly parting: ReadonlyMap<string, number> | null;
  /** True once the peer's membership log was here as far as it told; no content goes to it before. */
  readonly logMet: boolean;
  /** What the peer says it holds. */
  readonly peerRows: ReadonlyMap<string, FrontierRow>;
  /** True once the peer told a frontier, even an empty one. */
  readonly heardFrontier: boolean;
  /** Devices that the peer has channels to. */
  readonly neighbours: ReadonlySet<DeviceId>;
  readonly partial: PartialMessage | null;
  readonly asked: readonly AskedWant[];
  /** Content entries that came of what was asked and were new. */
  readonly taken: number;
  /** When something last came of what was asked. */
  readonly progressAt: number;
  /** Places where the peer's history differs from ours. */
  readonly disputed: readonly Want[];
  /** Ranges that this peer answered with nothing we could use. */
  readonly fruitless: readonly Want[];
  readonly toAnswer: readonly Want[];
  /** Rows that moved here and of which the peer has not been told. */
  readonly unacked: ReadonlyMap<string, FrontierRow>;
  readonly ackedAt: number;
  /** True when our frontier may have moved since it was last offered. */
  readonly offerDue: boolean;
  /** When offers that were left to authors fall due, or null. */
  readonly relayAt: number | null;
  /** Bytes handed to the channel and not yet drained. */
  readonly underway: number;
  readonly allowance: Allowance;
  readonly invalidSignatures: number;
  readonly rejected: number;
  /** Join requests that came over this channel. */
  readonly requests: number;
  /** When to look again for what another channel is being asked for, or null. */
  readonly blockedUntil: number | null;
}

/**
 * What happens to a session. `now` is milliseconds of one clock that does not
 * go back (such as `performance.now()`); only differences count.
 */
export type SessionEvent =
  | { readonly type: 'frame'; readonly frame: Uint8Array; readonly now: number }
  /** So many bytes have left the channel's buffer. */
  | { readonly type: 'drained'; readonly bytes: number; readonly now: number }
  /** The replica changed, by a local write or through another channel. */
  | { readonly type: 'changed'; readonly now: number }
  /** Time passed; due at `nextWakeAt`. */
  | { readonly type: 'tick'; readonly now: number }
  /** The devices with which channels are open; ascending. */
  | { readonly type: 'neighbours'; readonly deviceIds: readonly DeviceId[]; readonly now: number }
  /** A proof of a fork that came through another channel. */
  | { readonly type: 'evidence'; readonly evidence: Uint8Array; readonly now: number }
  /** What became of the applicant's request. */
  | { readonly type: 'answerRequest'; readonly state: RequestState; readonly now: number }
  /** We end it. */
  | { readonly type: 'leave'; readonly reason: ByeTag; readonly now: number }
  /** The channel is gone. */
  | { readonly type: 'channelClosed'; readonly now: number };

/** What a session wants done, in this order. */
export type SessionEffect =
  | { readonly type: 'send'; readonly frame: Uint8Array }
  /** The last effect of a session. `banMs` > 0: keep this remote away for so long. */
  | {
      readonly type: 'close';
      readonly by: 'us' | 'peer' | 'channel';
      readonly reason: ByeTag | 'Unknown';
      readonly banMs: number;
    }
  /** The peer's key is proved; an applicant or a provisional peer is not served yet. */
  | { readonly type: 'authenticated'; readonly peer: AuthenticatedPeer }
  /** The peer is served as a member from here on. */
  | { readonly type: 'serving'; readonly peer: AuthenticatedPeer }
  /** Entries of the peer are durable: tell the other sessions `changed`, and whoever shows them. */
  | { readonly type: 'stored'; readonly report: IngestReport }
  /** Ranges that other channels may ask for now: tell them `changed`. */
  | { readonly type: 'released' }
  /** A new proof of a fork: pass it to the other sessions. */
  | { readonly type: 'evidence'; readonly evidence: Uint8Array }
  /** The peer sent something that was refused; for the health page. */
  | { readonly type: 'scored'; readonly tag: string; readonly invalidSignature: boolean }
  /** An applicant hands over its sealed request: keep it, then `answerRequest`. */
  | { readonly type: 'request'; readonly blob: Uint8Array }
  /** What the member we applied to says of our request. */
  | { readonly type: 'requestState'; readonly state: RequestState };

/** One step: the state after it, and what to do. */
export interface Step {
  readonly state: SessionState;
  readonly effects: readonly SessionEffect[];
}

/** A step being taken: `state` is replaced as it goes. Lives for one call only. */
export interface Turn {
  state: SessionState;
  readonly effects: SessionEffect[];
  readonly doors: SessionDoors;
  readonly now: number;
}
