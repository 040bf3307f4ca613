import { expect, test, vi } from 'vitest';
import { publicPackages } from '../../check/src/workspace.ts';
import { comparable, differences } from './checks/api.ts';
import { isPermissive } from './checks/licences.ts';
import { main } from './main.ts';
import { installWords, pastedBlocks } from './installing/readmes.ts';
import { readmeProblem, sizeSentence } from './checks/readmeSizes.ts';
import { limitAfter, recordedSizes } from './checks/sizes.ts';

test.each([
  [[], '--dry-run or --publish'],
  [['--only', 'api'], '--dry-run or --publish'],
  [['--accept'], '--dry-run or --publish'],
  [['--dry-run', '--publish'], '--dry-run or --publish'],
  [['--publish', '--only', 'api'], 'go with --dry-run'],
  [['--publish', '--accept'], 'go with --dry-run'],
])('nothing is published by a word that is missing: %j', async (args, says) => {
  const written = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    expect(await main(args)).toBe(2);
    expect(written.mock.calls.join('')).toContain(says);
  } finally {
    written.mockRestore();
  }
});

test('a licence is fine where it, or one of those to choose from, asks for no more than to be named', () => {
  for (const licence of ['MIT', '(MIT OR GPL-3.0)', 'Apache-2.0 AND MIT', 'BSD-3-Clause'])
    expect(isPermissive(licence), licence).toBe(true);
  for (const licence of ['GPL-3.0', 'MIT AND GPL-3.0', 'Unknown', ''])
    expect(isPermissive(licence), licence).toBe(false);
});

test('what is gone, new or changed among exports is told', () => {
  expect(differences(['. : a: number', '. : b: string'], ['. : b: number', '. : c: string'])).toEqual([
    '- . : a: number',
    '- . : b: string',
    '+ . : b: number',
    '+ . : c: string',
  ]);
  expect(differences(['a'], ['a'])).toEqual([]);
});

test('what numbers a build gives its symbols, and where a type was found, is no change', () => {
  expect(comparable('{ has:\n  import("/a/b").Key; __@toStringTag@26919: string }')).toBe(
    '{ has: Key; [Symbol.toStringTag]: string }',
  );
  expect(comparable('{ kind?: "b" | "a" | undefined }')).toBe('{ kind?: "a" | "b" | undefined }');
});

test('a package may grow by a twentieth', () => {
  expect(limitAfter(10_000)).toBe(11_012);
});

const libraries = publicPackages().filter(({ group }) => group === 'packages');
const library = (name: string): (typeof libraries)[number] => {
  const found = libraries.find(({ manifest }) => manifest.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};

test('install lines are read whole, and what is ours told from the rest', () => {
  expect(installWords(library('@hgn/jit'))).toEqual({
    ours: ['@hgn/jit'],
    others: ['@tensorflow/tfjs-core', 'onnxruntime-node'],
    flags: ['--ignore-scripts'],
  });
  expect(installWords(library('@hgn/player')).others).toContain('onnxruntime-web');
});

test.each(libraries.map(({ manifest }) => manifest.name))(
  'the README of %s says how to install it, and begins with an example that pastes as it stands',
  (name) => {
    const one = library(name);
    expect(installWords(one).ours).toContain(name);
    const [first] = pastedBlocks(one);
    expect(first?.source).toBe(first?.code);
  },
);

test('types are taken out of the other examples', () => {
  const blocks = pastedBlocks(library('@hgn/autodiff'));
  expect(blocks.some(({ source }) => source.includes(': tf.Tensor'))).toBe(true);
  for (const { code } of blocks) expect(code).not.toMatch(/: tf\.Tensor|as const/);
});

test('READMEs tell the sizes that are recorded, dependencies and peers', () => {
  const sizes = recordedSizes();
  expect(
    libraries.flatMap((one) => readmeProblem(one, sizes[one.manifest.name]?.at(-1)?.bytes ?? 0)),
  ).toEqual([]);
  expect(readmeProblem(library('@hgn/jit'), 1)).toHaveLength(1);
  expect(sizeSentence(library('@hgn/nn'), 6591)).toBe(
    '6.6 kB minified and gzipped by itself; dependencies: `@hgn/autodiff`, `@hgn/options`; peers: `@tensorflow/tfjs-core`.',
  );
});
