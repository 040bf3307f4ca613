import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { pendulumCsv, shakenCsv } from '../../test/pendulumRecording.ts';

interface Result {
  readonly kind: string;
  readonly horizons: Record<string, { readonly rms: number; readonly baselines: Record<string, number> }>;
  readonly energyBalance: number;
  readonly seconds: number;
}

describe('hgn learn', () => {
  it('learns from recordings, judges on others, and judges again without learning', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'one.csv'), pendulumCsv(0.3, 10));
    await writeFile(join(cwd, 'two.csv'), pendulumCsv(2, 8));
    const args = [
      'one.csv',
      '--test',
      'two.csv',
      '--out',
      'learnt',
      '--mirror',
      '--horizons',
      '0.5,1',
      '--json',
    ];
    const { stdout, stderr } = await hgn(['learn', ...args], { cwd });
    const result = JSON.parse(stdout) as Result;
    expect(Object.keys(result)).toEqual(['kind', 'horizons', 'energyBalance', 'seconds']);
    expect(result.kind).toBe('states');
    for (const horizon of ['0.5', '1']) {
      const { rms, baselines } = result.horizons[horizon];
      expect(Object.keys(baselines)).toEqual(['last', 'linear', 'autoregression', 'dampedSinusoid']);
      expect(rms).toBeLessThan(Math.min(...Object.values(baselines)) / 2);
      expect(rms).toBeLessThan(0.02);
    }
    expect(result.energyBalance).toBeLessThan(0.05);
    expect(stderr).toMatch(/angle \(angle\): spread .* noise .* a swing lasts about/);
    expect(stderr).toMatch(/unevenly: up to 12/);
    const page = await readFile(join(cwd, 'learnt', 'report.html'), 'utf8');
    expect(page).toContain('Friction that was found');

    const again = await hgn(['learn', '--model', 'learnt', '--test', 'two.csv', '--json'], { cwd });
    const { horizons } = JSON.parse(again.stdout) as Result;
    // Baselines too: the autoregression knows what was trained on, and not what is judged.
    expect(horizons).toEqual(result.horizons);
    const path = join(cwd, 'learnt', 'model.json');
    const { autoregression, ...older } = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
    expect(autoregression).toBeDefined();
    await writeFile(path, JSON.stringify(older));
    const without = await hgn(['learn', '--model', 'learnt', '--test', 'two.csv', '--json'], { cwd });
    expect(without.stderr).toMatch(/learnt before models kept their autoregression, which is left out/);
    const [known] = Object.values((JSON.parse(without.stdout) as Result).horizons);
    expect(Object.keys(known.baselines)).toEqual(['last', 'linear', 'dampedSinusoid']);

    await writeFile(join(cwd, 'other.csv'), pendulumCsv(2, 8).replace('torque', 'force'));
    const other = await hgn(['learn', '--model', 'learnt', '--test', 'other.csv'], { cwd });
    expect(other.stderr).toMatch(
      /other\.csv.*must have the columns that were learnt from, but has no torque/,
    );
  });

  it('learns an energy that changes in time, with its period, and foresees by the clock', async () => {
    const cwd = await temporaryFolder();
    for (const [name, from] of [
      ['one', 0.4],
      ['two', 20.2],
      ['late', 51],
    ] as const)
      await writeFile(join(cwd, `${name}.csv`), shakenCsv(from, 8));
    const args = ['one.csv', 'two.csv', '--test', 'late.csv', '--mirror', '--windows', '20'];
    const learnt = async (...more: string[]) => {
      const { stdout, stderr } = await hgn(['learn', ...args, ...more], { cwd });
      expect(stderr).not.toMatch(/hgn learn: /);
      const error = (horizon: string) => Number(new RegExp(` ${horizon} s ahead: (\\S+),`).exec(stdout)?.[1]);
      return { stdout, errors: [error('0.5'), error('1')] };
    };
    const driven = await learnt('--drive-period', '1.403', '--out', 'driven');
    expect(Number(/with a period of (\S+) s/.exec(driven.stdout)?.[1])).toBeCloseTo(1.4, 3);
    for (const error of driven.errors) expect(error).toBeLessThan(0.005);
    expect(Number(/less loss by (\S+) %/.exec(driven.stdout)?.[1])).toBeLessThan(3);

    const alone = await learnt('--out', 'alone');
    alone.errors.forEach((error, h) => expect(error).toBeGreaterThan(10 * driven.errors[h]));

    const again = await hgn(['learn', '--model', 'driven', '--test', 'late.csv'], { cwd });
    expect(again.stdout.split('\n').slice(0, 4)).toEqual(driven.stdout.split('\n').slice(0, 4));
    // A recording whose clock was set to zero is another moment of the shaking.
    const lines = (await readFile(join(cwd, 'late.csv'), 'utf8')).trim().split('\n');
    const shifted = lines.map((line, i) =>
      i === 0 ? line : `${Number(line.split(',')[0]) - 50.8},${line.split(',')[1]}`,
    );
    await writeFile(join(cwd, 'reset.csv'), `${shifted.join('\n')}\n`);
    const reset = await hgn(['learn', '--model', 'driven', '--test', 'reset.csv'], { cwd });
    expect(Number(/0\.5 s ahead: (\S+),/.exec(reset.stdout)?.[1])).toBeGreaterThan(5 * driven.errors[0]);
  });

  it('says what is wrong with the command or the files', async () => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'short.csv'), pendulumCsv(1, 0.3));
    const said = async (...args: string[]) => (await hgn(['learn', ...args], { cwd })).stderr;
    expect(await said()).toMatch(/name the files to learn from/);
    expect(await said('none.csv')).toMatch(/none\.csv is not there; check the path/);
    expect(await said('--model', 'x')).toMatch(/--model needs --test/);
    expect(await said('short.csv')).toMatch(/must be longer than .* record more/);
    expect(await said('short.csv', '--horizons', '0')).toMatch(/must be seconds above 0/);
    expect(await said('short.csv', '--drive-period', '0')).toMatch(/must be a number above 0/);
    expect(await said('short.csv', '--threads', '2')).toMatch(/--threads is for films/);
  });
});

const laboratory = resolve(
  process.env.HGN_DOUBLE_PENDULUM ??
    resolve(import.meta.dirname, '../../../../../shared/data/double-pendulum'),
);
const hasLaboratory = existsSync(join(laboratory, 'recording-1.csv'));
if (!hasLaboratory) {
  console.warn(
    `hgn learn: the recordings of the laboratory are not in ${laboratory}; their test is left out. HGN_DOUBLE_PENDULUM names the folder.`,
  );
}

describe.runIf(hasLaboratory)('hgn learn on a double pendulum in a laboratory', () => {
  it('foresees an unseen recording better than twice the best baseline', async () => {
    const cwd = await temporaryFolder();
    const file = (n: number) => join(laboratory, `recording-${n}.csv`);
    const args = [
      file(1),
      file(3),
      '--test',
      file(2),
      '--mirror',
      '--windows',
      '25',
      '--json',
      '--out',
      'learnt',
    ];
    const { stdout } = await hgn(['learn', ...args], { cwd });
    const { horizons } = JSON.parse(stdout) as Result;
    for (const horizon of ['0.5', '1']) {
      const { rms, baselines } = horizons[horizon];
      expect(rms).toBeLessThan(Math.min(...Object.values(baselines)) / 2);
      expect(rms).toBeLessThan(0.1);
    }
  }, 120_000);
});
