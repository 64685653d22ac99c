/**
 * Mailboxes at a keeper (HP1 §7, SPEC ML1, ML2): their names and keys follow
 * from an epoch's key and the week, so that all who have that key read and
 * write the same ones, and nobody else can tell whose they are.
 */
import { ByteWriter } from '../bytes.ts';
import { hash, keyedHash, type SigningKeyPair, signingKeyPair } from '../crypto/crypto.ts';
import { rendezvousSecret } from './epoch-key.ts';
import { dayOf } from './rendezvous.ts';

const DAY_MS = 86_400_000;
const WEEK_DAYS = 7;
/** For how long a keeper keeps what it was given, milliseconds (HP1 §7). */
export const KEPT_MS = 30 * DAY_MS;
/** Clocks may be wrong by so much without a parcel being missed, milliseconds. */
const SKEW_MS = DAY_MS;

/** One mailbox, as those see it who have the epoch's key. */
export interface Mailbox {
  /** Its name at the keeper, 32 bytes: `H('mailbox', writeKeys.publicKey)`. */
  readonly name: Uint8Array;
  readonly week: number;
  /** Whoever has it may put parcels in; all members share it. */
  readonly writeKeys: SigningKeyPair;
  /** Seals parcels, 32 bytes. */
  readonly sealKey: Uint8Array;
}

/** Weeks since 1970 UTC of an instant in milliseconds. They turn on Thursdays, as 1970 did. */
export const weekOf = (instant: number): number => Math.floor(dayOf(instant) / WEEK_DAYS);

/** The name under which a keeper holds what is signed by a write key. */
export const mailboxName = (writePk: Uint8Array): Uint8Array => hash('mailbox', writePk);

function boxOf(secret: Uint8Array, week: number, domains: readonly [write: string, seal: string]): Mailbox {
  const which = new ByteWriter().uint(week, 4).finish();
  const writeKeys = signingKeyPair(keyedHash(secret, domains[0], which));
  const sealKey = keyedHash(secret, domains[1], which);
  return { name: mailboxName(writeKeys.publicKey), week, writeKeys, sealKey };
}

/** The mailbox of one epoch and week. */
export const mailboxOf = (epochKey: Uint8Array, week: number): Mailbox =>
  boxOf(rendezvousSecret(epochKey), week, ['mbox', 'mbox-seal']);

/** The mailbox of one invite and week (SPEC JK1): every member derives it, and whoever holds the invite. */
export const inviteMailboxOf = (rvSeed: Uint8Array, week: number): Mailbox =>
  boxOf(rvSeed, week, ['inv-mbox', 'inv-mbox-seal']);

/** Weeks in which parcels may come in now: this one, and its neighbour within a day of the turn. */
export function openWeeks(now: number): readonly number[] {
  return [...new Set([weekOf(now), weekOf(now - SKEW_MS), weekOf(now + SKEW_MS)])];
}

/**
 * Weeks whose mailboxes may hold something at `now` that was put in from
 * `since` on, ascending: no further back than a keeper keeps anything.
 */
export function readableWeeks(now: number, since: number): readonly number[] {
  const first = weekOf(Math.max(Math.min(since, now), now - KEPT_MS, SKEW_MS) - SKEW_MS);
  const last = weekOf(now + SKEW_MS);
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
