/**
 * A message of a pairing as it travels, by file or in a room (SPEC PA8):
 *
 *   'HEARTHPR' | version u8 | step u8 (1 ask, 2 reply, 3 answer) | run 16 | message | check 16
 *
 * `run` names the pairing, so that a file of another one, or of an earlier try,
 * is told from a damaged one. `check` is a hash of all before it: it notices
 * accidents; who changes a file on purpose is noticed by the seals.
 */
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8 } from '../bytes.ts';
import { hash } from '../crypto/crypto.ts';
import { err, ok, type Result } from '../result.ts';

/** The messages in their order. */
export const PAIR_STEP = { ask: 1, reply: 2, answer: 3 } as const;
/** The name of a message. */
export type PairStep = keyof typeof PAIR_STEP;

/** One message and the pairing that it belongs to. */
export interface PairFile {
  readonly step: PairStep;
  /** 16 bytes. */
  readonly run: Uint8Array;
  readonly message: Uint8Array;
}

/** Why bytes are not such a message. */
export type PairFileError = {
  readonly tag: 'PairFileNotOne' | 'PairFileDamaged' | 'PairFileVersionUnknown';
};

const MAGIC = utf8('HEARTHPR');
const VERSION = 1;
const RUN_BYTES = 16;
const CHECK_BYTES = 16;
const STEPS = Object.keys(PAIR_STEP) as readonly PairStep[];
/** Largest file in bytes: the largest padded message with what stands around it, and some more. */
export const MAX_PAIR_FILE_BYTES = 80 * 1024;

const checkOf = (body: Uint8Array): Uint8Array => hash('pair-file', body).subarray(0, CHECK_BYTES);

/** The bytes of a message. */
export function encodePairFile({ step, run, message }: PairFile): Uint8Array {
  const body = new ByteWriter().raw(MAGIC).uint(VERSION, 1).uint(PAIR_STEP[step], 1).raw(run).raw(message).finish();
  return concatBytes(body, checkOf(body));
}

/** Reads what somebody brought. The check comes first, so that a changed version byte counts as damage. */
export function decodePairFile(file: Uint8Array): Result<PairFile, PairFileError> {
  if (!equalBytes(file.subarray(0, MAGIC.length), MAGIC)) return err({ tag: 'PairFileNotOne' });
  const body = file.subarray(0, Math.max(0, file.length - CHECK_BYTES));
  if (file.length > MAX_PAIR_FILE_BYTES || !equalBytes(checkOf(body), file.subarray(body.length)))
    return err({ tag: 'PairFileDamaged' });
  const reader = new ByteReader(body.subarray(MAGIC.length));
  if (reader.uint(1) !== VERSION) return err({ tag: 'PairFileVersionUnknown' });
  const code = reader.uint(1);
  const step = STEPS.find((one) => PAIR_STEP[one] === code);
  const run = reader.raw(RUN_BYTES).slice();
  const message = reader.raw(reader.remaining).slice();
  return reader.failed || !step ? err({ tag: 'PairFileDamaged' }) : ok({ step, run, message });
}
