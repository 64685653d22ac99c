/**
 * Which addresses may be a group's helper servers (SPEC RN1): STUN tells a
 * computer how it is seen from outside, TURN passes sealed bytes on where two
 * routers let nothing through. There is none that nobody set.
 */
import type { IceServer } from '../../../shared/ipc/engine-net.ts';
import { err, ok, type Result } from '../../../shared/result.ts';

/** A helper server as it is kept. `user` and `password` are empty for STUN. */
export interface HelperServer {
  /** `stun:`, `turn:` or `turns:`, a host, and a port: in this form one address is written in one way. */
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

/** Most helper servers of one group: every one is asked at every connection. */
export const MAX_HELPERS = 4;
/** Longest address, user and password in characters. */
export const HELPER_LIMITS = { address: 200, user: 128, password: 256 } as const;
/** The port of a helper server that is given without one (RFC 7064, RFC 7065). */
const USUAL_PORT = { stun: 3_478, turn: 3_478, turns: 5_349 } as const;

/** What can be wrong with a helper server. */
export type HelperRefused =
  | { readonly tag: 'HelperSchemeUnknown' }
  | { readonly tag: 'HelperAddressPath' }
  | { readonly tag: 'HelperAddressInvalid' }
  | { readonly tag: 'HelperNeedsPassword' };

const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\])$/;

/** A helper server in its plain form, or what is wrong with it. */
export function checkHelper(given: HelperServer): Result<HelperServer, HelperRefused> {
  const text = given.address.trim();
  const scheme = /^(stun|turns?):/i.exec(text)?.[1]?.toLowerCase() as keyof typeof USUAL_PORT | undefined;
  if (scheme === undefined) {
    return err({ tag: /^[a-z][a-z0-9+.-]*:(?!\d+$)/i.test(text) ? 'HelperSchemeUnknown' : 'HelperAddressInvalid' });
  }
  const rest = text.slice(scheme.length + 1);
  if (/^\/\/|[/?#]/.test(rest)) return err({ tag: 'HelperAddressPath' });
  const parts = /^(.*?)(?::(\d{1,5}))?$/.exec(rest.toLowerCase());
  const [host = '', port = USUAL_PORT[scheme]] = [parts?.[1], parts?.[2] === undefined ? undefined : Number(parts[2])];
  const isHost = HOST.test(host) && (!host.startsWith('[') || URL.canParse(`ws://${host}`));
  if (text.length > HELPER_LIMITS.address || !isHost || port < 1 || port > 65_535) {
    return err({ tag: 'HelperAddressInvalid' });
  }
  const address = `${scheme}:${host}:${port}`;
  if (scheme === 'stun') return ok({ address, user: '', password: '' });
  const user = given.user.trim();
  if (user === '' || given.password === '') return err({ tag: 'HelperNeedsPassword' });
  return ok({ address, user, password: given.password });
}

/** What a browser's connection is told. */
export const helperToIceServer = ({ address, user, password }: HelperServer): IceServer =>
  address.startsWith('stun:') ? { urls: address } : { urls: address, username: user, credential: password };
