/**
 * Listens at one mailbox for news: one WebSocket of its own, opened again for
 * ever with growing pauses, on which nothing but the watch is said.
 */
import { readMailAnswer } from '../../shared/sync/mail-frame.ts';
import { dropSocket } from './drop-socket.ts';
import { bytesOfMessage, openMailSocket } from './mail-line.ts';
import type { LineTimes } from './server-line.ts';

/** Shortest time between two words of news that are passed on, milliseconds: more make nobody read faster. */
const NEWS_MS = 500;

/** What a watch is made of. */
export interface MailWatchParts {
  /** `ws:` or `wss:`, of the meeting place. */
  readonly server: string;
  /** The whole `watch` message. */
  readonly request: Uint8Array;
  readonly makeSocket: (url: string) => WebSocket;
  /** A number from 0 up to but not including 1. */
  readonly random: () => number;
  readonly times: LineTimes;
  readonly onNews: () => void;
}

/** One watch. It opens itself; `close` ends it for good. */
export class MailWatch {
  readonly #parts: MailWatchParts;
  #socket: WebSocket | null = null;
  #failures = 0;
  #isClosed = false;
  #isResting = false;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MailWatchParts) {
    this.#parts = parts;
    this.#timer = setTimeout(() => this.#open(), 0);
  }

  /** Ends the watch for good; nothing is told any more. */
  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#rest);
    this.#drop();
  }

  #drop(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) dropSocket(socket);
  }

  #open(): void {
    const { server, makeSocket, request, times } = this.#parts;
    const socket = openMailSocket(server, makeSocket);
    // An address that the browser refuses will not become better.
    if (socket === null) return;
    this.#socket = socket;
    this.#timer = setTimeout(() => this.#fail(), times.answerMs);
    socket.onopen = () => {
      clearTimeout(this.#timer);
      socket.send(request.slice());
      // Nothing is answered to a watch: a line that stays open is one that is listened on.
      this.#timer = setTimeout(() => {
        this.#failures = 0;
      }, times.maxPauseMs);
    };
    socket.onmessage = (event: MessageEvent<unknown>) => this.#receive(event.data);
    socket.onclose = () => this.#fail();
    socket.onerror = () => undefined;
  }

  #receive(data: unknown): void {
    const bytes = bytesOfMessage(data);
    const isNews = bytes !== null && readMailAnswer(bytes)?.type === 'news';
    if (!isNews) this.#fail();
    if (!isNews || this.#isResting) return;
    this.#isResting = true;
    this.#rest = setTimeout(() => {
      this.#isResting = false;
    }, NEWS_MS);
    this.#parts.onNews();
  }

  #fail(): void {
    if (this.#isClosed) return;
    this.#drop();
    const { pauseMs, maxPauseMs } = this.#parts.times;
    const pause = Math.min(maxPauseMs, pauseMs * 2 ** Math.min(this.#failures, 20));
    this.#failures += 1;
    this.#timer = setTimeout(() => this.#open(), pause * (2 / 3 + (this.#parts.random() * 2) / 3));
  }
}
