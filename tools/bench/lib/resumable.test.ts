import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { resumable } from './resumable.ts';

it('goes on after the last trial that ended, and measures anew when asked to', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'resumable-'));
  try {
    const ran: string[] = [];
    const trial = (name: string, fails = false) => ({
      name,
      run: () => {
        ran.push(name);
        return fails ? Promise.reject(new Error('ended')) : Promise.resolve({ name, value: ran.length });
      },
    });
    const said: string[] = [];
    const options = { args: [] as string[], log: (line: string) => void said.push(line) };
    await expect(resumable('long', [trial('a'), trial('b', true)], options, folder)).rejects.toThrow('ended');
    const rows = await resumable('long', [trial('a'), trial('b')], options, folder);
    expect(ran).toEqual(['a', 'b', 'b']);
    expect(rows).toEqual([
      { name: 'a', value: 1 },
      { name: 'b', value: 3 },
    ]);
    expect(said.filter((line) => line.includes('kept from'))).toHaveLength(1);
    await resumable('long', [trial('a')], { ...options, args: ['anew'] }, folder);
    expect(ran).toEqual(['a', 'b', 'b', 'a']);
    await expect(resumable('long', [trial('a/b')], options, folder)).rejects.toThrow(/names must be/);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
