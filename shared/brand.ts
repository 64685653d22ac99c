/**
 * Ids as branded strings (lower-case hex), so that ids of different kinds can
 * neither be compared nor swapped by accident (the class of CVE-2022-39250).
 * In memory an id is always its hex string; only codecs see id bytes.
 */
import { hex } from '@scure/base';

declare const brandTag: unique symbol;
/** `T` that carries the compile-time name `N`. */
export type Brand<T, N extends string> = T & { readonly [brandTag]: N };

/** 16 bytes: `H('group', genesisNonce)[0..16]`. */
export type GroupId = Brand<string, 'GroupId'>;
/** 16 bytes: `H('member', groupId, MR.pk)[0..16]`. */
export type MemberId = Brand<string, 'MemberId'>;
/** 16 bytes: `H('device', groupId, DS.pk)[0..16]`. */
export type DeviceId = Brand<string, 'DeviceId'>;
/** 16 bytes: `H('rec', groupId, memberId, nonce)[0..16]`; journal records use 16 random bytes. */
export type RecordId = Brand<string, 'RecordId'>;
/** 16 bytes: `H('invite', groupId, invitePk)[0..16]`, so that nobody else can claim the id of an invite. */
export type InviteId = Brand<string, 'InviteId'>;
/** 32 bytes: `H('entry-id', header ‖ ctHash)`. */
export type EntryId = Brand<string, 'EntryId'>;
/** An entry id of a membership entry: an operation on the membership log. */
export type OpId = EntryId;
/** 32 bytes: the id of the operation (genesis, rekey, admit or remove) that introduced the epoch key. */
export type EpochId = Brand<string, 'EpochId'>;

/** Length in bytes of each kind of id. */
export const ID_BYTES = { short: 16, long: 32 } as const;

/** 32 zero bytes in hex: `prev` of a chain's first entry. */
export const NO_ENTRY = '0'.repeat(64) as EntryId;
/** 32 zero bytes in hex: `epochId` of a membership entry, which is not sealed at the entry layer. */
export const NO_EPOCH = '0'.repeat(64) as EpochId;
/** 16 zero bytes in hex: `recordId` of an entry that belongs to no record. */
export const NO_RECORD = '0'.repeat(32) as RecordId;

/** Hex of id bytes; the caller names the kind: `idFromBytes<DeviceId>(bytes)`. */
export const idFromBytes = <I extends string>(bytes: Uint8Array): I => hex.encode(bytes) as I;
/** Bytes of an id. */
export const idToBytes = (id: string): Uint8Array => hex.decode(id);
/** True when `text` is lower-case hex of exactly `bytes` bytes: the check for ids that arrive over IPC. */
export const isIdText = (text: string, bytes: number): boolean => text.length === bytes * 2 && /^[0-9a-f]*$/.test(text);
