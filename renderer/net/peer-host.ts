/** What a peer needs of the room that it belongs to, and what the two tell each other. */
import type Peer from './peer.ts';

/** What two peers tell each other through the signalling server. */
export type PeerSignal =
  | { readonly type: 'offer' | 'answer'; readonly sdp: string }
  | { readonly type: 'candidate'; readonly candidate: RTCIceCandidateInit };

/** Fingerprints of both DTLS certificates (SHA-256, 32 bytes each), and who begins: true on exactly one side. */
export interface PeerBinding {
  readonly local: Uint8Array;
  readonly remote: Uint8Array;
  readonly initiator: boolean;
}

/** A room, as its peers see it. */
export interface PeerHost {
  /** True once the room is closed: messages still under way may make a peer even then. */
  readonly isClosed: boolean;
  /** Makes a connection that asks no server for our address (`iceServers` empty). */
  makeConnection(): RTCPeerConnection;
  /** A connection that is not open by then is given up, in milliseconds. */
  readonly connectMs: number;
  /** Both channels are open. */
  onOpened(peer: Peer, binding: PeerBinding): void;
  onFrame(peer: Peer, frame: Uint8Array): void;
  /** So many bytes of frames went on their way. */
  onDrained(peer: Peer, bytes: number): void;
  /** Said once for every peer that was opened. */
  onClosed(peer: Peer): void;
  /** Whether y-webrtc may see this message; `hostile` ends the connection. */
  judge(message: Uint8Array): 'pass' | 'drop' | 'hostile';
  /** The other side broke a rule; the connection is already gone. */
  onMisbehaved(peer: Peer): void;
}
