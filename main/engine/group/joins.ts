/** Own requests to join: made once, kept through restarts, until answered or withdrawn (HP1 §3). */
import type { GroupId, InviteId } from '../../../shared/brand.ts';
import { ByteReader, ByteWriter, utf8, utf8ToText } from '../../../shared/bytes.ts';
import { createIdentity } from '../../../shared/group/identity.ts';
import { decodeInviteCode, encodeInviteCode, type Invite, inviteKeys } from '../../../shared/group/invite.ts';
import { createJoinRequest, joinCheckWords } from '../../../shared/group/join.ts';
import { makeCapsule } from '../../../shared/group/recovery.ts';
import type { AppError } from '../../../shared/ipc/errors.ts';
import type { JoinKeeperView } from '../../../shared/ipc/keeper-views.ts';
import type { JoinView, ReachView } from '../../../shared/ipc/views.ts';
import { err, ok, type Result } from '../../../shared/result.ts';
import type { RequestState } from '../../../shared/sync/message.ts';
import { type GroupSecrets, groupSecretsOf } from '../vault/vault-secrets.ts';
import type { GroupPorts } from './open-group.ts';
import { checkName } from './write.ts';

/** A request under way. */
export interface PendingJoin {
  readonly groupId: GroupId;
  readonly invite: Invite;
  readonly inviteId: InviteId;
  /** The sealed request, the same at every try: members know it by its hash. */
  readonly blob: Uint8Array;
  readonly checkWords: readonly string[];
  readonly myName: string;
  readonly state: JoinView['state'];
  /** When it was made, milliseconds. */
  readonly since: number;
  /** When the state was reached, milliseconds; null while it is as it began, and in rows that did not keep it. */
  readonly stateSince: number | null;
}

/** Version 1 did not say since when a state lasts. */
const VERSION = 2;
/** In the store by their place here: new ones come last. */
const STATES: readonly JoinView['state'][] = ['looking', 'waiting-for-approval', 'refused', 'invite-closed'];
const MAX_FIELD_BYTES = 8192;

/** The row of a join in the store. */
export const encodeJoin = (join: PendingJoin): Uint8Array =>
  new ByteWriter()
    .uint(VERSION, 1)
    .uint(STATES.indexOf(join.state), 1)
    .uint(join.since, 6)
    .uint(join.stateSince ?? 0, 6)
    .sized(encodeInviteCode(join.invite))
    .sized(join.blob)
    .sized(utf8(join.myName))
    .sized(utf8(join.checkWords.join(' ')))
    .finish();

/** Reads a row that `encodeJoin` wrote into our own store. */
export function decodeJoin(bytes: Uint8Array): PendingJoin {
  const reader = new ByteReader(bytes);
  const version = reader.uint(1);
  const state = STATES[reader.uint(1)];
  const since = reader.uint(6);
  const stateSince = version === 1 ? 0 : reader.uint(6);
  const invite = decodeInviteCode(reader.sized(MAX_FIELD_BYTES));
  const blob = reader.sized(MAX_FIELD_BYTES).slice();
  const myName = utf8ToText(reader.sized(MAX_FIELD_BYTES));
  const checkWords = utf8ToText(reader.sized(MAX_FIELD_BYTES)).split(' ');
  if (version < 1 || version > VERSION || !state || !invite.ok || !reader.finished) {
    throw new Error('a join that this version did not write');
  }
  const { groupId, secret } = invite.value;
  const { inviteId } = inviteKeys(groupId, secret);
  return {
    groupId,
    invite: invite.value,
    inviteId,
    blob,
    checkWords,
    myName,
    state,
    since,
    stateSince: stateSince || null,
  };
}

/** A fresh request and the keys it was made with. */
export function requestToJoin(input: {
  readonly invite: Invite;
  readonly myName: string;
  readonly note: string;
  readonly recoveryPublicKey: Uint8Array;
  readonly ports: GroupPorts;
}): Result<{ readonly join: PendingJoin; readonly secrets: GroupSecrets }, AppError> {
  const name = checkName(input.myName);
  if (!name.ok) return name;
  const { random, clock } = input.ports;
  const { groupId, genesisHash, secret } = input.invite;
  const identity = createIdentity(groupId, random);
  const made = createJoinRequest({
    invite: input.invite,
    identity,
    name: name.value,
    note: input.note.trim(),
    capsule: makeCapsule(input.recoveryPublicKey, identity.memberRoot.secretKey, random),
    random,
  });
  if (!made.ok) return err({ tag: 'NameTooLong' });
  const { blob, join, capsuleIncluded } = made.value;
  return ok({
    join: {
      groupId,
      invite: input.invite,
      inviteId: inviteKeys(groupId, secret).inviteId,
      blob,
      checkWords: joinCheckWords(groupId, join.request),
      myName: name.value,
      state: 'looking',
      since: clock.now(),
      stateSince: null,
    },
    secrets: groupSecretsOf(groupId, genesisHash, identity, !capsuleIncluded, clock.now()),
  });
}

/** What a member told about the own request: what became of it, or that its invite lets nobody in any more. */
export type ToldOfJoin = RequestState | 'invite-closed';

/** The join after a member told something of it at `now`; the same one when that is no news. */
export function joinAfter(join: PendingJoin, told: ToldOfJoin, now: number): PendingJoin {
  // Admitted is only believed when the log says so.
  if (told === 'admitted' || told === 'unknown') return join;
  const state = told === 'held' ? 'waiting-for-approval' : told;
  return state === join.state ? join : { ...join, state, stateSince: now };
}

/** Whether a request has been answered for good: it is shown until the person removes it, and goes nowhere. */
export const isAnswered = (state: JoinView['state']): boolean => state === 'refused' || state === 'invite-closed';

/** A join as it is shown. */
export const viewJoin = (join: PendingJoin, reach: ReachView, keeper: JoinKeeperView | null): JoinView => ({
  groupId: join.groupId,
  state: join.state,
  since: join.since,
  stateSince: join.stateSince,
  expiresAt: join.invite.expiresAt,
  myName: join.myName,
  checkWords: join.checkWords,
  reach,
  keeper,
});
