/**
 * Evidence that a device signed two different entries for one place of a chain
 * (SPEC CH6): two signed regions with their signatures, which anybody who knows
 * the device's public key can check without anything else.
 *
 *   'HTQ1' | u32 length ‖ signed region ‖ signature | the same for the other one
 */
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8 } from '../bytes.ts';
import { err, ok, type Result } from '../result.ts';
import { decodeSignedHeader, type SignedHeader } from './entry.ts';
import { isSameChain, verifyEntry } from './verify.ts';

const MAGIC = utf8('HTQ1');
/** Longest signed region with its signature: 205 bytes, 32 for each of 16 deps, 64 of signature. */
const MAX_SIGNED_BYTES = 205 + 16 * 32 + 64;
/** Longest evidence in bytes. */
export const MAX_EVIDENCE_BYTES = 4 + 2 * (4 + MAX_SIGNED_BYTES);

/** The two, the one with the smaller id first. */
export interface Equivocation {
  readonly one: SignedHeader;
  readonly other: SignedHeader;
}
/** Why bytes prove nothing. */
export type EvidenceError = { readonly tag: 'EvidenceMalformed' } | { readonly tag: 'EvidenceUnproven' };

/** Evidence from two entries at the same place; `null` when they are not at one place or are the same. */
export function equivocationOf(a: SignedHeader, b: SignedHeader): Equivocation | null {
  if (!isSameChain(a, b) || a.header.seq !== b.header.seq || a.id === b.id) return null;
  return a.id < b.id ? { one: a, other: b } : { one: b, other: a };
}

/** The bytes of evidence. */
export const encodeEvidence = ({ one, other }: Equivocation): Uint8Array =>
  new ByteWriter()
    .raw(MAGIC)
    .sized(concatBytes(one.signedBytes, one.signature))
    .sized(concatBytes(other.signedBytes, other.signature))
    .finish();

/** Reads evidence. It names the device; check it with `isProven` and that device's key. */
export function decodeEvidence(bytes: Uint8Array): Result<Equivocation, EvidenceError> {
  if (bytes.length > MAX_EVIDENCE_BYTES) return err({ tag: 'EvidenceMalformed' });
  const reader = new ByteReader(bytes);
  if (!equalBytes(reader.raw(MAGIC.length), MAGIC)) return err({ tag: 'EvidenceMalformed' });
  const one = decodeSignedHeader(reader.sized(MAX_SIGNED_BYTES));
  const other = decodeSignedHeader(reader.sized(MAX_SIGNED_BYTES));
  if (!reader.finished || !one.ok || !other.ok) return err({ tag: 'EvidenceMalformed' });
  const found = equivocationOf(one.value, other.value);
  // One order only, so that the same evidence has the same bytes everywhere.
  return found && found.one === one.value ? ok(found) : err({ tag: 'EvidenceMalformed' });
}

/** True when `publicKey` (the `DS` of the device that both name) signed both. */
export const isProven = ({ one, other }: Equivocation, publicKey: Uint8Array): boolean =>
  verifyEntry(one, publicKey) && verifyEntry(other, publicKey);

/** Reads and checks evidence in one. */
export function verifyEvidence(bytes: Uint8Array, publicKey: Uint8Array): Result<Equivocation, EvidenceError> {
  const decoded = decodeEvidence(bytes);
  if (!decoded.ok) return decoded;
  return isProven(decoded.value, publicKey) ? decoded : err({ tag: 'EvidenceUnproven' });
}
