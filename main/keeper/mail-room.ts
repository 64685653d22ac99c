/**
 * Mailboxes over WebSockets (SPEC KP1, KP8–KP12). One socket's questions are
 * answered one after the other; it is not read from while an answer waits, so
 * that neither a flood nor a slow reader takes more memory than its share.
 * Nothing is kept of who put, asked or watched.
 */
import { hex } from '@scure/base';
import type { WebSocket } from 'ws';
import { hash } from '../../shared/crypto/crypto.ts';
import {
  encodeMailAnswer,
  type MailAnswer,
  type MailRequest,
  MAX_MAIL_MESSAGE_BYTES,
  type PutState,
  readMailRequest,
} from '../../shared/sync/mail-frame.ts';
import { equalBytes } from '../../shared/bytes.ts';
import type { FanOut } from './fan-out.ts';
import { POLICY_VIOLATION, type SocketRoom, TRY_LATER, UNSUPPORTED_DATA } from './front.ts';
import { createListeners } from './listeners.ts';
import { daysLeft, type MailStore } from './mail-store.ts';
import type { PutChecks } from './put-check.ts';
import { Rate } from './rate.ts';

/** Bounds of one socket, and of all together. */
export interface MailBounds {
  /** Questions a second on average, and at once. Beyond them the socket is read more slowly. */
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  /** Bytes a second on average, and at once. */
  readonly bytesPerSecond: number;
  readonly byteBurst: number;
  /** Most mailboxes that one socket watches. */
  readonly watches: number;
  /** Most sockets that watch one mailbox. */
  readonly watchers: number;
  /** Parcels that wait for slow readers, in bytes, over all sockets; beyond them `get` is put off. */
  readonly waitingBytes: number;
  /** A part of an answer, at most 256 KiB, that was not read by then ends its socket, in milliseconds. */
  readonly readMs: number;
}

/** Bounds for one small machine; a line of 1 KiB a second still reads the largest parcel. */
export const DEFAULT_MAIL_BOUNDS: MailBounds = {
  requestsPerSecond: 50,
  requestBurst: 200,
  bytesPerSecond: 4 * 1024 * 1024,
  byteBurst: 16 * 1024 * 1024,
  watches: 64,
  watchers: 256,
  waitingBytes: 256 * 1024 * 1024,
  readMs: 300_000,
};

/** Most that one `get` brings (SPEC KP9). */
export const GET_PARCELS = 16;
export const GET_BYTES = 1_048_576;
/** An answer is read from the store and given to the socket in parts of this size, in bytes. */
const PART_BYTES = 262_144;
/** Unanswered questions in memory from which on a socket is not read, and at which it is ended. */
const PAUSE_AT = 4;
const MAX_UNANSWERED = 2_048;

/** What the room works with. */
export interface MailRoomOptions {
  readonly store: MailStore;
  readonly checks: PutChecks;
  /** Whether a ticket, given as `H('ticket', ticket)`, is one of the operator's; null where none is asked for. */
  readonly isTicket: ((name: Uint8Array) => boolean) | null;
  readonly fanOut: FanOut;
  readonly bounds: MailBounds;
  /** Milliseconds since 1970 UTC. */
  readonly clock: () => number;
  /** Milliseconds that never go back. */
  readonly now: () => number;
}

/** What the room keeps of one socket. */
interface Guest {
  readonly socket: WebSocket;
  readonly unanswered: Buffer[];
  readonly requests: Rate;
  readonly bytes: Rate;
  readonly watched: Set<string>;
  isBusy: boolean;
}

/** Makes the room. */
export function createMailRoom(options: MailRoomOptions): SocketRoom {
  const { store, bounds, fanOut } = options;
  const watchers = createListeners('mail', bounds.watchers, fanOut);
  const news = encodeMailAnswer({ type: 'news' });
  const kept = (state: PutState): Uint8Array => encodeMailAnswer({ type: 'kept', state });
  const states: Readonly<Record<PutState, Uint8Array>> = {
    kept: kept('kept'),
    full: kept('full'),
    refused: kept('refused'),
  };
  let waitingBytes = 0;

  const isOpen = ({ socket }: Guest): boolean => socket.readyState === socket.OPEN;
  const say = ({ socket }: Guest, answer: Uint8Array): void => {
    if (socket.readyState === socket.OPEN) socket.send(answer);
  };
  const tellWatchers = (name: string, except: WebSocket | null): void => {
    for (const socket of watchers.of(name)) {
      if (socket === except || socket.readyState !== socket.OPEN) continue;
      if (socket.bufferedAmount > 2 * PART_BYTES + MAX_MAIL_MESSAGE_BYTES) socket.terminate();
      else socket.send(news);
    }
  };
  fanOut.onHeard('mail', (name) => tellWatchers(name, null));
  // Nobody knows what was told while there was no way: everybody looks once more.
  fanOut.onReturn(() => {
    for (const name of watchers.names()) tellWatchers(name, null);
  });

  const put = async (guest: Guest, request: Extract<MailRequest, { type: 'put' }>): Promise<void> => {
    const ticket = options.isTicket === null ? null : hash('ticket', request.ticket);
    if (ticket !== null && options.isTicket?.(ticket) !== true) {
      say(guest, states.refused);
      return;
    }
    const checked = await options.checks.check(request);
    if (checked === 'forged' || checked === 'busy') {
      guest.socket.close(checked === 'forged' ? POLICY_VIOLATION : TRY_LATER);
      return;
    }
    // Also for a socket that has ended meanwhile: its members will read what nobody was told of.
    const outcome = await store.put({ ...checked, parcel: request.parcel, ticket }, options.clock());
    switch (outcome) {
      case 'new': {
        say(guest, states.kept);
        const name = hex.encode(checked.mailbox);
        tellWatchers(name, guest.socket);
        fanOut.tell('mail', name, new Uint8Array(0));
        return;
      }
      case 'again':
        say(guest, states.kept);
        return;
      case 'full':
      case 'refused':
        say(guest, states[outcome]);
        return;
      case 'away':
        guest.socket.close(TRY_LATER);
        return;
    }
  };

  /** Gives parcels to the socket and resolves when the system has taken them; false for a socket that is gone by then. */
  const hand = (guest: Guest, parcels: readonly MailAnswer[]): Promise<boolean> => {
    const encoded = parcels.map(encodeMailAnswer);
    const bytes = encoded.reduce((sum, { length }) => sum + length, 0);
    waitingBytes += bytes;
    return new Promise((resolve) => {
      const slow = setTimeout(() => guest.socket.terminate(), bounds.readMs);
      const done = (): void => {
        clearTimeout(slow);
        waitingBytes -= bytes;
        resolve(isOpen(guest));
      };
      for (const [index, one] of encoded.entries()) {
        if (index === encoded.length - 1) guest.socket.send(one, done);
        else guest.socket.send(one);
      }
    });
  };

  const get = async (guest: Guest, request: Extract<MailRequest, { type: 'get' }>): Promise<void> => {
    const answerStart = equalBytes(request.store, store.id) ? request.after : 0;
    let [last, parcels, bytes, more] = [answerStart, 0, 0, true];
    while (more && parcels < GET_PARCELS && bytes < GET_BYTES) {
      if (waitingBytes > bounds.waitingBytes) {
        guest.socket.close(TRY_LATER);
        return;
      }
      const part = { parcels: GET_PARCELS - parcels, bytes: Math.min(PART_BYTES, GET_BYTES - bytes) };
      const page = await store.get(request.mailbox, last, part, options.clock());
      if (page === null) {
        guest.socket.close(TRY_LATER);
        return;
      }
      const [first] = page.parcels;
      // The whole answer stays below its bound; what does not fit is the first of the next.
      if (first !== undefined && bytes + first.parcel.length > GET_BYTES) break;
      more = page.more;
      const answers = page.parcels.map(
        ({ serial, untilHour, parcel }): MailAnswer => ({
          type: 'parcel',
          store: store.id,
          serial,
          days: daysLeft(untilHour, options.clock()),
          parcel,
        }),
      );
      if (answers.length === 0) break;
      parcels += answers.length;
      for (const { parcel } of page.parcels) bytes += parcel.length;
      last = page.parcels.at(-1)?.serial ?? last;
      if (!(await hand(guest, answers))) return;
    }
    say(guest, encodeMailAnswer({ type: 'end', store: store.id, last, more }));
  };

  const watch = (guest: Guest, mailbox: Uint8Array): void => {
    const name = hex.encode(mailbox);
    if (guest.watched.has(name)) return;
    if (guest.watched.size >= bounds.watches) guest.socket.close(POLICY_VIOLATION);
    else if (watchers.join(guest.socket, name)) guest.watched.add(name);
    else guest.socket.close(TRY_LATER);
  };

  const answer = async (guest: Guest, data: Buffer): Promise<void> => {
    const request = readMailRequest(data);
    switch (request?.type) {
      case undefined:
        guest.socket.close(POLICY_VIOLATION);
        return;
      case 'put':
        return put(guest, request);
      case 'get':
        return get(guest, request);
      case 'watch':
        return watch(guest, request.mailbox);
    }
  };

  /** Waits until the socket may ask again, with a message of this length. */
  const paced = async (guest: Guest, bytes: number): Promise<void> => {
    while (isOpen(guest) && !guest.requests.take()) await pause(guest.requests.waitMs(1));
    while (isOpen(guest) && !guest.bytes.take(bytes)) await pause(guest.bytes.waitMs(bytes));
  };

  const work = async (guest: Guest): Promise<void> => {
    guest.isBusy = true;
    for (let data = guest.unanswered.shift(); data !== undefined; data = guest.unanswered.shift()) {
      await paced(guest, data.length);
      if (!isOpen(guest)) break;
      await answer(guest, data);
      if (guest.unanswered.length === 0 && guest.socket.isPaused) guest.socket.resume();
    }
    guest.isBusy = false;
  };

  return {
    maxPayload: MAX_MAIL_MESSAGE_BYTES,
    welcome(socket) {
      const guest: Guest = {
        socket,
        unanswered: [],
        requests: new Rate(bounds.requestsPerSecond, bounds.requestBurst, options.now),
        bytes: new Rate(bounds.bytesPerSecond, bounds.byteBurst, options.now),
        watched: new Set(),
        isBusy: false,
      };
      socket.on('message', (data: Buffer, isBinary) => {
        if (socket.readyState !== socket.OPEN) return;
        if (!isBinary) socket.close(UNSUPPORTED_DATA);
        else if (guest.unanswered.push(data) > MAX_UNANSWERED) socket.terminate();
        else {
          if (guest.unanswered.length >= PAUSE_AT) socket.pause();
          if (!guest.isBusy) void work(guest);
        }
      });
      socket.on('close', () => {
        guest.unanswered.length = 0;
        for (const name of guest.watched) watchers.leave(socket, name);
      });
    },
  };
}

/** Resolves after some milliseconds. */
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
