/**
 * CRC-16/CCITT-FALSE (polynomial 0x1021, initial 0xFFFF), 2 bytes big-endian.
 * Against slips of copying, not against people: it notices every single changed
 * bit and every burst of up to 16, which a hash of the same length does not.
 */
export function crc16(bytes: Uint8Array): Uint8Array {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return Uint8Array.of(crc >>> 8, crc & 0xff);
}
