/** Domain-separated BLAKE2b of HP1 §0 (SPEC CR1). */
import { utf8 } from '../bytes.ts';
import { sodium } from './sodium.ts';

const domainCache = new Map<string, Uint8Array>();

/** `u8 len(dom) ‖ dom`; domains are a closed set in the code, so that the cache stays small. */
function domainBytes(domain: string): Uint8Array {
  let bytes = domainCache.get(domain);
  if (!bytes) {
    const text = utf8(domain);
    bytes = new Uint8Array(1 + text.length);
    bytes[0] = text.length;
    bytes.set(text, 1);
    domainCache.set(domain, bytes);
  }
  return bytes;
}

/** `u8 len(dom) ‖ dom ‖ Σ(u32 len(p) ‖ p)`: no two lists of parts share an encoding. */
function frameParts(domain: string, parts: readonly Uint8Array[]): Uint8Array {
  const head = domainBytes(domain);
  let length = head.length;
  for (const part of parts) length += 4 + part.length;
  const framed = new Uint8Array(length);
  framed.set(head, 0);
  let at = head.length;
  for (const part of parts) {
    const size = part.length;
    framed[at] = size >>> 24;
    framed[at + 1] = size >>> 16;
    framed[at + 2] = size >>> 8;
    framed[at + 3] = size;
    framed.set(part, at + 4);
    at += 4 + size;
  }
  return framed;
}

/** `H(dom, p…)`: 32 bytes. */
export const hash = (domain: string, ...parts: readonly Uint8Array[]): Uint8Array =>
  sodium.crypto_generichash(32, frameParts(domain, parts), null);

/** `HK(key, dom, p…)`: keyed hash, 32 bytes. */
export const keyedHash = (key: Uint8Array, domain: string, ...parts: readonly Uint8Array[]): Uint8Array =>
  sodium.crypto_generichash(32, frameParts(domain, parts), key);

/** `HK64(key, dom, p…)`: keyed hash, 64 bytes. */
export const keyedHash64 = (key: Uint8Array, domain: string, ...parts: readonly Uint8Array[]): Uint8Array =>
  sodium.crypto_generichash(64, frameParts(domain, parts), key);
