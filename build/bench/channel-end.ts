/**
 * One end of a real data channel in Node: the class that the app's net page
 * uses for its peers, over the WebRTC library that the tests use. What the two
 * ends say to find each other goes from process to process (channel-newcomer.ts).
 */
import Peer from '../../renderer/net/peer.ts';
import type { PeerBinding, PeerHost, PeerSignal } from '../../renderer/net/peer-host.ts';
import { nodeConnection } from '../../renderer/net/testing/node-webrtc.ts';
import { createSessions } from '../../shared/sync/sessions.ts';
import type { BenchMember } from './group-in-node.ts';
import { createSystemRandom } from './node-ports.ts';

/** A connection that is not there by then fails the run, in milliseconds. */
const CONNECT_MS = 20_000;
/** What both ends derive as the room's tag in the app, 32 bytes. */
const ROOM_TAG = new Uint8Array(32).fill(7);

/** What happens at an end. */
export interface EndEvents {
  readonly onOpened: (binding: PeerBinding) => void;
  readonly onFrame: (frame: Uint8Array) => void;
  /** So many bytes went on their way. */
  readonly onDrained: (bytes: number) => void;
  /** The connection underneath, for what it counts. */
  readonly onConnection?: (connection: RTCPeerConnection) => void;
}

/** An end that was begun; it opens once both know each other's descriptions. */
export function openEnd(initiator: boolean, say: (signal: PeerSignal) => void, events: EndEvents): Peer {
  let isEnding = false;
  const fail = (why: string) => (): void => {
    if (!isEnding) throw new Error(`the channel ${why}`);
  };
  const host: PeerHost = {
    isClosed: false,
    nearness: { nearby: [], hidesAddress: false },
    makeConnection() {
      const connection = nodeConnection();
      events.onConnection?.(connection);
      return connection;
    },
    connectMs: CONNECT_MS,
    // As long as it takes on a machine that is busy with other things.
    gatherMs: CONNECT_MS / 2,
    onOpened: (_, binding) => events.onOpened(binding),
    onUnreached: fail('did not come about'),
    onFrame: (_, frame) => events.onFrame(frame),
    onDrained: (_, bytes) => events.onDrained(bytes),
    // Either end may be the first to go when a run is over.
    onClosed: () => {
      isEnding = true;
    },
    judge: () => 'drop',
    onMisbehaved: fail('was misused'),
  };
  const peer = new Peer({ initiator, host });
  peer.on('signal', say);
  return peer;
}

/** A member's sessions over one end. */
export interface SessionDrive {
  readonly events: EndEvents;
  stop(): void;
}

/** Drives the real sessions of `member` over the end that `peer` gives; `onStored` follows each batch that came in. */
export function driveSessions(member: BenchMember, peer: () => Peer, onStored: () => void): SessionDrive {
  const { replica, identity, groupId } = member;
  const sessions = createSessions({ source: replica, directory: replica });
  const now = (): number => performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;
  const carryOut = (effects: ReturnType<typeof sessions.tick>): void => {
    for (const { effect } of effects) {
      if (isStopped) return;
      if (effect.type === 'send') peer().sendFrame(effect.frame);
      else if (effect.type === 'stored') onStored();
      else if (effect.type === 'scored') throw new Error(effect.tag);
      else if (effect.type === 'close' && effect.by !== 'channel') throw new Error(effect.reason);
    }
    clearTimeout(timer);
    const at = isStopped ? null : sessions.nextWakeAt();
    if (at !== null) timer = setTimeout(() => carryOut(sessions.tick(now())), Math.max(0, at - now()));
  };
  return {
    events: {
      onOpened({ initiator, local, remote }) {
        const setup = {
          channelId: 1,
          groupId,
          room: { kind: 'group', tag: ROOM_TAG },
          deviceId: identity.deviceId,
          keys: identity.deviceSigning,
          inviteKeys: null,
          request: null,
          heads: new Uint8Array(32),
          nonce: createSystemRandom().bytes(32),
          initiator,
          localFingerprint: local,
          remoteFingerprint: remote,
        } as const;
        carryOut(sessions.open(setup, now()));
      },
      onFrame: (frame) => carryOut(sessions.frame(1, frame, now())),
      onDrained: (bytes) => carryOut(sessions.drained(1, bytes, now())),
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
