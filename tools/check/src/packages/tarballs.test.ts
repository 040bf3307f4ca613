import { expect, test } from 'vitest';
import { fileProblems } from './tarballs.ts';

const sound = ['package.json', 'README.md', 'LICENSE', 'dist/index.js', 'dist/index.d.ts', 'src/index.ts'];

test('a tarball holds the build, the sources, README and LICENSE', () => {
  expect(fileProblems(sound, () => true)).toEqual([]);
  for (const file of sound) {
    const rest = sound.filter((other) => other !== file);
    expect(fileProblems(rest, () => true)).toEqual([`lacks ${file}`]);
  }
});

test.each(['src/leapfrog.test.ts', 'dist/.tsbuildinfo', 'test/examples.ts', 'src/leapfrog.bench.ts'])(
  'a tarball may not hold %s',
  (file) => {
    expect(fileProblems([...sound, file], () => true)).toEqual([`must not hold ${file}`]);
  },
);

test('a built file whose source is gone is a stale build', () => {
  const exists = (source: string) => source !== 'src/old.ts';
  expect(fileProblems([...sound, 'dist/old.js'], exists)).toEqual([
    expect.stringContaining('dist/old.js has no source'),
  ]);
});

test('what a bundler made needs no source of the same name, but must be there', () => {
  const exists = (source: string) => !source.startsWith('src/app/');
  const page = 'dist/app/index.html';
  expect(fileProblems([...sound, page, 'dist/app/assets/main-1a2b3c4d.js'], exists, [page])).toEqual([]);
  expect(fileProblems(sound, exists, [page])).toEqual([`lacks ${page}`]);
});
