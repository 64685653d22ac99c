/** Asks whether a SOCKS5 proxy is there (RFC 1928 §3): the greeting alone, which names nobody. */
import { connect } from 'node:net';

/** A proxy that has not answered by then is silent, milliseconds: a local one takes one. */
const ANSWER_MS = 5_000;
/** Version 5, one method: none. And the answer that takes it. */
const GREETING = Uint8Array.of(5, 1, 0);

/** `address` as `host:port`. */
export function probeSocks(address: string): Promise<'answers' | 'silent'> {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port: Number(address.slice(colon + 1)), timeout: ANSWER_MS });
    const end = (answer: 'answers' | 'silent'): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => socket.write(GREETING));
    socket.once('data', (bytes) => end(bytes[0] === 5 && bytes[1] === 0 ? 'answers' : 'silent'));
    socket.once('timeout', () => end('silent'));
    socket.once('error', () => end('silent'));
    socket.once('end', () => end('silent'));
  });
}
