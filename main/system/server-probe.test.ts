import { EventEmitter } from 'node:events';
import { describe, expect, it, vi } from 'vitest';
import { PLAIN_SENTENCE } from '../keeper/front.ts';
import { type AskWeb, findingOfError, PROBE_MS, probeServer } from './server-probe.ts';

class FakeRequest extends EventEmitter {
  isAborted = false;
  end(): void {}
  abort(): void {
    this.isAborted = true;
  }
  answers(...pieces: readonly string[]): void {
    const response = new EventEmitter();
    this.emit('response', response);
    for (const piece of pieces) response.emit('data', Buffer.from(piece));
    response.emit('end');
  }
}

/** Asks a place of which a test says what it does. */
async function finding(address: string, does: (request: FakeRequest) => void) {
  const request = new FakeRequest();
  let asked = '';
  const askWeb = (url: string) => {
    asked = url;
    return request;
  };
  const found = probeServer(address, askWeb as unknown as AskWeb);
  does(request);
  return { found: await found, asked, isAborted: request.isAborted };
}

describe('why a meeting place does not answer', () => {
  it('[NT42] the place’s own address is asked, and its own sentence is an answer', async () => {
    const plain = await finding('ws://meet.example:4444/a', (request) => request.answers(PLAIN_SENTENCE));
    expect(plain).toEqual({ found: 'answers', asked: 'http://meet.example:4444/a', isAborted: true });
    expect((await finding('wss://meet.example', (request) => request.answers('')))?.asked).toBe('https://meet.example');
  });

  it('[NT42] anything else that answers, or leads elsewhere, is another service', async () => {
    for (const does of [
      (request: FakeRequest) => request.answers('okay'),
      (request: FakeRequest) => request.answers('x'.repeat(1_000_000)),
      (request: FakeRequest) => void request.emit('redirect', 302, 'GET', 'https://elsewhere.example'),
    ]) {
      expect((await finding('wss://meet.example', does)).found).toBe('other-service');
    }
  });

  it('[NT42] one that says nothing is slow after ten seconds', async () => {
    vi.useFakeTimers();
    try {
      const slow = finding('wss://meet.example', () => undefined);
      await vi.advanceTimersByTimeAsync(PROBE_MS);
      expect(await slow).toMatchObject({ found: 'slow', isAborted: true });
    } finally {
      vi.useRealTimers();
    }
  });

  it.each([
    ['net::ERR_NAME_NOT_RESOLVED', 'name-unknown'],
    ['net::ERR_CONNECTION_REFUSED', 'refused'],
    ['net::ERR_CERT_DATE_INVALID', 'certificate-date'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'certificate'],
    ['net::ERR_CERT_COMMON_NAME_INVALID', 'certificate'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'not-secure'],
    ['net::ERR_INTERNET_DISCONNECTED', 'no-network'],
    ['net::ERR_INVALID_HTTP_RESPONSE', 'other-service'],
    ['net::ERR_CONNECTION_TIMED_OUT', 'slow'],
    ['net::ERR_SOCKS_CONNECTION_FAILED', 'proxy'],
    ['net::ERR_CONNECTION_RESET', 'unreachable'],
    ['something else', 'unreachable'],
  ] as const)('[NT42] %s is told as %s', (message, told) => {
    expect(findingOfError(message)).toBe(told);
  });
});
