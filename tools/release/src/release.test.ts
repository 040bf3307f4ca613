import { expect, test } from 'vitest';
import { publicPackages } from '../../check/src/workspace.ts';
import { differences } from './api.ts';
import { isPermissive } from './licences.ts';
import { installLine, pastedBlocks } from './readmes.ts';
import { limitAfter } from './sizes.ts';

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

test('a package may grow by a twentieth', () => {
  expect(limitAfter(10_000)).toBe(11_012);
});

test('every README that names an install line is read for it, and its blocks are JavaScript without types', () => {
  const jit = publicPackages().find(({ manifest }) => manifest.name === '@hgn/jit');
  if (jit === undefined) throw new Error('there is no @hgn/jit');
  expect(installLine(jit)).toEqual(['@tensorflow/tfjs-core', 'onnxruntime-node']);
  const [{ code }] = pastedBlocks(jit);
  expect(code).toContain('const energy = (q');
  expect(code).not.toMatch(/tf\.Tensor|as const/);
});
