/** What a person of a simulation does with their replica: writes, answers, reacts, and looks after the keys. */
import type { EntryId, GroupId, MemberId, RecordId } from '../brand.ts';
import * as Y from 'yjs';
import { CONTENT_KIND, type ContentKind } from '../chain/kinds.ts';
import { createAdmit } from '../group/admit.ts';
import type { Identity } from '../group/identity.ts';
import type { Invite } from '../group/invite.ts';
import { createJoinRequest } from '../group/join.ts';
import { makeRekey } from '../group/rekey.ts';
import { activeDevices, epochHeads } from '../group/select.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { BODY_SCHEMA, freshBodyOfText, openBody } from '../record/body.ts';
import { clientIdOf, recordIdOf } from '../record/ids.ts';
import type { Payload } from '../record/payload.ts';
import { updateOfState } from '../record/state.ts';
import { REACTION_CODES } from '../record/values.ts';
import type { Replica } from '../sync/replica.ts';
import type { SeededRandom } from './seeded-random.ts';

/** The verbs. Those that write return false when the group does not allow it now (no key yet, removed). */
export interface Player {
  post(text: string): boolean;
  /** Answers one of the records that are here; false when there is none. */
  comment(text: string): boolean;
  react(): boolean;
  /** Adds words at the beginning of a post or comment of one's own; false when there is none. */
  edit(words: string): boolean;
  /** Takes back a record of one's own. */
  takeBack(): boolean;
  /** Folds own finished entries when there are enough. */
  fold(): boolean;
  /** A new epoch key for everybody who is in. */
  rekey(): boolean;
  promote(memberId: MemberId): boolean;
  /** Makes somebody a listener. */
  demote(memberId: MemberId): boolean;
  /** Leaves the group. */
  leave(): boolean;
  /** Removes a member, with a new key for the others. */
  remove(memberId: MemberId): boolean;
  /** Lets somebody in again who was in before, with their old keys, by an invite that is still open. */
  readmit(identity: Identity): boolean;
  /** Does what is due (`Replica.performDuties`). True when anything was. */
  tend(): boolean;
  /** The log, the roster and every record as it is shown, one line each, sorted: equal on replicas that agree. */
  state(): readonly string[];
}

/** Gives a replica its hands. */
export function createPlayer(
  replica: Replica,
  store: EntryStore,
  person: { readonly groupId: GroupId; readonly identity: Identity; readonly random: SeededRandom },
): Player {
  const { groupId, identity, random } = person;
  const { memberId } = identity;

  const append = (kind: ContentKind, recordId: RecordId, payload: Payload): boolean =>
    replica.appendContent({ kind, recordId, payload }).ok;
  function create(
    kind: typeof CONTENT_KIND.post | typeof CONTENT_KIND.comment,
    text: string,
    parent: RecordId | null,
  ): boolean {
    const nonce = random.bytes(16);
    const origin = { nonce, parent };
    const fresh = freshBodyOfText(text);
    return append(kind, recordIdOf(groupId, memberId, nonce), { shape: 'fresh', origin, schema: BODY_SCHEMA, fresh });
  }
  const answerable = (): readonly RecordId[] =>
    [...store.posts(null, 50), ...store.recordsOfKind(CONTENT_KIND.comment)]
      .filter((row) => !row.deleted)
      .map((row) => row.recordId)
      .sort();

  const ownRecords = (): readonly RecordId[] =>
    answerable().filter((recordId) => store.record(recordId)?.memberId === memberId);
  /** What an editor makes of somebody who writes at the beginning of a body. */
  function updateThatAdds(words: string, state: Uint8Array, recordId: RecordId): Uint8Array {
    const doc = openBody(state, clientIdOf(groupId, recordId, identity.deviceId, 1));
    const before = Y.encodeStateVector(doc);
    const text = (doc.getXmlFragment('body').get(0) as Y.XmlElement).get(0) as Y.XmlText;
    text.insert(0, words);
    return Y.encodeStateAsUpdate(doc, before);
  }

  function newEpoch(without: MemberId) {
    const roster = replica.roster();
    if (!roster) return null;
    const recipients = activeDevices(roster).filter((device) => device.memberId !== without);
    const supersedes = epochHeads(roster).map((epoch) => epoch.epochId);
    const made = makeRekey({ groupId, supersedes, recipients, random });
    return made.ok ? made.value.block : null;
  }
  const isIn = (): boolean => replica.isActive(identity.deviceId);
  const took = (appended: ReturnType<Replica['appendOp']>): boolean => appended.ok && appended.value.voided === null;

  /** How far the target's content is known here: what it wrote up to there stays. */
  const frontierOf = (target: MemberId) => {
    const devices = new Set(
      replica
        .roster()
        ?.devices.filter((one) => one.memberId === target)
        .map((one) => one.deviceId),
    );
    return replica
      .frontier()
      .filter((row) => row.lane === 'content' && devices.has(row.deviceId))
      .flatMap(({ deviceId, inc, seq }) => {
        const id = store.entriesInRange({ deviceId, inc, lane: 'content' }, seq, seq).at(-1)?.id;
        return id ? [{ deviceId, inc, seq, id }] : [];
      });
  };

  return {
    post: (text) => create(CONTENT_KIND.post, text, null),
    comment(text) {
      const targets = answerable();
      return targets.length > 0 && create(CONTENT_KIND.comment, text, random.pick(targets));
    },
    react() {
      const targets = answerable();
      if (targets.length === 0) return false;
      const nonce = random.bytes(16);
      const value = { kind: CONTENT_KIND.reaction, reaction: random.pick(REACTION_CODES) };
      const origin = { nonce, parent: random.pick(targets) };
      return append(CONTENT_KIND.reaction, recordIdOf(groupId, memberId, nonce), { shape: 'value', origin, value });
    },
    edit(words) {
      const own = ownRecords();
      if (own.length === 0) return false;
      const recordId = random.pick(own);
      const row = store.record(recordId);
      const state = row?.state;
      if (!row || !state) return false;
      const update = updateThatAdds(words, updateOfState(groupId, recordId, state), recordId);
      const payload: Payload = { shape: 'update', origin: null, schema: BODY_SCHEMA, update };
      return append(row.kind as ContentKind, recordId, payload);
    },
    takeBack() {
      const own = ownRecords();
      if (own.length === 0) return false;
      const value = { kind: CONTENT_KIND.delete };
      return append(CONTENT_KIND.delete, random.pick(own), { shape: 'value', origin: null, value });
    },
    fold: () => replica.fold(),
    rekey: () => isIn() && replica.rekey('weekly'),
    promote: (target) => isIn() && took(replica.appendOp({ type: 'promote', memberId: target, role: 'facilitator' })),
    demote: (target) =>
      isIn() && took(replica.appendOp({ type: 'demote', memberId: target, role: 'listener', reason: 'asked' })),
    leave: () => isIn() && took(replica.appendOp({ type: 'leave', frontier: frontierOf(memberId) })),
    remove(target) {
      const epoch = isIn() ? newEpoch(target) : null;
      if (!epoch) return false;
      return took(
        replica.appendOp({ type: 'remove', memberId: target, frontier: frontierOf(target), reason: 'asked', epoch }),
      );
    },
    readmit(other) {
      const roster = isIn() ? replica.roster() : null;
      const { epochKeys, inviteSecrets } = replica.keys();
      const row = roster?.invites.find((invite) => invite.closed === null && inviteSecrets.has(invite.inviteId));
      const secret = row && inviteSecrets.get(row.inviteId);
      if (!roster || !row || !secret) return false;
      const genesisHash: EntryId = roster.genesisId;
      const by = identity.deviceId;
      const invite: Invite = {
        secret,
        groupId,
        genesisHash,
        inviter: by,
        expiresAt: row.expiresAt,
        servers: [],
        keeper: false,
      };
      const asked = createJoinRequest({ invite, identity: other, name: 'again', note: '', capsule: null, random });
      if (!asked.ok) return false;
      const { join } = asked.value;
      const made = createAdmit({ groupId, join, role: 'member', epochKeys, fresh: null, random });
      return made.ok && took(replica.appendOp(made.value.op));
    },
    tend: () => replica.performDuties() > 0,
    state() {
      const roster = replica.roster();
      const log = store.membershipEntries().map((entry) => `operation ${entry.id} ${entry.status}`);
      const people = roster?.members.map((member) => `member ${member.memberId} ${member.role}`) ?? [];
      const records = Object.values(CONTENT_KIND)
        .flatMap((kind) => store.recordsOfKind(kind))
        .map(({ recordId, kind, memberId: owner, parent, root, createdAt, lamport, edited, deleted, value }) =>
          JSON.stringify([recordId, kind, owner, parent, root, createdAt, lamport, edited, deleted, value]),
        );
      return [...log, ...people, ...records].sort();
    },
  };
}
