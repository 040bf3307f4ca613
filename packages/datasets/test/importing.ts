import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect } from 'vitest';
import { convertDataset, type ConvertOptions } from '../src/node/convert/convertDataset.ts';
import { CorruptDatasetError } from '../src/node/errors.ts';
import { readDataset } from '../src/node/folder/readDataset.ts';

/** A folder for every test of a file, and importing into it. */
export function importing() {
  let root = '';
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'hgn-foreign-'));
    await mkdir(join(root, 'own'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const imported = async (path: string, options: ConvertOptions = {}) => {
    await convertDataset(path, join(root, 'imported'), { overwrite: true, ...options });
    return readDataset(join(root, 'imported'));
  };
  /** The one line that says what is wrong with a file. */
  const refusal = async (path: string, options: ConvertOptions = {}): Promise<string> => {
    const error = await imported(path, options).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error).toBeInstanceOf(CorruptDatasetError);
    expect(error?.message).toContain(path);
    expect(error?.message).not.toContain('\n');
    return error?.message ?? '';
  };
  return { root: () => root, own: () => join(root, 'own'), imported, refusal };
}
