/**
 * Pairing a second computer (HP1 §1, SPEC PA1–PA7): three messages, each a file
 * or a message in a room.
 *
 *   ask     new → old   K.pk 1216 | H('pair-commit', nonce, K.pk) 32
 *   reply   old → new   c 1120 | Seal(HK(ss,'pair-reply',…), its nonce, the groups)
 *   answer  new → old   nonce 24 | Seal(HK(ss,'pair-answer',…), the new nonce, a device's proof for each group)
 *
 * Both show four words of `H('pair', ask, reply, the new nonce)`. The new
 * computer is bound to its nonce before the old one has said anything, and the
 * old one to its reply before it learns that nonce: so whoever stands between
 * has one guess of 2^44 for each time that somebody compares, however much they
 * compute. For the same reason a computer takes one ask, one reply and one
 * answer in a pairing, and never a second.
 */
import { type EntryId, type GroupId, ID_BYTES, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8, utf8ToText } from '../bytes.ts';
import {
  decapsulate,
  encapsulate,
  hash,
  KEM_CIPHERTEXT_BYTES,
  KEM_ENCAPSULATION_SEED_BYTES,
  KEM_PUBLIC_BYTES,
  keyedHash,
  kemKeyPair,
  open,
  pad,
  SEAL_NONCE_BYTES,
  SIGNATURE_BYTES,
  seal,
  unpad,
  ZERO_NONCE,
} from '../crypto/crypto.ts';
import type { Random } from '../ports/random.ts';
import { blobField, bytesField, type Field, idField, listField, structField, uintField } from './fields.ts';
import { fourWordsOf } from './spoken-words.ts';

/** Most groups of one pairing: as many as a person can be in (HP1 §10). */
export const MAX_PAIR_GROUPS = 32;
const NONCE_BYTES = 32;
const MAX_SERVERS = 4;
const MAX_SERVER_BYTES = 200;

/** What the new computer has to know of a group before it can make keys for it. */
export interface PairGroup {
  readonly groupId: GroupId;
  readonly genesisHash: EntryId;
  /** `MR.pk`, from which the member's id follows, 32 bytes. */
  readonly memberRootPublicKey: Uint8Array;
  /** Meeting places, at most four. */
  readonly servers: readonly string[];
}
/** What the old computer says. No name and no key: it is said before anybody has compared words. */
export interface PairOffer {
  /** The old computer's clock, milliseconds: the `createdAt` of all certificates. */
  readonly at: number;
  /** `RK.pk`, 1,216 bytes: groups made on the new computer come back by the same words. */
  readonly recoveryPublicKey: Uint8Array;
  readonly groups: readonly PairGroup[];
}
/** The new computer's half of a certificate for one group (`DeviceProof` without the time that the offer names). */
export interface PairDevice {
  readonly groupId: GroupId;
  readonly dsPk: Uint8Array;
  readonly dkPk: Uint8Array;
  readonly deviceSignature: Uint8Array;
}

const groupId = idField<GroupId>(ID_BYTES.short);
/** Text in its one encoding. */
const serverField: Field<string> = {
  write: (writer, value) => blobField(1, MAX_SERVER_BYTES).write(writer, utf8(value)),
  read(reader) {
    const bytes = blobField(1, MAX_SERVER_BYTES).read(reader);
    const text = utf8ToText(bytes);
    if (!equalBytes(utf8(text), bytes)) reader.failed = true;
    return text;
  },
};
const byGroup = { min: 1, max: MAX_PAIR_GROUPS, key: (one: { readonly groupId: GroupId }) => one.groupId };
const replyField = structField<PairOffer & { readonly nonce: Uint8Array }>({
  nonce: bytesField(NONCE_BYTES),
  at: uintField(6),
  recoveryPublicKey: bytesField(KEM_PUBLIC_BYTES),
  groups: listField<PairGroup>(
    structField<PairGroup>({
      groupId,
      genesisHash: idField<EntryId>(ID_BYTES.long),
      memberRootPublicKey: bytesField(32),
      servers: listField(serverField, { min: 0, max: MAX_SERVERS }),
    }),
    byGroup,
  ),
});
const answerField = structField<{ readonly nonce: Uint8Array; readonly devices: readonly PairDevice[] }>({
  nonce: bytesField(NONCE_BYTES),
  devices: listField<PairDevice>(
    structField<PairDevice>({
      groupId,
      dsPk: bytesField(32),
      dkPk: bytesField(KEM_PUBLIC_BYTES),
      deviceSignature: bytesField(SIGNATURE_BYTES),
    }),
    { ...byGroup, min: 0 },
  ),
});

function encodePadded<T>(field: Field<T>, value: T): Uint8Array {
  const writer = new ByteWriter();
  field.write(writer, value);
  const padded = pad(writer.finish());
  // Thirty-two groups with four long addresses each are about 29 KiB, and as many proofs 42 KiB.
  if (!padded) throw new RangeError('a pairing message above the largest bucket');
  return padded;
}
function decodePadded<T>(field: Field<T>, padded: Uint8Array | null): T | null {
  const plain = padded && unpad(padded);
  if (!plain) return null;
  const reader = new ByteReader(plain);
  const value = field.read(reader);
  return reader.finished ? value : null;
}

const commitmentOf = (nonce: Uint8Array, kemPk: Uint8Array): Uint8Array => hash('pair-commit', nonce, kemPk);
const ASK_BYTES = KEM_PUBLIC_BYTES + 32;

/** What the new computer keeps of its ask. Whoever has the two secrets can read what comes back. */
export interface PairAsk {
  readonly ask: Uint8Array;
  /** Seed of the one-time KEM key, 32 bytes. */
  readonly kemSeed: Uint8Array;
  /** 32 bytes; told to nobody before the reply is here. */
  readonly nonce: Uint8Array;
}

/** The first message. */
export function makePairAsk(random: Random): PairAsk {
  const kemSeed = random.bytes(32);
  const nonce = random.bytes(NONCE_BYTES);
  const { publicKey } = kemKeyPair(kemSeed);
  return { ask: concatBytes(publicKey, commitmentOf(nonce, publicKey)), kemSeed, nonce };
}

/** 16 bytes that name one pairing: `H('pair-run', ask)[0..16]`. */
export const pairRunOf = (ask: Uint8Array): Uint8Array => hash('pair-run', ask).subarray(0, ID_BYTES.short);

const replyKey = (secret: Uint8Array, ciphertext: Uint8Array, ask: Uint8Array): Uint8Array =>
  keyedHash(secret, 'pair-reply', ciphertext, ask);
const answerKey = (secret: Uint8Array, ask: Uint8Array, reply: Uint8Array): Uint8Array =>
  keyedHash(secret, 'pair-answer', ask, reply);
const wordsOf = (ask: Uint8Array, reply: Uint8Array, nonce: Uint8Array): readonly string[] =>
  fourWordsOf(hash('pair', ask, reply, nonce));

/** The old computer's reply, and the secret that the two now share (32 bytes); `null` for an ask that is none. */
export function makePairReply(
  ask: Uint8Array,
  offer: PairOffer,
  random: Random,
): { readonly reply: Uint8Array; readonly secret: Uint8Array } | null {
  if (ask.length !== ASK_BYTES) return null;
  const wrapped = encapsulate(ask.subarray(0, KEM_PUBLIC_BYTES), random.bytes(KEM_ENCAPSULATION_SEED_BYTES));
  if (!wrapped) return null;
  const { ciphertext, sharedSecret } = wrapped;
  const ordered = [...offer.groups].sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
  const plain = encodePadded(replyField, { ...offer, groups: ordered, nonce: random.bytes(NONCE_BYTES) });
  const sealed = seal(replyKey(sharedSecret, ciphertext, ask), ZERO_NONCE, plain, ask);
  return { reply: concatBytes(ciphertext, sealed), secret: sharedSecret };
}

/** What a reply says to whoever asked. */
export interface OpenedReply {
  readonly offer: PairOffer;
  readonly secret: Uint8Array;
  readonly words: readonly string[];
}

/** Opens a reply to one's own ask; `null` for anything else. */
export function openPairReply({ ask, kemSeed, nonce }: PairAsk, reply: Uint8Array): OpenedReply | null {
  const ciphertext = reply.subarray(0, KEM_CIPHERTEXT_BYTES);
  const secret = decapsulate(kemKeyPair(kemSeed).secretKey, ciphertext);
  if (!secret) return null;
  const sealed = reply.subarray(KEM_CIPHERTEXT_BYTES);
  const said = decodePadded(replyField, open(replyKey(secret, ciphertext, ask), ZERO_NONCE, sealed, ask));
  if (!said) return null;
  const { at, recoveryPublicKey, groups } = said;
  return { offer: { at, recoveryPublicKey, groups }, secret, words: wordsOf(ask, reply, nonce) };
}

/** The new computer's answer. Made once for a reply: a second would use its key again for something else. */
export function makePairAnswer(
  { ask, nonce }: PairAsk,
  reply: Uint8Array,
  secret: Uint8Array,
  devices: readonly PairDevice[],
  random: Random,
): Uint8Array {
  const ordered = [...devices].sort((a, b) => (a.groupId < b.groupId ? -1 : 1));
  const sealNonce = random.bytes(SEAL_NONCE_BYTES);
  const plain = encodePadded(answerField, { nonce, devices: ordered });
  return concatBytes(sealNonce, seal(answerKey(secret, ask, reply), sealNonce, plain, pairRunOf(ask)));
}

/** What an answer says to whoever replied. */
export interface OpenedAnswer {
  readonly devices: readonly PairDevice[];
  readonly words: readonly string[];
}

/** Opens the answer to one's own reply; `null` for anything else, and for a nonce other than the one that was promised. */
export function openPairAnswer(
  run: { readonly ask: Uint8Array; readonly reply: Uint8Array; readonly secret: Uint8Array },
  answer: Uint8Array,
): OpenedAnswer | null {
  const { ask, reply, secret } = run;
  const key = answerKey(secret, ask, reply);
  const plain = open(key, answer.subarray(0, SEAL_NONCE_BYTES), answer.subarray(SEAL_NONCE_BYTES), pairRunOf(ask));
  const said = decodePadded(answerField, plain);
  if (!said) return null;
  const promised = commitmentOf(said.nonce, ask.subarray(0, KEM_PUBLIC_BYTES));
  if (!equalBytes(promised, ask.subarray(KEM_PUBLIC_BYTES))) return null;
  return { devices: said.devices, words: wordsOf(ask, reply, said.nonce) };
}

/** Seed of the rooms in which the two meet for one group, until the new computer has that group's keys (SPEC PA9). */
export const pairRoomSeed = (secret: Uint8Array, id: GroupId): Uint8Array =>
  keyedHash(secret, 'pair-rooms', idToBytes(id));
