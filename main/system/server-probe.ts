/**
 * Finds out, when a person asks, why a meeting place does not answer. The net
 * page cannot: a WebSocket tells a page nothing but that it ended. One plain
 * request goes to the place's own address, which the computer talks to anyway.
 */
import type { ClientRequest } from 'electron';
import type { ServerFinding } from '../../shared/ipc/main-links.ts';

/** How the keeper's plain answer begins (SPEC NT2). */
const OWN_WORDS = 'This is a Hearth meeting place.';
/** Bytes of an answer that are looked at. */
const MAX_READ_BYTES = 4_096;
/** When a place counts as too slow, in milliseconds: as long as the net page waits for an answer. */
export const PROBE_MS = 10_000;

/** As much of Electron's `net.request` as is used. */
export type AskWeb = (url: string) => Pick<ClientRequest, 'on' | 'end' | 'abort'>;

/** What to make of Chromium's name for a failure (`net::ERR_…`). */
export function findingOfError(message: string): ServerFinding {
  const name = /ERR_[A-Z0-9_]+/.exec(message)?.[0] ?? '';
  if (name === 'ERR_NAME_NOT_RESOLVED') return 'name-unknown';
  if (name === 'ERR_CONNECTION_REFUSED') return 'refused';
  if (name === 'ERR_CERT_DATE_INVALID') return 'certificate-date';
  if (name.startsWith('ERR_CERT_')) return 'certificate';
  if (name.startsWith('ERR_SSL_')) return 'not-secure';
  if (['ERR_INTERNET_DISCONNECTED', 'ERR_ADDRESS_UNREACHABLE', 'ERR_NETWORK_ACCESS_DENIED'].includes(name)) {
    return 'no-network';
  }
  if (['ERR_INVALID_HTTP_RESPONSE', 'ERR_EMPTY_RESPONSE', 'ERR_UNSAFE_PORT'].includes(name)) return 'other-service';
  if (['ERR_CONNECTION_TIMED_OUT', 'ERR_TIMED_OUT'].includes(name)) return 'slow';
  if (['ERR_PROXY_CONNECTION_FAILED', 'ERR_SOCKS_CONNECTION_FAILED'].includes(name)) return 'proxy';
  return 'unreachable';
}

/** Asks the place at `address` (`ws:` or `wss:`) and answers within `PROBE_MS`. */
export function probeServer(address: string, askWeb: AskWeb): Promise<ServerFinding> {
  return new Promise((resolve) => {
    const request = askWeb(address.replace(/^ws/i, 'http'));
    const finish = (finding: ServerFinding): void => {
      clearTimeout(timer);
      request.abort();
      resolve(finding);
    };
    const timer = setTimeout(() => finish('slow'), PROBE_MS);
    request.on('error', (error) => finish(findingOfError(error.message)));
    request.on('redirect', () => finish('other-service'));
    request.on('response', (response) => {
      let read = '';
      const judge = (): void => finish(read.startsWith(OWN_WORDS) ? 'answers' : 'other-service');
      response.on('data', (bytes: Buffer) => {
        read += bytes.toString('utf8');
        if (read.length >= MAX_READ_BYTES) judge();
      });
      response.on('end', judge);
      response.on('error', () => finish('unreachable'));
    });
    request.end();
  });
}
