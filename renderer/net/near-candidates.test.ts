import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import { nearCandidates } from './near-candidates.ts';
import type { PeerSignal } from './peer-host.ts';
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

describe('two peers whose names nobody can look up', () => {
  afterEach(endAll);

  it('[LN13] meet when one of them was told at which addresses the other may be, and only then', async () => {
    const addresses = Object.values(networkInterfaces()).flatMap((all) =>
      (all ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
    );
    const meeting = (nearby: readonly string[]): [End, End] => {
      const [a, b] = [new End(true), new End(false, 2_000, nearby)];
      const hide = (signal: PeerSignal): PeerSignal => {
        // This library writes candidates into descriptions as well.
        if (signal.type !== 'candidate') return { ...signal, sdp: signal.sdp.replace(/a=candidate:.*\r\n/g, '') };
        const words = signal.candidate.candidate?.split(' ') ?? [];
        const candidate = words.with(4, '0f3c7d2e-8a51-4c0b-9b1c-7a1d3d2f9a10.local').join(' ');
        return { type: 'candidate', candidate: { ...signal.candidate, candidate } };
      };
      a.onSaid = (signal) => b.peer.signal(hide(signal));
      b.onSaid = (signal) => a.peer.signal(hide(signal));
      return [a, b];
    };
    const [ann, ben] = meeting(['192.0.2.7', ...addresses]);
    await Promise.all([ann, ben].map((end) => end.until(() => end.binding !== null)));
    ann.peer.sendFrame(Uint8Array.of(1));
    await ben.until(() => ben.frames.length === 1);
    const [, cleo] = meeting([]);
    await cleo.until(() => cleo.ended);
    expect(cleo.binding).toBeNull();
  });
});
