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
