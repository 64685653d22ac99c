/**
 * Finds what the system started or woke the app with: an invite's link, or a
 * file that was opened. Main does not read it; it only bounds it.
 */
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { BUNDLE_FILE_ENDING, INVITE_FILE_ENDING } from '../../shared/ipc/carry-requests.ts';

/** Longest link in characters that is passed on whole (`LIMITS.inviteCharacters` of the ui's table). */
export const MAX_LINK_CHARACTERS = 4_096;
/** Largest invite file in bytes that is passed on whole. */
export const MAX_INVITE_FILE_BYTES = 64 * 1024;
/** Ending of files that hold a request to join; they are opened from within the app only. */
export const REQUEST_FILE_ENDING = '.hearth-request';
/** Start of invite links, in any case. */
const LINK_START = 'hearth:';
/** Most arguments, and most characters of all together (at most three bytes each), that are handed on. */
const MAX_ARGUMENTS = 64;
const MAX_ARGUMENT_CHARACTERS = 9 * 1024;

/** Where it comes from. A link keeps at most one character over the bound: enough for it to be refused as too long. */
export type ArrivalSource = { readonly link: string } | { readonly path: string };

const endsWith = (path: string, ending: string): boolean => path.toLowerCase().endsWith(ending);
/** True for the path of a `.hearth` file. */
export const isBundlePath = (path: string): boolean => endsWith(path, BUNDLE_FILE_ENDING);

/** The last link, invite file or `.hearth` file among command-line arguments, or null. `folder` is what paths are relative to. */
export function findArrival(args: readonly string[], folder: string): ArrivalSource | null {
  for (const arg of args.toReversed()) {
    if (arg.slice(0, LINK_START.length).toLowerCase() === LINK_START) return { link: boundedLink(arg) };
    const isOurs = endsWith(arg, INVITE_FILE_ENDING) || isBundlePath(arg);
    if (!arg.startsWith('-') && isOurs) return { path: resolve(folder, arg) };
  }
  return null;
}

/** A link, cut to one character over the bound. */
export const boundedLink = (link: string): string => link.slice(0, MAX_LINK_CHARACTERS + 1);

/**
 * Arguments that an instance which runs already can be handed, or null when they can be handed on as they are.
 * Chromium passes 32 KiB at most; beyond that nobody answers, and Chromium then kills the instance that runs.
 */
export function shortenedArguments(args: readonly string[]): string[] | null {
  if (args.length <= MAX_ARGUMENTS && args.join('').length <= MAX_ARGUMENT_CHARACTERS) return null;
  const kept = args.slice(0, MAX_ARGUMENTS);
  const most = Math.min(MAX_LINK_CHARACTERS + 1, Math.floor(MAX_ARGUMENT_CHARACTERS / kept.length));
  return kept.map((arg) => arg.slice(0, most));
}

/**
 * The bytes of an invite file. A file over the bound gives text that is refused as too long; one that cannot be read
 * gives empty text, which is refused as no invite.
 */
export async function readInviteFile(path: string): Promise<Uint8Array | string> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = new Uint8Array(MAX_INVITE_FILE_BYTES + 1);
      let length = 0;
      while (length < buffer.length) {
        const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return length > MAX_INVITE_FILE_BYTES ? 'x'.repeat(MAX_LINK_CHARACTERS + 1) : buffer.slice(0, length);
    } finally {
      await file.close();
    }
  } catch {
    // The system's boundary: missing, a folder, not ours to read. All of it is "no invite here" to a person.
    return '';
  }
}
