import { readFileSync, writeFileSync } from 'node:fs';
import { kernelsWithoutGradient } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { formatted } from '@hgn/testing/formatted';
import { expect, test } from 'vitest';
import { differences } from '../edges/differences.ts';
import { onTfjsNode } from '../tfjsNode/tfjsNodeKernels.ts';
import { kernelRules } from '../../src/trace/kernels/table.ts';

const readme = new URL('../../README.md', import.meta.url);

/** Every kernel that tfjs-core names: its exported strings that are not settings. */
function kernelNames(): string[] {
  const names = Object.entries(tf as Readonly<Record<string, unknown>>)
    .filter(([name, value]) => typeof value === 'string' && name === value)
    .map(([name]) => name);
  return [...new Set([...names, ...Object.keys(kernelRules)])].sort();
}

/** Kernels beyond what a compiled function of float32, int32 and bool tensors can be. */
const outOfScope =
  /String|Regex|Sparse|Ragged|FFT|Complex|Real$|Imag|Pixels|Draw|NonMax|Multinomial|^Unique$|Where/;

function compiledOf(name: string): string {
  if (name in kernelRules) return 'yes';
  if (outOfScope.test(name)) return 'out of scope';
  const reason = kernelsWithoutGradient[name];
  if (reason === undefined) throw new Error(`coverage: ${name} has no rule; say why it is missing`);
  return `no: ${reason}`;
}

const gradientOf = (name: string) =>
  tf.getGradient(name) !== undefined ? 'any order' : outOfScope.test(name) ? '' : 'none';

function coverage(): string {
  const all = kernelNames();
  const native = (name: string) => (name in kernelRules ? onTfjsNode(name) : '');
  const rows = all.map(
    (name) => `| \`${name}\` | ${compiledOf(name)} | ${gradientOf(name)} | ${native(name)} |`,
  );
  const compiled = all.filter((name) => name in kernelRules).length;
  const excluded = all.filter((name) => !(name in kernelRules) && outOfScope.test(name)).length;
  return [
    `Of tfjs-core ${tf.version_core}'s ${all.length} kernels, ${compiled} are compiled: traced, lowered, and tested against tfjs' own values for random shapes. ${excluded} are out of scope, being of strings, sparse or ragged tensors, complex numbers, images in and out, results of unknown shape or random numbers.`,
    "On tfjs-node 4.22.0 over TensorFlow's C library 2.15.1 the same cases give the values of `cpu` to 1e-4, those marked “with ours” by a kernel that `@hgn/autodiff` puts in the place of one that is missing there or refuses some arguments.",
    '<details><summary>Every kernel</summary>',
    [
      '| kernel | compiled and tested | gradient | on `tfjs-node` |',
      '| --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
    '</details>',
  ].join('\n\n');
}

function differenceTable(): string {
  const rows = differences.map(
    ({ kernels, eager, compiled, reason }) =>
      `| ${kernels.map((name) => `\`${name}\``).join(', ')} | ${eager} | ${compiled} | ${reason} |`,
  );
  return ['| kernels | eager, on `cpu` | compiled | why |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

test('the README lists which kernels are compiled, and where they differ (UPDATE_README=1 writes it)', async () => {
  const text = readFileSync(readme, 'utf8');
  const sections = { kernels: coverage(), differences: differenceTable() };
  const updated = await formatted(
    'README.md',
    Object.entries(sections).reduce(
      (sofar, [name, content]) =>
        sofar.replace(
          new RegExp(`(<!-- ${name} -->\\n)[\\s\\S]*?(\\n?<!-- /${name} -->)`),
          (_, before: string) => `${before}\n${content}\n\n<!-- /${name} -->`,
        ),
      text,
    ),
  );
  if (process.env.UPDATE_README === '1') writeFileSync(readme, updated);
  expect(readFileSync(readme, 'utf8')).toBe(updated);
});
