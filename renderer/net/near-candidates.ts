/**
 * Addresses of peers on the same network (SPEC LN13). Browsers hide local
 * addresses in candidates behind multicast DNS names, which say nothing where a
 * network does not carry such names, and which Chromium has no more once it may
 * use every network of this computer; then a name is put there that nobody can
 * look up. Members who were heard on the same network have shown their address
 * there, so the other side is tried at those: the port stands in the candidate.
 */

/** What is known of how near peers are. */
export interface Nearness {
  /** Addresses of computers on the same network, at one of which the other side may be. */
  readonly nearby: readonly string[];
  /** Whether this computer's own addresses are hidden here, since the browser does not. */
  readonly hidesAddress: boolean;
}

const MDNS_NAME = /^[0-9a-f-]{1,64}\.local$/i;
/** Stands for any address of ours. */
const NO_NAME = '00000000-0000-4000-8000-000000000000.local';
/** Where the address and the kind stand in a candidate (RFC 8839, 5.1), counted in words. */
const ADDRESS = 4;
const KIND = 7;

/** The same candidate at each of `nearby`; none for one that names an address, or is not of this form. */
export function nearCandidates(
  candidate: RTCIceCandidateInit,
  nearby: readonly string[],
): readonly RTCIceCandidateInit[] {
  const words = candidate.candidate?.split(' ') ?? [];
  if (words[2]?.toLowerCase() !== 'udp' || !MDNS_NAME.test(words[ADDRESS] ?? '')) return [];
  return nearby.map((address) => ({ ...candidate, candidate: words.with(ADDRESS, address).join(' ') }));
}

/** A candidate of ours without an address of this computer in it; what a server saw of us stays. */
export function hideAddress(candidate: string): string {
  const words = candidate.split(' ');
  if (words[KIND] === 'host' && !MDNS_NAME.test(words[ADDRESS] ?? '')) return words.with(ADDRESS, NO_NAME).join(' ');
  return candidate.replace(/ raddr \S+ rport \S+/, ' raddr 0.0.0.0 rport 0');
}
