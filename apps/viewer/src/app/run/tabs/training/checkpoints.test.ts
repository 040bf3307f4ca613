import { expect, test } from 'vitest';
import { keptCheckpoints } from './checkpoints.ts';

test('checkpoints are found by their names, in the order of their steps', () => {
  const paths = ['checkpoints/step-00001000.safetensors', 'checkpoints/last', 'checkpoints/best/step-00000500.safetensors', 'run.json', 'checkpoints/step-00000020.safetensors', 'checkpoints/step-12.safetensors.part']; // oxfmt-ignore
  expect(keptCheckpoints(paths)).toEqual([
    { step: 20, path: 'checkpoints/step-00000020.safetensors' },
    { step: 1000, path: 'checkpoints/step-00001000.safetensors' },
  ]);
});
