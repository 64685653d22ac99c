import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, it } from 'vitest';
import { answerStun, createStunGate, createStunServer, MAX_STUN_BYTES, STUN_BOUNDS, type StunServer } from './stun.ts';

const bytes = (...parts: readonly string[]): Uint8Array => new Uint8Array(Buffer.from(parts.join(''), 'hex'));
const TRANSACTION = 'b7e7a701bc34d686fa87dfae';
/** A binding request with these attributes, in hex. */
const request = (attributes = '', { type = '0001', cookie = '2112a442', length = attributes.length / 2 } = {}) =>
  bytes(type, length.toString(16).padStart(4, '0'), cookie, TRANSACTION, attributes);

describe('[RN3] the keeper says as which address somebody came', () => {
  // The masked addresses of RFC 5769, 2.2 and 2.3.
  it.each([
    ['192.0.2.1', '0001a147e112a643'],
    ['2001:db8:1234:5678:11:2233:4455:6677', '0002a1470113a9faa5d3f179bc25f4b5bed2b9d9'],
  ])('[RN3] %s is masked as the RFC does', (address, masked) => {
    const answer = answerStun(request(), address, 32_853);
    const value = Buffer.from(answer ?? []).toString('hex');
    expect(value.slice(0, 4)).toBe('0101');
    expect(value.slice(8, 40)).toBe(`2112a442${TRANSACTION}`);
    expect(value.slice(48)).toBe(masked);
  });

  it('[RN3] an IPv4 address in the form of IPv6 is answered as IPv4, a short IPv6 one is filled up', () => {
    expect(answerStun(request(), '::ffff:192.0.2.1', 1)).toEqual(answerStun(request(), '192.0.2.1', 1));
    expect(answerStun(request(), 'fe80::1%eth0', 1)).toEqual(answerStun(request(), 'fe80:0:0:0:0:0:0:1', 1));
    expect(answerStun(request(), 'nobody', 1)).toBeNull();
  });

  it('[RN3] an answer is at most 24 bytes longer than its question', () => {
    expect(answerStun(request(), '192.0.2.1', 1)).toHaveLength(32);
    expect(answerStun(request(), '2001:db8::1', 1)).toHaveLength(44);
  });

  it('[RN3] what may be passed over is: a name of a program, a priority, a user', () => {
    expect(answerStun(request('8022000474657374'), '192.0.2.1', 1)).toHaveLength(32);
    expect(answerStun(request('0006000361626300'), '192.0.2.1', 1)).toHaveLength(32);
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['a header that is cut', request().subarray(0, 19)],
    ['more than 548 bytes', request('80220210'.padEnd(2 * (MAX_STUN_BYTES - 16), '0'))],
    ['another kind', request('', { type: '0003' })],
    ['an answer', request('', { type: '0101' })],
    ['another cookie', request('', { cookie: '2112a443' })],
    ['a length that is not its length', request('', { length: 4 })],
    ['a length that is no multiple of four', request('802200', { length: 3 })],
    ['an attribute beyond the end', request('80220008aabbccdd')],
    ['an attribute that asks for another port', request('0003000400000006')],
    ['rubbish', Uint8Array.from({ length: 40 }, (_, i) => i * 7)],
  ])('[RN3] %s is not answered', (_name, datagram) => {
    expect(answerStun(datagram, '192.0.2.1', 1)).toBeNull();
  });

  it('[RN3] one address is answered so often in ten seconds, all together so often, and so many addresses', () => {
    let now = 0;
    const gate = createStunGate({ windowMs: 10_000, perAddress: 2, inAll: 5, addresses: 3 }, () => now);
    expect(['a', 'a', 'a', 'b', 'c', 'd', 'b', 'c'].map(gate)).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
      true,
      false,
    ]);
    now = 9_999;
    expect(gate('a')).toBe(false);
    now = 10_000;
    expect(gate('a')).toBe(true);
  });
});

describe('[RN3] the server', () => {
  let server: StunServer | null = null;
  afterEach(() => server?.close());

  it('[RN3] answers through a real socket, rubbish before or not', async () => {
    server = createStunServer({ now: () => 0, bounds: { ...STUN_BOUNDS, perAddress: 1 } });
    const port = await server.listen(0, '127.0.0.1');
    const asker = createSocket('udp4');
    const answers: Buffer[] = [];
    const answered = new Promise<void>((resolve) => {
      asker.on('message', (answer) => {
        answers.push(answer);
        resolve();
      });
    });
    asker.send('rubbish', port, '127.0.0.1');
    asker.send(request(), port, '127.0.0.1');
    await answered;
    expect(answers[0]).toEqual(Buffer.from(answerStun(request(), '127.0.0.1', asker.address().port) ?? []));
    asker.close();
  });
});
