/**
 * What lies in the mailbox of an invite (SPEC JK3, JK4): a newcomer's request,
 * and what members answer. Parcels are of the same sizes and look like any
 * other; what is inside them is
 *
 *   parcel  = nonce 24 | Seal(sealKey, nonce, content, aad = mailbox 32)
 *   content = (request | answer) | zeros
 *   request = 01 | signature 64 | blob 4096
 *   answer  = 02 | requestId 32 | part u8 | parts u8 | tag 32 | kem 1120 | box
 *   box     = Seal(HK(ss, 'join-answer', kem, about), nonce 0, inner, aad = about)
 *   inner   = state u8 | header | run* | u16 0 | zeros
 *   about   = H('parcel-place', mailbox, nonce) | requestId 32 | part u8 | parts u8
 *
 * Whoever holds the invite reads and writes this mailbox. So a request is
 * signed with the invite's key, an answer is sealed to the device that asked,
 * and members know their own answers by a tag under an epoch's key.
 */
import { type GroupId, ID_BYTES, idFromBytes, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes, equalBytes } from '../bytes.ts';
import {
  decapsulate,
  encapsulate,
  hash,
  KEM_CIPHERTEXT_BYTES,
  KEM_ENCAPSULATION_SEED_BYTES,
  keyedHash,
  open,
  SEAL_NONCE_BYTES,
  SEAL_OVERHEAD_BYTES,
  seal,
  SIGNATURE_BYTES,
  sign,
  verify,
  ZERO_NONCE,
} from '../crypto/crypto.ts';
import type { Mailbox } from '../group/mailbox.ts';
import { OP_LIMITS } from '../group/op-fields.ts';
import type { RequestId } from '../group/op-types.ts';
import type { Random } from '../ports/random.ts';
import { makeBundleHeader } from './bundle-header.ts';
import { END_OF_RUNS, encodeRun } from './bundle-runs.ts';
import { isParcelSize } from './mail-frame.ts';
import { contentBytes, type OpenParcel, parcelSizeFor, placeOf, readContent } from './mail-parcel.ts';

const REQUEST = 0x01;
const ANSWER = 0x02;
const TAG_BYTES = 32;
/** By their place here; `held` says that the group has the request. */
const STATES = ['held', 'admitted', 'refused'] as const;
/** What became of a request. */
export type AnswerState = (typeof STATES)[number];
/** Most parcels of one answer: 16 MiB of membership log. */
export const MAX_ANSWER_PARTS = 64;
/** Before the box of an answer. */
const ANSWER_FIXED_BYTES = 1 + ID_BYTES.long + 2 + TAG_BYTES + KEM_CIPHERTEXT_BYTES;
/** Header without rows, and the end of runs. */
const INNER_FIXED_BYTES = 1 + 33 + SIGNATURE_BYTES + END_OF_RUNS.length;
/** Bytes of runs for which an answer's parcel of this size has room. */
export const answerRoom = (size: number): number =>
  contentBytes(size) - ANSWER_FIXED_BYTES - SEAL_OVERHEAD_BYTES - INNER_FIXED_BYTES;

/** Seals what `contentOf` makes for the place that the parcel will have. */
function sealContent(mailbox: Mailbox, random: Random, contentOf: (place: Uint8Array) => Uint8Array): Uint8Array {
  const nonce = random.bytes(SEAL_NONCE_BYTES);
  const content = contentOf(placeOf(mailbox, nonce));
  const size = parcelSizeFor(content.length);
  if (size === null) throw new RangeError(`${content.length} bytes in a parcel`);
  const filled = new Uint8Array(contentBytes(size));
  filled.set(content);
  return concatBytes(nonce, seal(mailbox.sealKey, nonce, filled, mailbox.name));
}

const requestSigned = (groupId: GroupId, place: Uint8Array, blob: Uint8Array): Uint8Array =>
  concatBytes(idToBytes(groupId), place, blob);

/** The parcel of a request: `blob` from `createJoinRequest`, `inviteSecretKey` the invite's signing key. */
export function sealRequestParcel(input: {
  readonly groupId: GroupId;
  readonly mailbox: Mailbox;
  readonly inviteSecretKey: Uint8Array;
  readonly blob: Uint8Array;
  readonly random: Random;
}): Uint8Array {
  const { groupId, mailbox, inviteSecretKey, blob, random } = input;
  return sealContent(mailbox, random, (place) => {
    const signature = sign(inviteSecretKey, 'join-parcel', requestSigned(groupId, place, blob));
    return concatBytes(Uint8Array.of(REQUEST), signature, blob);
  });
}

/** To which request an answer is, and which of its parcels this is, from 1. */
export interface AnswerPart {
  readonly requestId: RequestId;
  readonly part: number;
  readonly parts: number;
}

const partBytes = ({ requestId, part, parts }: AnswerPart): Uint8Array =>
  new ByteWriter().raw(idToBytes(requestId)).uint(part, 1).uint(parts, 1).finish();
const aboutOf = (place: Uint8Array, part: AnswerPart): Uint8Array => concatBytes(place, partBytes(part));
const answerKey = (sharedSecret: Uint8Array, kem: Uint8Array, about: Uint8Array): Uint8Array =>
  keyedHash(sharedSecret, 'join-answer', kem, about);
/**
 * `HK(R_e, 'join-answer-tag', about, state u8, H('join-answer-box', kem, box))`: whoever has the epoch's key made it,
 * and says so to others who have it. The state is not said to anybody else.
 */
const tagOf = (
  tagKey: Uint8Array,
  state: AnswerState,
  { about, kem, box }: { readonly about: Uint8Array; readonly kem: Uint8Array; readonly box: Uint8Array },
): Uint8Array =>
  keyedHash(tagKey, 'join-answer-tag', about, Uint8Array.of(STATES.indexOf(state)), hash('join-answer-box', kem, box));

/** One parcel of an answer; null for a KEM key that is none. `runs` have at most as many bytes as `answerRoom` says of the largest. */
export function sealAnswerParcel(input: {
  readonly groupId: GroupId;
  readonly mailbox: Mailbox;
  readonly about: AnswerPart;
  readonly state: AnswerState;
  readonly runs: readonly (readonly Uint8Array[])[];
  /** `DK` of the device that asked. */
  readonly dkPk: Uint8Array;
  /** The maker's device, its `DS` and its clock in milliseconds. */
  readonly maker: Pick<Parameters<typeof makeBundleHeader>[2], 'deviceId' | 'madeAt'> & {
    readonly signingSecret: Uint8Array;
  };
  /** `R_e` of an epoch that the members have. */
  readonly tagKey: Uint8Array;
  readonly random: Random;
}): Uint8Array | null {
  const { groupId, mailbox, about: part, state, runs, dkPk, maker, tagKey, random } = input;
  const wrapped = encapsulate(dkPk, random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
  if (!wrapped) return null;
  const { ciphertext: kem, sharedSecret } = wrapped;
  const entries = runs.reduce((sum, run) => sum + run.length, 0);
  return sealContent(mailbox, random, (place) => {
    const about = aboutOf(place, part);
    const facts = { madeAt: maker.madeAt, deviceId: maker.deviceId, entries, leftOut: 0, rows: [] };
    const header = makeBundleHeader(groupId, place, facts, maker.signingSecret);
    const content = concatBytes(Uint8Array.of(STATES.indexOf(state)), header, ...runs.map(encodeRun), END_OF_RUNS);
    // The box fills its parcel, so that its length tells no more than the parcel's.
    const fixed = ANSWER_FIXED_BYTES + SEAL_OVERHEAD_BYTES;
    const size = parcelSizeFor(fixed + content.length);
    if (size === null) throw new RangeError(`${content.length} bytes in an answer`);
    const inner = new Uint8Array(contentBytes(size) - fixed);
    inner.set(content);
    const box = seal(answerKey(sharedSecret, kem, about), ZERO_NONCE, inner, about);
    return concatBytes(Uint8Array.of(ANSWER), partBytes(part), tagOf(tagKey, state, { about, kem, box }), kem, box);
  });
}

/** What somebody put into the mailbox of an invite. Nobody's word yet: see `isFromInvite`, `stateFromMembers`, `openAnswer`. */
export type JoinParcel =
  | {
      readonly type: 'request';
      readonly place: Uint8Array;
      readonly signature: Uint8Array;
      readonly blob: Uint8Array;
    }
  | (AnswerPart & {
      readonly type: 'answer';
      readonly place: Uint8Array;
      readonly about: Uint8Array;
      readonly tag: Uint8Array;
      readonly kem: Uint8Array;
      readonly box: Uint8Array;
    });

/** Opens a parcel of an invite's mailbox; null for what is none in just this form. */
export function openJoinParcel(mailbox: Mailbox, parcel: Uint8Array): JoinParcel | null {
  if (!isParcelSize(parcel.length)) return null;
  const nonce = parcel.subarray(0, SEAL_NONCE_BYTES);
  const content = open(mailbox.sealKey, nonce, parcel.subarray(SEAL_NONCE_BYTES), mailbox.name);
  if (!content) return null;
  const place = placeOf(mailbox, nonce);
  const reader = new ByteReader(content);
  switch (reader.uint(1)) {
    case REQUEST: {
      const [signature, blob] = [reader.raw(SIGNATURE_BYTES), reader.raw(OP_LIMITS.requestBlobBytes).slice()];
      const rest = reader.raw(reader.remaining);
      const isWhole = !reader.failed && rest.every((byte) => byte === 0);
      return isWhole ? { type: 'request', place, signature, blob } : null;
    }
    case ANSWER: {
      const requestId = idFromBytes<RequestId>(reader.raw(ID_BYTES.long));
      const [part, parts] = [reader.uint(1), reader.uint(1)];
      const [tag, kem, box] = [reader.raw(TAG_BYTES), reader.raw(KEM_CIPHERTEXT_BYTES), reader.raw(reader.remaining)];
      if (reader.failed || part < 1 || part > parts || parts > MAX_ANSWER_PARTS) return null;
      const about = aboutOf(place, { requestId, part, parts });
      return { type: 'answer', place, requestId, part, parts, about, tag, kem, box };
    }
    default:
      return null;
  }
}

/** True when whoever made this request's parcel holds the invite whose public key this is. */
export const isFromInvite = (
  { place, signature, blob }: JoinParcel & { readonly type: 'request' },
  groupId: GroupId,
  invitePk: Uint8Array,
): boolean => verify(invitePk, 'join-parcel', requestSigned(groupId, place, blob), signature);

/** What an answer says that somebody made who has one of these epochs' `R_e`; null for anybody else's. */
export const stateFromMembers = (
  answer: JoinParcel & { readonly type: 'answer' },
  tagKeys: readonly Uint8Array[],
): AnswerState | null =>
  STATES.find((state) => tagKeys.some((key) => equalBytes(answer.tag, tagOf(key, state, answer)))) ?? null;

/** What an answer says to the device that asked. */
export interface OpenAnswer {
  readonly state: AnswerState;
  /** For `takeOpened`: the log, when the state is `admitted`. */
  readonly opened: OpenParcel;
}

/** Opens an answer with one of the device's KEM secrets; null for one that is for another device, or changed. */
export function openAnswer(
  { place, about, kem, box }: JoinParcel & { readonly type: 'answer' },
  kemSecrets: readonly Uint8Array[],
): OpenAnswer | null {
  for (const secret of kemSecrets) {
    const sharedSecret = decapsulate(secret, kem);
    const inner = sharedSecret && open(answerKey(sharedSecret, kem, about), ZERO_NONCE, box, about);
    if (!inner) continue;
    const state = STATES[inner[0] ?? STATES.length];
    const opened = readContent(place, inner.subarray(1));
    return state && opened ? { state, opened } : null;
  }
  return null;
}
