/**
 * Browsers hide local addresses in candidates behind multicast DNS names, which
 * say nothing where a network or a system does not carry such names. Members who
 * were heard on the same network have shown their address there (SPEC LN13), so
 * the other side may be at one of those: the port stands in the candidate.
 */

const MDNS_NAME = /^[0-9a-f-]{1,64}\.local$/i;
/** Where the address stands in a candidate (RFC 8839, 5.1), counted in words. */
const ADDRESS = 4;

/** The same candidate at each of `nearby`; none for one that names an address, or is not of this form. */
export function nearCandidates(
  candidate: RTCIceCandidateInit,
  nearby: readonly string[],
): readonly RTCIceCandidateInit[] {
  const words = candidate.candidate?.split(' ') ?? [];
  if (words[2]?.toLowerCase() !== 'udp' || !MDNS_NAME.test(words[ADDRESS] ?? '')) return [];
  return nearby.map((address) => ({ ...candidate, candidate: words.with(ADDRESS, address).join(' ') }));
}
