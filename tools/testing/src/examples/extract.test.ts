import { expect, test } from 'vitest';
import { examplesOfMarkdown, examplesOfSource } from './extract.ts';

test('every ts block of a Markdown text is an example, with its line and its mark', () => {
  const text = '# Title\n\n```ts\none();\n```\n\n```sh\nnpm i\n```\n\n```ts no-run\ntwo();\n```\n';
  expect(examplesOfMarkdown(text)).toEqual([
    { place: 'README.md:4', title: 'README', code: 'one();\n', isRun: true, language: 'ts' },
    { place: 'README.md:12', title: 'README', code: 'two();\n', isRun: false, language: 'ts' },
  ]);
});

test('an @example without a fence ends at the next tag', () => {
  const text = [
    '/**',
    ' * Doubles.',
    ' * @example',
    ' * double(2); // 4',
    ' * double(3);',
    ' * @throws never',
    ' */',
    'export function double(x: number): number {',
  ].join('\n');
  expect(examplesOfSource(text, 'src/double.ts')).toEqual([
    {
      place: 'src/double.ts:3',
      title: 'export function double',
      code: '\ndouble(2); // 4\ndouble(3);',
      isRun: true,
      language: 'ts',
    },
  ]);
});

test('a fenced @example keeps decorators and at-signs, and a comment can hold two examples', () => {
  const text = [
    '/**',
    ' * @example',
    ' * ```ts',
    " * import { a } from '@hgn/a';",
    ' * @decorated class B {}',
    ' * ```',
    ' * @example',
    ' * ```ts no-run',
    ' * b();',
    ' * ```',
    ' */',
    'export const a = 1;',
  ].join('\n');
  expect(examplesOfSource(text, 'a.ts')).toMatchObject([
    {
      place: 'a.ts:4',
      code: "import { a } from '@hgn/a';\n@decorated class B {}\n",
      isRun: true,
      language: 'ts',
    },
    { place: 'a.ts:9', code: 'b();\n', isRun: false, language: 'ts' },
  ]);
});

test('code outside doc comments is no example', () => {
  expect(examplesOfSource("const text = '@example';\n// @example\n", 'a.ts')).toEqual([]);
});
