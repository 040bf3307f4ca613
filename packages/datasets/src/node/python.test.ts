import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { generate } from '../simulation/generate.ts';
import { convertDataset } from './convert/convertDataset.ts';
import { writeDataset } from './folder/writeDataset.ts';

const modules = ['numpy', 'h5py', 'tfrecord', 'PIL'];

/** A Python with the modules, or nothing. */
function findPython(): string | undefined {
  return [process.env.HGN_PYTHON, 'python3'].find((name) => {
    if (name === undefined) return false;
    try {
      execFileSync(name, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

const python = findPython();
if (python === undefined) {
  console.warn(`SKIPPED: reading files in Python needs one with ${modules.join(', ')}: set HGN_PYTHON`);
}

test.skipIf(python === undefined)(
  'NumPy, h5py and a TFRecord reader in Python see the same values',
  async () => {
    const root = await mkdtemp(join(tmpdir(), 'hgn-python-'));
    onTestFinished(() => rm(root, { recursive: true, force: true }));
    const all = generate('suite-two-body-colors', { seed: 3, trajectories: 3, frames: 5 });
    await writeDataset(join(root, 'data'), all);
    await convertDataset(join(root, 'data'), join(root, 'data.h5'));
    await convertDataset(join(root, 'data'), join(root, 'suite'), { format: 'tfrecord' });
    const script = fileURLToPath(new URL('../../test/read_dataset.py', import.meta.url));
    const said = execFileSync(python ?? '', [script, root], { encoding: 'utf8' });
    const expected = {
      shape: [3, 5, 32, 32, 3],
      // The mean would hide frames in the wrong order: every byte counts with its place.
      frames: all.frames.reduce((sum, value, i) => (sum + value * ((i % 9973) + 1)) % 1_000_003, 0),
      q: [...all.q],
      p: [...all.p],
      energy: [...all.energy],
      mass2: [...all.parameters.mass2],
    };
    expect(JSON.parse(said)).toEqual({ npz: expected, hdf5: expected, tfrecord: expected });
  },
);
