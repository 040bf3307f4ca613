import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';

const train = ['train', '--print-config', '--config', 'x.yaml'];

describe('a configuration that is no good', () => {
  const bomb = [
    'a: &a [1]',
    ...Array.from(
      { length: 12 },
      (_, i) => `b${i}: &b${i} [${`*${i === 0 ? 'a' : `b${i - 1}`},`.repeat(9)}]`,
    ),
  ];
  it.each([
    ['a reference to itself', 'training: &a { steps: *a }', /refers to itself by an alias|Unresolved alias/],
    ['a list within itself', '&a\nmodel: *a\n', /refers to itself by an alias/],
    ['aliases that multiply', bomb.join('\n'), /aliases stand for too many values|more than 100000 values/],
    ['a null byte', 'system: pen\0dulum\n', /x\.yaml:1: holds the control character U\+0000/],
    ['__proto__', 'training: { __proto__: { steps: 1 } }', /training\.__proto__: unknown key/],
    ['depth', `model: ${'['.repeat(200)}${']'.repeat(200)}`, /nested deeper than 50 levels/],
    ['more depth', `model: ${'['.repeat(50_000)}`, /nested too deeply|not valid YAML/],
    [
      'too many megabytes',
      `# ${'x'.repeat(2 ** 21)}`,
      /has 2\.\d MB, but at most 1\.?\d* MB are read|at most/,
    ],
    [
      'substeps',
      'model: { dynamics: { integrator: { stepsPerFrame: 100000 } } }',
      /at most 1000, but got 100000/,
    ],
    ['threads', 'threads: 100000', /threads: must be at most 1024, but got 100000/],
  ])('is refused with what is wrong, within bounded time: %s', async (_name, text, says) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'x.yaml'), text);
    const begin = performance.now();
    const { code, stderr, stdout } = await hgn(train, { cwd });
    expect(performance.now() - begin).toBeLessThan(10_000);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/bug in hgn/);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  it('is not waited for where it is a pipe or a device', async () => {
    const cwd = await temporaryFolder();
    spawnSync('mkfifo', [join(cwd, 'x.yaml')]);
    expect((await hgn(train, { cwd })).stderr).toMatch(/x\.yaml: is a pipe, but must be a regular file/);
    expect((await hgn(['train', '--config', '/dev/zero'], { cwd })).stderr).toMatch(/is a device/);
    expect((await hgn(['train', '--config', '.'], { cwd })).stderr).toMatch(/is a folder/);
  });

  it('is refused as an experiment of too many trials', async () => {
    const cwd = await temporaryFolder();
    const seeds = Array.from({ length: 20_000 }, (_, i) => i).join(',');
    await writeFile(
      join(cwd, 'x.yaml'),
      `name: x\nseeds: [${seeds}]\nsystems: [pendulum]\nmodels: [{ name: a }]\n`,
    );
    const { code, stderr } = await hgn(['experiment', 'x.yaml', '--dry-run'], { cwd });
    expect(stderr).toMatch(/asks for 20000 trials, but at most 5000 are planned/);
    expect(code).toBe(2);
  });
});

describe('a record that is damaged', () => {
  it('is told with its file and what is wrong, not as a bug', async () => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'f'));
    for (const [text, says] of [
      ['{"format":"hgn-flow"}', /f: flow\.json is damaged \(flow: is missing\)/],
      ['null', /flow\.json is damaged/],
      ['{', /flow\.json is damaged/],
    ] as const) {
      await writeFile(join(cwd, 'f/flow.json'), text);
      const { code, stderr } = await hgn(['flow', 'sample', 'f', '--out', 'x.csv'], { cwd });
      expect(stderr).toMatch(says);
      expect(stderr).not.toMatch(/bug in hgn/);
      expect(code).toBe(1);
    }
  });
});
