import { afterEach, expect, test, vi } from 'vitest';
import { readCommandLine } from './commandLine.ts';

afterEach(() => vi.restoreAllMocks());

const options = { rounds: { type: 'string' } } as const;
const usage = 'npm run endure -- kills [--rounds 50]';

test('gives options and names', () => {
  expect(readCommandLine(['kills', '--rounds', '3'], options, usage)).toMatchObject({
    values: { rounds: '3' },
    positionals: ['kills'],
  });
});

test('prints the usage when asked, wherever that stands', () => {
  const said = vi.spyOn(console, 'log').mockReturnValue(undefined);
  expect(readCommandLine(['kills', '--help'], options, usage)).toEqual({ status: 0 });
  expect(said).toHaveBeenCalledWith(usage);
});

test('says in one line, and the usage, that there is no such option', () => {
  const said = vi.spyOn(console, 'error').mockReturnValue(undefined);
  expect(readCommandLine(['--round', '3'], options, usage)).toEqual({ status: 2 });
  expect(said.mock.calls[0][0]).toBe(`Unknown option '--round'\n\n${usage}`);
});
