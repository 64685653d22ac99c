/** What a peer needs of the room that it belongs to, and what the two tell each other. */
import type { Nearness } from './near-candidates.ts';

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

/** One connection, as its room sees it. */
export interface PeerLink {
  /** Sends one frame of at most `MAX_FRAME_BYTES`. */
  sendFrame(frame: Uint8Array): void;
  /** Lets what was sent leave, then ends the connection. */
  finish(): void;
}

/** A room, as its peers see it. */
export interface PeerHost {
  /** True once the room is closed: messages still under way may make a peer even then. */
  readonly isClosed: boolean;
  /** Makes a connection that asks the helper servers of its group for our address, and nobody else. */
  makeConnection(): RTCPeerConnection;
  /** How near the other side may be. */
  readonly nearness: Nearness;
  /** A connection that is not open by then is given up, in milliseconds. */
  readonly connectMs: number;
  /** How long a description waits for the candidates that go with it, in milliseconds. */
  readonly gatherMs: number;
  /** Both channels are open. */
  onOpened(peer: PeerLink, binding: PeerBinding): void;
  /** The other side answered, and no path between the two was found in time. */
  onUnreached(): void;
  onFrame(peer: PeerLink, frame: Uint8Array): void;
  /** So many bytes of frames went on their way. */
  onDrained(peer: PeerLink, bytes: number): void;
  /** Said once for every peer that was opened. */
  onClosed(peer: PeerLink): void;
  /** Whether y-webrtc may see this message; `hostile` ends the connection. */
  judge(message: Uint8Array): 'pass' | 'drop' | 'hostile';
  /** The other side broke a rule; the connection is already gone. */
  onMisbehaved(peer: PeerLink): void;
}
