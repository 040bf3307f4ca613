import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasPython, runPython } from '@hgn/testing';
import { decodeSafetensors } from './decode.ts';
import { encodeSafetensors } from './encode.ts';

const available = await hasPython(
  'reading safetensors with the reference implementation',
  'safetensors',
  'numpy',
);

describe.skipIf(!available)('the reference implementation of safetensors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hgn-safetensors-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads our files: names, shapes, types, values, metadata', async () => {
    const path = join(folder, 'ours.safetensors');
    writeFileSync(
      path,
      encodeSafetensors(
        {
          'encoder.0.kernel': { dtype: 'F32', shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 3e-8) },
          q: Float64Array.of(Math.PI),
          flags: { dtype: 'BOOL', shape: [3], data: Uint8Array.of(1, 0, 1) },
          half: { dtype: 'F16', shape: [1], data: Uint16Array.of(0x3c00) },
          long: BigInt64Array.of(-(2n ** 60n)),
          int: Int32Array.of(-7),
          byte: Uint8Array.of(255),
          empty: { dtype: 'F32', shape: [0, 4], data: new Float32Array(0) },
          scalar: { dtype: 'F32', shape: [], data: Float32Array.of(4) },
        },
        { step: '12', Größe: 'ψ' },
      ),
    );
    const script = `
import sys, json, safetensors, safetensors.numpy
tensors = safetensors.numpy.load_file(sys.argv[1])
with safetensors.safe_open(sys.argv[1], 'np') as f: metadata = f.metadata()
print(json.dumps([{k: [str(v.dtype), list(v.shape), v.tolist()] for k, v in tensors.items()}, metadata]))`;
    expect(JSON.parse(await runPython(script, { args: [path] }))).toEqual([
      {
        'encoder.0.kernel': [
          'float32',
          [2, 2],
          [
            [1, -2],
            [0.5, Math.fround(3e-8)],
          ],
        ],
        q: ['float64', [1], [Math.PI]],
        flags: ['bool', [3], [true, false, true]],
        half: ['float16', [1], [1]],
        long: ['int64', [1], [-(2 ** 60)]],
        int: ['int32', [1], [-7]],
        byte: ['uint8', [1], [255]],
        empty: ['float32', [0, 4], []],
        scalar: ['float32', [], 4],
      },
      { step: '12', Größe: 'ψ' },
    ]);
  });

  it('writes files that we read', async () => {
    const path = join(folder, 'theirs.safetensors');
    const script = `
import sys, numpy as np, safetensors.numpy
safetensors.numpy.save_file({'b': np.arange(6, dtype=np.int64).reshape(2, 3), 'a': np.array([1.5], dtype=np.float32),
  'c': np.array([True, False])}, sys.argv[1], {'made by': 'numpy'})`;
    await runPython(script, { args: [path] });
    const { tensors, metadata } = decodeSafetensors(readFileSync(path));
    expect(metadata).toEqual({ 'made by': 'numpy' });
    expect(tensors).toEqual({
      a: { dtype: 'F32', shape: [1], data: Float32Array.of(1.5) },
      b: { dtype: 'I64', shape: [2, 3], data: BigInt64Array.of(0n, 1n, 2n, 3n, 4n, 5n) },
      c: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 0) },
    });
  });
});
