/** What a session on a channel that net has opened starts from. */
import { idToBytes } from '../../../shared/brand.ts';
import { hash } from '../../../shared/crypto/crypto.ts';
import { inviteKeys } from '../../../shared/group/invite.ts';
import type { SessionSetup } from '../../../shared/sync/session-state.ts';
import type { PendingJoin } from '../group/joins.ts';
import type { OpenGroup } from '../group/open-group.ts';
import type { RoomSpec } from './rooms.ts';

/** A channel as net reports it. */
export interface OpenedChannel {
  readonly roomKey: string;
  readonly channelId: number;
  readonly initiator: boolean;
  readonly localFingerprint: Uint8Array;
  readonly remoteFingerprint: Uint8Array;
}

const NO_HEADS = new Uint8Array(32);

/** For a channel in `room`; `join` while this person only asks to belong. */
export function sessionSetup(
  group: OpenGroup,
  join: PendingJoin | null,
  room: RoomSpec,
  { channelId, initiator, localFingerprint, remoteFingerprint }: OpenedChannel,
): SessionSetup {
  const heads = group.replica.roster()?.heads;
  return {
    channelId,
    groupId: group.groupId,
    room: { kind: room.kind, tag: room.tag },
    deviceId: group.deviceId,
    keys: group.signing,
    inviteKeys: join && inviteKeys(join.groupId, join.invite.secret).sign,
    request: join?.blob ?? null,
    heads: heads && !join ? hash('log-heads', ...heads.map(idToBytes)) : NO_HEADS,
    nonce: group.ports.random.bytes(32),
    initiator,
    localFingerprint,
    remoteFingerprint,
  };
}
