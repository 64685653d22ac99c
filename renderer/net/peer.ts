/**
 * One connection to one other app, in the shape that y-webrtc expects of
 * `simple-peer`, whose place it takes (build/config/aliases.ts). Both channels
 * are negotiated beforehand, so that it does not matter who offered:
 *
 *     id 0  the board: y-webrtc's messages, in pieces (chunks.ts)
 *     id 1  Hearth's frames, one a message, read by nobody here; an empty
 *           message is a farewell: whoever gets it closes, so nothing is cut off
 */
import { MAX_FRAME_BYTES } from '../../shared/ipc/engine-net.ts';
import { ChunkReader, messageToChunks } from './chunks.ts';
import { hideAddress, nearCandidates } from './near-candidates.ts';
import type { PeerHost, PeerLink, PeerSignal } from './peer-host.ts';
import { SendQueue } from './send-queue.ts';
import {
  candidateKey,
  candidatesIn,
  descriptionFingerprint,
  isInitiator,
  tellableDescription,
} from './session-description.ts';

/** Candidates that one side may send. A browser has some ten. */
const MAX_CANDIDATES = 64;
/** Bytes of frames that may wait: the engine's window (`CHANNEL_WINDOW_BYTES`) and as much again. */
const MAX_WAITING_FRAME_BYTES = 2 * 1024 * 1024;
/** Bytes of board messages that may wait. */
const MAX_WAITING_BOARD_BYTES = 1024 * 1024;
/** Messages that may come before both channels have said that they are open. */
const MAX_EARLY_MESSAGES = 64;
/** How long a farewell may take, in milliseconds. */
const FAREWELL_MS = 2_000;

interface PeerEvents {
  readonly signal: PeerSignal;
  readonly connect: undefined;
  readonly data: Uint8Array;
  readonly error: Error;
  readonly close: undefined;
}

interface Lane {
  readonly channel: RTCDataChannel;
  readonly queue: SendQueue;
}

/** One connection; y-webrtc makes it with `{ initiator, ...peerOpts }`, and we pass the host in `peerOpts`. */
export default class Peer implements PeerLink {
  connected = false;
  destroyed = false;
  readonly #host: PeerHost;
  readonly #listeners: { [Event in keyof PeerEvents]: ((value: PeerEvents[Event]) => void)[] } = {
    signal: [],
    connect: [],
    data: [],
    error: [],
    close: [],
  };
  readonly #reader = new ChunkReader();
  #connection: RTCPeerConnection | null = null;
  #board: Lane | null = null;
  #frames: Lane | null = null;
  #remote: Uint8Array | null = null;
  #early: RTCIceCandidateInit[] = [];
  #unopened: (() => void)[] = [];
  #candidates = 0;
  /** False while a description gathers what it says; candidates found then stand in it. */
  #isDescribed = false;
  /** Candidates that stood in the description; browsers may name them once more by themselves. */
  #described: ReadonlySet<string> = new Set();
  #stopGathering: () => void = () => undefined;
  /** Descriptions and candidates are worked off one after the other. */
  #work: Promise<void> = Promise.resolve();
  #deadline: ReturnType<typeof setTimeout> | undefined;

  constructor(options: { readonly initiator: boolean; readonly host: PeerHost }) {
    this.#host = options.host;
    // y-webrtc sets its listeners after the constructor, so nothing may be told before.
    queueMicrotask(() => this.#start(options.initiator));
  }

  /** Adds a listener, as y-webrtc does for each event. */
  on<Event extends keyof PeerEvents>(event: Event, listener: (value: PeerEvents[Event]) => void): this {
    this.#listeners[event].push(listener);
    return this;
  }

  /** Takes what the other side said through the signalling server; its shape is checked (signal-shape.ts). */
  signal(signal: PeerSignal): void {
    this.#do((connection) =>
      signal.type === 'candidate'
        ? this.#takeCandidate(connection, signal.candidate)
        : this.#takeDescription(connection, signal),
    );
  }

  /** Sends a message of y-webrtc's. Dropped before the connection is open: y-webrtc syncs once it is. */
  send(message: Uint8Array): void {
    if (!this.connected || this.#board === null) return;
    for (const chunk of messageToChunks(message)) if (!this.#board.queue.push(chunk)) this.destroy();
  }

  /** Sends one frame of at most `MAX_FRAME_BYTES`. An engine that ignores its window loses the connection. */
  sendFrame(frame: Uint8Array): void {
    if (!this.connected || this.#frames === null) return;
    if (frame.length === 0 || frame.length > MAX_FRAME_BYTES || !this.#frames.queue.push(frame)) this.destroy();
  }

  /** Lets what was sent leave, then ends the connection; two seconds are the most. Hands nothing on any more. */
  finish(): void {
    if (!this.connected || this.#frames === null) {
      this.destroy();
      return;
    }
    this.#frames.channel.onmessage = null;
    this.#deadline = setTimeout(() => this.destroy(), FAREWELL_MS);
    if (!this.#frames.queue.push(new Uint8Array(0))) this.destroy();
  }

  /** Ends the connection at once. */
  destroy(): void {
    if (this.destroyed) return;
    const wasConnected = this.connected;
    this.destroyed = true;
    this.connected = false;
    clearTimeout(this.#deadline);
    this.#stopGathering();
    for (const lane of [this.#board, this.#frames]) {
      if (lane === null) continue;
      lane.channel.onmessage = null;
      lane.channel.onclose = null;
      lane.channel.onopen = null;
    }
    if (this.#connection !== null) {
      this.#connection.onicecandidate = null;
      this.#connection.onicegatheringstatechange = null;
      this.#connection.onconnectionstatechange = null;
      this.#connection.close();
    }
    if (wasConnected) this.#host.onClosed(this);
    queueMicrotask(() => this.#emit('close', undefined));
  }

  #start(initiator: boolean): void {
    if (this.destroyed) return;
    if (this.#host.isClosed) {
      this.destroy();
      return;
    }
    const connection = this.#host.makeConnection();
    this.#connection = connection;
    this.#deadline = setTimeout(() => this.#giveUp(), this.#host.connectMs);
    connection.onicecandidate = ({ candidate }) => {
      if (candidate === null || candidate.candidate === '' || !this.#isDescribed) return;
      if (this.#described.has(candidateKey(candidate.candidate))) return;
      const { sdpMid, sdpMLineIndex, usernameFragment } = candidate;
      this.#emit('signal', {
        type: 'candidate',
        candidate: { candidate: this.#hidden(candidate.candidate), sdpMid, sdpMLineIndex, usernameFragment },
      });
    };
    connection.onconnectionstatechange = () => {
      if (connection.connectionState === 'failed') this.#giveUp();
      else if (connection.connectionState === 'closed') this.destroy();
    };
    this.#board = this.#lane(connection, 0, MAX_WAITING_BOARD_BYTES, (bytes) => this.#takeBoard(bytes));
    this.#frames = this.#lane(connection, 1, MAX_WAITING_FRAME_BYTES, (bytes) => this.#takeFrame(bytes));
    if (initiator) this.#do(() => this.#describe(connection));
  }

  /** No path was found, or the one that was there is gone. */
  #giveUp(): void {
    if (!this.connected && !this.destroyed && this.#remote !== null) this.#host.onUnreached();
    this.destroy();
  }

  #lane(connection: RTCPeerConnection, id: number, maxBytes: number, take: (bytes: Uint8Array) => void): Lane {
    const channel = connection.createDataChannel(id === 0 ? 'board' : 'frames', { negotiated: true, id });
    channel.binaryType = 'arraybuffer';
    channel.onopen = () => this.#opened(connection);
    channel.onclose = () => this.destroy();
    channel.onmessage = ({ data }: { data: unknown }) => {
      if (!(data instanceof ArrayBuffer) || this.#unopened.length >= MAX_EARLY_MESSAGES) this.#refuse();
      else if (this.connected) take(new Uint8Array(data));
      else this.#unopened.push(() => take(new Uint8Array(data)));
    };
    const onSent = (bytes: number) => {
      if (id === 1) this.#host.onDrained(this, bytes);
    };
    return { channel, queue: new SendQueue({ channel, maxBytes, onSent }) };
  }

  #opened(connection: RTCPeerConnection): void {
    if (this.connected || this.#board?.channel.readyState !== 'open' || this.#frames?.channel.readyState !== 'open') {
      return;
    }
    const local = descriptionFingerprint(connection.localDescription?.sdp ?? '');
    const remote = this.#remote;
    // Equal fingerprints: somebody connected us with ourselves.
    if (local === null || remote === null || isInitiator(local, remote) === isInitiator(remote, local)) {
      this.#refuse();
      return;
    }
    clearTimeout(this.#deadline);
    this.connected = true;
    this.#host.onOpened(this, { local, remote, initiator: isInitiator(local, remote) });
    this.#emit('connect', undefined);
    for (const message of this.#unopened.splice(0)) if (this.connected) message();
  }

  #takeBoard(chunk: Uint8Array): void {
    const taken = this.#reader.take(chunk);
    if (taken.is === 'more') return;
    const verdict = taken.is === 'refused' ? 'hostile' : this.#host.judge(taken.message);
    if (verdict === 'hostile' || taken.is === 'refused') this.#refuse();
    else if (verdict === 'pass') this.#emit('data', taken.message);
  }

  #takeFrame(frame: Uint8Array): void {
    if (frame.length === 0) this.destroy();
    else if (frame.length > MAX_FRAME_BYTES) this.#refuse();
    else this.#host.onFrame(this, frame);
  }

  /** One step of the connection's set-up, after all earlier ones. A browser's refusal ends the connection. */
  #do(step: (connection: RTCPeerConnection) => Promise<void>): void {
    this.#work = this.#work
      .then(() => (this.destroyed || this.#connection === null ? undefined : step(this.#connection)))
      .catch((error: unknown) => {
        if (this.destroyed) return;
        this.#emit('error', error instanceof Error ? error : new Error('the connection was refused'));
        this.destroy();
      });
  }

  async #describe(connection: RTCPeerConnection): Promise<void> {
    this.#isDescribed = false;
    await connection.setLocalDescription();
    await this.#gather(connection);
    const description = connection.localDescription;
    if (this.destroyed || description === null || (description.type !== 'offer' && description.type !== 'answer'))
      return;
    this.#isDescribed = true;
    this.#described = new Set(candidatesIn(description.sdp).map((one) => candidateKey(one.candidate ?? '')));
    const { sdp, left } = tellableDescription(description.sdp, (candidate) => this.#hidden(candidate));
    this.#emit('signal', { type: description.type, sdp });
    for (const candidate of left) this.#emit('signal', { type: 'candidate', candidate });
  }

  /** Waits until all candidates are known, for `gatherMs` at most. */
  async #gather(connection: RTCPeerConnection): Promise<void> {
    if (connection.iceGatheringState === 'complete') return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#host.gatherMs);
      this.#stopGathering = () => {
        clearTimeout(timer);
        resolve();
      };
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState === 'complete') this.#stopGathering();
      };
    });
  }

  #hidden(candidate: string): string {
    return this.#host.nearness.hidesAddress ? hideAddress(candidate) : candidate;
  }

  async #takeDescription(
    connection: RTCPeerConnection,
    offered: { type: 'offer' | 'answer'; sdp: string },
  ): Promise<void> {
    // Said again, or replayed by a server: what is agreed stays. Whoever truly began anew is met again after the close.
    if (this.#remote !== null || (offered.type === 'answer' && connection.signalingState !== 'have-local-offer'))
      return;
    const fingerprint = descriptionFingerprint(offered.sdp);
    if (fingerprint === null) {
      this.#refuse();
      return;
    }
    this.#remote = fingerprint;
    // Both sides may have offered at once; y-webrtc has decided whose offer stands. Taking theirs withdraws ours.
    await connection.setRemoteDescription(offered);
    for (const candidate of candidatesIn(offered.sdp)) {
      for (const near of nearCandidates(candidate, this.#host.nearness.nearby)) await addTo(connection, near);
    }
    if (offered.type === 'offer') await this.#describe(connection);
    for (const candidate of this.#early.splice(0)) await this.#addCandidate(connection, candidate);
  }

  async #takeCandidate(connection: RTCPeerConnection, candidate: RTCIceCandidateInit): Promise<void> {
    this.#candidates += 1;
    if (this.#candidates > MAX_CANDIDATES) return;
    if (this.#remote === null) this.#early.push(candidate);
    else await this.#addCandidate(connection, candidate);
  }

  async #addCandidate(connection: RTCPeerConnection, candidate: RTCIceCandidateInit): Promise<void> {
    for (const one of [...nearCandidates(candidate, this.#host.nearness.nearby), candidate]) {
      await addTo(connection, one);
    }
  }

  #refuse(): void {
    if (this.destroyed) return;
    this.destroy();
    this.#host.onMisbehaved(this);
  }

  #emit<Event extends keyof PeerEvents>(event: Event, value: PeerEvents[Event]): void {
    for (const listener of this.#listeners[event]) {
      try {
        listener(value);
      } catch {
        // y-webrtc throws on messages that it cannot read: the sender's doing, at our parse boundary.
        if (event === 'data') this.#refuse();
      }
    }
  }
}

/** A candidate of an offer that was withdrawn, or one that this browser does not know, is no reason to give up. */
const addTo = (connection: RTCPeerConnection, candidate: RTCIceCandidateInit): Promise<void> =>
  connection.addIceCandidate(candidate).catch(() => undefined);
