const bitsOf = (address: string): number => address.split('.').reduce((bits, byte) => bits * 256 + Number(byte), 0);

/** Whether `from` is an address of the network that `address` is on; both IPv4, `prefix` in bits. */
export function isOnNetwork(from: string, address: string, prefix: number): boolean {
  const size = 2 ** (32 - prefix);
  return Math.floor(bitsOf(from) / size) === Math.floor(bitsOf(address) / size);
}
