import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, test } from 'vitest';
import { nativeIsBuilt } from '../../test/compiledEngines.ts';
import { jit } from '../index.ts';

beforeAll(() => tf.setBackend('cpu'));

const size = 600;
/** Some hundred milliseconds of work. */
const long = (x: tf.Tensor) => {
  let y = x;
  for (let i = 0; i < 12; i++) y = tf.tanh(tf.matMul(y, x));
  return y;
};
const x = { dtype: 'float32', shape: [size, size], data: new Float32Array(size * size).fill(0.001) } as const;

describe.skipIf(!nativeIsBuilt)('while the engine native runs', () => {
  test('timers go on, and runs of several functions at once give what they give alone', async () => {
    const compiled = await jit(long, [x], { engine: 'native', threads: 2 });
    const other = await jit((y: tf.Tensor) => tf.sum(long(y)), [x], { engine: 'native', threads: 3 });
    const [alone, otherAlone] = [await compiled.arrays(x), await other.arrays(x)];
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    const results = await Promise.all([
      compiled.arrays(x),
      other.arrays(x),
      compiled.arrays(x),
      other.arrays(x),
    ]);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);
    const bits = ({ data }: { readonly data: Float32Array | Int32Array | Uint8Array }) =>
      Buffer.from(data.buffer);
    [alone, otherAlone, alone, otherAlone].forEach((expected, i) =>
      expect(bits(expected).equals(bits(results[i]))).toBe(true),
    );
    await compiled.dispose();
    await other.dispose();
  });

  test('a disposal waits for the run before it', async () => {
    const compiled = await jit(long, [x], { engine: 'native' });
    const running = compiled.arrays(x);
    const disposed = compiled.dispose();
    expect((await running).shape).toEqual([size, size]);
    await disposed;
    await expect(compiled.arrays(x)).rejects.toThrow(/disposed/);
  });

  test('a loop of steps ends at the first interrupt', async () => {
    const program = `
      import { jit } from '@hgn/jit';
      import * as tf from '@tensorflow/tfjs-core';
      process.on('SIGINT', () => process.exit(7));
      const x = { dtype: 'float32', shape: [64, 64], data: new Float32Array(4096) };
      const compiled = await jit((x) => tf.tanh(tf.matMul(x, x)), [x], { engine: 'native' });
      for (let i = 0; ; i++) {
        await compiled.arrays(x);
        if (i === 3) console.log('running');
      }`;
    const flags = ['--import', 'tsx', '--conditions=@hgn/source', '--input-type=module'];
    const child = spawn(process.execPath, [...flags, '-e', program], {
      cwd: new URL('..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([7, null]);
  });
});
