/**
 * An operator's tickets: a file with one ticket a line, 64 hexadecimal digits
 * each. Empty lines and lines that begin with `#` are passed over. Only their
 * hashes stay in memory and go to the store.
 */
import { readFileSync } from 'node:fs';
import { hex } from '@scure/base';
import { hash } from '../../shared/crypto/crypto.ts';
import { err, ok, type Result } from '../../shared/result.ts';

/** Why a file of tickets cannot be used. A line that is no ticket is named by its number, never by what it says. */
export type TicketsRefused =
  | { readonly tag: 'TicketsUnreadable'; readonly code: string }
  | { readonly tag: 'TicketLineRefused'; readonly line: number };

/** Whether `H('ticket', ticket)` is one of the file's. */
export type IsTicket = (name: Uint8Array) => boolean;

/** Reads tickets from the text of a file. */
export function readTickets(text: string): Result<IsTicket, TicketsRefused> {
  const names = new Set<string>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const written = line.trim().toLowerCase();
    if (written === '' || written.startsWith('#')) continue;
    if (!/^[0-9a-f]{64}$/.test(written)) return err({ tag: 'TicketLineRefused', line: index + 1 });
    names.add(hex.encode(hash('ticket', hex.decode(written))));
  }
  return ok((name) => names.has(hex.encode(name)));
}

/** Reads the file of tickets at `path`. */
export function readTicketFile(path: string): Result<IsTicket, TicketsRefused> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return err({ tag: 'TicketsUnreadable', code: String((error as NodeJS.ErrnoException).code) });
  }
  return readTickets(text);
}
