/**
 * What we take from the session descriptions (SDP, RFC 8866) that two peers
 * exchange: that they speak of one data connection and nothing else, and the
 * one fingerprint of the certificate that DTLS will insist on (RFC 8122).
 */

/** Longest description in characters; a browser's own is about 500. */
export const MAX_DESCRIPTION_CHARACTERS = 4_096;

/**
 * The SHA-256 fingerprint (32 bytes) of a description, or null when it has none,
 * more than one, another hash, more than one media section or one that is no
 * data channel. With two fingerprints DTLS might take another than AUTH signs.
 */
export function descriptionFingerprint(sdp: string): Uint8Array | null {
  if (sdp.length > MAX_DESCRIPTION_CHARACTERS) return null;
  const lines = sdp.split(/\r\n|\r|\n/);
  const media = lines.filter((line) => /^m=/i.test(line));
  if (media.length !== 1 || !/^m=application \d+ (UDP|TCP)\/DTLS\/SCTP webrtc-datachannel$/.test(media[0] ?? '')) {
    return null;
  }
  const fingerprints = lines.filter((line) => /^\s*a\s*=\s*fingerprint/i.test(line));
  const match = /^a=fingerprint:sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/i.exec(fingerprints[0] ?? '');
  if (fingerprints.length !== 1 || match?.[1] === undefined) return null;
  return Uint8Array.from(match[1].split(':'), (byte) => Number.parseInt(byte, 16));
}

/** Which of two ends begins: a rule that both see alike, whoever offered first. False for both when they are equal. */
export function isInitiator(local: Uint8Array, remote: Uint8Array): boolean {
  for (let i = 0; i < local.length; i += 1) {
    const [ours, theirs] = [local[i] ?? 0, remote[i] ?? 0];
    if (ours !== theirs) return ours < theirs;
  }
  return false;
}

/** A candidate's line (RFC 8839, 5.1), with what stands behind `a=`. */
const CANDIDATE = /^a=(candidate:[^\r\n]*)\r?\n/gm;

/** The candidates that stand in a description, in the form in which they are told one by one. */
export const candidatesIn = (sdp: string): readonly RTCIceCandidateInit[] =>
  [...sdp.matchAll(CANDIDATE)].map(([, candidate = '']) => ({ candidate, sdpMLineIndex: 0 }));

/** What tells two candidates of one computer apart: all before their kind. Behind it each way to tell one adds its own. */
export const candidateKey = (candidate: string): string => candidate.split(' ', 6).join(' ');

/**
 * Our own description as it may be told: with its candidates as `shown` gives them, and with no address outside them.
 * What does not fit the bound is left, to be told one by one.
 */
export function tellableDescription(
  sdp: string,
  shown: (candidate: string) => string,
): { readonly sdp: string; readonly left: readonly RTCIceCandidateInit[] } {
  // Once candidates are known, browsers name the likeliest of them here as well; ICE takes none from these lines.
  const bare = sdp
    .replace(CANDIDATE, '')
    .replace(/^c=IN .*$/gm, (line) => `c=IN IP4 0.0.0.0${line.endsWith('\r') ? '\r' : ''}`)
    .replace(/^m=application \d+ /gm, 'm=application 9 ');
  let told = bare;
  const left: RTCIceCandidateInit[] = [];
  for (const { candidate = '' } of candidatesIn(sdp)) {
    const more = `a=${shown(candidate)}\r\n`;
    if (told.length + more.length <= MAX_DESCRIPTION_CHARACTERS) told += more;
    else left.push({ candidate: shown(candidate), sdpMLineIndex: 0 });
  }
  return { sdp: told, left };
}
