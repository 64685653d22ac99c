/** Somebody who holds a room's password and says what y-webrtc never would. */
import { once } from 'node:events';
import { toBase64 } from 'lib0/buffer';
import { createEncoder, toUint8Array, writeAny, writeVarString, writeVarUint8Array } from 'lib0/encoding';
import { WebSocket } from 'ws';

/** The room's key, as y-webrtc derives it (PBKDF2, 100,000 rounds, salted with the topic). */
export async function roomKey(password: string, topic: string): Promise<CryptoKey> {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const material = await crypto.subtle.importKey('raw', bytes(password), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey(
    { name: 'PBKDF2', salt: bytes(topic), iterations: 100_000, hash: 'SHA-256' },
    material,
    { name: 'AES-GCM', length: 256 },
    true,
    ['encrypt', 'decrypt'],
  );
}

/** The sealed part of a publication, as y-webrtc writes it. */
export async function sealSignal(key: CryptoKey, signal: unknown): Promise<string> {
  const plain = createEncoder();
  writeAny(plain, signal as never);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const cipher = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv },
    key,
    toUint8Array(plain) as Uint8Array<ArrayBuffer>,
  );
  const sealed = createEncoder();
  writeVarString(sealed, 'AES-GCM');
  writeVarUint8Array(sealed, iv);
  writeVarUint8Array(sealed, new Uint8Array(cipher));
  return toBase64(toUint8Array(sealed));
}

/** Connects to a server; `say` publishes sealed, and resolves when the server has passed it on. */
export async function insider(address: string, password: string, topic: string) {
  const key = await roomKey(password, topic);
  const socket = new WebSocket(address);
  await once(socket, 'open');
  return {
    async say(signal: unknown): Promise<void> {
      socket.send(JSON.stringify({ type: 'publish', topic, data: await sealSignal(key, signal) }));
      socket.send('{"type":"ping"}');
      await once(socket, 'message');
    },
    leave: () => socket.terminate(),
  };
}
