import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openSource } from './convert/convertDataset.ts';
import { CorruptDatasetError } from './errors.ts';
import { arraysName, arraySpecs, fileChecksum, manifestChecksum, manifestName } from './folder/manifest.ts';
import { NpzReader } from './folder/npzReader.ts';
import { naming, readManifest } from './folder/readDataset.ts';
import { exists } from './newFolder.ts';
import type { SourceHeader } from './source.ts';

async function verifyFolder(folder: string): Promise<SourceHeader> {
  const manifest = await readManifest(folder);
  const fail = (path: string, rule: string): never => {
    throw new CorruptDatasetError(
      `verifyDataset: ${path}: ${rule}; generate the dataset again or copy it anew`,
    );
  };
  if (manifestChecksum(manifest) !== manifest.checksum) {
    fail(
      join(folder, manifestName),
      'the manifest does not match its own checksum; it was edited or damaged',
    );
  }
  const path = join(folder, arraysName);
  return naming(path, async () => {
    const { bytes, sha256 } = manifest.files[arraysName];
    const { size } = await stat(path);
    if (size !== bytes) fail(path, `must have ${bytes} bytes by the manifest, but has ${size}`);
    if ((await fileChecksum(path)) !== sha256) fail(path, 'does not match its SHA-256 in the manifest');
    const npz = await NpzReader.open(path);
    try {
      for (const [name, spec] of Object.entries(arraySpecs(manifest, manifest.parameters))) {
        await npz.readRange(name, spec, 0, 0);
      }
    } finally {
      await npz.close();
    }
    return manifest;
  });
}

/** Reads all of it, which compares what checksums the format has. */
async function verifySource(path: string): Promise<SourceHeader> {
  const source = await openSource(path);
  try {
    let read = 0;
    for await (const { frames } of source.trajectories()) if (frames.length > 0) read++;
    const { trajectories } = source.header;
    if (read !== trajectories) {
      throw new CorruptDatasetError(
        `verifyDataset: ${path} must hold ${trajectories} trajectories, but holds ${read}`,
      );
    }
    return source.header;
  } finally {
    await source.close();
  }
}

/**
 * Checks every byte of a dataset. Of a folder: the manifest against its own checksum, the size and SHA-256 of each file,
 * and the arrays against the shapes that the manifest gives. Of an HDF5 file: the SHA-256 of every array. Of a folder in
 * the layout of the DeepMind suite: the CRC-32C of every record, and its features against `features.txt`.
 * @throws MissingDatasetError, CorruptDatasetError, which name the file
 * @example
 * await generateDataset('data', 'mass-spring', { seed: 1, trajectories: 3, frames: 5 });
 * const { trajectories } = await verifyDataset('data');
 */
export async function verifyDataset(path: string): Promise<SourceHeader> {
  const isFolder = (await exists(join(path, manifestName))) || (await exists(join(path, arraysName)));
  return isFolder ? verifyFolder(path) : verifySource(path);
}
