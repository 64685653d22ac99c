/**
 * What the net page does, apart from the browser: rooms, boards and channels by
 * the names that the engine gave them. Everything that passes here is sealed.
 */
import type * as v from 'valibot';
import type { engineToNet, netToEngine } from '../../shared/ipc/engine-net.ts';
import { Board, type BoardMemory } from './board.ts';
import { BoxLine, type BoxQuestion } from './box-line.ts';
import { MailLines } from './mail-lines.ts';
import type { PeerLink } from './peer-host.ts';
import { Room, type RoomWorld } from './room.ts';
import type * as Y from 'yjs';

/** Most rooms at once: 32 groups with today's topic, its neighbours and older epochs (PROTOCOL.md, bounds). */
export const MAX_ROOMS = 256;
/** Most questions about boxes at once; each is a socket. */
const MAX_BOX_LINES = 16;
/** Rooms after the first open their sockets within this time, in milliseconds, so that a server cannot count them. */
const START_SPREAD_MS = 1_000;

type Heard<Name extends keyof typeof engineToNet> = v.InferOutput<(typeof engineToNet)[Name]>;
type Told<Name extends keyof typeof netToEngine> = v.InferInput<(typeof netToEngine)[Name]>;

/** What the net process is made of. */
export interface NetParts {
  readonly world: RoomWorld;
  readonly remember: (boardKey: string) => (doc: Y.Doc) => BoardMemory;
  readonly forgetBoard: (boardKey: string) => Promise<void>;
  readonly tell: <Name extends keyof typeof netToEngine>(name: Name, payload: Told<Name>) => void;
}

interface OpenRoom {
  /** Null where only the board is kept. */
  readonly room: Room | null;
  readonly boardKey: string | null;
}

/** Serves one engine; `close` when that engine is gone. */
export class NetProcess {
  readonly #parts: NetParts;
  readonly #rooms = new Map<string, OpenRoom>();
  readonly #boards = new Map<string, Board>();
  readonly #channels = new Map<number, { readonly peer: PeerLink; readonly roomKey: string }>();
  readonly #ids = new Map<PeerLink, number>();
  readonly #boxLines = new Set<BoxLine>();
  readonly #mail: MailLines;
  #nextChannel = 1;

  constructor(parts: NetParts) {
    this.#parts = parts;
    this.#mail = new MailLines(parts);
  }

  /** One function for each event of the engine. */
  readonly onEvent = {
    roomOpen: (input: Heard<'roomOpen'>) => this.#openRoom(input),
    roomServers: ({ roomKey, servers, ...near }: Heard<'roomServers'>) =>
      this.#rooms.get(roomKey)?.room?.place({ servers: [...new Set(servers)], ...near }),
    roomClose: ({ roomKey }: Heard<'roomClose'>) => void this.#closeRoom(roomKey),
    boardDrop: ({ boardKey }: Heard<'boardDrop'>) => void this.#dropBoard(boardKey),
    boardPut: ({ roomKey, slot, value }: Heard<'boardPut'>) => {
      const boardKey = this.#rooms.get(roomKey)?.boardKey ?? null;
      if (boardKey !== null) this.#boards.get(boardKey)?.put(slot, value);
    },
    channelSend: ({ channelId, frame }: Heard<'channelSend'>) => this.#channels.get(channelId)?.peer.sendFrame(frame),
    channelClose: ({ channelId, banMs }: Heard<'channelClose'>) => {
      const channel = this.#channels.get(channelId);
      if (channel === undefined) return;
      this.#rooms.get(channel.roomKey)?.room?.ban(channel.peer, banMs);
      channel.peer.finish();
    },
    boxPut: ({ askId, server, ...put }: Heard<'boxPut'>) => this.#askForBox(askId, server, { type: 'box-put', ...put }),
    boxGet: ({ askId, server, box }: Heard<'boxGet'>) => this.#askForBox(askId, server, { type: 'box-get', box }),
    mailPut: (input: Heard<'mailPut'>) => this.#mail.onEvent.mailPut(input),
    mailGet: (input: Heard<'mailGet'>) => this.#mail.onEvent.mailGet(input),
    mailWatch: (input: Heard<'mailWatch'>) => this.#mail.onEvent.mailWatch(input),
    mailUnwatch: (input: Heard<'mailUnwatch'>) => this.#mail.onEvent.mailUnwatch(input),
    networksChanged: () => {
      for (const { room } of this.#rooms.values()) room?.askNow();
    },
  };

  /** Ends every room, connection and question. */
  async close(): Promise<void> {
    for (const line of this.#boxLines) line.close();
    this.#boxLines.clear();
    this.#mail.close();
    await Promise.all([...this.#rooms.keys()].map((roomKey) => this.#closeRoom(roomKey)));
  }

  #askForBox(askId: number, server: string, question: BoxQuestion): void {
    const { world, tell } = this.#parts;
    if (this.#boxLines.size >= MAX_BOX_LINES) {
      tell('boxAnswer', { askId, state: 'silent' });
      return;
    }
    const line = new BoxLine({
      server,
      question,
      makeSocket: world.makeSocket,
      answerMs: world.lineTimes.answerMs,
      onAnswer: (answer) => {
        this.#boxLines.delete(line);
        tell('boxAnswer', { askId, ...answer });
      },
    });
    this.#boxLines.add(line);
  }

  #openRoom(input: Heard<'roomOpen'>): void {
    const { roomKey, boardKey, topic, password, servers, nearby, hidesAddress, iceServers, connects } = input;
    void this.#closeRoom(roomKey);
    // Without a password y-webrtc would send descriptions in the clear.
    if (password === '' || this.#rooms.size >= MAX_ROOMS) return;
    const { world, tell } = this.#parts;
    const board = boardKey === null ? null : this.#board(boardKey);
    const meet = (): Room =>
      new Room({
        world,
        iceServers,
        onUnreached: () => tell('connectFailed', { roomKey }),
        topic,
        password,
        where: { servers: [...new Set(servers)], nearby, hidesAddress },
        board,
        startMs: this.#rooms.size === 0 ? 0 : Math.floor(world.random() * START_SPREAD_MS),
        onServer: (server, state, time) => tell('serverState', { roomKey, server, state, time }),
        onOpened: (peer, { initiator, local, remote }) => {
          const channelId = this.#nextChannel++;
          this.#channels.set(channelId, { peer, roomKey });
          this.#ids.set(peer, channelId);
          tell('channelOpened', { roomKey, channelId, initiator, localFingerprint: local, remoteFingerprint: remote });
        },
        onFrame: (peer, frame) => this.#told(peer, (channelId) => tell('channelFrame', { channelId, frame })),
        onDrained: (peer, bytes) => this.#told(peer, (channelId) => tell('channelDrained', { channelId, bytes })),
        onClosed: (peer) =>
          this.#told(peer, (channelId) => {
            this.#channels.delete(channelId);
            this.#ids.delete(peer);
            tell('channelClosed', { channelId });
          }),
      });
    this.#rooms.set(roomKey, { room: connects ? meet() : null, boardKey });
    for (const [slot, value] of board?.values() ?? []) tell('boardValue', { roomKey, slot, value });
  }

  /** Closes a room, and its board when no other room has it open. */
  async #closeRoom(roomKey: string): Promise<void> {
    const open = this.#rooms.get(roomKey);
    if (open === undefined) return;
    this.#rooms.delete(roomKey);
    const closed = open.room?.close();
    if (open.boardKey !== null && this.#roomsOf(open.boardKey).length === 0) {
      const board = this.#boards.get(open.boardKey);
      this.#boards.delete(open.boardKey);
      await board?.close();
    }
    await closed;
  }

  async #dropBoard(boardKey: string): Promise<void> {
    const board = this.#boards.get(boardKey);
    this.#boards.delete(boardKey);
    for (const roomKey of this.#roomsOf(boardKey)) void this.#closeRoom(roomKey);
    await (board?.forget() ?? this.#parts.forgetBoard(boardKey));
  }

  #roomsOf(boardKey: string): string[] {
    return [...this.#rooms].filter(([, open]) => open.boardKey === boardKey).map(([roomKey]) => roomKey);
  }

  #board(boardKey: string): Board {
    const known = this.#boards.get(boardKey);
    if (known !== undefined) return known;
    const board = new Board({
      remember: this.#parts.remember(boardKey),
      now: this.#parts.world.now,
      onValue: (slot, value) => {
        for (const roomKey of this.#roomsOf(boardKey)) this.#parts.tell('boardValue', { roomKey, slot, value });
      },
      onRenewed: () => {
        for (const roomKey of this.#roomsOf(boardKey)) void this.#rooms.get(roomKey)?.room?.renew();
      },
    });
    this.#boards.set(boardKey, board);
    return board;
  }

  #told(peer: PeerLink, tell: (channelId: number) => void): void {
    const channelId = this.#ids.get(peer);
    if (channelId !== undefined) tell(channelId);
  }
}
