/** A member of a simulation: a replica behind `createSessions`, as a node of the simulated network. */
import type { GroupId } from '../brand.ts';
import type { SigningKeyPair } from '../crypto/crypto.ts';
import type { ByeTag } from '../sync/bye.ts';
import { deviceIdOf } from '../group/identity.ts';
import type { PeerDirectory } from '../sync/peer-directory.ts';
import { type ChannelEffect, createSessions, type Sessions } from '../sync/sessions.ts';
import type { SessionEffect } from '../sync/session-state.ts';
import type { SyncSource } from '../sync/sync-source.ts';
import type { TravelKind } from '../sync/travel.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { SimEnd, SimNode } from './sim-network.ts';

/** What a member is made of. */
export interface SimMemberInput {
  readonly name: string;
  readonly groupId: GroupId;
  /** Where channels are opened from now on: a tag of 32 bytes, and whether applicants are heard. */
  readonly room: () => { readonly kind: 'group' | 'invite'; readonly tag: Uint8Array };
  readonly keys: SigningKeyPair;
  readonly source: SyncSource;
  readonly directory: PeerDirectory;
  /** What may pass now; everything unless it is given. */
  readonly travels?: (kind: TravelKind) => boolean;
  /** Not null for an applicant. */
  readonly applying?: { readonly keys: SigningKeyPair; readonly request: Uint8Array };
  readonly random: SeededRandom;
  /** Milliseconds, never going back. */
  readonly now: () => number;
}

/** A running member. When its process dies it is thrown away, and another is made on what its disk holds. */
export interface SimMember extends SimNode {
  readonly sessions: Sessions;
  /** Everything the sessions did but `send`, oldest first. */
  readonly effects: readonly SessionEffect[];
  /** Reasons why sessions ended, by whom they were ended. */
  readonly endings: readonly { readonly by: 'us' | 'peer' | 'channel'; readonly reason: ByeTag | 'Unknown' }[];
  /** After a local write: offers it to every peer. */
  changed(): void;
  tick(): void;
  answerRequest(channelId: number, state: 'held' | 'admitted' | 'refused' | 'unknown'): void;
}

/** Drives the sessions of one member over the ends that the network hands it. */
export function createSimMember(input: SimMemberInput): SimMember {
  const sessions = createSessions(input);
  const ends = new Map<number, SimEnd>();
  const effects: SessionEffect[] = [];
  const endings: SimMember['endings'][number][] = [];

  function carryOut(due: readonly ChannelEffect[]): void {
    for (const { channelId, effect } of due) {
      if (effect.type === 'send') {
        ends.get(channelId)?.send(effect.frame);
        continue;
      }
      effects.push(effect);
      if (effect.type !== 'close') continue;
      endings.push({ by: effect.by, reason: effect.reason });
      ends.get(channelId)?.close();
      ends.delete(channelId);
    }
  }

  return {
    name: input.name,
    sessions,
    effects,
    endings,
    changed: () => carryOut(sessions.changed(input.now())),
    tick: () => carryOut(sessions.tick(input.now())),
    answerRequest: (channelId, state) => carryOut(sessions.answerRequest(channelId, state, input.now())),
    channelOpened(end) {
      ends.set(end.channelId, end);
      const setup = {
        channelId: end.channelId,
        groupId: input.groupId,
        room: input.room(),
        deviceId: deviceIdOf(input.groupId, input.keys.publicKey),
        keys: input.keys,
        inviteKeys: input.applying?.keys ?? null,
        request: input.applying?.request ?? null,
        heads: new Uint8Array(32),
        nonce: input.random.bytes(32),
        initiator: end.initiator,
        localFingerprint: end.localFingerprint,
        remoteFingerprint: end.remoteFingerprint,
      };
      carryOut(sessions.open(setup, input.now()));
    },
    frameArrived: (channelId, frame) => carryOut(sessions.frame(channelId, frame, input.now())),
    bytesDrained: (channelId, bytes) => carryOut(sessions.drained(channelId, bytes, input.now())),
    channelClosed(channelId) {
      carryOut(sessions.channelClosed(channelId, input.now()));
      ends.delete(channelId);
    },
  };
}
