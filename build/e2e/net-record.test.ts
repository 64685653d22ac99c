import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outputOf } from '../scripts/run-command.ts';
import { isLoopback, readNetRecord, STRACE_OPTIONS } from './net-record.ts';

/** A program that reaches out in every way there is; 192.0.2.0/24 and 224.0.0.251 lead nowhere (RFC 5737, RFC 6762). */
const PROGRAM = `
const net = require('node:net'), dgram = require('node:dgram');
const quick = net.connect({ host: '192.0.2.1', port: 81, autoSelectFamily: false }); quick.on('error', () => {});
setTimeout(() => quick.destroy(), 20);
const server = net.createServer((socket) => socket.end('hello')).listen(0, '127.0.0.1', () => {
  net.connect(server.address().port, '127.0.0.1').on('data', () => server.close());
});
const loud = dgram.createSocket('udp4'); loud.on('error', () => {});
loud.send('x', 9, '127.0.0.1', () => loud.send('x', 5353, '224.0.0.251', () => loud.close()));
const paired = dgram.createSocket('udp6'); paired.on('error', () => {});
paired.connect(98, '::1', () => paired.send('x', () => paired.close()));
const quiet = dgram.createSocket('udp4'); quiet.connect(53, '192.0.2.53', () => quiet.close());
`;

let folder: string;
let record: ReturnType<typeof readNetRecord>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hearth-record-'));
  const file = join(folder, 'record');
  await outputOf('strace', [...STRACE_OPTIONS, '-o', file, process.execPath, '-e', PROGRAM]);
  record = readNetRecord(await readFile(file, 'utf8'));
});
afterAll(() => rm(folder, { recursive: true }));

const names = (list: readonly { protocol: string; address: string; port: number }[]) =>
  list.map(({ protocol, address, port }) => `${protocol} ${address} ${port}`);

describe('the record of network calls', () => {
  it('holds a connection that lived for a moment, datagrams with and without an address, and multicast', () => {
    expect(names(record.contacts)).toEqual(
      expect.arrayContaining(['TCP 192.0.2.1 81', 'UDP 127.0.0.1 9', 'UDP 224.0.0.251 5353', 'UDP ::1 98']),
    );
    expect(record.contacts).toHaveLength(5);
    expect(record.callCount).toBeGreaterThan(10);
  });

  it('keeps apart what was named and never sent anything', () => {
    expect(names(record.namedOnly)).toEqual(['UDP 192.0.2.53 53']);
  });

  it('says where the program listens, and leaves nothing unplaced', () => {
    expect(record.listening).toEqual(['127.0.0.1']);
    expect(record.unknown).toEqual([]);
  });

  it('joins a call that another thread interrupted, and counts one that a kill cut off', () => {
    const { contacts } = readNetRecord(
      [
        '7 socket(AF_INET, SOCK_STREAM, 0 <unfinished ...>',
        '8 socket(AF_INET, SOCK_DGRAM, 0) = 4<socket:[12]>',
        '7 <... socket resumed>) = 3<socket:[11]>',
        '7 connect(3<socket:[11]>, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.7")}, 16 <unfinished ...>',
      ].join('\n'),
    );
    expect(names(contacts)).toEqual(['TCP 192.0.2.7 80']);
  });

  it('does not pass over a call it cannot place', () => {
    const raw = '7 socket(AF_INET, SOCK_RAW, IPPROTO_ICMP) = 3<socket:[11]>';
    const stranger =
      '7 sendto(9<socket:[99]>, "x", 1, 0, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("192.0.2.7")}, 16) = 1';
    const packet = '7 socket(AF_PACKET, SOCK_RAW, 0) = 4<socket:[12]>';
    expect(readNetRecord([raw, stranger, packet].join('\n')).unknown).toEqual([raw, stranger, packet]);
  });
});

it('only loopback counts as loopback', () => {
  for (const address of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) expect(isLoopback(address)).toBe(true);
  for (const address of ['128.0.0.1', '10.127.0.0.1', '::', '0.0.0.0', '::2', 'fe80::1', '127.0.0.1.example'])
    expect(isLoopback(address)).toBe(false);
});
