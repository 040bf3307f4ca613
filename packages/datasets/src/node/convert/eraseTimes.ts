import { open, type FileHandle } from 'node:fs/promises';
import { lookup3 } from '../../formats/lookup3.ts';

/** How the header of an object begins: its signature and version (HDF5 File Format Specification 3.0, IV.A.1.b). */
const head = Buffer.from('OHDR\x02', 'latin1');
const hasTimes = 0x20;
const hasPhases = 0x10;
/** Four times of four bytes each, after the flags. */
const timesAt = 6;
const timesBytes = 16;
const blockBytes = 2 ** 20;
/** Most bytes of a header that is looked at. */
const mostHeader = 2 ** 16;

/**
 * Sets the times in the headers of an HDF5 file's objects to none, so that equal data give equal bytes: the library always
 * notes when an object was made and changed. What only looks like a header has another checksum and stays as it is.
 */
export async function eraseTimes(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const { size } = await file.stat();
    for (let at = 0; at < size; at += blockBytes) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(blockBytes + mostHeader), 0, undefined, at);
      const block = buffer.subarray(0, bytesRead);
      for (let i = block.indexOf(head); i >= 0 && i < blockBytes; i = block.indexOf(head, i + 1)) {
        await eraseAt(file, at + i, block.subarray(i));
      }
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @param bytes what begins like a header, and at least all of it */
async function eraseAt(file: FileHandle, place: number, bytes: Buffer): Promise<void> {
  const flags = bytes[5];
  if (bytes.length < timesAt + timesBytes + 12 || (flags & hasTimes) === 0) return;
  const sizeAt = timesAt + timesBytes + ((flags & hasPhases) === 0 ? 0 : 4);
  const sizeBytes = 1 << (flags & 3);
  if (sizeBytes === 8) return;
  const end = sizeAt + sizeBytes + bytes.readUIntLE(sizeAt, sizeBytes);
  if (end + 4 > bytes.length || lookup3(bytes.subarray(0, end)) !== bytes.readUInt32LE(end)) return;
  const header = Buffer.from(bytes.subarray(0, end + 4));
  header.fill(0, timesAt, timesAt + timesBytes);
  header.writeUInt32LE(lookup3(header.subarray(0, end)), end);
  await file.write(header, 0, header.length, place);
}
