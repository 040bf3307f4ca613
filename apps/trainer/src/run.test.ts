import { describe, expect, it } from 'vitest';
import { hgn } from '../test/io.ts';

describe('wrong usage ends with exit code 2 and one line that names the mistake', () => {
  it.each([
    { args: ['trian'], says: /unknown command 'trian'.*train/ },
    { args: ['simulate'], says: /missing required argument 'system'/ },
    { args: ['simulate', 'pendulum', '--frames', 'many'], says: /--frames.*'many' is invalid.*at least 1/ },
    { args: ['simulate', 'pendulum', '--frames', '0'], says: /--frames.*at least 1/ },
    { args: ['simulate', 'pendulum', '--seed', '-1'], says: /--seed.*at least 0/ },
    { args: ['simulate', 'pendulum', '--dt', '0'], says: /--dt.*above 0/ },
    { args: ['simulate', 'pendulum', '--fames', '3'], says: /unknown option '--fames'.*--frames/ },
    { args: ['train', '--engine', 'cuda'], says: /--engine.*'cuda' is invalid.*onnx-cpu/ },
    { args: ['train', '--set', 'steps'], says: /--set: needs key.path=value, but got "steps"/ },
    { args: ['train', '--resume'], says: /--resume needs --out/ },
    { args: ['train', '--resume', '--out', 'x', '--seed', '1'], says: /leave out --seed/ },
    { args: ['rollout', 'runs/x'], says: /required option '-o, --out <file>' not specified/ },
    { args: ['experiment'], says: /missing required argument 'file\.yaml'/ },
    { args: ['experiment', 'x.yaml', '--limit', '0'], says: /--limit <n>.*at least 1/ },
    { args: ['train', '--mlflow', 'localhost:5000'], says: /--mlflow.*an address such as/ },
    { args: ['flow', 'train'], says: /missing required argument 'samples'/ },
    { args: ['flow', 'train', 'twoMoons', '--kind', 'glow'], says: /--kind.*'glow' is invalid.*realnvp/ },
    { args: ['flow', 'train', 'x.csv', '--hidden', '8,none'], says: /--hidden.*at least 1/ },
    { args: ['flow', 'train', 'x.csv', '--validation', '1'], says: /--validation.*a share from 0/ },
    { args: ['flow', 'train', '--resume'], says: /--resume needs --out/ },
    {
      args: ['flow', 'train', 'x.csv', '--resume', '--out', 'y', '--batch-size', '3'],
      says: /leave out x\.csv, --batch-size/,
    },
    { args: ['flow', 'sample', 'x'], says: /required option '-o, --out <file>'/ },
    { args: ['flow', 'sample', 'x', '--out', 'y.gif'], says: /--out must end in \.csv, \.npz, \.svg, \.png/ },
    { args: ['flow', 'density', 'x'], says: /name a file of points/ },
    { args: ['evaluate'], says: /missing required argument 'run'/ },
    { args: ['simulate', 'pendulum', 'spring'], says: /too many arguments/ },
  ])('hgn $args', async ({ args, says }) => {
    const { code, stdout, stderr } = await hgn(args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).not.toMatch(/\.;/);
    if (args[0] !== 'trian') expect(stderr).toMatch(new RegExp(`^hgn ${args[0]}`));
  });

  it('shows the help when no command is named', async () => {
    const { code, stdout, stderr } = await hgn([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('Usage: hgn');
  });
});
