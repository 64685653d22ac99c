/** Raw DEFLATE (RFC 1951), used before sealing. Only inflating has to agree between implementations. */
export interface Deflate {
  deflate(bytes: Uint8Array): Uint8Array;
  /** The plain bytes, or `null` when the input is not DEFLATE or would grow beyond `maxBytes`. */
  inflate(bytes: Uint8Array, maxBytes: number): Uint8Array | null;
}
