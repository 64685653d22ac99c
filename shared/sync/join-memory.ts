/**
 * What a device remembers of the mailboxes of invites at one keeper (SPEC JK5,
 * JK7): how far it read them, which requests lay there and which were answered;
 * and a newcomer, where their own request lies. Values that are replaced.
 */
import { hex } from '@scure/base';
import { ID_BYTES, idFromBytes, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter } from '../bytes.ts';
import type { RequestId } from '../group/op-types.ts';
import type { AnswerState } from './join-parcel.ts';
import { MAILBOX_BYTES, STORE_BYTES } from './mail-frame.ts';

/** How far one mailbox was read. */
export interface JoinBox {
  /** The keeper's name for its store, in hex. */
  readonly store: string;
  /** Serial of the last parcel that was read. */
  readonly cursor: number;
}

/** A request that lay in the mailbox of a week. */
export interface SeenRequest {
  readonly requestId: RequestId;
  readonly week: number;
}

/** An answer that members gave, whole. */
export interface GivenAnswer {
  readonly requestId: RequestId;
  readonly state: AnswerState;
  /** Name of the mailbox in hex. */
  readonly mailbox: string;
  /** Until when it surely lies there, milliseconds by this computer's clock. */
  readonly until: number;
}

/** A newcomer's own request at the keeper. */
export interface OwnRequest {
  readonly requestId: RequestId;
  readonly week: number;
  /** First 16 bytes of the parcel's nonce, in hex. */
  readonly mark: string;
  /** When it was put, and when it was last looked for, milliseconds. */
  readonly at: number;
  readonly checkedAt: number;
  /** False when the keeper does not give it back. */
  readonly isThere: boolean;
}

/** See the file's head. */
export interface JoinMemory {
  /** By the mailbox's name in hex. */
  readonly boxes: ReadonlyMap<string, JoinBox>;
  readonly requests: readonly SeenRequest[];
  readonly answers: readonly GivenAnswer[];
  readonly own: OwnRequest | null;
}

/** A keeper of which nothing is known. */
export const NO_JOIN_MEMORY: JoinMemory = { boxes: new Map(), requests: [], answers: [], own: null };

/** Most mailboxes: six weeks of as many invites as are looked into. */
const MAX_BOXES = 48;
/** Most requests and answers that are remembered; the oldest go first. */
const MAX_NOTED = 128;

/** The memory with one mailbox read so far. */
export function withJoinBox(memory: JoinMemory, mailbox: string, box: JoinBox): JoinMemory {
  const boxes = new Map(memory.boxes);
  boxes.delete(mailbox);
  boxes.set(mailbox, box);
  const [oldest] = boxes.keys();
  if (boxes.size > MAX_BOXES && oldest !== undefined) boxes.delete(oldest);
  return { ...memory, boxes };
}

/** The memory in which a mailbox is to be read from its beginning: something in it had to wait. */
export const withUnreadBox = (memory: JoinMemory, mailbox: string): JoinMemory => ({
  ...memory,
  boxes: new Map([...memory.boxes].filter(([name]) => name !== mailbox)),
});

/** The memory after a keeper lost mailboxes: nothing of them counts as read, or as lying there. */
export function withoutJoinBoxes(memory: JoinMemory, isLost: (mailbox: string, box: JoinBox) => boolean): JoinMemory {
  const lost = new Set([...memory.boxes].filter(([name, box]) => isLost(name, box)).map(([name]) => name));
  return {
    ...memory,
    boxes: new Map([...memory.boxes].filter(([name]) => !lost.has(name))),
    answers: memory.answers.filter(({ mailbox }) => !lost.has(mailbox)),
  };
}

/** The memory with a request that lies in the mailbox of a week: the last place counts. */
export function withRequest(memory: JoinMemory, seen: SeenRequest): JoinMemory {
  const others = memory.requests.filter(({ requestId }) => requestId !== seen.requestId);
  return { ...memory, requests: [...others, seen].slice(-MAX_NOTED) };
}

/** The memory with an answer that lies there whole. */
export function withAnswer(memory: JoinMemory, given: GivenAnswer): JoinMemory {
  const others = memory.answers.filter(
    ({ requestId, state, mailbox }) =>
      requestId !== given.requestId || state !== given.state || mailbox !== given.mailbox,
  );
  return { ...memory, answers: [...others, given].slice(-MAX_NOTED) };
}

/** The memory without answers that may be gone by now. */
export function forgetGone(memory: JoinMemory, now: number): JoinMemory {
  const answers = memory.answers.filter(({ until }) => until > now);
  return answers.length === memory.answers.length ? memory : { ...memory, answers };
}

const VERSION = 1;
const MARK_BYTES = 16;
/** By their place in the store. */
const STATES: readonly AnswerState[] = ['held', 'admitted', 'refused'];

/** Where a request of one's own lies; null for another one, asked before. */
export const ownOf = ({ own }: JoinMemory, requestId: RequestId): OwnRequest | null =>
  own?.requestId === requestId ? own : null;

/** Bytes under which the memory is stored. */
export function encodeJoinMemory({ boxes, requests, answers, own }: JoinMemory): Uint8Array {
  const writer = new ByteWriter().uint(VERSION, 1).uint(boxes.size, 1);
  for (const [name, box] of boxes) writer.raw(hex.decode(name)).raw(hex.decode(box.store)).uint(box.cursor, 6);
  writer.uint(requests.length, 1);
  for (const one of requests) writer.raw(idToBytes(one.requestId)).uint(one.week, 4);
  writer.uint(answers.length, 1);
  for (const one of answers) {
    writer
      .raw(idToBytes(one.requestId))
      .uint(STATES.indexOf(one.state), 1)
      .raw(hex.decode(one.mailbox))
      .uint(one.until, 6);
  }
  writer.uint(own ? 1 : 0, 1);
  if (own) {
    writer
      .raw(idToBytes(own.requestId))
      .uint(own.week, 4)
      .raw(hex.decode(own.mark))
      .uint(own.at, 6)
      .uint(own.checkedAt, 6);
    writer.uint(own.isThere ? 1 : 0, 1);
  }
  return writer.finish();
}

/** Reads what was stored. Anything else is as if nothing were known: it is read and put anew. */
export function decodeJoinMemory(bytes: Uint8Array | null): JoinMemory {
  const reader = new ByteReader(bytes ?? new Uint8Array(0));
  if (reader.uint(1) !== VERSION) return NO_JOIN_MEMORY;
  const boxes = new Map<string, JoinBox>();
  for (let left = reader.uint(1); left > 0 && !reader.failed; left -= 1) {
    const name = hex.encode(reader.raw(MAILBOX_BYTES));
    boxes.set(name, { store: hex.encode(reader.raw(STORE_BYTES)), cursor: reader.uint(6) });
  }
  const requestId = (): RequestId => idFromBytes<RequestId>(reader.raw(ID_BYTES.long));
  const requests: SeenRequest[] = [];
  for (let left = reader.uint(1); left > 0 && !reader.failed; left -= 1) {
    requests.push({ requestId: requestId(), week: reader.uint(4) });
  }
  const answers: GivenAnswer[] = [];
  for (let left = reader.uint(1); left > 0 && !reader.failed; left -= 1) {
    const [id, state] = [requestId(), STATES[reader.uint(1)]];
    const [mailbox, until] = [hex.encode(reader.raw(MAILBOX_BYTES)), reader.uint(6)];
    if (state === undefined) reader.failed = true;
    else answers.push({ requestId: id, state, mailbox, until });
  }
  const hasOwn = reader.uint(1) === 1;
  const readOwn = (): OwnRequest => {
    const [id, week, mark] = [requestId(), reader.uint(4), hex.encode(reader.raw(MARK_BYTES))];
    return { requestId: id, week, mark, at: reader.uint(6), checkedAt: reader.uint(6), isThere: reader.uint(1) === 1 };
  };
  const own = hasOwn ? readOwn() : null;
  return reader.finished ? { boxes, requests, answers, own } : NO_JOIN_MEMORY;
}
