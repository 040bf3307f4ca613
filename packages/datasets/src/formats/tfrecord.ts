/** The bytes are not a TFRecord file, or are damaged. */
export class TfRecordError extends Error {
  override readonly name = 'TfRecordError';
}

const polynomial = 0x82f63b78;
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? polynomial : 0);
  return crc;
});

/** CRC-32C (Castagnoli) of bytes. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]) & 0xff];
  return (crc ^ 0xffffffff) >>> 0;
}

/** TFRecord stores checksums rotated and shifted, so that a checksum of a checksum is not trivial. */
function masked(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** A record: length, its checksum, the data, their checksum. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(data.length + 16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, masked(crc32c(bytes.subarray(0, 8))), true);
  bytes.set(data, 12);
  view.setUint32(12 + data.length, masked(crc32c(data)), true);
  return bytes;
}

/** Length of the record's data, from its first 12 bytes. */
export function recordLength(header: Uint8Array): number {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (header.length < 12 || view.getUint32(8, true) !== masked(crc32c(header.subarray(0, 8)))) {
    throw new TfRecordError('recordLength: the length of a record does not match its checksum');
  }
  return Number(view.getBigUint64(0, true));
}

/** The record's data, from its data and the 4 bytes that follow them. */
export function checkedRecord(body: Uint8Array): Uint8Array {
  const data = body.subarray(0, body.length - 4);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  if (view.getUint32(data.length, true) !== masked(crc32c(data))) {
    throw new TfRecordError('checkedRecord: the data of a record do not match their checksum');
  }
  return data;
}
