/** The table between the ui and the engine. The ui asks, the engine answers and tells what changed. */
import * as v from 'valibot';
import { type GroupId, isIdText, type RecordId } from '../brand.ts';
import { backupRequests } from './backup-requests.ts';
import { carryRequests } from './carry-requests.ts';
import { healthRequests } from './health-requests.ts';
import { keeperRequests } from './keeper-requests.ts';
import { membershipRequests } from './membership-requests.ts';
import { paidRequests } from './paid-requests.ts';
import { pathRequests } from './path-requests.ts';
import { pairingRequests } from './pairing-requests.ts';
import { returningRequests, typedWords } from './returning-requests.ts';
import { request } from './rpc.ts';
import { MAX_PASSPHRASE_CHARACTERS, vaultRequests } from './vault-requests.ts';
import {
  type EditableDoc,
  type EntryView,
  type GroupRow,
  type GroupSpreadView,
  type GroupView,
  type InvitePreview,
  type JoinView,
  type JournalRow,
  REACTIONS,
  type RequestView,
  type Saved,
  type SettingsView,
  type StatusView,
  type ThreadView,
  type TimelineItem,
} from './views.ts';

/** Caps on what the ui may send (characters and bytes). */
export const LIMITS = {
  nameCharacters: 60,
  noteCharacters: 500,
  agreementCharacters: 20_000,
  passphraseCharacters: MAX_PASSPHRASE_CHARACTERS,
  /** The shortest passphrase that is accepted. */
  passphraseMinCharacters: 10,
  /** A pasted invite; a deep link beyond it is refused unread. */
  inviteCharacters: 4_096,
  updateBytes: 1024 * 1024,
  pageRows: 200,
} as const;

/** Minutes without a touch after which Hearth locks itself (HP1 §8); there is no "never". */
export const LOCK_AFTER = { least: 1, most: 60, usual: 5 } as const;

const groupId = v.custom<GroupId>((x) => typeof x === 'string' && isIdText(x, 16));
const recordId = v.custom<RecordId>((x) => typeof x === 'string' && isIdText(x, 16));
const text = (max: number) => v.pipe(v.string(), v.maxLength(max));
// `v.instance(Uint8Array)` would ask for bytes over an ArrayBuffer, which most sources of bytes do not promise.
const bytes = v.custom<Uint8Array>((x) => x instanceof Uint8Array);
const update = v.pipe(
  bytes,
  v.check((value) => value.length <= LIMITS.updateBytes),
);
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LIMITS.pageRows));
const instant = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const nothing = v.object({});

/** What the ui may ask of the engine. */
export const uiRequests = {
  status: request(nothing).gives<StatusView>(),

  /** First run: makes vault and store; the recovery words are given this once. With `words` from before they stay those. */
  setUp: request(
    v.object({
      name: text(LIMITS.nameCharacters),
      passphrase: text(LIMITS.passphraseCharacters),
      words: v.optional(typedWords),
    }),
  ).gives<{ readonly recoveryWords: readonly string[] }>(),
  unlock: request(v.object({ passphrase: text(LIMITS.passphraseCharacters) })).gives<null>(),

  getSettings: request(nothing).gives<SettingsView>(),
  changeSettings: request(
    v.partial(
      v.object({
        name: text(LIMITS.nameCharacters),
        theme: v.picklist(['system', 'light', 'dark']),
        textSize: v.pipe(v.number(), v.integer(), v.minValue(80), v.maxValue(200)),
        server: v.nullable(text(200)),
        lockAfterMinutes: v.pipe(v.number(), v.integer(), v.minValue(LOCK_AFTER.least), v.maxValue(LOCK_AFTER.most)),
        isScreenGuarded: v.boolean(),
      }),
    ),
  ).gives<SettingsView>(),

  /** Newest first; `before` is the `createdAt` of the last row of the page above. */
  listJournal: request(v.object({ before: v.nullable(instant), limit })).gives<readonly JournalRow[]>(),
  createJournal: request(nothing).gives<EditableDoc>(),
  openJournal: request(v.object({ recordId })).gives<EditableDoc>(),
  /** Answered after the commit. */
  updateJournal: request(v.object({ recordId, update })).gives<Saved>(),
  deleteJournal: request(v.object({ recordId })).gives<Saved>(),

  listGroups: request(nothing).gives<readonly GroupRow[]>(),
  createGroup: request(
    v.object({
      name: text(LIMITS.nameCharacters),
      myName: text(LIMITS.nameCharacters),
      agreement: text(LIMITS.agreementCharacters),
      mode: v.picklist(['facilitated', 'equals']),
      /** Keepers may hold the group's sealed entries from the start; the only time for a group of equals to say so. */
      keeper: v.optional(v.boolean()),
    }),
  ).gives<{ readonly groupId: GroupId }>(),
  viewGroup: request(v.object({ groupId })).gives<GroupView>(),
  /** Newest first, by when it was written; `before` as in `listJournal`. Marks nothing as seen. */
  listTimeline: request(v.object({ groupId, before: v.nullable(instant), limit })).gives<readonly TimelineItem[]>(),
  /** What each of the others is known to have of all that is here. */
  viewGroupSpread: request(v.object({ groupId })).gives<GroupSpreadView>(),
  viewThread: request(v.object({ groupId, recordId })).gives<ThreadView>(),
  /** Sets `newCount` of the group back to 0. */
  markSeen: request(v.object({ groupId })).gives<null>(),

  /**
   * Opens the draft of a post (`parent` null) or of a comment. A draft that was
   * left comes back. With `fromJournal` the journal entry's text is copied into
   * a new draft; the journal entry itself stays private.
   */
  openDraft: request(
    v.object({ groupId, parent: v.nullable(recordId), fromJournal: v.nullable(recordId) }),
  ).gives<EditableDoc>(),
  /** Answered after the commit to the encrypted drafts. */
  updateDraft: request(v.object({ groupId, recordId, update })).gives<Saved>(),
  discardDraft: request(v.object({ groupId, recordId })).gives<Saved>(),
  /** Seals, signs, chains and commits; only then answers. */
  shareDraft: request(v.object({ groupId, recordId })).gives<EntryView>(),
  /** Own post or comment opened for a later edit; `updateDraft` and `shareDraft` then apply to it. */
  editEntry: request(v.object({ groupId, recordId })).gives<EditableDoc>(),
  setReaction: request(
    v.object({ groupId, target: recordId, reaction: v.nullable(v.picklist(REACTIONS)) }),
  ).gives<Saved>(),

  /** Reads an invite from a link, pasted text or the bytes of a file; contacts nobody. */
  readInvite: request(v.object({ invite: v.union([v.string(), bytes]) })).gives<InvitePreview>(),
  /** Asks to join; the request lives on through restarts until it is answered or withdrawn. */
  acceptInvite: request(
    v.object({
      invite: v.union([v.string(), bytes]),
      myName: text(LIMITS.nameCharacters),
      note: text(LIMITS.noteCharacters),
    }),
  ).gives<{ readonly groupId: GroupId }>(),
  listJoins: request(nothing).gives<readonly JoinView[]>(),
  withdrawJoin: request(v.object({ groupId })).gives<null>(),
  listRequests: request(v.object({ groupId })).gives<readonly RequestView[]>(),
  approveRequest: request(v.object({ groupId, requestId: text(64) })).gives<null>(),
  refuseRequest: request(v.object({ groupId, requestId: text(64) })).gives<null>(),

  ...vaultRequests,
  ...membershipRequests,
  ...keeperRequests,
  ...carryRequests,
  ...pairingRequests,
  ...returningRequests,
  ...healthRequests,
  ...backupRequests,
  ...pathRequests,
  ...paidRequests,

  /** Adds or replaces the meeting places of a group on this computer. */
  setServers: request(v.object({ groupId, servers: v.pipe(v.array(text(200)), v.maxLength(4)) })).gives<null>(),
} as const;

/** What the engine tells the ui: which queries are worth asking again. */
export const engineEvents = {
  journalChanged: nothing,
  groupsChanged: nothing,
  /** Members, requests or reach of a group. */
  groupChanged: v.object({ groupId }),
  /** Entries, reactions or spread of a group. */
  timelineChanged: v.object({ groupId }),
  joinsChanged: nothing,
  settingsChanged: nothing,
  /** The networks of this computer, or how they are paid. */
  paidNetworksChanged: nothing,
  /** Own computers, or a pairing that is under way. */
  computersChanged: nothing,
  /** A backup was made or tested, or could not be made. */
  backupsChanged: nothing,
  /** A write that the person is not waiting for failed; shown as a calm bar. */
  writeFailed: v.object({ tag: v.picklist(['DiskFull', 'DiskQuota', 'DiskReadOnly', 'DiskFailed']) }),
} as const;

/** The ui asks only; it emits no events and serves no requests. */
export const noRequests = {} as const;
export const noEvents = {} as const;
