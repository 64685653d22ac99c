import { base32nopad, hex } from '@scure/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { type DeviceId, type EntryId, type EpochId, type GroupId, idToBytes } from '../brand.ts';
import { concatBytes, utf8, utf8ToText } from '../bytes.ts';
import { cryptoReady, encapsulate, keyedHash, open, seal, ZERO_NONCE } from '../crypto/crypto.ts';
import { createSeededRandom } from '../testing/seeded-random.ts';
import { crc16 } from './crc16.ts';
import { createIdentity, groupIdOf } from './identity.ts';
import {
  createInvite,
  decodeInviteCode,
  encodeInvite,
  encodeInviteCode,
  fitServers,
  groupRoomPassword,
  groupTopic,
  type Invite,
  inviteKeys,
  inviteRoomPassword,
  inviteTopic,
  openInviteSecret,
  openRendezvousSeed,
  readInvite,
} from './invite.ts';

beforeAll(() => cryptoReady);

const NOW = 1_772_323_200_000;
const DAY = 86_400_000;
const invite: Invite = {
  secret: Uint8Array.from({ length: 16 }, (_, i) => i),
  groupId: '10'.repeat(16) as GroupId,
  genesisHash: '2f'.repeat(32) as EntryId,
  inviter: '3e'.repeat(16) as DeviceId,
  expiresAt: NOW + 7 * DAY,
  servers: ['ws://127.0.0.1:4444', 'wss://meet.example.org/hearth'],
  keeper: false,
};
const bare: Invite = { ...invite, servers: [] };
const tagOf = (input: string | Uint8Array, now = NOW): string => {
  const read = readInvite(input, now);
  return read.ok ? 'ok' : read.error.tag;
};
/** A code with a right checksum. */
const sealed = (body: Uint8Array): string => {
  const code = new Uint8Array(body.length + 2);
  code.set(body);
  code.set(crc16(body), body.length);
  return `hearth://join/#${base32nopad.encode(code).toLowerCase()}`;
};

describe('the code of an invite', () => {
  it('[IV2] its bytes, link and QR text are fixed', () => {
    expect(hex.encode(encodeInviteCode(invite))).toMatchInlineSnapshot(
      `"0102000102030405060708090a0b0c0d0e0f101010101010101010101010101010102f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e3e50281377733a2f2f3132372e302e302e313a343434341d7773733a2f2f6d6565742e6578616d706c652e6f72672f6865617274680f45"`,
    );
    expect(encodeInvite(bare).link).toMatchInlineSnapshot(
      `"hearth://join/#aeaaaaicamcakbqhbaequcymbuha6eaqcaibaeaqcaibaeaqcaibaebpf4xs6lzpf4xs6lzpf4xs6lzpf4xs6lzpf4xs6lzpf4xs6lzpf47d4pr6hy7d4pr6hy7d4pr6hy7fakbioa"`,
    );
    expect(encodeInvite(bare).qrText).toMatchInlineSnapshot(
      `"HEARTH://JOIN/AEAAAAICAMCAKBQHBAEQUCYMBUHA6EAQCAIBAEAQCAIBAEAQCAIBAEBPF4XS6LZPF4XS6LZPF4XS6LZPF4XS6LZPF4XS6LZPF4XS6LZPF47D4PR6HY7D4PR6HY7D4PR6HY7FAKBIOA"`,
    );
    expect(encodeInviteCode(bare).length).toBe(86);
    expect(encodeInvite(bare).qrText).toMatch(/^[0-9A-Z $%*+\-./:]+$/);
    expect(hex.encode(crc16(utf8('123456789')))).toBe('29b1');
  });

  it('[IV2] link, QR text and file read back to the same invite', () => {
    for (const one of [invite, bare]) {
      const { link, qrText, file } = encodeInvite(one);
      for (const form of [link, qrText, file, utf8(link)])
        expect(readInvite(form, NOW)).toEqual({ ok: true, value: one });
    }
  });

  it('[IV2] white space, line breaks, words around it and case do not matter', () => {
    const { link } = encodeInvite(invite);
    const code = link.slice('hearth://join/#'.length);
    const broken = link.replace(/(.{60})/g, '$1\n');
    const forms = [
      `  ${link}\n`,
      `Hello Mia, come along: ${link} — see you soon`,
      `${link} see you soon all of you`,
      `${link}. See you`,
      link.toUpperCase(),
      link.replace('hearth', 'Hearth'),
      `please\n${broken}\nbye`,
      broken.replaceAll('\n', '\r\n   '),
      `hearth://join/# ${code}`,
      `hearth://join/${code}`,
      code,
      code.toUpperCase().replace(/(.{50})/g, '$1 '),
      utf8ToText(encodeInvite(invite).file).toUpperCase(),
    ];
    for (const form of forms) expect(readInvite(form, NOW), form.slice(0, 40)).toEqual({ ok: true, value: invite });
  });

  it('[JK2] the mark of a group with keepers is one bit above the count of servers, and comes back', () => {
    for (const one of [invite, bare]) {
      const code = encodeInviteCode({ ...one, keeper: true });
      expect([code[1], code.length]).toEqual([8 + one.servers.length, encodeInviteCode(one).length]);
      expect(decodeInviteCode(code)).toEqual({ ok: true, value: { ...one, keeper: true } });
      for (let length = 0; length < code.length; length += 1) {
        expect(decodeInviteCode(code.subarray(0, length)).ok, `${length} bytes`).toBe(false);
      }
    }
  });

  it('[JK2] every other bit there is a later version’s', () => {
    // Two servers, as the code has, so that nothing but the other bits is wrong.
    for (const flags of [0x12, 0x22, 0x42, 0x82, 0x1a]) {
      const body = encodeInviteCode(invite).slice(0, -2);
      body[1] = flags;
      expect(tagOf(sealed(body))).toBe('InviteVersionUnknown');
    }
  });

  it('[IV5] every single changed bit is refused', () => {
    const tags = new Map<string, number>();
    for (const one of [invite, bare]) {
      const code = encodeInviteCode(one);
      for (let bit = 0; bit < code.length * 8; bit += 1) {
        const changed = code.slice();
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const direct = decodeInviteCode(changed);
        const tag = tagOf(`hearth://join/#${base32nopad.encode(changed)}`);
        expect(direct.ok || tag === 'ok', `bit ${bit}`).toBe(false);
        tags.set(tag, (tags.get(tag) ?? 0) + 1);
      }
    }
    expect([...tags.keys()].sort()).toEqual(['InviteDamaged', 'InviteTruncated']);
    expect(tags.get('InviteDamaged') ?? 0).toBeGreaterThan(1500);
  });

  it('[IV5] a changed bit of the text is refused, or was only the case of a letter', () => {
    const { link } = encodeInvite(bare);
    const bytes = utf8(link);
    let same = 0;
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const read = readInvite(changed, NOW);
      if (!read.ok) continue;
      same += 1;
      expect(read.value).toEqual(bare);
    }
    expect(same).toBeGreaterThan(50);
    expect(same).toBeLessThan(bytes.length);
  });

  it('[IV5] every truncation is refused', () => {
    for (const one of [invite, bare]) {
      const { link } = encodeInvite(one);
      const tags = Array.from({ length: link.length }, (_, length) => tagOf(link.slice(0, length)));
      expect(tags.filter((tag) => tag === 'ok')).toEqual([]);
      expect(new Set(tags.slice(0, 13))).toEqual(new Set(['InviteNotAnInvite']));
      expect(new Set(tags.slice(13))).toEqual(new Set(['InviteTruncated']));
      const code = encodeInviteCode(one);
      for (let length = 0; length < code.length; length += 1) {
        expect(decodeInviteCode(code.subarray(0, length)), `${length} bytes`).toEqual({
          ok: false,
          error: { tag: 'InviteTruncated' },
        });
      }
    }
  });

  it('[IV5] what is no invite says so', () => {
    for (const text of [
      '',
      ' ',
      'hello there',
      'https://example.org/join/#abc',
      'hearth://',
      'mailto:mia',
      '\u0000\ufffd',
      'a'.repeat(100),
    ]) {
      expect(tagOf(text), text).toBe('InviteNotAnInvite');
    }
    expect(tagOf(new Uint8Array(300).fill(0xfe))).toBe('InviteNotAnInvite');
    expect(tagOf('hearth://join/#')).toBe('InviteTruncated');
    expect(tagOf(`hearth://join/#${'a'.repeat(400)}`)).toBe('InviteDamaged');
  });

  it('[IV5] 100 kB of anything is refused unread', () => {
    for (const text of [
      'a'.repeat(100_000),
      'hearth://join/#'.repeat(7_000),
      `${encodeInvite(invite).link}${' '.repeat(100_000)}`,
    ]) {
      expect(tagOf(text)).toBe('InviteTooLong');
      expect(tagOf(utf8(text))).toBe('InviteTooLong');
    }
    // The longest that is read, made to join as many runs as there can be: still a handful of steps.
    expect(tagOf(`hearth://join/# ${'a '.repeat(2_000)}`)).toBe('InviteDamaged');
  });

  it('[IV2] a later version says so, also with flags or servers that this one does not know', () => {
    const body = encodeInviteCode(bare).subarray(0, 84);
    const changed = (at: number, value: number): Uint8Array => body.map((byte, i) => (i === at ? value : byte));
    expect(tagOf(sealed(body))).toBe('ok');
    expect(tagOf(sealed(changed(0, 2)))).toBe('InviteVersionUnknown');
    expect(tagOf(sealed(changed(1, 0x10)))).toBe('InviteVersionUnknown');
    expect(tagOf(sealed(new Uint8Array([2, 0, 1, 2, 3])))).toBe('InviteVersionUnknown');
  });

  it('[IV2] servers that are none, or bytes left over, are damage even under a right checksum', () => {
    const body = encodeInviteCode(bare).subarray(0, 84);
    const withServers = (count: number, rest: Uint8Array): string => {
      const longer = new Uint8Array(body.length + rest.length);
      longer.set(body);
      longer[1] = count;
      longer.set(rest, body.length);
      return sealed(longer);
    };
    const server = (text: string): Uint8Array => new Uint8Array([text.length, ...utf8(text)]);
    expect(tagOf(withServers(1, server('ws://a')))).toBe('ok');
    expect(tagOf(withServers(1, server('http://a')))).toBe('InviteDamaged');
    expect(tagOf(withServers(1, server('ws://a b')))).toBe('InviteDamaged');
    expect(tagOf(withServers(0, server('ws://a')))).toBe('InviteDamaged');
    expect(tagOf(withServers(2, server('ws://a')))).toBe('InviteTruncated');
  });

  it('[IV2] as many servers as fit are named: four at most, 120 bytes', () => {
    const long = `wss://${'x'.repeat(70)}.example`;
    expect(fitServers(['ws://a', 'http://b', 'ws://c', 'ws://d', 'ws://e', 'ws://f'])).toEqual([
      'ws://a',
      'ws://c',
      'ws://d',
      'ws://e',
    ]);
    expect(fitServers([long, long, 'ws://a'])).toEqual([long, 'ws://a']);
    expect(() => encodeInviteCode({ ...bare, servers: ['http://b'] })).toThrow(RangeError);
  });

  it('[IV5] it expires at the start of its day, by the clock of who reads it', () => {
    const { link } = encodeInvite(invite);
    expect(tagOf(link, invite.expiresAt - 1)).toBe('ok');
    expect(readInvite(link, invite.expiresAt)).toEqual({
      ok: false,
      error: { tag: 'InviteExpired', expiredAt: invite.expiresAt },
    });
  });
});

describe('an invite in the log', () => {
  const random = createSeededRandom(1);
  const groupId = groupIdOf(new Uint8Array(32).fill(1));
  const input = (admitters: readonly { deviceId: DeviceId; dkPk: Uint8Array }[], epochKey: Uint8Array) => ({
    groupId,
    genesisHash: '2f'.repeat(32) as EntryId,
    inviter: '3e'.repeat(16) as DeviceId,
    epochId: '4d'.repeat(32) as EpochId,
    epochKey,
    admitters,
    maxUses: 3,
    expiresAt: NOW + 1,
    role: 'member' as const,
    history: 0xffff,
    servers: ['ws://127.0.0.1:4444', 'nonsense'],
    keeper: true,
    random,
  });

  it('[IV1] [IV3] devices that may admit open the secret, others do not, and a swapped one is seen', () => {
    const [ann, bea] = [createIdentity(groupId, random), createIdentity(groupId, random)];
    const epochKey = random.bytes(32);
    const device = { deviceId: ann.deviceId, dkPk: ann.deviceKem.publicKey };
    const made = createInvite(input([device], epochKey));
    const other = createInvite(input([device], epochKey));
    expect(openInviteSecret(groupId, made.op, ann.deviceId, ann.deviceKem.secretKey)).toEqual(made.invite.secret);
    expect(openInviteSecret(groupId, made.op, bea.deviceId, bea.deviceKem.secretKey)).toBeNull();
    expect(openInviteSecret(groupId, made.op, ann.deviceId, bea.deviceKem.secretKey)).toBeNull();
    expect(
      openInviteSecret(groupId, { ...made.op, secrets: other.op.secrets }, ann.deviceId, ann.deviceKem.secretKey),
    ).toBeNull();
    expect(made.op.inviteId).toBe(inviteKeys(groupId, made.invite.secret).inviteId);
    expect(made.invite.servers).toEqual(['ws://127.0.0.1:4444']);
    expect(made.op.expiresAt, 'the end of the UTC day').toBe(NOW + DAY);
    expect(readInvite(encodeInvite(made.invite).link, NOW)).toEqual({ ok: true, value: made.invite });
  });

  it('[IV3] a facilitator who wraps another secret under the id of an invite is seen', () => {
    const ann = createIdentity(groupId, random);
    const { op } = createInvite(input([], random.bytes(32)));
    const context = concatBytes(idToBytes(groupId), idToBytes(op.inviteId), idToBytes(ann.deviceId));
    const wrapped = encapsulate(ann.deviceKem.publicKey, random.bytes(64));
    if (!wrapped) throw new Error('no wrap');
    const once = keyedHash(wrapped.sharedSecret, 'invite-wrap', wrapped.ciphertext, context);
    const box = seal(once, ZERO_NONCE, random.bytes(16), context);
    const secrets = [{ deviceId: ann.deviceId, ciphertext: wrapped.ciphertext, box }];
    expect(open(once, ZERO_NONCE, box, context)).toHaveLength(16);
    expect(openInviteSecret(groupId, { ...op, secrets }, ann.deviceId, ann.deviceKem.secretKey)).toBeNull();
  });

  it('[IV4] every member finds the room of the newcomer, from the epoch key alone', () => {
    const epochKey = random.bytes(32);
    const { op, invite: given } = createInvite(input([], epochKey));
    const seed = openRendezvousSeed(op, epochKey);
    expect(seed).toEqual(inviteKeys(groupId, given.secret).rvSeed);
    expect(openRendezvousSeed(op, random.bytes(32))).toBeNull();
  });
});

describe('rooms', () => {
  it('[EP7] [IV4] names and passwords change with the day and say nothing', () => {
    const key = new Uint8Array(32).fill(1);
    const day = 20_513;
    const names = [groupTopic, groupRoomPassword, inviteTopic, inviteRoomPassword].flatMap((name) => [
      name(key, day),
      name(key, day + 1),
      name(new Uint8Array(32), day),
    ]);
    expect(new Set(names).size).toBe(12);
    for (const name of names) expect(name).toMatch(/^[0-9a-z]{32}$/);
    expect(names.filter((_, i) => i % 3 === 0)).toMatchInlineSnapshot(`
      [
        "ulcmlpiyixval4qbjhwbqi3ntuwj42h5",
        "4oyxslfjzmc4xei3c7lxffazwvgv6k4t",
        "b3yzz2hmeum2o6e3u56iewk46cdxjlpu",
        "fqlc7k62tiuru2umyvi2zsm64o7wo2qx",
      ]
    `);
  });
});
