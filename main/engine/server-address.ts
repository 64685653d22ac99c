/** Which addresses may be a group's meeting place (SPEC AD1). */
import { err, ok, type Result } from '../../shared/result.ts';

/** Longest address in characters. */
const MAX_ADDRESS = 200;

/**
 * The address in its plain form, or that it is none. `wss:` and `ws:` both
 * serve: what passes there is sealed already. A name, a password or a fragment
 * in the address would be sent or shown where nobody expects it.
 */
export function checkServerAddress(text: string): Result<string, { readonly tag: 'ServerAddressInvalid' }> {
  const invalid = err({ tag: 'ServerAddressInvalid' } as const);
  const trimmed = text.trim();
  if (trimmed.length > MAX_ADDRESS || !/^wss?:\/\/[^\s/?#]\S*$/i.test(trimmed)) return invalid;
  let url: URL;
  try {
    url = new URL(trimmed);
  } catch {
    return invalid; // a parse boundary: not a URL
  }
  const isSound = url.hostname !== '' && url.username === '' && url.password === '' && !trimmed.includes('#');
  if (!isSound || url.href.length > MAX_ADDRESS) return invalid;
  // The one slash that URL adds says nothing; without it invites are shorter.
  return ok(url.pathname === '/' && url.search === '' ? url.href.replace(/\/$/, '') : url.href);
}

/** All addresses in plain form, each once, or that one of them is none. */
export function checkServerAddresses(
  texts: readonly string[],
): Result<readonly string[], { readonly tag: 'ServerAddressInvalid' }> {
  const addresses = new Set<string>();
  for (const text of texts) {
    const address = checkServerAddress(text);
    if (!address.ok) return address;
    addresses.add(address.value);
  }
  return ok([...addresses]);
}
