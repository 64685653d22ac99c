/** One end of a connection in tests, over real WebRTC. */
import Peer from '../peer.ts';
import type { Nearness } from '../near-candidates.ts';
import type { PeerBinding, PeerHost, PeerSignal } from '../peer-host.ts';
import { nodeConnection } from './node-webrtc.ts';

const ends: Peer[] = [];

/** One end with what it was told; `until` resolves when the fact it waits for is there. */
export class End {
  readonly peer: Peer;
  readonly connections: RTCPeerConnection[] = [];
  readonly said: PeerSignal[] = [];
  readonly frames: Uint8Array[] = [];
  readonly board: Uint8Array[] = [];
  binding: PeerBinding | null = null;
  drained = 0;
  closes = 0;
  ended = false;
  misbehaved = 0;
  unreached = 0;
  verdict: 'pass' | 'drop' | 'hostile' = 'pass';
  onSaid: (signal: PeerSignal) => void = () => undefined;
  /** What the peer is given in place of a connection. */
  wrap: (connection: RTCPeerConnection) => RTCPeerConnection = (connection) => connection;
  #look: (() => void)[] = [];

  /** Gathers for as long as it takes on a machine that is busy with other things, unless `gatherMs` says otherwise. */
  constructor(
    initiator: boolean,
    connectMs = 20_000,
    nearness: Nearness = { nearby: [], hidesAddress: false },
    gatherMs = 10_000,
  ) {
    const host: PeerHost = {
      isClosed: false,
      nearness,
      makeConnection: () => {
        const connection = nodeConnection();
        this.connections.push(connection);
        return this.wrap(connection);
      },
      connectMs,
      gatherMs,
      onOpened: (_, binding) => this.#change(() => (this.binding = binding)),
      onUnreached: () => this.#change(() => (this.unreached += 1)),
      onFrame: (_, frame) => this.#change(() => this.frames.push(frame)),
      onDrained: (_, bytes) => this.#change(() => (this.drained += bytes)),
      onClosed: () => this.#change(() => (this.closes += 1)),
      judge: () => this.verdict,
      onMisbehaved: () => this.#change(() => (this.misbehaved += 1)),
    };
    this.peer = new Peer({ initiator, host });
    this.peer.on('signal', (signal) => {
      this.#change(() => this.said.push(signal));
      this.onSaid(signal);
    });
    this.peer.on('data', (message) => this.#change(() => this.board.push(message)));
    this.peer.on('close', () => this.#change(() => (this.ended = true)));
    ends.push(this.peer);
  }

  #change(what: () => void): void {
    what();
    for (const look of this.#look) look();
  }

  until(fact: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => fact() && resolve();
      this.#look.push(look);
      look();
    });
  }
}

/** Passes on what each says, as JSON, which is what goes over the wire. */
const join = (from: End, to: End): void => {
  from.onSaid = (signal) => to.peer.signal(JSON.parse(JSON.stringify(signal)));
};

/** Two ends that have met. */
export async function connected(a = new End(true), b = new End(false)): Promise<[End, End]> {
  join(a, b);
  join(b, a);
  await Promise.all([a, b].map((end) => end.until(() => end.binding !== null)));
  return [a, b];
}

/** Ends what tests have left open. */
export function endAll(): void {
  for (const peer of ends.splice(0)) peer.destroy();
}
