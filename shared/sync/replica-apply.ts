/**
 * What an entry in its place says, and what that does to records (HP1 §4):
 * judged by what counts of its chain, opened, given its author's role, and
 * projected. What cannot take effect yet is tried again.
 */
import type { EntryId, MemberId, RecordId } from '../brand.ts';
import { decodeEntry, type Entry, type EntryHeader } from '../chain/entry.ts';
import { extentOf } from '../chain/extent.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { openEntry } from '../chain/seal.ts';
import { unfoldSegment } from '../chain/segment.ts';
import type { ChainKey, EntryStatus, RecordRow, StoredEntry } from '../ports/entry-store.ts';
import { decodePayload, recordIdInPayload } from '../record/payload.ts';
import { type AuthorRole, projectEntry } from '../record/project.ts';
import { lastCounting } from './replica-limits.ts';
import type { ReplicaParts, ReplicaState } from './replica-state.ts';

const NO_BATCH: ReadonlyMap<EntryId, Entry> = new Map();

/** One thing said about one record: an entry, or an item of a segment. */
interface Statement {
  readonly kind: number;
  readonly recordId: RecordId;
  readonly ts: number;
  readonly lamport: number;
  readonly seq: number;
  readonly plaintext: Uint8Array;
}

/** Who wrote an entry, and what they might do then. */
interface Author {
  readonly memberId: MemberId;
  readonly role: AuthorRole;
}

/**
 * The author with the role that the entry's own past gives (SPEC RP11); `null`
 * while no operation that is here introduces the device or lets the member in.
 * What counts of somebody who is not in any more is for the cut to say.
 */
function authorOf(state: ReplicaState, header: EntryHeader): Author | null {
  const memberId = state.devices.get(header.deviceId)?.memberId;
  const { roster } = state;
  if (!memberId || !roster) return null;
  const role = roster.roleAt(memberId, header.deps);
  // Equals hold the space together: what facilitators write elsewhere, every member writes there.
  const isEqual = role === 'member' && roster.policy.mode === 'equals';
  if (role) return { memberId, role: isEqual ? 'facilitator' : role };
  return roster.former.some((one) => one.memberId === memberId) ? { memberId, role: 'member' } : null;
}

/** The content chain that an entry stands in. */
export const contentChainOf = (entry: Entry): ChainKey => ({
  deviceId: entry.header.deviceId,
  inc: entry.header.inc,
  lane: 'content',
});

/** Comments and reactions that came before what they answer belong to its thread from now on. */
function adoptOrphans(parts: ReplicaParts, row: RecordRow, touched: Set<RecordId>): void {
  if (row.root === null || !parts.store.isAnswered(row.recordId)) return;
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

/** What an entry says, and who says it; or why that is not known yet, or never will be. */
type Opened =
  | { readonly tag: 'said'; readonly author: Author; readonly statements: readonly Statement[] }
  | { readonly tag: 'waiting' | 'inert' };

function openStatements(parts: ReplicaParts, state: ReplicaState, entry: Entry): Opened {
  const epochKey = state.epochKeys.get(entry.header.epochId);
  const author = authorOf(state, entry.header);
  if (!epochKey || !author) return { tag: 'waiting' };
  const opened = openEntry(entry, epochKey, parts.deflate);
  const statements = opened.ok ? statementsOf(parts, author.memberId, entry, opened.value) : null;
  return statements ? { tag: 'said', author, statements } : { tag: 'inert' };
}

/** Records that an entry says something about at places after `after`; none while it cannot be opened. */
export function recordsNamed(
  parts: ReplicaParts,
  state: ReplicaState,
  stored: StoredEntry,
  after: number,
): readonly RecordId[] {
  if (stored.kind !== CONTENT_KIND.segment) return stored.seq > after ? [stored.recordId] : [];
  const entry = decodeEntry(stored.bytes);
  const opened = entry.ok ? openStatements(parts, state, entry.value) : null;
  if (opened?.tag !== 'said') return [];
  return opened.statements.filter((one) => one.seq > after).map((one) => one.recordId);
}

/**
 * Opens and projects what counts of an entry that is in its place. A segment is
 * inert when it restates an entry that is here in other words: nobody shows two
 * histories. One that reaches beyond what counts of its chain takes effect up
 * to there, and what it folds is kept.
 */
export function applyEntry(
  parts: ReplicaParts,
  state: ReplicaState,
  entry: Entry,
  touched: Set<RecordId>,
): EntryStatus {
  const chain = contentChainOf(entry);
  const isSegment = entry.header.kind === CONTENT_KIND.segment;
  const last = lastCounting(parts.store, state.cuts, chain);
  const from = extentOf(entry.id, entry.header)?.from ?? entry.header.seq;
  if (from > last) return 'quarantined';
  const opened = openStatements(parts, state, entry);
  if (opened.tag !== 'said') return opened.tag;
  const counting = opened.statements.filter((statement) => statement.seq <= last);
  if (isSegment && !restatesWhatIsHere(parts, state, chain, counting)) return 'inert';
  let status: EntryStatus = 'applied';
  for (const statement of counting) {
    const one = applyStatement(parts, chain, opened.author, statement, touched);
    if (one === 'waiting') status = 'waiting';
    if (one === 'inert' && !isSegment) status = 'inert';
  }
  if (status === 'applied' && entry.header.seq > last) return 'quarantined';
  const first = counting[0];
  if (status === 'applied' && first && isSegment) parts.store.dropFolded(chain, first.seq, entry.header.seq - 1);
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

/** What is known here of an entry's past. */
export interface KnownPast {
  /** False when all of it is known and says another Lamport time, or some of it a later one. */
  readonly lamportHolds: boolean;
  /** Deps that are not here. */
  readonly unknownDeps: readonly EntryId[];
}

/** Looks an entry's past up: in the log, among what comes with it, in the store. */
export function knownPast(
  parts: ReplicaParts,
  state: ReplicaState,
  { header }: Entry,
  batch: ReadonlyMap<EntryId, Entry> = NO_BATCH,
): KnownPast {
  let greatest = 0;
  let complete = true;
  const unknownDeps: EntryId[] = [];
  for (const id of header.seq === 1 ? header.deps : [...header.deps, header.prev]) {
    const lamport = state.opLamports.get(id) ?? batch.get(id)?.header.lamport ?? parts.store.entryById(id)?.lamport;
    if (lamport !== undefined) greatest = Math.max(greatest, lamport);
    else {
      complete = false;
      if (id !== header.prev) unknownDeps.push(id);
    }
  }
  const lamportHolds = complete ? header.lamport === greatest + 1 : header.lamport > greatest;
  return { lamportHolds, unknownDeps };
}

/** Tries what waited again, as long as that helps: keys, devices or earlier updates may have come. */
export function retryWaiting(parts: ReplicaParts, state: ReplicaState, touched: Set<RecordId>): void {
  for (let progress = true; progress; ) {
    progress = false;
    for (const stored of parts.store.entriesWithStatus('waiting')) {
      const entry = decodeEntry(stored.bytes);
      if (!entry.ok) continue;
      const { lamportHolds } = knownPast(parts, state, entry.value);
      const status = lamportHolds ? applyEntry(parts, state, entry.value, touched) : 'inert';
      if (status === 'waiting') continue;
      parts.store.putEntry({ ...stored, status });
      progress = true;
    }
  }
}
