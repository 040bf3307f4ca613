import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { npyHeader } from '../../formats/npy.ts';
import { openImport } from './openImport.ts';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'hgn-'))));
afterAll(() => rm(folder, { recursive: true }));

const array = (dtype: '|u1' | '<f8', shape: readonly number[], data: Uint8Array): Uint8Array =>
  Uint8Array.from([...npyHeader({ dtype, shape }), ...data]);
const numbers = (...values: number[]) => new Uint8Array(Float64Array.from(values).buffer);

async function withTime(dt: Uint8Array, level: 0 | 6 = 0): Promise<string> {
  const frames = array('|u1', [1, 4, 2, 3, 3], new Uint8Array(72).fill(7));
  const path = join(folder, `dt-${level}.npz`);
  await writeFile(path, zipSync({ 'frames.npy': frames, 'dt.npy': dt }, { level }));
  return path;
}

test('an .npz file tells the time between its frames, and an option overrides it', async () => {
  for (const level of [0, 6] as const) {
    const path = await withTime(array('<f8', [], numbers(0.125)), level);
    const dt = async (options = {}) => {
      const source = await openImport(path, options);
      await source.close();
      return source.header.dt;
    };
    expect(await dt()).toBe(0.125);
    expect(await dt({ every: 2 })).toBe(0.25);
    expect(await dt({ dt: 3 })).toBe(3);
  }
});

test('a dt that is no time between two frames is refused', async () => {
  for (const wrong of [array('<f8', [2], numbers(0.1, 0.1)), array('<f8', [], numbers(-1))]) {
    await expect(openImport(await withTime(wrong), {})).rejects.toThrow(
      /dt-0\.npz: 'dt' must be one positive/,
    );
  }
});
