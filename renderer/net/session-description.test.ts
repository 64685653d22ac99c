import { describe, expect, it } from 'vitest';
import {
  candidatesIn,
  descriptionFingerprint,
  isInitiator,
  MAX_DESCRIPTION_CHARACTERS,
  tellableDescription,
} from './session-description.ts';

const PRINT = Array.from({ length: 32 }, (_, i) => i * 8);
const line = `a=fingerprint:sha-256 ${PRINT.map((b) => b.toString(16).padStart(2, '0').toUpperCase()).join(':')}`;
const media = 'm=application 9 UDP/DTLS/SCTP webrtc-datachannel';
const sdp = (...lines: string[]) => ['v=0', 'o=- 1 2 IN IP4 127.0.0.1', 's=-', ...lines, ''].join('\r\n');

describe('descriptions', () => {
  it('[NT12] gives the one fingerprint, at either level', () => {
    expect(descriptionFingerprint(sdp(media, 'a=setup:actpass', line))).toEqual(Uint8Array.from(PRINT));
    expect(descriptionFingerprint(sdp(line, media))).toEqual(Uint8Array.from(PRINT));
    expect(descriptionFingerprint(sdp(media, line.toLowerCase()))).toEqual(Uint8Array.from(PRINT));
  });
  it.each([
    ['none', sdp(media)],
    ['two', sdp(line, media, line)],
    ['another one hidden by a space', sdp(media, line, ` ${line.replace('00', 'FF')}`)],
    ['another one by a bare carriage return', sdp(media, line).replace('s=-', `s=-\r${line}`)],
    ['a weaker hash', sdp(media, 'a=fingerprint:sha-1 00:11')],
    ['a longer hash', sdp(media, line.replace('sha-256', 'sha-512'))],
    ['31 bytes', sdp(media, line.slice(0, -3))],
    ['33 bytes', sdp(media, `${line}:00`)],
    ['not hexadecimal', sdp(media, line.replace('08', 'G8'))],
    ['no media', sdp(line)],
    ['sound beside it', sdp(media, line, 'm=audio 9 UDP/TLS/RTP/SAVPF 111')],
    ['sound in its place', sdp('m=audio 9 UDP/TLS/RTP/SAVPF 111', line)],
    ['too long', sdp(media, line, `a=x:${'y'.repeat(MAX_DESCRIPTION_CHARACTERS)}`)],
    ['empty', ''],
  ])('[NT12] gives nothing for %s', (_name, description) => {
    expect(descriptionFingerprint(description)).toBeNull();
  });
  it('[NT12] exactly one of two ends begins, and none with itself', () => {
    const [a, b] = [Uint8Array.of(1, 2, 3), Uint8Array.of(1, 3, 0)];
    expect([isInitiator(a, b), isInitiator(b, a), isInitiator(a, a)]).toEqual([true, false, false]);
  });

  const HOST = 'candidate:1 1 udp 2113937151 192.168.1.20 50123 typ host generation 0';
  const SEEN = 'candidate:2 1 udp 1677729535 203.0.113.9 4001 typ srflx raddr 192.168.1.20 rport 50123';
  const gathered = sdp(
    media.replace(' 9 ', ' 50123 '),
    'c=IN IP4 192.168.1.20',
    line,
    `a=${HOST}`,
    'a=mid:0',
    `a=${SEEN}`,
  );

  it('[MT2] [LN13] tells candidates as they may be shown, and no address anywhere else', () => {
    const { sdp: told, left } = tellableDescription(gathered, (candidate) => candidate.replaceAll('192.168.1.20', 'x'));
    expect(told).not.toContain('192.168');
    expect(candidatesIn(told).map(({ candidate }) => candidate)).toEqual(
      [HOST, SEEN].map((candidate) => candidate.replaceAll('192.168.1.20', 'x')),
    );
    expect(told).toContain(`${media}\r\nc=IN IP4 0.0.0.0\r\n`);
    expect(descriptionFingerprint(told)).toEqual(Uint8Array.from(PRINT));
    expect(left).toEqual([]);
  });

  it('[MT2] what does not fit is left to be told by itself', () => {
    const many = gathered.replace(`a=${HOST}\r\n`, `a=${HOST} x-${'y'.repeat(400)}\r\n`.repeat(12));
    const { sdp: told, left } = tellableDescription(many, (candidate) => candidate);
    expect(told.length).toBeLessThanOrEqual(MAX_DESCRIPTION_CHARACTERS);
    expect(left.length).toBeGreaterThan(0);
    expect(candidatesIn(told).length + left.length).toBe(13);
  });
});
