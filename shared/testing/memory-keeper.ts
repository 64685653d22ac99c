/**
 * A keeper's mailboxes in memory, for tests and simulations: what SPEC KP says
 * of them, without bounds but the page's, at the level of messages. `misbehave`
 * changes what a hostile one answers.
 */
import { hex } from '@scure/base';
import { hash, verify } from '../crypto/crypto.ts';
import { KEPT_MS, mailboxName } from '../group/mailbox.ts';
import type { Random } from '../ports/random.ts';
import { encodeMailRequest, type MailRequest, readMailRequest, STORE_BYTES } from '../sync/mail-frame.ts';
import type { MailAsk, MailReply } from '../sync/mail-visit.ts';

const DAY_MS = 86_400_000;
const PAGE_PARCELS = 16;
const PAGE_BYTES = 1024 * 1024;

/** A parcel as it lies there. */
export interface LyingParcel {
  readonly serial: number;
  readonly until: number;
  readonly parcel: Uint8Array;
}

/** See the file's head. */
export interface MemoryKeeper {
  /** The name of its store; tests of a keeper that lost what it had replace it. */
  store: Uint8Array;
  /** By the mailbox's name in hex. */
  readonly boxes: Map<string, LyingParcel[]>;
  /** Requests so far, by type, and bytes of parcels that were put. */
  readonly counts: { put: number; get: number; putBytes: number; gotBytes: number };
  /** False while nobody answers. */
  isUp: boolean;
  /** Stands in for the honest answer when it gives one. */
  misbehave: ((request: MailRequest, honest: () => MailReply) => MailReply) | null;
  answer(ask: MailAsk): MailReply;
}

/** An empty one. */
export function createMemoryKeeper({
  now,
  random,
}: {
  readonly now: () => number;
  readonly random: Random;
}): MemoryKeeper {
  const boxes = new Map<string, LyingParcel[]>();
  const counts = { put: 0, get: 0, putBytes: 0, gotBytes: 0 };
  let last = 0;

  function put(request: MailRequest & { readonly type: 'put' }): MailReply {
    const { writePk, signature, parcel } = request;
    if (!verify(writePk, 'mail-put', hash('parcel', parcel), signature)) return { type: 'away' };
    const name = hex.encode(mailboxName(writePk));
    const box = (boxes.get(name) ?? []).filter(({ until }) => until > now());
    last += 1;
    counts.put += 1;
    counts.putBytes += parcel.length;
    boxes.set(name, [...box, { serial: last, until: now() + KEPT_MS, parcel: parcel.slice() }]);
    return { type: 'kept', state: 'kept' };
  }

  function get({ mailbox, store, after }: MailRequest & { readonly type: 'get' }): MailReply {
    const from = hex.encode(store) === hex.encode(keeper.store) ? after : 0;
    const lying = (boxes.get(hex.encode(mailbox)) ?? []).filter(({ serial, until }) => serial > from && until > now());
    const page: LyingParcel[] = [];
    let bytes = 0;
    for (const one of lying) {
      bytes += one.parcel.length;
      if (page.length >= PAGE_PARCELS || (page.length > 0 && bytes > PAGE_BYTES)) break;
      page.push(one);
    }
    counts.get += 1;
    counts.gotBytes += page.reduce((sum, one) => sum + one.parcel.length, 0);
    return {
      type: 'parcels',
      store: keeper.store,
      last: page.at(-1)?.serial ?? from,
      more: page.length < lying.length,
      parcels: page.map(({ serial, until, parcel }) => ({
        serial,
        days: Math.ceil((until - now()) / DAY_MS),
        parcel: parcel.slice(),
      })),
    };
  }

  const keeper: MemoryKeeper = {
    store: random.bytes(STORE_BYTES),
    boxes,
    counts,
    isUp: true,
    misbehave: null,
    answer(ask) {
      if (!keeper.isUp) return { type: 'away' };
      const request = readMailRequest(ask.type === 'put' ? ask.request : encodeMailRequest(ask));
      if (!request) throw new Error('a request that is none');
      const honest = (): MailReply =>
        request.type === 'put' ? put(request) : request.type === 'get' ? get(request) : { type: 'away' };
      return keeper.misbehave ? keeper.misbehave(request, honest) : honest();
    },
  };
  return keeper;
}
