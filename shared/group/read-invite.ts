/** Finding an invite in what people paste, scan or open (SPEC IV2, IV5). */
import { base32nopad } from '@scure/base';
import { utf8ToText } from '../bytes.ts';
import { err, ok, type Result } from '../result.ts';
import { decodeInviteCode, INVITE_CODE_BYTES, type Invite, type InviteCodeError } from './invite-code.ts';

/** Longest text or file that is looked at: an invite has at most 346 characters, the rest is room for words around it. */
export const MAX_INVITE_TEXT = 4096;

/** Why there is no usable invite; one sentence each in the ui. */
export type InviteError =
  | { readonly tag: 'InviteNotAnInvite' }
  | { readonly tag: 'InviteTooLong' }
  | InviteCodeError
  /** `expiredAt` in milliseconds. */
  | { readonly tag: 'InviteExpired'; readonly expiredAt: number };

const LINK_START = /hearth:\/\/join\/?\s*#?/i;
const LONGEST_CODE = Math.ceil((INVITE_CODE_BYTES.max * 8) / 5);
const SHORTEST_CODE = Math.ceil((INVITE_CODE_BYTES.min * 8) / 5);

/** Decodes base32 text of any length; what cannot be whole is read as far as whole groups of 8 characters go. */
function decodeText(text: string): Result<Invite, InviteCodeError> {
  const upper = text.toUpperCase();
  try {
    return decodeInviteCode(base32nopad.decode(upper));
  } catch {
    // A parse boundary: @scure/base throws where a length is impossible or spare bits are set.
    const whole = decodeInviteCode(base32nopad.decode(upper.slice(0, upper.length - (upper.length % 8))));
    return whole.ok ? err({ tag: 'InviteDamaged' }) : whole;
  }
}

/**
 * The code at the start of `text`. The unbroken run must be a code by itself;
 * only when it is too short are the runs after white space joined to it, since
 * mail programs break long lines. What follows a whole code is not read.
 */
function decodeRuns(text: string): Result<Invite, InviteCodeError> {
  let joined = '';
  let decoded: Result<Invite, InviteCodeError> = err({ tag: 'InviteTruncated' });
  for (const word of text.trimStart().split(/\s+/)) {
    const run = /^[a-z2-7]*/i.exec(word)?.[0] ?? '';
    joined += run;
    if (run === '') break;
    decoded = decodeText(joined);
    if (decoded.ok || decoded.error.tag !== 'InviteTruncated') break;
    // A run that ends at another sign than white space is where the code ends.
    if (run.length < word.length || joined.length > LONGEST_CODE) break;
  }
  return decoded;
}

/** A code without its link: nothing but base32 and white space, and long enough to be one. */
function isBareCode(text: string): boolean {
  const compact = text.replace(/\s+/g, '');
  return compact.length >= SHORTEST_CODE && /^[a-z2-7]+$/i.test(compact);
}

/**
 * Reads an invite from a link, pasted text, the text of a QR code or the bytes
 * of a file. White space, line breaks, words around it and either case do not
 * matter. `now` in milliseconds decides whether it has expired. Contacts nobody.
 */
export function readInvite(input: string | Uint8Array, now: number): Result<Invite, InviteError> {
  if (input.length > MAX_INVITE_TEXT) return err({ tag: 'InviteTooLong' });
  const text = typeof input === 'string' ? input : utf8ToText(input);
  const start = LINK_START.exec(text);
  if (!start && !isBareCode(text)) return err({ tag: 'InviteNotAnInvite' });
  const decoded = decodeRuns(start ? text.slice(start.index + start[0].length) : text);
  if (!decoded.ok) return decoded;
  const { expiresAt } = decoded.value;
  return now >= expiresAt ? err({ tag: 'InviteExpired', expiredAt: expiresAt }) : ok(decoded.value);
}
