/** Remainders of all bytes for the reflected Castagnoli polynomial. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0x82f63b78 : remainder >>> 1;
  }
  return remainder;
});

/**
 * The CRC-32C checksum of bytes, as a uint32; with `previous`, of what that was the checksum of and the bytes after it.
 *
 * Source: RFC 3720, appendix B.4 (Castagnoli polynomial 0x1EDC6F41).
 *
 * @example
 * crc32c(new TextEncoder().encode('123456789')); // 0xe3069283
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  for (let index = 0; index < bytes.length; index++) {
    crc = table[(crc ^ bytes[index]) & 0xff] ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
