/**
 * One group on one device: its log, chains and records over an `EntryStore`.
 * Pure but for its ports, synchronous, and durable: when a call returns, what
 * it did is committed, and when one throws, nothing of it happened.
 *
 * It is what a session syncs (`SyncSource`), what the handshake asks
 * (`PeerDirectory`), and what the engine writes through.
 */
import type { DeviceId, EntryId, OpId, RecordId } from '../brand.ts';
import { decodeEntry, type Entry } from '../chain/entry.ts';
import { type ContentKind, laneOf } from '../chain/kinds.ts';
import { packBody } from '../chain/pack.ts';
import type { Op } from '../group/op-types.ts';
import type { Roster, VoidReason } from '../group/roster.ts';
import { encodePayload, type Payload } from '../record/payload.ts';
import { ok, type Result } from '../result.ts';
import type { PeerDirectory } from './peer-directory.ts';
import { makeContent, makeOperation, type WriteError } from './replica-author.ts';
import { retryWaiting, takeContent } from './replica-content.ts';
import { acceptProof, noteForks } from './replica-forks.ts';
import { makeSegment } from './replica-fold.ts';
import { type HeldEntries, takeOperations } from './replica-log.ts';
import { frontierRows, headAt, missingWants, readRange } from './replica-read.ts';
import { loadState, putTop, type ReplicaParts, type ReplicaState } from './replica-state.ts';
import { chainText, type FrontierRow, type IngestReport, type Rejection, type SyncSource } from './sync-source.ts';

export { makeGenesisEntry, type WriteError } from './replica-author.ts';
export type { ReplicaKeys, ReplicaParts } from './replica-state.ts';

/** What changed in a group, for whoever shows it. */
export interface ReplicaChange {
  readonly membership: boolean;
  /** Records that are new or differ. */
  readonly records: readonly RecordId[];
  /** Somebody is known to have more than before: who-has-it sentences may differ. */
  readonly spread: boolean;
  /** True when somebody else's device brought it. */
  readonly remote: boolean;
}

/** A replica; see the file's head. */
export interface Replica extends SyncSource, PeerDirectory {
  /** The roster, or null before the genesis has arrived (a newcomer). */
  roster(): Roster | null;
  /** Secrets that this device may use, found in the log. */
  keys(): Pick<ReplicaState, 'epochKeys' | 'inviteSecrets'>;
  /** Appends an operation; `voided` tells why it has no effect, when it has none. */
  appendOp(op: Op): Result<{ readonly id: OpId; readonly voided: VoidReason | null }, WriteError>;
  /** Appends a content entry and projects it. */
  appendContent(content: {
    readonly kind: ContentKind;
    readonly recordId: RecordId;
    readonly payload: Payload;
    /** The entry that this one answers, so that it sorts after it everywhere. */
    readonly pins?: readonly EntryId[];
  }): Result<EntryId, WriteError>;
  /** Folds own finished entries into a segment when enough have come together; true when it did. */
  fold(): boolean;
}

const NOTHING: IngestReport = { accepted: 0, advanced: [], rejected: [], membershipChanged: false, evidence: [] };

/** Opens a group's replica from its store. `onChange` is called after each commit that changed something. */
export function createReplica(parts: ReplicaParts, onChange: (change: ReplicaChange) => void = () => {}): Replica {
  let state = loadState(parts);
  const held: HeldEntries = new Map();
  // What others are known to hold, so that hearing it again costs no write.
  const known = new Map(parts.store.haves().map((have) => [`${have.holder}/${chainText(have.chain)}`, have.seq]));

  const advancedSince = (before: ReplicaState): readonly FrontierRow[] => {
    const old = new Map(frontierRows(before).map((row) => [chainText(row), row.seq]));
    return frontierRows(state).filter((row) => row.seq > (old.get(chainText(row)) ?? 0));
  };

  /** Takes entries in, in one transaction, and moves to the new state when it committed. */
  function commit(entries: readonly Entry[], rejectedBefore: readonly Rejection[], remote: boolean): IngestReport {
    const before = state;
    const heldBefore = new Map(held);
    const touched = new Set<RecordId>();
    try {
      const { next, report } = parts.store.transact(() => {
        const operations = entries.filter((entry) => laneOf(entry.header.kind) === 'membership');
        const log = takeOperations(parts, state, operations, held);
        const content = takeContent(
          parts,
          log.state,
          entries.filter((entry) => laneOf(entry.header.kind) === 'content'),
          touched,
        );
        const membershipChanged = log.accepted > 0;
        // Content that waited for a key, a device or an earlier update.
        if (membershipChanged || content.accepted > 0) retryWaiting(parts, content.state, touched);
        const forks = noteForks(parts, content.state, [...log.forks, ...content.forks], touched);
        const top = content.state.top;
        if (top && top.id !== before.top?.id) putTop(parts.store, top);
        return {
          next: content.state,
          report: {
            accepted: log.accepted + content.accepted,
            rejected: [...rejectedBefore, ...log.rejected, ...content.rejected, ...forks.rejected],
            membershipChanged,
            evidence: forks.evidence,
          },
        };
      });
      state = next;
      if (report.membershipChanged || touched.size > 0) {
        onChange({ membership: report.membershipChanged, records: [...touched], spread: false, remote });
      }
      return { ...report, advanced: advancedSince(before) };
    } catch (failure) {
      // The transaction left nothing behind; neither may memory.
      held.clear();
      for (const [id, entry] of heldBefore) held.set(id, entry);
      throw failure;
    }
  }

  function append(made: Result<Entry, WriteError>): Result<EntryId, WriteError> {
    if (!made.ok) return made;
    const report = commit([made.value], [], false);
    if (report.accepted !== 1) throw new Error(`an own entry was refused: ${report.rejected[0]?.tag ?? 'unknown'}`);
    return ok(made.value.id);
  }

  return {
    roster: () => state.roster,
    keys: () => ({ epochKeys: state.epochKeys, inviteSecrets: state.inviteSecrets }),

    signingKeyOf: (deviceId) => state.signingKeys.get(deviceId) ?? null,
    isActive: (deviceId) => state.devices.get(deviceId)?.active === true,
    invitePublicKeys: () => {
      const now = parts.clock.now();
      const open = state.roster?.invites.filter((invite) => invite.closed === null && invite.expiresAt > now);
      return open?.map((invite) => invite.invitePk) ?? [];
    },

    frontier: () => frontierRows(state),
    headAt: (chain, seq) => headAt(parts, state, chain, seq),
    missing: (peerRows) => missingWants(state, peerRows),
    read: (want, maxBytes) => readRange(parts, state, want, maxBytes),
    ingest(encoded) {
      const entries: Entry[] = [];
      const rejected: Rejection[] = [];
      for (const bytes of encoded) {
        const entry = decodeEntry(bytes);
        if (!entry.ok) rejected.push({ tag: entry.error.tag, invalidSignature: false });
        else if (entry.value.header.groupId !== parts.groupId) {
          rejected.push({ tag: 'NotThisGroup', invalidSignature: false });
        } else entries.push(entry.value);
      }
      return entries.length > 0 ? commit(entries, rejected, true) : { ...NOTHING, rejected };
    },
    acceptEvidence(bytes) {
      const touched = new Set<RecordId>();
      const verdict = parts.store.transact(() => acceptProof(parts, state, bytes, touched));
      if (touched.size > 0) onChange({ membership: false, records: [...touched], spread: false, remote: true });
      return verdict;
    },
    noteHave(deviceId: DeviceId, rows) {
      if (!state.devices.has(deviceId) || deviceId === parts.keys.deviceId) return;
      const news = rows.filter((row) => row.seq > (known.get(`${deviceId}/${chainText(row)}`) ?? 0));
      if (news.length === 0) return;
      parts.store.transact(() => {
        for (const { seq, deviceId: owner, inc, lane } of news) {
          parts.store.putHave({ holder: deviceId, chain: { deviceId: owner, inc, lane }, seq });
        }
      });
      for (const row of news) known.set(`${deviceId}/${chainText(row)}`, row.seq);
      onChange({ membership: false, records: [], spread: true, remote: true });
    },

    appendOp(op) {
      const appended = append(makeOperation(parts, state, op));
      if (!appended.ok) return appended;
      return ok({ id: appended.value, voided: state.roster?.voided.get(appended.value) ?? null });
    },
    appendContent({ kind, recordId, payload, pins }) {
      const body = packBody(encodePayload(payload), parts.deflate);
      return append(makeContent(parts, state, { kind, recordId, body, ...(pins ? { pins } : {}) }));
    },
    fold() {
      const segment = makeSegment(parts, state);
      return segment !== null && append(segment).ok;
    },
  };
}
