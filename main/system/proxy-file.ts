/** Where the proxy is kept: `proxy.json` in the profile, since it has to count before anything is contacted or unlocked. */
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { MAX_PROXY_CHARACTERS } from '../../shared/ipc/proxy.ts';
import { err, ok, type Result } from '../../shared/result.ts';
import { writePlainFile } from './plain-file.ts';

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/;

/** `host:port` in its plain form; `socks5://` before it may be left out. Refuses anything else. */
export function checkProxy(text: string): Result<string, { readonly tag: 'ProxyAddressInvalid' }> {
  const match = /^(?:socks5h?:\/\/)?(.+):(\d{1,5})\/?$/.exec(text.trim().toLowerCase());
  const [, host = '', port = ''] = match ?? [];
  const isHost = HOST.test(host) && URL.canParse(`ws://${host}`);
  const isPort = Number(port) >= 1 && Number(port) <= 65_535;
  if (text.length > MAX_PROXY_CHARACTERS || !isHost || !isPort) return err({ tag: 'ProxyAddressInvalid' });
  return ok(`${host}:${Number(port)}`);
}

const stored = v.strictObject({ address: v.nullable(v.string()) });

/** The address in a file, null for none; `unreadable` when something stands there that we cannot read. */
export function readProxy(path: string): string | null | 'unreadable' {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    // Nobody ever set one. Whatever else keeps us from reading may hide that somebody did.
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? null : 'unreadable';
  }
  try {
    const { address } = v.parse(stored, JSON.parse(text));
    if (address === null) return null;
    const checked = checkProxy(address);
    return checked.ok ? checked.value : 'unreadable';
  } catch {
    return 'unreadable'; // a parse boundary
  }
}

/** Throws what the disk throws. */
export const writeProxy = (path: string, address: string | null): void =>
  writePlainFile(path, JSON.stringify({ address }));
