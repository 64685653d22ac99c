import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { hideAddress, nearCandidates } from './near-candidates.ts';
import { End, endAll } from './testing/peer-end.ts';

const NAMED = 'candidate:1 1 udp 2113937151 0f3c7d2e-8a51-4c0b-9b1c-7a1d3d2f9a10.local 50123 typ host generation 0';
const rest = { sdpMid: '0', sdpMLineIndex: 0, usernameFragment: 'abcd' };

describe('a candidate that hides its address', () => {
  it('[LN13] may be at each address that was heard on the network, at its own port', () => {
    const near = nearCandidates({ candidate: NAMED, ...rest }, ['192.168.1.20', '192.168.1.30']);
    expect(near).toEqual([
      { ...rest, candidate: 'candidate:1 1 udp 2113937151 192.168.1.20 50123 typ host generation 0' },
      { ...rest, candidate: 'candidate:1 1 udp 2113937151 192.168.1.30 50123 typ host generation 0' },
    ]);
    expect(nearCandidates({ candidate: NAMED, ...rest }, [])).toEqual([]);
  });

  it('[LN13] one that shows it, or is of another form, stays alone', () => {
    for (const candidate of [
      NAMED.replace(/[0-9a-f-]{36}\.local/, '10.0.0.1'),
      NAMED.replace('udp', 'tcp'),
      NAMED.replace('.local', '.local.example'),
      'candidate:1',
      '',
      undefined,
    ]) {
      expect(nearCandidates({ ...rest, ...(candidate === undefined ? {} : { candidate }) }, ['192.168.1.20'])).toEqual(
        [],
      );
    }
  });
});

describe('a candidate of ours', () => {
  it('[LN13] loses its address where that is hidden, and keeps what a server saw', () => {
    const host = 'candidate:1 1 udp 2113937151 192.168.1.20 50123 typ host generation 0';
    expect(hideAddress(host)).toBe(host.replace('192.168.1.20', '00000000-0000-4000-8000-000000000000.local'));
    expect(hideAddress(NAMED)).toBe(NAMED);
    const seen = 'candidate:2 1 udp 1677729535 203.0.113.9 4001 typ srflx raddr 192.168.1.20 rport 50123 generation 0';
    expect(hideAddress(seen)).toBe(seen.replace('raddr 192.168.1.20 rport 50123', 'raddr 0.0.0.0 rport 0'));
    expect(nearCandidates({ candidate: hideAddress(host) }, ['10.0.0.9'])).toEqual([
      { candidate: host.replace('192.168.1.20', '10.0.0.9') },
    ]);
  });
});

describe('two peers whose names nobody can look up', () => {
  afterEach(endAll);

  it('[LN13] meet when one of them was told at which addresses the other may be, and only then', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    );
    const meeting = (nearby: readonly string[]): [End, End] => {
      const [a, b] = [
        new End(true, 20_000, { nearby: [], hidesAddress: true }),
        new End(false, 2_000, { nearby, hidesAddress: true }),
      ];
      a.onSaid = (signal) => b.peer.signal(signal);
      b.onSaid = (signal) => a.peer.signal(signal);
      return [a, b];
    };
    const [ann, ben] = meeting(['192.0.2.7', ...addresses]);
    await Promise.all([ann, ben].map((end) => end.until(() => end.binding !== null)));
    ann.peer.sendFrame(Uint8Array.of(1));
    await ben.until(() => ben.frames.length === 1);
    // What was said holds no address of this computer.
    for (const address of addresses) expect(JSON.stringify([ann.said, ben.said])).not.toContain(` ${address} `);
    const [, cleo] = meeting([]);
    await cleo.until(() => cleo.ended);
    expect(cleo.binding).toBeNull();
  });
});
