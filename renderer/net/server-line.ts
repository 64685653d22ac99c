/**
 * The line from one room to one signalling server: one WebSocket, opened again
 * for ever with growing pauses, and an honest word on whether anybody answers.
 * Everything the server says is taken for hostile.
 */
import { dropSocket } from './drop-socket.ts';

/** As the engine is told it (shared/ipc/engine-net.ts). */
export type ServerState = 'connecting' | 'answering' | 'silent';

/** Times of a line in milliseconds. */
export interface LineTimes {
  /** A server that has not answered a ping by then is silent. */
  readonly answerMs: number;
  /** Between one answer and the next ping. */
  readonly pingMs: number;
  /** The first pause before opening again; it doubles up to `maxPauseMs`, give or take a third. */
  readonly pauseMs: number;
  readonly maxPauseMs: number;
}

/**
 * What the app uses. A ping every 45 s is what keeps a line open on its way: routers forget a TCP connection after
 * hours (RFC 5382, REQ-5), careless ones after some minutes, and proxies before a keeper, as they are set usually, end
 * one on which nothing came for a minute. A server that fell silent is told within 55 s (SPEC MT1).
 */
export const LINE_TIMES: LineTimes = { answerMs: 10_000, pingMs: 45_000, pauseMs: 1_000, maxPauseMs: 60_000 };

/** Longest message from a server in characters: the largest publication with its envelope. */
export const MAX_SERVER_MESSAGE_CHARACTERS = 64 * 1024;
/** Messages that make no sense after which a line is given up for a while. */
const MAX_NONSENSE = 16;
/** Bytes waiting for a server that does not read; beyond them the line is given up for a while. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** What a line is made of. */
export interface LineParts {
  /** `ws:` or `wss:`. */
  readonly server: string;
  readonly makeSocket: (url: string) => WebSocket;
  /** A number from 0 up to but not including 1. */
  readonly random: () => number;
  readonly times: LineTimes;
  /** Pause before the very first opening, in milliseconds. */
  readonly startMs: number;
  /** `time` is what the server's clock says, milliseconds since 1970 UTC; null where it does not say, or does not answer. */
  readonly onState: (state: ServerState, time: number | null) => void;
  readonly onOpen: () => void;
  readonly onClose: () => void;
  readonly onMessage: (message: Readonly<Record<string, unknown>>) => void;
}

type Timer = ReturnType<typeof setTimeout>;

/** Whether an address may be opened at all. */
export function isServerAddress(server: string): boolean {
  return URL.canParse(server) && /^wss?:$/.test(new URL(server).protocol);
}

/** One line. It opens itself; `close` ends it for good. */
export class ServerLine {
  readonly #parts: LineParts;
  #socket: WebSocket | null = null;
  #isOpen = false;
  #isClosed = false;
  #failures = 0;
  #nonsense = 0;
  #state: ServerState | null = null;
  #timer: Timer | undefined;

  constructor(parts: LineParts) {
    this.#parts = parts;
    this.#tell('connecting');
    this.#timer = setTimeout(() => this.#open(), parts.startMs);
  }

  /** True while the socket is open, whether or not anybody answers. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Sends text; dropped while the line is not open. */
  send(text: string): void {
    if (!this.#isOpen || this.#socket === null) return;
    if (this.#socket.bufferedAmount > MAX_WAITING_BYTES) this.#fail();
    else this.#socket.send(text);
  }

  /** The network may be another one: asks now whether the server answers, or opens the line now. */
  askNow(): void {
    if (this.#isClosed) return;
    if (this.#isOpen) this.#ping();
    else if (this.#socket === null) {
      this.#failures = 0;
      this.#await(0, () => this.#open());
    }
  }

  /** Ends the line for good; nothing is told any more. */
  close(): void {
    this.#isClosed = true;
    this.#drop();
  }

  #tell(state: ServerState, time: number | null = null): void {
    if (this.#isClosed || state === this.#state) return;
    this.#state = state;
    this.#parts.onState(state, time);
  }

  #open(): void {
    let socket: WebSocket;
    try {
      if (!isServerAddress(this.#parts.server)) throw new SyntaxError('not a WebSocket address');
      socket = this.#parts.makeSocket(this.#parts.server);
    } catch {
      // The browser's boundary: an address that it refuses will not become better, so nothing is tried again.
      this.#tell('silent');
      return;
    }
    this.#socket = socket;
    this.#nonsense = 0;
    this.#await(this.#parts.times.answerMs, () => this.#fail());
    socket.onopen = () => {
      this.#isOpen = true;
      this.#parts.onOpen();
      this.#ping();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => this.#receive(event.data);
    socket.onclose = () => this.#fail();
    socket.onerror = () => this.#fail();
  }

  #await(ms: number, then: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(then, ms);
  }

  #ping(): void {
    this.send('{"type":"ping"}');
    if (this.#isOpen) this.#await(this.#parts.times.answerMs, () => this.#fail());
  }

  #receive(data: unknown): void {
    const message = readServerMessage(data);
    if (message === null) {
      this.#nonsense += 1;
      if (this.#nonsense > MAX_NONSENSE) this.#fail();
    } else if (message.type === 'pong') {
      this.#failures = 0;
      this.#tell('answering', timeIn(message));
      this.#await(this.#parts.times.pingMs, () => this.#ping());
    } else {
      this.#parts.onMessage(message);
    }
  }

  /** The line is down: say so, and open it again after a pause. */
  #fail(): void {
    if (this.#isClosed) return;
    this.#drop();
    this.#tell('silent');
    const { pauseMs, maxPauseMs } = this.#parts.times;
    const pause = Math.min(maxPauseMs, pauseMs * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#await(pause * (2 / 3 + (this.#parts.random() * 2) / 3), () => this.#open());
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    const wasOpen = this.#isOpen;
    this.#socket = null;
    this.#isOpen = false;
    if (socket !== null) dropSocket(socket);
    if (wasOpen) this.#parts.onClose();
  }
}

/** What an answer says of the server's clock. */
const timeIn = ({ time }: Readonly<Record<string, unknown>>): number | null =>
  typeof time === 'number' && Number.isSafeInteger(time) && time >= 0 ? time : null;

/** A JSON object, or null for anything else. */
function readServerMessage(data: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof data !== 'string' || data.length > MAX_SERVER_MESSAGE_CHARACTERS) return null;
  try {
    const value: unknown = JSON.parse(data);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, 'type')) return null;
    return value as Readonly<Record<string, unknown>>;
  } catch {
    // The parse boundary: text of a stranger's server.
    return null;
  }
}
