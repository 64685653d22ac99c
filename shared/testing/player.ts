/** What a person of a simulation does with their replica: writes, answers, reacts, and looks after the keys. */
import type { GroupId, MemberId, RecordId } from '../brand.ts';
import { CONTENT_KIND } from '../chain/kinds.ts';
import { makeGrant } from '../group/grant.ts';
import type { Identity } from '../group/identity.ts';
import { makeRekey } from '../group/rekey.ts';
import { activeDevices, epochHeads, sendingEpoch } from '../group/select.ts';
import type { EntryStore } from '../ports/entry-store.ts';
import { BODY_SCHEMA, freshBodyOfText } from '../record/body.ts';
import { recordIdOf } from '../record/ids.ts';
import type { Payload } from '../record/payload.ts';
import { REACTION_CODES } from '../record/values.ts';
import type { Replica } from '../sync/replica.ts';
import type { SeededRandom } from './seeded-random.ts';

/** The verbs. Those that write return false when the group does not allow it now (no key yet, removed). */
export interface Player {
  post(text: string): boolean;
  /** Answers one of the records that are here; false when there is none. */
  comment(text: string): boolean;
  react(): boolean;
  /** Takes back a record of one's own. */
  takeBack(): boolean;
  /** Folds own finished entries when there are enough. */
  fold(): boolean;
  /** A new epoch key for everybody who is in. */
  rekey(): boolean;
  promote(memberId: MemberId): boolean;
  /** Removes a member, with a new key for the others. */
  remove(memberId: MemberId): boolean;
  /** Does what is due: a merging rekey, keys for those who lack them. True when anything was. */
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

  const append = (
    kind: Parameters<Replica['appendContent']>[0]['kind'],
    recordId: RecordId,
    payload: Payload,
  ): boolean => replica.appendContent({ kind, recordId, payload }).ok;
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

  function newEpoch(without: MemberId | null) {
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
    takeBack() {
      const own = answerable().filter((recordId) => store.record(recordId)?.memberId === memberId);
      if (own.length === 0) return false;
      const value = { kind: CONTENT_KIND.delete };
      return append(CONTENT_KIND.delete, random.pick(own), { shape: 'value', origin: null, value });
    },
    fold: () => replica.fold(),
    rekey() {
      const epoch = isIn() ? newEpoch(null) : null;
      return epoch !== null && took(replica.appendOp({ type: 'rekey', reason: 'weekly', epoch }));
    },
    promote: (target) => isIn() && took(replica.appendOp({ type: 'promote', memberId: target, role: 'facilitator' })),
    remove(target) {
      const epoch = isIn() ? newEpoch(target) : null;
      if (!epoch) return false;
      return took(
        replica.appendOp({ type: 'remove', memberId: target, frontier: frontierOf(target), reason: 'asked', epoch }),
      );
    },
    tend() {
      const roster = replica.roster();
      if (!roster || !isIn()) return false;
      if (sendingEpoch(roster).tag === 'RekeyDue') {
        const epoch = newEpoch(null);
        return epoch !== null && took(replica.appendOp({ type: 'rekey', reason: 'merge', epoch }));
      }
      // Not the sending epoch alone: whoever was admitted while somebody else rekeyed lacks what was sealed in between.
      const { epochKeys } = replica.keys();
      const lacking = activeDevices(roster).find((device) =>
        roster.epochs.some((epoch) => epochKeys.has(epoch.epochId) && !epoch.holders.has(device.deviceId)),
      );
      const grant = lacking ? makeGrant({ groupId, device: lacking, epochKeys, random }) : null;
      return grant !== null && took(replica.appendOp({ type: 'keyGrant', grant }));
    },
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
