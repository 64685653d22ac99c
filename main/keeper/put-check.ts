/**
 * Whether a put is its mailbox's (SPEC KP8): the port behind which keepers check
 * signatures, and the way to do it in this thread. A signature takes as long to
 * check as everything else that a put costs, so a keeper with more than one core
 * has others do it (`check-pool.ts`).
 */
import { hash, verify } from '../../shared/crypto/crypto.ts';

/** What is checked of a put. */
export interface PutToCheck {
  /** 32 bytes. */
  readonly writePk: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
  readonly parcel: Uint8Array;
}

/** What follows from a put that its write key signed; 32 bytes each. */
export interface CheckedPut {
  /** `H('mailbox', writePk)`. */
  readonly mailbox: Uint8Array;
  /** `H('parcel', parcel)`. */
  readonly digest: Uint8Array;
}

/**
 * `forged` for a put that its key did not sign; `busy` when so much waits to be
 * checked already, or the keeper is closing, that this one was not looked at.
 */
export type PutVerdict = CheckedPut | 'forged' | 'busy';

/** See the file's head. Its calls do not reject. */
export interface PutChecks {
  check(put: PutToCheck): Promise<PutVerdict>;
  /** What waits is `busy` then. */
  close(): Promise<void>;
}

/** Checks one put, here and now. */
export function checkPut({ writePk, signature, parcel }: PutToCheck): CheckedPut | 'forged' {
  const digest = hash('parcel', parcel);
  if (!verify(writePk, 'mail-put', digest, signature)) return 'forged';
  return { mailbox: hash('mailbox', writePk), digest };
}

/** Checks in this thread: for one core, and where no thread can be had. */
export const checksHere: PutChecks = {
  check: async (put) => checkPut(put),
  close: async () => {},
};
