/**
 * From an entry to the record's row (SPEC RC5, RC8): who may say it, what it
 * changes. A pure step; the caller writes the row in the entry's transaction.
 */
import type { GroupId, MemberId, RecordId } from '../brand.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import type { ChainKey, RecordRow } from '../ports/entry-store.ts';
import { unreachable } from '../result.ts';
import { blocksFromTree } from './blocks.ts';
import { encodeBodyValue, parseBodyValue } from './body.ts';
import { decodeFreshBody } from './fresh-body.ts';
import { admitUpdate, type GateError, mayWait } from './gate.ts';
import { clientIdOf, recordIdOf } from './ids.ts';
import { hasBody, type Payload } from './payload.ts';
import { stateOfFresh, stateOfUpdate, updateOfState } from './state.ts';
import { compareStamps, encodeRecordValue, stampOfRecordValue, type ValueStamp } from './values.ts';

/** What an author may do in the group, judged where the entry was written. */
export type AuthorRole = 'facilitator' | 'member' | 'listener';

/** An entry as far as projecting needs it: from its header, or an item of a segment. */
export interface ProjectedEntry {
  readonly kind: number;
  readonly recordId: RecordId;
  /** The author's clock, milliseconds. */
  readonly ts: number;
  readonly lamport: number;
  readonly seq: number;
}
export interface ProjectInput {
  readonly groupId: GroupId;
  /** The record as it stands, or `null` before its first entry took effect. */
  readonly row: RecordRow | null;
  readonly entry: ProjectedEntry;
  readonly chain: ChainKey;
  /** The member whose device signed the entry. */
  readonly author: MemberId;
  readonly role: AuthorRole;
  readonly payload: Payload;
  /** The row of what a comment or reaction answers, or `null` while that is unknown. */
  readonly parentRow: RecordRow | null;
  /** This computer's clock, milliseconds. */
  readonly now: number;
}
/** Why an entry has no effect, now or ever on this version. */
export type InertReason =
  /** The record belongs to another member, or its id is not derived from this one. */
  | { readonly tag: 'NotOwner' }
  /** The author's role does not include this kind. */
  | { readonly tag: 'RoleRefused' }
  /** The record is of another kind, or a deletion names what cannot be deleted. */
  | { readonly tag: 'KindMismatch' }
  /** A record that answers itself. */
  | { readonly tag: 'ParentRefused' }
  | { readonly tag: 'RecordDeleted' }
  /** Not the encoding of a fresh body within the bounds. */
  | { readonly tag: 'BodyMalformed' }
  | { readonly tag: 'GateRefused'; readonly gate: GateError };
/** What became of the entry. */
export type Projected =
  /** `created` on the record's first entry: what waited for it can be tried again. */
  | { readonly tag: 'applied'; readonly row: RecordRow; readonly created: boolean }
  /** Earlier entries of the record are not here yet. */
  | { readonly tag: 'waiting' }
  | { readonly tag: 'inert'; readonly reason: InertReason };

const WAITING: Projected = { tag: 'waiting' };
const inert = (reason: InertReason): Projected => ({ tag: 'inert', reason });

const LISTENER_KINDS: readonly number[] = [CONTENT_KIND.profile, CONTENT_KIND.reaction];
const FACILITATOR_KINDS: readonly number[] = [CONTENT_KIND.groupProfile, CONTENT_KIND.agreement];
const DELETABLE_KINDS: readonly number[] = [CONTENT_KIND.post, CONTENT_KIND.comment];

/** True when the role includes writing this kind. */
export function mayAuthor(role: AuthorRole, kind: number): boolean {
  switch (role) {
    case 'listener':
      return LISTENER_KINDS.includes(kind);
    case 'member':
      return !FACILITATOR_KINDS.includes(kind);
    case 'facilitator':
      return true;
    default:
      return unreachable(role);
  }
}

const stampOf = ({ chain, entry }: ProjectInput): ValueStamp => ({
  lamport: entry.lamport,
  deviceId: chain.deviceId,
  inc: chain.inc,
});

/** What the payload makes of the record's value and document. */
type Content = { readonly value: string; readonly state: Uint8Array | null } | { readonly refused: Projected };

function contentOf(input: ProjectInput): Content {
  const { payload, groupId, entry, chain, row } = input;
  switch (payload.shape) {
    case 'value':
      return { value: encodeRecordValue(payload.value, stampOf(input)), state: null };
    case 'fresh': {
      const parts = decodeFreshBody(payload.fresh);
      if (!parts) return { refused: inert({ tag: 'BodyMalformed' }) };
      const value = encodeBodyValue({ schema: payload.schema, blocks: blocksFromTree(parts) });
      return { value, state: stateOfFresh(chain.deviceId, chain.inc, payload.fresh) };
    }
    case 'update': {
      const writer = clientIdOf(groupId, entry.recordId, chain.deviceId, chain.inc);
      const known = row?.state ? updateOfState(groupId, entry.recordId, row.state) : null;
      const admitted = admitUpdate({ state: known, update: payload.update, writer, clients: new Set([writer]) });
      if (!admitted.ok) {
        const isEarly = mayWait(admitted.error);
        return { refused: isEarly ? WAITING : inert({ tag: 'GateRefused', gate: admitted.error }) };
      }
      const { state, blocks } = admitted.value;
      // The highest schema that wrote into it: once a later version did, this one only reads.
      const before = row?.state ? parseBodyValue(row.value).schema : 0;
      const schema = Math.max(before, payload.schema);
      return { value: encodeBodyValue({ schema, blocks }), state: stateOfUpdate(state) };
    }
    default:
      return unreachable(payload);
  }
}

/** The later of two places of one device: that of the later incarnation, then by seq. Another device's entry replaces. */
const latestOf = (row: RecordRow, input: ProjectInput): RecordRow['latest'] => {
  const { chain, entry } = input;
  const { latest } = row;
  const isLater = latest.inc === chain.inc ? latest.seq > entry.seq : latest.inc > chain.inc;
  return latest.deviceId === chain.deviceId && isLater ? latest : { ...chain, seq: entry.seq };
};

/**
 * True for a value that is older than the one that stands: two devices of one
 * member, or two incarnations of one, can say different things at the same
 * time, and whoever hears of both in either order shows the same one. By one
 * order only, since two orders could run in a circle.
 */
function isOlderValue(row: RecordRow, input: ProjectInput): boolean {
  if (input.payload.shape !== 'value') return false;
  const standing = stampOfRecordValue(row.value);
  return standing === null ? latestOf(row, input) === row.latest : compareStamps(stampOf(input), standing) <= 0;
}

/** Makes the row of a new record. */
function createRow(input: ProjectInput, parent: RecordId | null): Projected {
  const { entry, chain, author, parentRow, now } = input;
  const content = contentOf(input);
  if ('refused' in content) return content.refused;
  const isPost = entry.kind === CONTENT_KIND.post;
  return {
    tag: 'applied',
    created: true,
    row: {
      recordId: entry.recordId,
      kind: entry.kind,
      memberId: author,
      parent,
      root: isPost ? entry.recordId : parent ? (parentRow?.root ?? null) : null,
      createdAt: entry.ts,
      lamport: entry.lamport,
      edited: false,
      deleted: false,
      arrivedAt: now,
      latest: { ...chain, seq: entry.seq },
      value: content.value,
      state: content.state,
    },
  };
}

/** Changes the row of a record that is here. */
function changeRow(input: ProjectInput, row: RecordRow): Projected {
  const { entry, payload } = input;
  if (entry.kind === CONTENT_KIND.delete) {
    if (!DELETABLE_KINDS.includes(row.kind)) return inert({ tag: 'KindMismatch' });
    // Whether an edit came before the deletion or not at all is the same afterwards.
    const gone: RecordRow = {
      ...row,
      edited: false,
      deleted: true,
      value: '',
      state: null,
      latest: latestOf(row, input),
    };
    return { tag: 'applied', created: false, row: gone };
  }
  if (row.kind !== entry.kind) return inert({ tag: 'KindMismatch' });
  const latest = latestOf(row, input);
  // A first entry once more (restated by a segment), or a value older than the one that stands: nothing to change.
  if (payload.origin || isOlderValue(row, input)) return { tag: 'applied', created: false, row };
  const content = contentOf(input);
  if ('refused' in content) return content.refused;
  return {
    tag: 'applied',
    created: false,
    row: { ...row, ...content, edited: row.edited || hasBody(row.kind), latest },
  };
}

/** Projects one verified entry of a member onto its record. */
export function projectEntry(input: ProjectInput): Projected {
  const { groupId, row, entry, author, role, payload } = input;
  if (!mayAuthor(role, entry.kind)) return inert({ tag: 'RoleRefused' });
  const { origin } = payload;
  if (origin && recordIdOf(groupId, author, origin.nonce) !== entry.recordId) return inert({ tag: 'NotOwner' });
  if (row && row.memberId !== author) return inert({ tag: 'NotOwner' });
  if (origin?.parent === entry.recordId) return inert({ tag: 'ParentRefused' });
  if (row?.deleted) return inert({ tag: 'RecordDeleted' });
  if (row) return changeRow(input, row);
  return origin ? createRow(input, origin.parent) : WAITING;
}
