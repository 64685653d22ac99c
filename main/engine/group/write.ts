/** Writing into a group: names, the agreement, shared drafts, reactions. Each returns after its commit. */
import type { EntryId, RecordId } from '../../../shared/brand.ts';
import { CONTENT_KIND, type ContentKind } from '../../../shared/chain/kinds.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { Reaction } from '../../../shared/ipc/views.ts';
import type { RecordRow } from '../../../shared/ports/entry-store.ts';
import { BODY_SCHEMA, freshBodyOf, freshBodyOfText } from '../../../shared/record/body.ts';
import type { FreshBody } from '../../../shared/record/fresh-body.ts';
import { RECORD_NONCE_BYTES, recordIdOf } from '../../../shared/record/ids.ts';
import type { Payload } from '../../../shared/record/payload.ts';
import { cleanName, isName, parseRecordValue, type RecordValue } from '../../../shared/record/values.ts';
import { err, ok, type Result, unreachable } from '../../../shared/result.ts';
import type { WriteError } from '../../../shared/sync/replica.ts';
import type { ReadyDraft } from '../drafts.ts';
import { diskErrorTag } from '../store/disk-error.ts';
import type { OpenGroup } from './open-group.ts';
import { freeColour } from './people.ts';

/** A name as it is sealed, or why it is none. */
export function checkName(text: string): Result<string, AppError> {
  const name = cleanName(text);
  if (name === '') return err({ tag: 'NameEmpty' });
  return isName(name) ? ok(name) : err({ tag: 'NameTooLong' });
}

/** The sentence for what the replica refused. */
export function appErrorOf({ tag }: WriteError): AppError {
  switch (tag) {
    case 'RecordTooLarge':
      return { tag };
    // No key that may be sealed under is here: one is owed, or on its way.
    case 'EpochKeyMissing':
    case 'KeyDue':
      return { tag: 'KeyDue' };
    case 'LogFull':
      return { tag: 'LogFull' };
    case 'NotAMember':
      return { tag: 'NotAllowed' };
    // The new incarnation is begun as soon as the disk takes it (SPEC VT18); until then nothing can be saved.
    case 'Overtaken':
      return { tag: 'DiskFailed' };
    default:
      return unreachable(tag);
  }
}

/** The id of the newest entry of a record, if it stands singly. */
function latestEntryId(group: OpenGroup, row: RecordRow): EntryId | null {
  const { latest } = row;
  return (
    group.store.entriesInRange(latest, latest.seq, latest.seq).find((entry) => entry.seq === latest.seq)?.id ?? null
  );
}

/** Appends an entry; when it answers something, it is pinned to come after it. */
function append(
  group: OpenGroup,
  entry: { readonly kind: ContentKind; readonly recordId: RecordId; readonly payload: Payload },
  answers: RecordRow | null,
): Result<null, AppError> {
  const pin = answers && latestEntryId(group, answers);
  const written = group.replica.appendContent(pin ? { ...entry, pins: [pin] } : entry);
  return written.ok ? ok(null) : err(appErrorOf(written.error));
}

/** A new record's id and what it follows from. */
function newRecord(group: OpenGroup): { readonly recordId: RecordId; readonly nonce: Uint8Array } {
  const nonce = group.ports.random.bytes(RECORD_NONCE_BYTES);
  return { recordId: recordIdOf(group.groupId, group.memberId, nonce), nonce };
}

type NamedValue = Extract<RecordValue, { kind: typeof CONTENT_KIND.profile | typeof CONTENT_KIND.groupProfile }>;

function writeValue(group: OpenGroup, value: NamedValue): Result<null, AppError> {
  const own = group.store.recordsOfKind(value.kind).find((row) => row.memberId === group.memberId);
  const { recordId, nonce } = own ? { recordId: own.recordId, nonce: null } : newRecord(group);
  const origin = nonce && { nonce, parent: null };
  return append(group, { kind: value.kind, recordId, payload: { shape: 'value', origin, value } }, null);
}

/** Makes oneself known by `name`. */
export const writeProfile = (group: OpenGroup, name: string): Result<null, AppError> =>
  writeValue(group, { kind: CONTENT_KIND.profile, name, colour: freeColour(group) });

/** Names the group. */
export const writeGroupName = (group: OpenGroup, name: string): Result<null, AppError> =>
  writeValue(group, { kind: CONTENT_KIND.groupProfile, name });

/** Writes the agreement that newcomers read first. */
export function writeAgreement(
  group: OpenGroup,
  agreement: { readonly text: string } | { readonly body: FreshBody },
): Result<null, AppError> {
  const { recordId, nonce } = newRecord(group);
  const payload: Payload = {
    shape: 'fresh',
    origin: { nonce, parent: null },
    schema: BODY_SCHEMA,
    fresh: 'text' in agreement ? freshBodyOfText(agreement.text) : agreement.body,
  };
  return append(group, { kind: CONTENT_KIND.agreement, recordId, payload }, null);
}

function payloadOf(draft: ReadyDraft): Payload | null {
  const { nonce, parent } = draft.row;
  if (nonce) {
    const fresh: FreshBody = freshBodyOf(draft.state);
    return { shape: 'fresh', origin: { nonce, parent }, schema: BODY_SCHEMA, fresh };
  }
  return draft.change && { shape: 'update', origin: null, schema: BODY_SCHEMA, update: draft.change };
}

/** Seals a draft's words into the group; the draft itself is forgotten afterwards. */
export function shareDraft(group: OpenGroup, recordId: RecordId): Result<null, AppError> {
  const draft = group.drafts.ready(recordId);
  if (!draft.ok) return draft;
  if (draft.value.text === '') return err({ tag: 'NothingWritten' });
  const payload = payloadOf(draft.value);
  if (!payload) return err({ tag: 'RecordUnknown' });
  const { parent } = draft.value.row;
  const kind = parent ? CONTENT_KIND.comment : CONTENT_KIND.post;
  const before = group.store.record(recordId)?.latest;
  const written = append(group, { kind, recordId, payload }, parent && group.store.record(parent));
  if (!written.ok) return written;
  // Sealed and chained, but without effect: it broke a bound that only the projection knows. The draft stays.
  // Not by their numbers alone: the place before may be one in the chain of this person's other computer.
  const after = group.store.record(recordId)?.latest;
  const isSame = after?.deviceId === before?.deviceId && after?.inc === before?.inc && after?.seq === before?.seq;
  if (isSame) return err({ tag: 'RecordTooLarge' });
  try {
    group.drafts.finish(recordId);
  } catch (failure) {
    // The words are shared; what is left of the draft is passed over, and goes when the group is opened the next time.
    if (!diskErrorTag(failure)) throw failure;
  }
  return ok(null);
}

/** Sets, changes or takes back one's reaction to a post or comment. */
export function setReaction(group: OpenGroup, target: RecordId, reaction: Reaction | null): Result<null, AppError> {
  const answered = group.store.record(target);
  const isEntry = answered?.kind === CONTENT_KIND.post || answered?.kind === CONTENT_KIND.comment;
  if (!answered || !isEntry || answered.deleted) return err({ tag: 'RecordUnknown' });
  const rows = group.store.reactionsTo(target).filter((row) => row.memberId === group.memberId && !row.deleted);
  // Two computers that did not know of each other may each have made one: all but the first are taken back.
  const [own, ...others] = rows;
  for (const other of others) {
    if (reactionIn(other) === null) continue;
    const taken = say(other.recordId, null, null);
    if (!taken.ok) return taken;
  }
  if ((own ? reactionIn(own) : null) === reaction) return ok(null);
  const { recordId, nonce } = own ? { recordId: own.recordId, nonce: null } : newRecord(group);
  return say(recordId, nonce, reaction);

  function say(id: RecordId, fresh: Uint8Array | null, said: Reaction | null): Result<null, AppError> {
    const value = { kind: CONTENT_KIND.reaction, reaction: said };
    const payload: Payload = { shape: 'value', origin: fresh && { nonce: fresh, parent: target }, value };
    return append(group, { kind: CONTENT_KIND.reaction, recordId: id, payload }, answered);
  }
}

/** What a row of a reaction says; null for one that was taken back. */
function reactionIn(row: RecordRow): Reaction | null {
  const value = parseRecordValue(row.value);
  return value.kind === CONTENT_KIND.reaction ? value.reaction : null;
}
