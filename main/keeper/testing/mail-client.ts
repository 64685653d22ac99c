/** A client of mailboxes for tests: asks one thing after the other and gives what was answered. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { utf8 } from '../../../shared/bytes.ts';
import { hash, sign, signingKeyPair } from '../../../shared/crypto/crypto.ts';
import {
  encodeMailRequest,
  type MailAnswer,
  type MailRequest,
  NO_STORE,
  NO_TICKET,
  type PutState,
  readMailAnswer,
} from '../../../shared/sync/mail-frame.ts';

/** A mailbox as its members know it. */
export interface TestMailbox {
  readonly name: Uint8Array;
  readonly keys: ReturnType<typeof signingKeyPair>;
}

/** The mailbox that follows from a word. */
export function mailboxOf(word: string): TestMailbox {
  const keys = signingKeyPair(hash('test-mailbox', utf8(word)));
  return { name: hash('mailbox', keys.publicKey), keys };
}

/** A parcel that is told from others by its number. */
export function parcelOf(n: number, size = 4_096): Uint8Array {
  const parcel = new Uint8Array(size);
  new DataView(parcel.buffer).setUint32(0, n);
  return parcel;
}
/** The number of a parcel. */
export const numberOf = (parcel: Uint8Array): number => Buffer.from(parcel).readUInt32BE(0);

/** A signed `put`. */
export const putOf = (box: TestMailbox, parcel: Uint8Array, ticket: Uint8Array = NO_TICKET): MailRequest => ({
  type: 'put',
  ticket,
  writePk: box.keys.publicKey,
  signature: sign(box.keys.secretKey, 'mail-put', hash('parcel', parcel)),
  parcel,
});

type Parcel = Extract<MailAnswer, { type: 'parcel' }>;
type End = Extract<MailAnswer, { type: 'end' }>;

/** See the file's head. A question rejects with the close code when the socket ends before its answer. */
export interface MailClient {
  readonly socket: WebSocket;
  /** How often `news` came. */
  readonly news: () => number;
  say(request: MailRequest): void;
  put(box: TestMailbox, parcel: Uint8Array, ticket?: Uint8Array): Promise<PutState>;
  get(box: TestMailbox, after?: number, store?: Uint8Array): Promise<{ parcels: Parcel[]; end: End }>;
  /** Numbers of all parcels behind `after`. */
  all(box: TestMailbox): Promise<number[]>;
  /** Resolves with the code when the socket has ended. */
  readonly closed: Promise<number>;
}

/** Connects to `address`/mail. */
export async function openMailClient(address: string): Promise<MailClient> {
  const socket = new WebSocket(`${address}/mail`, { perMessageDeflate: false });
  const answers: MailAnswer[] = [];
  let wake: (() => void) | null = null;
  let code: number | null = null;
  let news = 0;
  socket.on('error', () => undefined);
  const closed = new Promise<number>((resolve) => {
    socket.once('close', (at) => {
      code = at;
      wake?.();
      resolve(at);
    });
  });
  socket.on('message', (data: Buffer) => {
    const answer = readMailAnswer(Uint8Array.from(data));
    if (answer === null) throw new Error('a keeper said something that is no answer');
    if (answer.type === 'news') news += 1;
    else answers.push(answer);
    wake?.();
  });
  await Promise.race([once(socket, 'open'), closed]);

  const next = async (): Promise<MailAnswer> => {
    for (;;) {
      const answer = answers.shift();
      if (answer !== undefined) return answer;
      if (code !== null) throw new Error(`closed ${code}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const say = (request: MailRequest): void => socket.send(encodeMailRequest(request));
  const get: MailClient['get'] = async (box, after = 0, store = NO_STORE) => {
    say({ type: 'get', mailbox: box.name, store, after });
    const parcels: Parcel[] = [];
    for (;;) {
      const answer = await next();
      if (answer.type === 'end') return { parcels, end: answer };
      if (answer.type !== 'parcel') throw new Error(`a get was answered by ${answer.type}`);
      parcels.push(answer);
    }
  };
  return {
    socket,
    closed,
    news: () => news,
    say,
    async put(box, parcel, ticket) {
      say(putOf(box, parcel, ticket));
      const answer = await next();
      if (answer.type !== 'kept') throw new Error(`a put was answered by ${answer.type}`);
      return answer.state;
    },
    get,
    async all(box) {
      const found: number[] = [];
      for (let [after, store] = [0, NO_STORE as Uint8Array]; ; ) {
        const { parcels, end } = await get(box, after, store);
        found.push(...parcels.map(({ parcel }) => numberOf(parcel)));
        [after, store] = [end.last, end.store];
        if (!end.more) return found;
      }
    },
  };
}
