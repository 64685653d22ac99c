/**
 * One room: a topic on the group's signalling servers, a y-webrtc provider that
 * finds and connects whoever listens to the same topic, and around it the
 * guards that y-webrtc lacks. A room without a board connects peers only.
 */
import { WebrtcProvider } from 'y-webrtc';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import type { IceServer } from '../../shared/ipc/engine-net.ts';
import type { Board } from './board.ts';
import type { Nearness } from './near-candidates.ts';
import type { PeerBinding, PeerHost, PeerLink } from './peer-host.ts';
import { addressOfLine, type OpenRoomLine, type RoomLineListeners } from './room-lines.ts';
import { messageToText, SealedSignals } from './sealed-signals.ts';
import { type LineTimes, ServerLine, type ServerState } from './server-line.ts';
import type { RoomSignal } from './signal-shape.ts';

/** Most peers of one room, and most that are still being connected. */
export const MAX_PEERS = 12;
export const MAX_CONNECTING = 8;
/** Publications that may wait to be opened; more are dropped. */
const MAX_UNREAD = 256;
/** How long the sender of something hostile is kept out, in milliseconds. */
const HOSTILE_BAN_MS = 10 * 60_000;

/** What rooms take from the world. */
export interface RoomWorld {
  /** A connection that asks these servers for its address, and nobody else. */
  readonly makeConnection: (iceServers: readonly IceServer[]) => RTCPeerConnection;
  readonly makeSocket: (url: string) => WebSocket;
  /** A number from 0 up to but not including 1. */
  readonly random: () => number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  readonly lineTimes: LineTimes;
  /** A connection that is not open by then is given up, in milliseconds. */
  readonly connectMs: number;
  /** How long a description waits for its candidates, in milliseconds. */
  readonly gatherMs: number;
}

/** Where a room is, and how near its peers may be. */
export interface Whereabouts extends Nearness {
  readonly servers: readonly string[];
}

/** What a room is made of. */
export interface RoomParts {
  readonly world: RoomWorld;
  readonly topic: string;
  /** Derived for this room (PROTOCOL.md); seals what members tell each other through servers. Never empty. */
  readonly password: string;
  /** Where it is at first. */
  readonly where: Whereabouts;
  readonly board: Board | null;
  readonly iceServers: readonly IceServer[];
  /** Pause before the first socket, in milliseconds. */
  readonly startMs: number;
  readonly onServer: (server: string, state: ServerState, time: number | null) => void;
  readonly onOpened: (peer: PeerLink, binding: PeerBinding) => void;
  /** Somebody is there, and no connection to them came about. */
  readonly onUnreached: () => void;
  readonly onFrame: (peer: PeerLink, frame: Uint8Array) => void;
  readonly onDrained: (peer: PeerLink, bytes: number) => void;
  readonly onClosed: (peer: PeerLink) => void;
}

/** Topics that y-webrtc still holds: it knows one room of a name in the whole page, and lets go of it late. */
const heldTopics = new Map<string, Promise<void>>();

/** One room, open until `close`. */
export class Room {
  readonly #parts: RoomParts;
  readonly #bannedUntil = new Map<string, number>();
  #session: RoomSession | null = null;
  #isClosed = false;
  #startMs: number;
  #where: Whereabouts;

  constructor(parts: RoomParts) {
    this.#parts = parts;
    this.#where = parts.where;
    this.#startMs = parts.startMs;
    void this.#open();
  }

  /** The board has another document now: connects anew to carry that one. */
  async renew(): Promise<void> {
    await this.#session?.close();
    this.#startMs = 0;
    await this.#open();
  }

  /** The room is elsewhere from now on; whoever is connected stays so. */
  place(where: Whereabouts): void {
    this.#where = where;
    this.#session?.place(where);
  }

  /** Asks its servers now whether they answer. */
  askNow(): void {
    this.#session?.askNow();
  }

  /** Keeps the computer behind this peer out for a while, as far as it keeps its name. */
  ban(peer: PeerLink, ms: number): void {
    const name = this.#session?.nameOf(peer);
    if (name !== undefined && ms > 0) this.#bannedUntil.set(name, this.#parts.world.now() + ms);
  }

  /** Ends all connections of the room. Resolves when y-webrtc has let go of it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#session?.close();
  }

  async #open(): Promise<void> {
    const { topic } = this.#parts;
    while (heldTopics.has(topic)) await heldTopics.get(topic);
    if (this.#isClosed) return;
    const session = new RoomSession(this.#parts, this.#where, this.#startMs, {
      isBanned: (name) => (this.#bannedUntil.get(name) ?? 0) > this.#parts.world.now(),
      ban: (peer) => this.ban(peer, HOSTILE_BAN_MS),
    });
    this.#session = session;
    heldTopics.set(topic, session.ended);
    void session.ended.then(() => heldTopics.delete(topic));
  }
}

/** One life of a y-webrtc provider. */
class RoomSession {
  /** Resolves when y-webrtc has let go of the topic. */
  readonly ended: Promise<void>;
  readonly #parts: RoomParts;
  readonly #startMs: number;
  readonly #isBanned: (name: string) => boolean;
  readonly #provider: WebrtcProvider;
  readonly #signals: SealedSignals;
  readonly #ownDoc: Y.Doc | null;
  readonly #open = new Set<ServerLine>();
  /** What y-webrtc calls the line to each server. */
  readonly #lines = new Map<string, string>();
  #nearness: Nearness;
  #end: () => void = () => undefined;
  #isClosed = false;
  #unread = 0;
  #reading: Promise<void> = Promise.resolve();

  constructor(
    parts: RoomParts,
    where: Whereabouts,
    startMs: number,
    bans: { readonly isBanned: (name: string) => boolean; readonly ban: (peer: PeerLink) => void },
  ) {
    this.#parts = parts;
    this.#startMs = startMs;
    this.#nearness = where;
    this.#isBanned = bans.isBanned;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#ownDoc = parts.board === null ? new Y.Doc() : null;
    const doc = parts.board?.doc ?? (this.#ownDoc as Y.Doc);
    // Presence is none of the board's business: no state of ours, and none of others gets past the guard.
    const awareness = new Awareness(doc);
    awareness.setLocalState(null);
    this.#provider = new WebrtcProvider(parts.topic, doc, {
      signaling: where.servers.map((server) => this.#line(server)),
      password: parts.password,
      awareness,
      maxConns: MAX_PEERS,
      filterBcConns: false,
      peerOpts: { host: this.#host(bans.ban) },
    });
    this.#signals = new SealedSignals(this.#provider.key);
  }

  /** y-webrtc's name for the computer behind a peer. */
  nameOf(peer: PeerLink): string | undefined {
    for (const [name, connection] of this.#provider.room?.webrtcConns ?? []) if (connection.peer === peer) return name;
    return undefined;
  }

  askNow(): void {
    for (const line of this.#open) line.askNow();
  }

  /** Opens lines to servers that are new and ends those to others. */
  place(where: Whereabouts): void {
    const { servers } = where;
    this.#nearness = where;
    if (this.#isClosed) return;
    for (const [server, line] of [...this.#lines]) {
      if (servers.includes(server)) continue;
      this.#lines.delete(server);
      leaveLine(this.#provider, line);
    }
    const added = servers.filter((server) => !this.#lines.has(server));
    if (added.length === 0) return;
    // Connecting what is connected adds the lines that are named and announces us once more, and changes nothing else.
    this.#provider.signalingUrls = added.map((server) => this.#line(server));
    this.#provider.connect();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return this.ended;
    this.#isClosed = true;
    // `destroy` alone would leave the sockets open.
    this.#provider.disconnect();
    this.#provider.destroy();
    this.#provider.awareness.destroy();
    await this.#provider.key;
    this.#ownDoc?.destroy();
    this.#end();
    return undefined;
  }

  #host(ban: (peer: PeerLink) => void): PeerHost {
    const { parts, isClosed, nearness } = {
      parts: this.#parts,
      isClosed: () => this.#isClosed,
      nearness: () => this.#nearness,
    };
    return {
      get isClosed() {
        return isClosed();
      },
      get nearness() {
        return nearness();
      },
      makeConnection: () => parts.world.makeConnection(parts.iceServers),
      connectMs: parts.world.connectMs,
      gatherMs: parts.world.gatherMs,
      onOpened: parts.onOpened,
      onUnreached: parts.onUnreached,
      onFrame: parts.onFrame,
      onDrained: parts.onDrained,
      onClosed: parts.onClosed,
      judge: (message) => parts.board?.judge(message) ?? 'drop',
      onMisbehaved: ban,
    };
  }

  /** A made-up address for the line to a server. */
  #line(server: string): string {
    const address = addressOfLine({ topic: this.#parts.topic, open: (to) => this.#openLine(server, to) });
    this.#lines.set(server, address);
    return address;
  }

  #openLine(server: string, listeners: RoomLineListeners): OpenRoomLine {
    const { world, onServer } = this.#parts;
    const line = new ServerLine({
      server,
      makeSocket: world.makeSocket,
      random: world.random,
      times: world.lineTimes,
      startMs: this.#startMs,
      onState: (state, time) => onServer(server, state, time),
      onOpen: listeners.onOpen,
      onClose: listeners.onClose,
      onMessage: (message) => this.#read(message, listeners),
    });
    this.#open.add(line);
    return {
      get isOpen() {
        return line.isOpen;
      },
      send: (message) => line.send(messageToText(message)),
      close: () => {
        this.#open.delete(line);
        line.close();
      },
    };
  }

  /** Opens publications one after the other, in the order in which they came. */
  #read(message: Readonly<Record<string, unknown>>, listeners: RoomLineListeners): void {
    const { type, topic, data } = message;
    if (type !== 'publish' || topic !== this.#parts.topic || this.#signals.isRepeated(data)) return;
    if (this.#unread >= MAX_UNREAD) return;
    this.#unread += 1;
    this.#reading = this.#reading.then(async () => {
      const signal = await this.#signals.open(data);
      this.#unread -= 1;
      if (signal !== null && !this.#isClosed && this.#admits(signal)) listeners.onMessage({ type, topic, data });
    });
  }

  /** Whether y-webrtc may act on what a member said. It would take on any number of connections. */
  #admits(signal: RoomSignal): boolean {
    const room = this.#provider.room;
    if (room === null || signal.from === room.peerId || this.#isBanned(signal.from)) return false;
    if (signal.type === 'signal' && signal.to !== room.peerId) return false;
    const connections = room.webrtcConns;
    if (connections.has(signal.from)) return true;
    if (signal.type === 'signal' && signal.signal.type === 'answer') return false;
    const connecting = [...connections.values()].filter((connection) => !connection.connected).length;
    return connections.size < MAX_PEERS && connecting < MAX_CONNECTING;
  }
}

/** Ends one line of a provider by y-webrtc's own way to leave lines, and leaves the others and all peers alone. */
function leaveLine(provider: WebrtcProvider, address: string): void {
  const left = provider.signalingConns.filter(({ url }) => url === address);
  provider.signalingConns = provider.signalingConns.filter(({ url }) => url !== address);
  for (const line of left) line.providers.delete(provider);
  WebrtcProvider.prototype.disconnect.call({ signalingConns: left, shouldConnect: false, room: null } as never);
}
