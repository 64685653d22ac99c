/**
 * Tells whoever asks as which address and port they came: a binding response of
 * STUN (RFC 5389), and nothing else of that protocol. With it two members behind
 * routers can meet without anybody else's server. Addresses are counted for ten
 * seconds, and never written down.
 */
import { createSocket, type RemoteInfo } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** Largest request that is read, bytes: what every network passes in one piece (RFC 5389 §7.1). */
export const MAX_STUN_BYTES = 548;
const HEADER_BYTES = 20;
const BINDING_REQUEST = 0x0001;
const BINDING_RESPONSE = 0x0101;
const MAGIC_COOKIE = 0x2112a442;
const XOR_MAPPED_ADDRESS = 0x0020;
/** Attributes from here on may be passed over by whoever does not know them. */
const FIRST_OPTIONAL = 0x8000;
/** USERNAME, MESSAGE-INTEGRITY, REALM, NONCE, and their like: an open server has no use for them. */
const OF_NO_MATTER: ReadonlySet<number> = new Set([0x0006, 0x0008, 0x0014, 0x0015, 0x0024, 0x0025]);

/** The answer to a datagram from `address`, or null for whatever is no binding request. Reads no more than it needs. */
export function answerStun(datagram: Uint8Array, address: string, port: number): Uint8Array | null {
  if (datagram.length < HEADER_BYTES || datagram.length > MAX_STUN_BYTES) return null;
  const view = new DataView(datagram.buffer, datagram.byteOffset, datagram.byteLength);
  const bodyBytes = view.getUint16(2);
  const isRequest =
    view.getUint16(0) === BINDING_REQUEST &&
    view.getUint32(4) === MAGIC_COOKIE &&
    bodyBytes % 4 === 0 &&
    bodyBytes === datagram.length - HEADER_BYTES;
  if (!isRequest || !isUnderstood(view)) return null;
  const host = addressToBytes(address);
  if (host === null) return null;

  const answer = new Uint8Array(HEADER_BYTES + 8 + host.length);
  const out = new DataView(answer.buffer);
  out.setUint16(0, BINDING_RESPONSE);
  out.setUint16(2, 8 + host.length);
  // Cookie and transaction: the answer names its question by them, and its address is masked with them.
  answer.set(datagram.subarray(4, HEADER_BYTES), 4);
  out.setUint16(HEADER_BYTES, XOR_MAPPED_ADDRESS);
  out.setUint16(HEADER_BYTES + 2, 4 + host.length);
  answer[HEADER_BYTES + 5] = host.length === 4 ? 1 : 2;
  out.setUint16(HEADER_BYTES + 6, port ^ (MAGIC_COOKIE >>> 16));
  for (const [i, byte] of host.entries()) answer[HEADER_BYTES + 8 + i] = byte ^ (datagram[4 + i] ?? 0);
  return answer;
}

/** Whether the attributes fill the body and none asks for what we do not do, such as to answer from another port. */
function isUnderstood(view: DataView): boolean {
  let at = HEADER_BYTES;
  while (at < view.byteLength) {
    const type = view.getUint16(at);
    if (type < FIRST_OPTIONAL && !OF_NO_MATTER.has(type)) return false;
    at += 4 + Math.ceil(view.getUint16(at + 2) / 4) * 4;
  }
  return at === view.byteLength;
}

/** 4 or 16 bytes; null for what is no address. An IPv4 address in the form of IPv6 is one of IPv4. */
function addressToBytes(address: string): Uint8Array | null {
  const v4 = /^(?:::ffff:)?(\d+)\.(\d+)\.(\d+)\.(\d+)$/i.exec(address);
  if (v4 !== null) return Uint8Array.from(v4.slice(1), Number);
  const [bare = ''] = address.split('%');
  if (!isIPv6(bare)) return null;
  const [left = '', right] = bare.split('::');
  const words = (part: string): number[] =>
    part.split(':').flatMap((word) => (word ? [Number.parseInt(word, 16)] : []));
  const [before, after] = [words(left), words(right ?? '')];
  const all = [...before, ...new Array<number>(8 - before.length - after.length).fill(0), ...after];
  return Uint8Array.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

/** Answers to one address and to all in `windowMs` milliseconds, and how many addresses are counted in that time. */
export interface StunBounds {
  readonly windowMs: number;
  readonly perAddress: number;
  readonly inAll: number;
  readonly addresses: number;
}

/** A whole group behind one router asks some ten times each when it comes together. */
export const STUN_BOUNDS: StunBounds = { windowMs: 10_000, perAddress: 300, inAll: 50_000, addresses: 20_000 };

/**
 * Says whether one more answer may go to an address. Since a sender's address can be false, this bounds what anybody can
 * have sent to somebody else. It counts in windows of time, so that nothing is known of an address after its window.
 */
export function createStunGate(bounds: StunBounds, now: () => number): (address: string) => boolean {
  let counts = new Map<string, number>();
  let windowEnds = now() + bounds.windowMs;
  let answers = 0;
  return (address) => {
    if (now() >= windowEnds) {
      counts = new Map();
      answers = 0;
      windowEnds = now() + bounds.windowMs;
    }
    const count = counts.get(address) ?? 0;
    if (answers >= bounds.inAll || count >= bounds.perAddress) return false;
    if (count === 0 && counts.size >= bounds.addresses) return false;
    counts.set(address, count + 1);
    answers += 1;
    return true;
  };
}

/** A STUN server on a UDP port. */
export interface StunServer {
  /** Opens the port, 0 for a free one, and answers with its number. */
  listen(port: number, host: string): Promise<number>;
  close(): Promise<void>;
}

/** Makes a server; `now` counts milliseconds and never goes back. */
export function createStunServer(options: { readonly now: () => number; readonly bounds?: StunBounds }): StunServer {
  const mayAnswer = createStunGate(options.bounds ?? STUN_BOUNDS, options.now);
  let socket: ReturnType<typeof createSocket> | null = null;
  return {
    listen: (port, host) =>
      new Promise((resolve, reject) => {
        const opened = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
        socket = opened;
        opened.once('error', reject);
        opened.on('message', (datagram: Uint8Array, from: RemoteInfo) => {
          const answer = answerStun(datagram, from.address, from.port);
          // An answer that the system does not take is one that was lost on its way: the asker asks again.
          if (answer !== null && mayAnswer(from.address)) opened.send(answer, from.port, from.address, () => undefined);
        });
        opened.bind(port, host, () => {
          opened.off('error', reject);
          opened.on('error', () => undefined);
          resolve(opened.address().port);
        });
      }),
    close: () =>
      new Promise((resolve) => {
        if (socket === null) resolve();
        else socket.close(() => resolve());
      }),
  };
}
