/**
 * One question to one keeper about one mailbox (shared/sync/mail-frame.ts): a
 * fresh socket, the question, the answer, and the socket is gone, so that
 * nothing ties a mailbox to the topics, boxes and other mailboxes of the same
 * computer. Everything the server says is taken for hostile.
 */
import {
  MAIL_PATH,
  type MailAnswer,
  MAX_MAIL_MESSAGE_BYTES,
  type PutState,
  readMailAnswer,
} from '../../shared/sync/mail-frame.ts';
import { MAX_PARCELS_AT_ONCE } from '../../shared/ipc/engine-net.ts';
import { dropSocket } from './drop-socket.ts';
import { isServerAddress } from './server-line.ts';

/** Most bytes of one answer: 1 MiB of parcels, or one that is larger, and what names them. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;
/** With this code a meeting place without mailboxes ends the connection (SPEC KP13). */
const NO_MAILBOXES_CODE = 1003;

/** One parcel of an answer. */
export interface LineParcel {
  readonly serial: number;
  readonly days: number;
  readonly parcel: Uint8Array;
}

/** What came of a question. `silent`: no answer in time, the connection ended, or what came was none. */
export type MailLineAnswer =
  | { readonly state: PutState | 'silent' | 'none' }
  | {
      readonly state: 'given';
      readonly store: Uint8Array;
      readonly last: number;
      readonly more: boolean;
      readonly parcels: readonly LineParcel[];
    };

/** What a question is made of. */
export interface MailLineParts {
  /** `ws:` or `wss:`, of the meeting place. */
  readonly server: string;
  /** The whole message. */
  readonly request: Uint8Array;
  readonly kind: 'put' | 'get';
  readonly makeSocket: (url: string) => WebSocket;
  /** How long the server may take to the first word, and between two, in milliseconds. */
  readonly answerMs: number;
  /** Called once, unless the line is closed before. */
  readonly onAnswer: (answer: MailLineAnswer) => void;
}

/** The address of a meeting place's mailboxes, or null for what is no address of a server. */
export function mailAddress(server: string): string | null {
  if (!isServerAddress(server)) return null;
  const url = new URL(server);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${MAIL_PATH}`;
  return url.href;
}

/** Opens a socket for a mailbox; null for an address that the browser refuses. */
export function openMailSocket(server: string, makeSocket: (url: string) => WebSocket): WebSocket | null {
  const address = mailAddress(server);
  if (address === null) return null;
  try {
    const socket = makeSocket(address);
    socket.binaryType = 'arraybuffer';
    return socket;
  } catch {
    // The browser's boundary: an address that it refuses will not become better.
    return null;
  }
}

/** The bytes of a message, or null for one that is text or too large. */
export const bytesOfMessage = (data: unknown): Uint8Array | null =>
  data instanceof ArrayBuffer && data.byteLength <= MAX_MAIL_MESSAGE_BYTES ? new Uint8Array(data) : null;

/** One question under way; it asks by itself. */
export class MailLine {
  readonly #parts: MailLineParts;
  readonly #parcels: LineParcel[] = [];
  #store = '';
  #bytes = 0;
  #socket: WebSocket | null = null;
  #isOver = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: MailLineParts) {
    this.#parts = parts;
    this.#await();
    // After the caller has the line in hand: an address that cannot be opened is answered at once.
    queueMicrotask(() => this.#open());
  }

  /** Ends the question without an answer. */
  close(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) dropSocket(socket);
  }

  #await(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#finish({ state: 'silent' }), this.#parts.answerMs);
  }

  #finish(answer: MailLineAnswer): void {
    if (this.#isOver) return;
    this.close();
    this.#parts.onAnswer(answer);
  }

  #open(): void {
    if (this.#isOver) return;
    const { server, makeSocket, request } = this.#parts;
    const socket = openMailSocket(server, makeSocket);
    if (socket === null) {
      this.#finish({ state: 'silent' });
      return;
    }
    this.#socket = socket;
    socket.onopen = () => socket.send(request.slice());
    socket.onmessage = (event: MessageEvent<unknown>) => this.#receive(event.data);
    socket.onclose = ({ code }) => this.#finish({ state: code === NO_MAILBOXES_CODE ? 'none' : 'silent' });
    socket.onerror = () => undefined;
  }

  #receive(data: unknown): void {
    const bytes = bytesOfMessage(data);
    this.#bytes += bytes?.length ?? 0;
    const answer = bytes && this.#bytes <= MAX_ANSWER_BYTES ? readMailAnswer(bytes) : null;
    const outcome = answer ? this.#take(answer) : ({ state: 'silent' } as const);
    if (outcome === null) this.#await();
    else this.#finish(outcome);
  }

  /** What an answer comes to, or null while more of it is to come. */
  #take(answer: MailAnswer): MailLineAnswer | null {
    const { kind } = this.#parts;
    if (answer.type === 'kept' && kind === 'put') return { state: answer.state };
    const isMore = answer.type === 'parcel' && kind === 'get' && this.#parcels.length < MAX_PARCELS_AT_ONCE;
    if (isMore && this.#isSameStore(answer.store)) {
      const { serial, days, parcel } = answer;
      this.#parcels.push({ serial, days, parcel });
      return null;
    }
    if (answer.type === 'end' && kind === 'get' && this.#isSameStore(answer.store)) {
      const { store, last, more } = answer;
      return { state: 'given', store, last, more, parcels: this.#parcels };
    }
    return { state: 'silent' };
  }

  /** Of one answer all parcels are of one store. */
  #isSameStore(store: Uint8Array): boolean {
    const text = store.join();
    if (this.#store === '') this.#store = text;
    return this.#store === text;
  }
}
