/**
 * The way between instances by Redis publish/subscribe. Redis keeps nothing of
 * it. While it is gone, this instance's own sockets are served as ever; when it
 * is back, everything wanted is asked for again.
 */
import { Redis } from 'ioredis';
import type { FanOut, FanOutKind } from './fan-out.ts';

/** Pauses between attempts to reach the server, in milliseconds, doubled up to the second. */
const RETRY_FROM_MS = 100;
const RETRY_UP_TO_MS = 5_000;
const CHANNEL = { topic: 'hearth:t:', mail: 'hearth:m:' } as const;
const SENDER_BYTES = 16;

/** Connects in the background; `instance` is 16 random bytes, by which an instance knows its own words. */
export function createRedisFanOut(url: string, instance: Uint8Array): FanOut {
  const connect = (): Redis =>
    new Redis(url, {
      // What is wanted is remembered here and asked for anew; nothing is kept for a server that is gone.
      autoResubscribe: false,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: 5_000,
      keepAlive: 10_000,
      retryStrategy: (attempt) => Math.min(RETRY_FROM_MS * 2 ** Math.min(attempt, 10), RETRY_UP_TO_MS),
      reconnectOnError: () => true,
    });
  const hearing = connect();
  const telling = connect();
  const wanted = new Set<string>();
  const heard = new Map<FanOutKind, (name: string, message: Buffer) => void>();

  // A server that is gone is an expected state: `retryStrategy` goes on trying, and nobody waits for it.
  for (const redis of [hearing, telling]) redis.on('error', () => {});
  const missed = (): void => {};
  let wasReady = false;
  let returned = (): void => {};
  hearing.on('ready', () => {
    const isReturn = wasReady;
    wasReady = true;
    const asked = wanted.size === 0 ? Promise.resolve() : hearing.subscribe(...wanted);
    void asked.then(() => isReturn && returned()).catch(missed);
  });
  hearing.on('messageBuffer', (channel: Buffer, bytes: Buffer) => {
    if (bytes.subarray(0, SENDER_BYTES).equals(instance)) return;
    const name = channel.toString('utf8');
    for (const kind of ['topic', 'mail'] as const) {
      if (name.startsWith(CHANNEL[kind]))
        heard.get(kind)?.(name.slice(CHANNEL[kind].length), bytes.subarray(SENDER_BYTES));
    }
  });

  return {
    onHeard(kind, handle) {
      heard.set(kind, handle);
    },
    onReturn(handle) {
      returned = handle;
    },
    listen(kind, name) {
      wanted.add(CHANNEL[kind] + name);
      if (hearing.status === 'ready') void hearing.subscribe(CHANNEL[kind] + name).catch(missed);
    },
    leave(kind, name) {
      wanted.delete(CHANNEL[kind] + name);
      if (hearing.status === 'ready') void hearing.unsubscribe(CHANNEL[kind] + name).catch(missed);
    },
    tell(kind, name, message) {
      if (telling.status !== 'ready') return;
      void telling.publish(CHANNEL[kind] + name, Buffer.concat([instance, message])).catch(missed);
    },
    async close() {
      hearing.disconnect();
      telling.disconnect();
    },
  };
}
