/**
 * Taking in content entries: verified in runs, placed in their chains, opened,
 * and projected into records (HP1 §4). What cannot take effect yet is kept with
 * the status `waiting` and tried again whenever something new came in.
 */
import type { DeviceId, EntryId, MemberId, RecordId } from '../brand.ts';
import { decodeEntry, type Entry, encodeEntry } from '../chain/entry.ts';
import { extentOf } from '../chain/extent.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { addExtent, NO_RUNS } from '../chain/runs.ts';
import { openEntry } from '../chain/seal.ts';
import { unfoldSegment } from '../chain/segment.ts';
import type { ChainKey, EntryStatus, RecordRow, StoredEntry } from '../ports/entry-store.ts';
import { decodePayload, recordIdInPayload } from '../record/payload.ts';
import { type AuthorRole, projectEntry } from '../record/project.ts';
import { forkedFrom } from './replica-forks.ts';
import { idAtPlace } from './replica-places.ts';
import { type PlacedEntry, verifiedEntries } from './replica-verify.ts';
import type { ChainState, ContentTop, ReplicaParts, ReplicaState } from './replica-state.ts';
import { chainText, type Rejection } from './sync-source.ts';

/** What taking in came to. */
export interface ContentIntake {
  readonly state: ReplicaState;
  readonly accepted: number;
  readonly rejected: readonly Rejection[];
  /** Entries that claim a place where another stands. */
  readonly forks: readonly Entry[];
}

/** One thing said about one record: an entry, or an item of a segment. */
interface Statement {
  readonly kind: number;
  readonly recordId: RecordId;
  readonly ts: number;
  readonly lamport: number;
  readonly seq: number;
  readonly plaintext: Uint8Array;
}

/** Who wrote an entry, as the roster sees it now. */
interface Author {
  readonly memberId: MemberId;
  readonly role: AuthorRole;
}

/** `null` for a device that no valid operation introduced. Somebody who left keeps what a member may do. */
function authorOf(state: ReplicaState, deviceId: DeviceId): Author | null {
  const memberId = state.devices.get(deviceId)?.memberId;
  if (!memberId) return null;
  const role = state.roster?.members.find((member) => member.memberId === memberId)?.role ?? 'member';
  return { memberId, role };
}

const chainOf = (entry: Entry): ChainKey => ({
  deviceId: entry.header.deviceId,
  inc: entry.header.inc,
  lane: 'content',
});

/** Comments and reactions that came before what they answer belong to its thread from now on. */
function adoptOrphans(parts: ReplicaParts, row: RecordRow, touched: Set<RecordId>): void {
  if (row.root === null) return;
  const answers = [...parts.store.orphans(row.recordId), ...parts.store.reactionsTo(row.recordId)];
  for (const orphan of answers.filter((answer) => answer.root === null)) {
    const adopted = { ...orphan, root: row.root };
    parts.store.putRecord(adopted);
    touched.add(orphan.recordId);
    adoptOrphans(parts, adopted, touched);
  }
}

/** Projects one statement; the record's row changes with it. */
function applyStatement(
  parts: ReplicaParts,
  chain: ChainKey,
  author: Author,
  statement: Statement,
  touched: Set<RecordId>,
): EntryStatus {
  const payload = decodePayload(statement.kind, statement.plaintext);
  if (!payload.ok) return 'inert';
  const { origin } = payload.value;
  const row = parts.store.record(statement.recordId);
  const projected = projectEntry({
    groupId: parts.groupId,
    row,
    entry: statement,
    chain,
    author: author.memberId,
    role: author.role,
    payload: payload.value,
    parentRow: origin?.parent ? parts.store.record(origin.parent) : null,
    now: parts.clock.now(),
  });
  if (projected.tag === 'applied' && projected.row !== row) {
    parts.store.putRecord(projected.row);
    touched.add(statement.recordId);
    if (projected.created) adoptOrphans(parts, projected.row, touched);
  }
  return projected.tag;
}

/** The statements that an opened entry makes; `null` for a segment that does not read. */
function statementsOf(
  parts: ReplicaParts,
  author: MemberId,
  entry: Entry,
  plaintext: Uint8Array,
): readonly Statement[] | null {
  const { kind, recordId, ts, lamport, seq } = entry.header;
  if (kind !== CONTENT_KIND.segment) return [{ kind, recordId, ts, lamport, seq, plaintext }];
  const extent = extentOf(entry.id, entry.header);
  const items = unfoldSegment(plaintext, recordIdInPayload(parts.groupId, author));
  return items.ok && extent && items.value.length === seq - extent.from ? items.value : null;
}

/**
 * Opens and projects an entry that is in its place. A segment is inert when it
 * restates an entry that is here in other words: nobody shows two histories.
 */
function applyEntry(parts: ReplicaParts, state: ReplicaState, entry: Entry, touched: Set<RecordId>): EntryStatus {
  const epochKey = state.epochKeys.get(entry.header.epochId);
  const author = authorOf(state, entry.header.deviceId);
  if (!epochKey || !author) return 'waiting';
  const opened = openEntry(entry, epochKey, parts.deflate);
  if (!opened.ok) return 'inert';
  const statements = statementsOf(parts, author.memberId, entry, opened.value);
  if (!statements) return 'inert';
  const chain = chainOf(entry);
  if (entry.header.kind === CONTENT_KIND.segment && !restatesWhatIsHere(parts, state, chain, statements)) {
    return 'inert';
  }
  let status: EntryStatus = 'applied';
  for (const statement of statements) {
    const one = applyStatement(parts, chain, author, statement, touched);
    if (one === 'waiting') status = 'waiting';
    if (one === 'inert' && statements.length === 1) status = 'inert';
  }
  const first = statements[0];
  if (status === 'applied' && first && entry.header.kind === CONTENT_KIND.segment) {
    parts.store.dropFolded(chain, first.seq, entry.header.seq - 1);
  }
  return status;
}

function restatesWhatIsHere(
  parts: ReplicaParts,
  state: ReplicaState,
  chain: ChainKey,
  statements: readonly Statement[],
): boolean {
  const bySeq = new Map(statements.map((statement) => [statement.seq, statement]));
  const [first, last] = [statements[0], statements.at(-1)];
  if (!first || !last) return false;
  for (const stored of parts.store.entriesInRange(chain, first.seq, last.seq)) {
    const said = bySeq.get(stored.seq);
    const original = decodeEntry(stored.bytes);
    if (!said || !original.ok) continue;
    const key = state.epochKeys.get(original.value.header.epochId);
    const opened = key ? openEntry(original.value, key, parts.deflate) : null;
    if (!opened?.ok) continue;
    const { kind, recordId, ts, lamport } = original.value.header;
    const isSame =
      kind === said.kind &&
      recordId === said.recordId &&
      ts === said.ts &&
      lamport === said.lamport &&
      opened.value.length === said.plaintext.length &&
      opened.value.every((byte, i) => byte === said.plaintext[i]);
    if (!isSame) return false;
  }
  return true;
}

/** True unless the whole past is known here and says another Lamport time. */
function lamportHolds(
  parts: ReplicaParts,
  state: ReplicaState,
  entry: Entry,
  batch: ReadonlyMap<EntryId, Entry>,
): boolean {
  let greatest = 0;
  const past = entry.header.seq === 1 ? entry.header.deps : [...entry.header.deps, entry.header.prev];
  for (const id of past) {
    const lamport = state.opLamports.get(id) ?? batch.get(id)?.header.lamport ?? parts.store.entryById(id)?.lamport;
    if (lamport === undefined) return entry.header.lamport > greatest;
    greatest = Math.max(greatest, lamport);
  }
  return entry.header.lamport === greatest + 1;
}

/** Takes in content entries of any chains, in the caller's transaction. */
export function takeContent(
  parts: ReplicaParts,
  state: ReplicaState,
  entries: readonly Entry[],
  touched: Set<RecordId>,
): ContentIntake {
  if (entries.length === 0) return { state, accepted: 0, rejected: [], forks: [] };
  const chains = new Map<string, ChainState>(state.chains);
  const rejected: Rejection[] = [];
  const forks: Entry[] = [];
  const batch = new Map(entries.map((entry) => [entry.id, entry]));
  const byChain = new Map<string, PlacedEntry[]>();
  for (const entry of batch.values()) {
    const chain = chainOf(entry);
    const text = chainText(chain);
    const runs = chains.get(text)?.runs ?? NO_RUNS;
    if (idAtPlace(parts.store, chain, runs)(entry.header.seq) === entry.id) continue;
    const extent = extentOf(entry.id, entry.header);
    if (!extent) rejected.push({ tag: 'SegmentMalformed', invalidSignature: false });
    else {
      const list = byChain.get(text) ?? [];
      list.push({ entry, extent });
      byChain.set(text, list);
    }
  }
  let accepted = 0;
  let top: ContentTop | null = state.top;
  for (const [text, list] of byChain) {
    list.sort((a, b) => a.extent.to - b.extent.to);
    for (const { entry, extent } of verifiedEntries(state.signingKeys, list, rejected)) {
      const chain = chainOf(entry);
      const runs = chains.get(text)?.runs ?? NO_RUNS;
      const added = addExtent(runs, extent, idAtPlace(parts.store, chain, runs));
      if (!added.ok) {
        if (added.error.tag === 'Fork') forks.push(entry);
        if (added.error.tag === 'Misplaced') rejected.push({ tag: 'SegmentMisplaced', invalidSignature: false });
        continue;
      }
      chains.set(text, { chain, runs: added.value });
      const forkSeq = forkedFrom(parts.store, chain);
      const stored: StoredEntry = {
        id: entry.id,
        chain,
        seq: entry.header.seq,
        coversFrom: extent.from,
        before: extent.before,
        kind: entry.header.kind,
        recordId: entry.header.recordId,
        status: 'waiting',
        lamport: entry.header.lamport,
        bytes: encodeEntry(entry),
      };
      let status: EntryStatus = 'quarantined';
      if (forkSeq === null || entry.header.seq < forkSeq) {
        status = lamportHolds(parts, state, entry, batch) ? applyEntry(parts, state, entry, touched) : 'inert';
      }
      parts.store.putEntry({ ...stored, status });
      accepted += 1;
      // Only what takes part may push the clocks of others forward.
      const counts = status === 'applied' || status === 'waiting';
      if (counts && entry.header.lamport > (top?.lamport ?? 0)) top = { id: entry.id, lamport: entry.header.lamport };
    }
  }
  return { state: { ...state, chains, top }, accepted, rejected, forks };
}

/** Tries what waited again, as long as that helps: keys, devices or earlier updates may have come. */
export function retryWaiting(parts: ReplicaParts, state: ReplicaState, touched: Set<RecordId>): void {
  for (let progress = true; progress; ) {
    progress = false;
    for (const stored of parts.store.entriesWithStatus('waiting')) {
      const entry = decodeEntry(stored.bytes);
      if (!entry.ok) continue;
      const status = applyEntry(parts, state, entry.value, touched);
      if (status === 'waiting') continue;
      parts.store.putEntry({ ...stored, status });
      progress = true;
    }
  }
}
