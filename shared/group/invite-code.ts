/**
 * The long form of an invite (HP1 §3, SPEC IV2):
 *
 *   version u8 | flags u8 | secret 16 | groupId 16 | genesisHash 32 | inviter 16
 *   | expiry day u16 | (length u8 | address)*n | crc 2
 *
 * The low three bits of `flags` are n, so that a code says how long it is and a
 * cut one is told from a damaged one; the next one says that the group has
 * agreed to keepers, so that whoever holds the invite may ask by one (SPEC JK2). As text it is base32 without padding: in
 * a `hearth://join/#…` link, in a QR code, or in a `.hearth-invite` file.
 */
import { base32nopad } from '@scure/base';
import { type DeviceId, type EntryId, type GroupId, ID_BYTES, idFromBytes, idToBytes } from '../brand.ts';
import { ByteReader, ByteWriter, concatBytes, equalBytes, utf8, utf8ToText } from '../bytes.ts';
import { err, ok, type Result } from '../result.ts';
import { crc16 } from './crc16.ts';
import { INVITE_SECRET_BYTES } from './op-fields.ts';
import { dayOf, startOfDay } from './rendezvous.ts';

/** What somebody who holds an invite knows. */
export interface Invite {
  /** 16 bytes. Whoever has it can ask to join: show it, never log it. */
  readonly secret: Uint8Array;
  readonly groupId: GroupId;
  /** Entry id of the group's genesis: pins which group this is. */
  readonly genesisHash: EntryId;
  readonly inviter: DeviceId;
  /** Milliseconds, the start of a UTC day. */
  readonly expiresAt: number;
  /** Meeting places, at most four. */
  readonly servers: readonly string[];
  /** Whether the group had agreed to keepers when the invite was made: then a request may be left with one. */
  readonly keeper: boolean;
}

const VERSION = 1;
const MAX_SERVERS = 4;
/** In `flags`: the number of servers, and above it whether the group has agreed to keepers. */
const COUNT_MASK = 0x07;
const KEEPER_FLAG = 0x08;
const MAX_SERVER_BYTES = 120;
const FIXED_BYTES = 2 + INVITE_SECRET_BYTES + 16 + 32 + 16 + 2;
const CRC_BYTES = 2;
/** Shortest and longest code in bytes. */
export const INVITE_CODE_BYTES = {
  min: FIXED_BYTES + CRC_BYTES,
  max: FIXED_BYTES + MAX_SERVER_BYTES + CRC_BYTES,
} as const;

/** Printable ASCII after `ws://` or `wss://`; whether it is a sound address is judged where it is used. */
const isServer = (text: string): boolean => /^wss?:\/\/[\x21-\x7e]+$/.test(text);

/** The first addresses that fit a code together: at most four, 120 bytes with their lengths. */
export function fitServers(servers: readonly string[]): readonly string[] {
  const fitting: string[] = [];
  let room = MAX_SERVER_BYTES;
  for (const server of servers) {
    if (fitting.length === MAX_SERVERS || !isServer(server) || server.length + 1 > room) continue;
    fitting.push(server);
    room -= server.length + 1;
  }
  return fitting;
}

/** The code of an invite whose servers fit (`fitServers`). Throws on others: a defect. */
export function encodeInviteCode(invite: Invite): Uint8Array {
  if (fitServers(invite.servers).length !== invite.servers.length) throw new RangeError('servers do not fit an invite');
  const writer = new ByteWriter()
    .uint(VERSION, 1)
    .uint(invite.servers.length | (invite.keeper ? KEEPER_FLAG : 0), 1)
    .raw(invite.secret)
    .raw(idToBytes(invite.groupId))
    .raw(idToBytes(invite.genesisHash))
    .raw(idToBytes(invite.inviter))
    .uint(dayOf(invite.expiresAt), 2);
  for (const server of invite.servers) writer.uint(server.length, 1).raw(utf8(server));
  const body = writer.finish();
  return concatBytes(body, crc16(body));
}

/** Why bytes are not an invite's code. */
export type InviteCodeError =
  | { readonly tag: 'InviteTruncated' }
  | { readonly tag: 'InviteDamaged' }
  | { readonly tag: 'InviteVersionUnknown' };

/** Bytes a version 1 code has by its own account, or `null` while that much is not there to read. */
function declaredLength(code: Uint8Array): number | null {
  let at = FIXED_BYTES;
  const servers = (code[1] ?? 0) & COUNT_MASK;
  for (let i = 0; i < servers; i += 1) {
    const length = code[at];
    if (length === undefined) return null;
    at += 1 + length;
  }
  return at + CRC_BYTES;
}

/** Reads a code. The checksum comes first, so that a changed version byte counts as damage. */
export function decodeInviteCode(code: Uint8Array): Result<Invite, InviteCodeError> {
  if (code.length < CRC_BYTES + 1) return err({ tag: 'InviteTruncated' });
  const body = code.subarray(0, code.length - CRC_BYTES);
  const declared = declaredLength(code);
  const cut = code.length < INVITE_CODE_BYTES.min || declared === null || declared > code.length;
  if (!equalBytes(crc16(body), code.subarray(body.length)))
    return err({ tag: cut ? 'InviteTruncated' : 'InviteDamaged' });
  if (code[0] !== VERSION) return err({ tag: 'InviteVersionUnknown' });
  if (cut) return err({ tag: 'InviteTruncated' });
  const reader = new ByteReader(body);
  reader.uint(1);
  const flags = reader.uint(1);
  const keeper = (flags & KEEPER_FLAG) !== 0;
  const count = flags & ~KEEPER_FLAG;
  // Flags or more servers than this version knows belong to a later one.
  if (count > MAX_SERVERS) return err({ tag: 'InviteVersionUnknown' });
  const secret = reader.raw(INVITE_SECRET_BYTES).slice();
  const groupId = idFromBytes<GroupId>(reader.raw(ID_BYTES.short));
  const genesisHash = idFromBytes<EntryId>(reader.raw(ID_BYTES.long));
  const inviter = idFromBytes<DeviceId>(reader.raw(ID_BYTES.short));
  const expiresAt = startOfDay(reader.uint(2));
  const servers: string[] = [];
  for (let i = 0; i < count; i += 1) servers.push(utf8ToText(reader.raw(reader.uint(1))));
  const fits = fitServers(servers).length === servers.length;
  if (!reader.finished || !fits) return err({ tag: 'InviteDamaged' });
  return ok({ secret, groupId, genesisHash, inviter, expiresAt, servers, keeper });
}

/** An invite in its three written forms. */
export interface EncodedInvite {
  /** `hearth://join/#…` */
  readonly link: string;
  /** The same in QR's alphanumeric set, which has no `#`: denser codes for old cameras. */
  readonly qrText: string;
  /** Content of a `.hearth-invite` file, UTF-8. */
  readonly file: Uint8Array;
}

const FILE_NOTE = 'This is an invite for Hearth. Open the file with Hearth, or paste the line below into it.';

/** The link, QR text and file of an invite. */
export function encodeInvite(invite: Invite): EncodedInvite {
  const text = base32nopad.encode(encodeInviteCode(invite));
  const link = `hearth://join/#${text.toLowerCase()}`;
  return { link, qrText: `HEARTH://JOIN/${text}`, file: utf8(`${FILE_NOTE}\n${link}\n`) };
}
