/**
 * What a session sees of a replica: which chains it holds, how to read and
 * store them. Entries are opaque bytes here; whoever implements this verifies.
 */
import type { DeviceId } from '../brand.ts';
import type { Lane } from '../chain/kinds.ts';

/** Most entries one want may cover (PROTOCOL SY12). */
export const MAX_WANT_ENTRIES = 1024;

/** Names one hash chain: a device's incarnation in one lane (ADR 0005). */
export interface ChainName {
  readonly deviceId: DeviceId;
  readonly inc: number;
  readonly lane: Lane;
}

/** How far one chain is held without a gap from seq 1. */
export interface FrontierRow extends ChainName {
  /** The last seq held; at least 1, since empty chains have no row. */
  readonly seq: number;
  /** First 8 bytes of the id of the entry at `seq`: two histories with equal `seq` differ here. */
  readonly head8: Uint8Array;
}

/** A range of one chain, both ends included. */
export interface Want extends ChainName {
  readonly from: number;
  readonly to: number;
}

/** One entry that was not taken in. */
export interface Rejection {
  /** Tag of the reason, for the health page and the log. */
  readonly tag: string;
  /** True only for a signature that does not verify: nobody honest relays such an entry. */
  readonly invalidSignature: boolean;
}

/** A stretch of one chain that a newcomer is handed unasked. */
export interface ForemostPart {
  /** The row that its last entry is the end of. */
  readonly row: FrontierRow;
  /** Its first place. */
  readonly from: number;
  readonly entries: readonly Uint8Array[];
}

/** What came of a batch of entries. */
export interface IngestReport {
  /** Entries that were new and are stored now, whatever their status (held, quarantined and inert ones too). */
  readonly accepted: number;
  /** Rows of the frontier that moved. */
  readonly advanced: readonly FrontierRow[];
  readonly rejected: readonly Rejection[];
  /** The membership log grew: rosters, keys and what may be asked for may differ. */
  readonly membershipChanged: boolean;
  /** New proofs of two valid entries at one place of a chain, each at most `MAX_EVIDENCE_BYTES`. */
  readonly evidence: readonly Uint8Array[];
}

/** A replica, as sync sees it. Synchronous: when a call returns, its effect is durable. */
export interface SyncSource {
  /** Every chain held from its beginning. Fresh rows; order does not matter. */
  frontier(): readonly FrontierRow[];
  /**
   * What a device is told that belongs no more: rows of the membership lane that
   * hold what ended it, with all of its past and nothing else.
   */
  partingRows(deviceId: DeviceId): readonly FrontierRow[];
  /**
   * First 8 bytes of the id of the entry at this place, or null when it is not
   * held one by one (unknown, or folded in a segment and not its last).
   */
  headAt(chain: ChainName, seq: number): Uint8Array | null;
  /**
   * What is lacking here of what the peer's rows show, in the order to ask:
   * membership, newest content, back-fill. Ranges within `MAX_WANT_ENTRIES`,
   * not overlapping, at most 64 of them: it is asked again after every answer.
   * `taken`: content entries that this peer has given so far; ranges are short
   * while they are few.
   */
  missing(peerRows: readonly FrontierRow[], taken: number): readonly Want[];
  /**
   * Encoded entries of a range (a segment in place of what it folds), ascending,
   * at most `maxBytes` together but at least one when there is any; `next` is
   * the seq to continue from, or null when the range is exhausted.
   */
  read(want: Want, maxBytes: number): { readonly entries: readonly Uint8Array[]; readonly next: number | null };
  /** What somebody who has no content yet should see first, at most `maxBytes` of entries. */
  foremost(maxBytes: number): readonly ForemostPart[];
  /** Verifies, stores and applies; committed when it returns. Entries may come in any order and more than once. */
  ingest(entries: readonly Uint8Array[]): IngestReport;
  /** A proof of a fork from a peer: `new` ones are passed on, `known` ones are not, `invalid` ones count against the peer. */
  acceptEvidence(evidence: Uint8Array): 'new' | 'known' | 'invalid';
  /** The peer said that it holds these rows. */
  noteHave(deviceId: DeviceId, rows: readonly FrontierRow[]): void;
}

/** One text per chain, for maps. */
export const chainText = (chain: ChainName): string => `${chain.lane}/${chain.deviceId}/${chain.inc}`;

/** Order of rows on the wire: the membership lane first, then by device and incarnation. */
export function compareChains(a: ChainName, b: ChainName): number {
  if (a.lane !== b.lane) return a.lane === 'membership' ? -1 : 1;
  if (a.deviceId !== b.deviceId) return a.deviceId < b.deviceId ? -1 : 1;
  return a.inc - b.inc;
}
