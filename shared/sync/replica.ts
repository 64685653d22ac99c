/**
 * One group on one device: its log, chains and records over an `EntryStore`.
 * Pure but for its ports, synchronous, and durable: when a call returns, what
 * it did is committed, and when one throws, nothing of it happened.
 *
 * It is what a session syncs (`SyncSource`), what the handshake asks
 * (`PeerDirectory`), and what the engine writes through.
 */
import type { DeviceId, EntryId, EpochId, OpId, RecordId } from '../brand.ts';
import { decodeEntry, type Entry } from '../chain/entry.ts';
import { type ContentKind, laneOf } from '../chain/kinds.ts';
import { contiguous } from '../chain/runs.ts';
import { packBody } from '../chain/pack.ts';
import type { LogOp } from '../group/op.ts';
import type { Op, RekeyReason } from '../group/op-types.ts';
import type { Roster, VoidReason } from '../group/roster.ts';
import { encodePayload, type Payload } from '../record/payload.ts';
import { err, ok, type Result } from '../result.ts';
import type { PeerDirectory } from './peer-directory.ts';
import { type Duty, mayRekey } from './duties.ts';
import type { EpochFindings } from './epoch-check.ts';
import { epochStoredAt } from './epoch-times.ts';
import { makeContent, makeOperation, type WriteError } from './replica-author.ts';
import { retryWaiting } from './replica-apply.ts';
import { isOvertaken, provesAnotherSelf, putOvertaken, showsAnotherSelf } from './replica-own.ts';
import { takeContent } from './replica-content.ts';
import { acceptProof, noteForks } from './replica-forks.ts';
import { dutiesNow, makeRekeyOp, opOfDuty, rekeyFirst } from './replica-duties.ts';
import { foremostParts } from './replica-foremost.ts';
import { makeSegment } from './replica-fold.ts';
import type { HeldEntries } from './replica-held.ts';
import { takeOperations } from './replica-log.ts';
import { readCuts, sameCuts } from './replica-limits.ts';
import { partingRows, rowsWithPast } from './replica-parting.ts';
import { frontierRows, headAt, missingWants, readRange } from './replica-read.ts';
import { applyCuts, applyMembership } from './replica-revise.ts';
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
  /** True when it showed that another copy of this device writes in the same chains (`Replica.isOvertaken`). */
  readonly overtaken: boolean;
}

/** A replica; see the file's head. */
export interface Replica extends SyncSource, PeerDirectory {
  /** The roster, or null before the genesis has arrived (a newcomer). */
  roster(): Roster | null;
  /** An operation of the log, whatever its standing, or null when it is not here or not understood. */
  logOp(id: OpId): LogOp | null;
  /** When this device stored an operation that began an epoch, milliseconds by its clock; null for any other. */
  storedAt(id: OpId): number | null;
  /** Secrets that this device may use, found in the log. */
  keys(): Pick<ReplicaState, 'epochKeys' | 'inviteSecrets'>;
  /**
   * The KEM secrets to open with from now on, the current one first, and the
   * incarnation to write in: after a rotation, when an old secret was erased,
   * or when a new incarnation begins.
   */
  openWith(kemSecrets: readonly Uint8Array[], inc: number): void;
  /**
   * True when others hold entries of this device, in the incarnation it writes
   * in, that are not in this store. Nothing is written (`Overtaken`) until
   * `openWith` begins another one.
   */
  isOvertaken(): boolean;
  /** Appends an operation; `voided` tells why it has no effect, when it has none. */
  appendOp(op: Op): Result<{ readonly id: OpId; readonly voided: VoidReason | null }, WriteError>;
  /** Rows of the membership lane that hold these operations with all of their past and nothing else. */
  rowsWithPast(operations: readonly OpId[]): readonly FrontierRow[];
  /** What checking the epochs that this device is a recipient of has shown. */
  findings(): EpochFindings;
  /** What this device owes the group now. */
  duties(): readonly Duty[];
  /** Settles what is due with operations of this device; how many it took. */
  performDuties(): number;
  /** True when the newest entry of anybody's chain was sealed under this epoch. */
  wasWrittenUnder(epochId: EpochId): boolean;
  /** Begins a new epoch; false when this device may not. */
  rekey(reason: RekeyReason): boolean;
  /** Appends a content entry and projects it; where the sending rule asks for a rekey, makes that first. */
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

/** Most operations of one settling: what is left is due the next time. */
const MAX_DUTIES_AT_ONCE = 64;

const NOTHING: IngestReport = { accepted: 0, advanced: [], rejected: [], membershipChanged: false, evidence: [] };

/** Opens a group's replica from its store. `onChange` is called after each commit that changed something. */
export function createReplica(given: ReplicaParts, onChange: (change: ReplicaChange) => void = () => {}): Replica {
  let parts = given;
  let state = loadState(parts);
  let overtaken = isOvertaken(parts.store, parts.inc);
  // A later version may read another roster off the same log.
  if (!sameCuts(readCuts(parts.store), state.cuts)) {
    parts.store.transact(() => applyCuts(parts, state, new Set()));
  }
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
    const isNews = remote && !overtaken && showsAnotherSelf(parts, state, entries);
    try {
      const { next, report } = parts.store.transact(() => {
        if (isNews) putOvertaken(parts.store, parts.inc);
        const operations = entries.filter((entry) => laneOf(entry.header.kind) === 'membership');
        const log = takeOperations(parts, state, operations, held);
        const membershipChanged = log.accepted > 0;
        if (membershipChanged) {
          const news = [...log.state.ops.keys()].filter((id) => !before.ops.has(id));
          applyMembership(parts, log.state, news, touched);
        }
        const content = takeContent(
          parts,
          log.state,
          entries.filter((entry) => laneOf(entry.header.kind) === 'content'),
          touched,
        );
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
      overtaken ||= isNews;
      if (report.membershipChanged || touched.size > 0 || isNews) {
        const { membershipChanged: membership } = report;
        onChange({ membership, records: [...touched], spread: false, remote, overtaken: isNews });
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
    if (overtaken) return err({ tag: 'Overtaken' });
    const report = commit([made.value], [], false);
    if (report.rejected[0]?.tag === 'LogFull') return err({ tag: 'LogFull' });
    if (report.accepted !== 1) throw new Error(`an own entry was refused: ${report.rejected[0]?.tag ?? 'unknown'}`);
    return ok(made.value.id);
  }

  return {
    roster: () => state.roster,
    logOp: (id) => state.ops.get(id) ?? null,
    storedAt: (id) => epochStoredAt(parts.store, id),
    keys: () => ({ epochKeys: state.epochKeys, inviteSecrets: state.inviteSecrets }),

    openWith(kemSecrets, inc) {
      parts = { ...parts, inc, keys: { ...parts.keys, kemSecrets } };
      state = { ...state, settled: new Set() };
      overtaken = isOvertaken(parts.store, inc);
    },
    isOvertaken: () => overtaken,

    signingKeyOf: (deviceId) => state.signingKeys.get(deviceId) ?? null,
    isActive: (deviceId) => state.devices.get(deviceId)?.active === true,
    invitePublicKeys: () => {
      const now = parts.clock.now();
      const open = state.roster?.invites.filter((invite) => invite.closed === null && invite.expiresAt > now);
      return open?.map((invite) => invite.invitePk) ?? [];
    },

    frontier: () => frontierRows(state),
    rowsWithPast: (operations) => rowsWithPast(parts, state, operations),
    partingRows: (deviceId) => partingRows(parts, state, deviceId),
    headAt: (chain, seq) => headAt(parts, state, chain, seq),
    missing: (peerRows, taken) => missingWants(parts, state, peerRows, taken),
    read: (want, maxBytes) => readRange(parts, state, want, maxBytes),
    foremost: (maxBytes) => foremostParts(parts, state, maxBytes),
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
      const { verdict, isNews } = parts.store.transact(() => {
        const taken = acceptProof(parts, state, bytes, touched);
        const isOwn = taken === 'new' && !overtaken && provesAnotherSelf(parts, bytes);
        if (isOwn) putOvertaken(parts.store, parts.inc);
        return { verdict: taken, isNews: isOwn };
      });
      overtaken ||= isNews;
      if (touched.size > 0 || isNews) {
        onChange({ membership: false, records: [...touched], spread: false, remote: true, overtaken: isNews });
      }
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
      onChange({ membership: false, records: [], spread: true, remote: true, overtaken: false });
    },

    appendOp(op) {
      const appended = append(makeOperation(parts, state, op));
      if (!appended.ok) return appended;
      return ok({ id: appended.value, voided: state.roster?.voided.get(appended.value) ?? null });
    },
    findings: () => state.findings,
    duties: () => dutiesNow(parts, state),
    performDuties() {
      const tried = new Set<string>();
      let done = 0;
      for (; done < MAX_DUTIES_AT_ONCE; done += 1) {
        const next = dutiesNow(parts, state).find((duty) => !tried.has(JSON.stringify(duty)));
        if (!next) break;
        tried.add(JSON.stringify(next));
        const op = opOfDuty(parts, state, next);
        if (!op || !append(makeOperation(parts, state, op)).ok) break;
      }
      return done;
    },
    wasWrittenUnder(epochId) {
      const heads = [...state.chains.values()].flatMap(
        ({ runs }) => parts.store.entryById(contiguous(runs).head) ?? [],
      );
      return heads.some((stored) => {
        const head = decodeEntry(stored.bytes);
        return head.ok && stored.status !== 'quarantined' && head.value.header.epochId === epochId;
      });
    },
    rekey(reason) {
      const mayNow = state.roster !== null && mayRekey(state.roster, parts.keys.memberId);
      const op = mayNow ? makeRekeyOp(parts, state, reason) : null;
      const appended = op && append(makeOperation(parts, state, op));
      return appended?.ok === true && state.roster?.voided.has(appended.value) === false;
    },
    appendContent({ kind, recordId, payload, pins }) {
      const rekey = rekeyFirst(parts, state);
      if (rekey) append(makeOperation(parts, state, rekey));
      const body = packBody(encodePayload(payload), parts.deflate);
      return append(makeContent(parts, state, { kind, recordId, body, ...(pins ? { pins } : {}) }));
    },
    fold() {
      const segment = makeSegment(parts, state);
      return segment !== null && append(segment).ok;
    },
  };
}
