import { expect, test } from 'vitest';
import { GraphBuilder } from '../graph/builder.ts';
import { modelKey, type KeyOptions } from './key.ts';

const versions = { node: '1.0.0' };
const options: KeyOptions = { exactConvolutions: false, format: 'onnx', provider: 'cpu', versions };

interface Variant {
  readonly value?: number;
  readonly large?: number;
  readonly length?: number;
  readonly dead?: boolean;
  readonly swapped?: boolean;
}

function keyFor(variant: Variant, changes: Partial<KeyOptions> = {}): string | undefined {
  const { value = 2, large = 1, length = 3, dead = false, swapped = false } = variant;
  const build = new GraphBuilder();
  const x = build.input(0, [length], 'float32');
  if (dead) build.unary('Sin', x);
  const weights = build.constant(new Float32Array(5000).fill(large), [5000], 'float32');
  const outputs = [build.mul(build.unary('Exp', x), build.fill(value, [])), weights];
  return modelKey({ inputs: [x], outputs: swapped ? outputs.reverse() : outputs }, build, {
    ...options,
    ...changes,
  });
}

test('equal traces have one key, of 64 hexadecimal digits', () => {
  expect(keyFor({})).toMatch(/^[0-9a-f]{64}$/);
  expect(keyFor({})).toBe(keyFor({}));
});

test('everything that the model may depend on changes the key', () => {
  const keys = [
    keyFor({}),
    keyFor({ value: 3 }),
    keyFor({ value: -0 }),
    keyFor({ value: 0 }),
    keyFor({ large: 2 }),
    keyFor({ length: 4 }),
    keyFor({ dead: true }),
    keyFor({ swapped: true }),
    keyFor({}, { exactConvolutions: true }),
    keyFor({}, { format: 'program' }),
    keyFor({}, { provider: 'wasm' }),
    keyFor({}, { versions: { node: '1.0.1' } }),
  ];
  expect(new Set(keys).size).toBe(keys.length);
});
