/**
 * One question to one meeting place about one box (main/keeper/boxes.ts): a
 * fresh socket, the question, the answer, and the socket is gone, so that
 * nothing ties a box to the topics of the same computer. Everything the server
 * says is taken for hostile.
 */
import { fromBase64, toBase64 } from 'lib0/buffer';
import { MAX_BOX_BYTES } from '../../shared/ipc/engine-net.ts';
import { dropSocket } from './drop-socket.ts';
import { isServerAddress } from './server-line.ts';

/** Longest answer that is read, in characters; a keeper's has 2,048. */
const MAX_ANSWER_CHARACTERS = 4 * 1024;
/** Messages that are no answer after which the server counts as silent. */
const MAX_NONSENSE = 16;

/** What is asked. */
export type BoxQuestion =
  | { readonly type: 'box-put'; readonly box: string; readonly data: Uint8Array; readonly days: number }
  | { readonly type: 'box-get'; readonly box: string };

/** What came of it. `silent`: no answer in time, the connection ended, or what came was none. */
export type BoxAnswer =
  | { readonly state: 'kept' | 'full' | 'taken' | 'empty' | 'silent' }
  | { readonly state: 'found'; readonly data: Uint8Array };

/** What a question is made of. */
export interface BoxLineParts {
  /** `ws:` or `wss:`. */
  readonly server: string;
  readonly question: BoxQuestion;
  readonly makeSocket: (url: string) => WebSocket;
  /** How long the server may take in all, in milliseconds. */
  readonly answerMs: number;
  /** Called once, unless the line is closed before. */
  readonly onAnswer: (answer: BoxAnswer) => void;
}

/** One question under way; it asks by itself. */
export class BoxLine {
  readonly #parts: BoxLineParts;
  #socket: WebSocket | null = null;
  #nonsense = 0;
  #isOver = false;
  readonly #timer: ReturnType<typeof setTimeout>;

  constructor(parts: BoxLineParts) {
    this.#parts = parts;
    this.#timer = setTimeout(() => this.#finish({ state: 'silent' }), parts.answerMs);
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

  #finish(answer: BoxAnswer): void {
    if (this.#isOver) return;
    this.close();
    this.#parts.onAnswer(answer);
  }

  #open(): void {
    if (this.#isOver) return;
    const { server, makeSocket, question } = this.#parts;
    let socket: WebSocket;
    try {
      if (!isServerAddress(server)) throw new SyntaxError('not a WebSocket address');
      socket = makeSocket(server);
    } catch {
      // The browser's boundary: an address that it refuses.
      this.#finish({ state: 'silent' });
      return;
    }
    this.#socket = socket;
    socket.onopen = () => socket.send(textOf(question));
    socket.onmessage = (event: MessageEvent<unknown>) => this.#receive(event.data);
    socket.onclose = () => this.#finish({ state: 'silent' });
    socket.onerror = () => this.#finish({ state: 'silent' });
  }

  #receive(data: unknown): void {
    const answer = readAnswer(data, this.#parts.question);
    if (answer !== null) {
      this.#finish(answer);
      return;
    }
    this.#nonsense += 1;
    if (this.#nonsense > MAX_NONSENSE) this.#finish({ state: 'silent' });
  }
}

const textOf = (question: BoxQuestion): string =>
  JSON.stringify(question.type === 'box-get' ? question : { ...question, data: toBase64(question.data) });

/** The answer to this very question, or null for anything else. */
function readAnswer(text: unknown, question: BoxQuestion): BoxAnswer | null {
  if (typeof text !== 'string' || text.length > MAX_ANSWER_CHARACTERS) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parse boundary: text of a stranger's server.
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const own = (name: string): unknown =>
    Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  if (own('box') !== question.box) return null;
  if (question.type === 'box-put') {
    const state = own('state');
    const isAnswer = own('type') === 'box-put' && (state === 'kept' || state === 'full' || state === 'taken');
    return isAnswer ? { state } : null;
  }
  return own('type') === 'box' ? readContent(own('data')) : null;
}

/** What a server says lies in a box; bytes that could not be a box's are nobody's invite. */
function readContent(data: unknown): BoxAnswer | null {
  if (data === null) return { state: 'empty' };
  if (typeof data !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(data) || data.length % 4 !== 0) return null;
  const bytes = fromBase64(data);
  return bytes.length <= MAX_BOX_BYTES ? { state: 'found', data: bytes } : null;
}
