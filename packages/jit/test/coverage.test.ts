import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { kernelRules } from '../src/trace/kernels/table.ts';

const readme = new URL('../README.md', import.meta.url);

/** Every kernel that tfjs-core names: its exported strings that are not settings. */
function kernelNames(): string[] {
  const names = Object.entries(tf as Readonly<Record<string, unknown>>)
    .filter(([name, value]) => typeof value === 'string' && name === value)
    .map(([name]) => name);
  return [...new Set([...names, ...Object.keys(kernelRules)])].sort();
}

/** Kernels beyond what a compiled function of float32, int32 and bool tensors can be. */
const outOfScope =
  /String|Sparse|Ragged|FFT|Complex|Real$|Imag|Pixels|Draw|NonMax|Multinomial|^Unique$|Where/;

function coverage(): string {
  const all = kernelNames();
  const compiled = all.filter((name) => name in kernelRules);
  const missing = all.filter((name) => !(name in kernelRules) && !outOfScope.test(name));
  const excluded = all.filter((name) => !(name in kernelRules) && outOfScope.test(name));
  const list = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  return [
    `- **Compiled, and tested against tfjs' own values** (${compiled.length} of tfjs-core ${tf.version_core}'s ${all.length} kernels): ${list(compiled)}.`,
    `- **Not compiled** (${missing.length}): ${list(missing)}.`,
    `- **Out of scope**, being of strings, sparse or ragged tensors, complex numbers, images in and out, results of unknown shape or random numbers (${excluded.length}): ${list(excluded)}.`,
  ].join('\n');
}

test('the README lists which kernels are compiled (UPDATE_README=1 writes it)', () => {
  const text = readFileSync(readme, 'utf8');
  const section = /(<!-- kernels -->\n)[\s\S]*?(\n?<!-- \/kernels -->)/;
  const updated = text.replace(
    section,
    (_, before: string) => `${before}\n${coverage()}\n\n<!-- /kernels -->`,
  );
  if (process.env.UPDATE_README === '1') writeFileSync(readme, updated);
  expect(readFileSync(readme, 'utf8')).toBe(updated);
});
