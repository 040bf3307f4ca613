import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { hgn, testIo } from '../test/io.ts';
import { createProgram } from './program.ts';

interface Named {
  readonly words: readonly string[];
  readonly command: Command;
}

/** A command and all within it, each with the words that call it. */
function within(command: Command, words: readonly string[] = []): Named[] {
  const inner = command.commands.flatMap((each) => within(each, [...words, each.name()]));
  return [{ words, command }, ...inner];
}

const all = within(createProgram(testIo().io)).filter(({ words }) => words.length > 0);
const that = (picked: Named[]) =>
  picked.map(({ words, command }) => ({ name: words.join(' '), words, command }));
const options = all.flatMap(({ words, command }) =>
  command.options.map(({ short, long, description }) => ({ of: words.join(' '), short, long, description })),
);

describe('help', () => {
  it('lists every command on stdout', async () => {
    const { code, stdout, stderr } = await hgn(['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const { words } of all.filter((each) => each.words.length === 1)) {
      expect(stdout).toMatch(new RegExp(`^  ${words[0]}\\b`, 'm'));
    }
  });

  it.each(that(all))('explains $name, one line per option', async ({ words, name }) => {
    const { code, stdout, stderr } = await hgn([...words, '--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain(`Usage: hgn ${name}`);
    await expect(stdout).toMatchFileSnapshot(`../test/output/help-${words.join('-')}.txt`);
  });

  it.each(that(all.filter(({ command }) => command.commands.length === 0)))(
    'ends with an example of $name that calls it',
    async ({ words, name }) => {
      const { stdout } = await hgn([...words, '--help']);
      expect(stdout).toMatch(new RegExp(`\\nExamples?:\\n(.*\\n)*  hgn ${name}\\b`));
    },
  );

  it('prints the version of the package', async () => {
    const { code, stdout } = await hgn(['--version']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('one word means one thing in all commands', () => {
  const letters = [...new Set(options.flatMap(({ short }) => short ?? []))];

  it.each(letters.filter((letter) => letter !== '-n'))('%s', (letter) => {
    expect(new Set(options.filter(({ short }) => short === letter).map(({ long }) => long)).size).toBe(1);
  });

  it('-n says how many are made', () => {
    const named = options.filter(({ short }) => short === '-n').map(({ long }) => long);
    expect(new Set(named)).toEqual(new Set(['--samples', '--trajectories']));
  });

  it.each(['--seed', '--out', '--frames', '--trajectories'])('%s has its letter everywhere', (long) => {
    const shorts = options.filter((option) => option.long === long).map(({ short }) => short);
    expect(new Set(shorts).size).toBe(1);
  });

  it('work is shared by --threads within a process and by --jobs between trials, and nothing else', () => {
    const shared = options.filter(({ description }) => /threads|at a time|cores|processes/.test(description));
    expect(new Set(shared.map(({ long }) => long))).toEqual(new Set(['--threads', '--jobs']));
  });

  it('what is there is replaced by --force, in every command that writes and asks', () => {
    const replacing = options.filter(({ description }) =>
      /^(replace|start over|run .*again)/.test(description),
    );
    expect(new Set(replacing.map(({ long }) => long))).toEqual(new Set(['--force']));
  });
});
