/**
 * What a keeper and its checking threads say to each other: some puts in one
 * piece of memory that is handed over whole, and as many verdicts back in order.
 * Both ends are this program, so nothing is refused here.
 *
 *   puts     = (writePk 32 | signature 64 | u32 bytes | parcel)…
 *   verdicts = (signed u8 | mailbox 32 | digest 32)…
 */
import { ByteReader, ByteWriter } from '../../shared/bytes.ts';
import { type CheckedPut, checkPut, type PutToCheck } from './put-check.ts';

const HASH_BYTES = 32;
const WRITE_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const VERDICT_BYTES = 1 + 2 * HASH_BYTES;
const NOTHING = new Uint8Array(HASH_BYTES);

/** The bytes of some puts, in memory of their own. */
export function encodePuts(puts: readonly PutToCheck[]): Uint8Array<ArrayBuffer> {
  const head = WRITE_KEY_BYTES + SIGNATURE_BYTES + 4;
  const bytes = new Uint8Array(puts.reduce((sum, { parcel }) => sum + head + parcel.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { writePk, signature, parcel } of puts) {
    bytes.set(writePk, at);
    bytes.set(signature, at + WRITE_KEY_BYTES);
    view.setUint32(at + WRITE_KEY_BYTES + SIGNATURE_BYTES, parcel.length);
    bytes.set(parcel, at + head);
    at += head + parcel.length;
  }
  return bytes;
}

/** A thread's whole work: the puts of one message checked, as the bytes of the answer. */
export function answerPuts(message: Uint8Array): Uint8Array {
  const reader = new ByteReader(message);
  const answer = new ByteWriter();
  while (reader.remaining > 0) {
    const [writePk, signature] = [reader.raw(WRITE_KEY_BYTES), reader.raw(SIGNATURE_BYTES)];
    const found = checkPut({ writePk, signature, parcel: reader.raw(reader.uint(4)) });
    if (found === 'forged') answer.uint(0, 1).raw(NOTHING).raw(NOTHING);
    else answer.uint(1, 1).raw(found.mailbox).raw(found.digest);
  }
  return answer.finish();
}

/** The verdict on put `index` of an answer. */
export function verdictAt(answer: Uint8Array, index: number): CheckedPut | 'forged' {
  const at = index * VERDICT_BYTES;
  if (answer[at] !== 1) return 'forged';
  const digestAt = at + 1 + HASH_BYTES;
  return { mailbox: answer.slice(at + 1, digestAt), digest: answer.slice(digestAt, digestAt + HASH_BYTES) };
}
