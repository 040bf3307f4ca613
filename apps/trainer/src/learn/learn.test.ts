import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { pendulumCsv } from '../../test/pendulumRecording.ts';

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
    for (const horizon of ['0.5', '1']) expect(horizons[horizon].rms).toBe(result.horizons[horizon].rms);

    await writeFile(join(cwd, 'other.csv'), pendulumCsv(2, 8).replace('torque', 'force'));
    const other = await hgn(['learn', '--model', 'learnt', '--test', 'other.csv'], { cwd });
    expect(other.stderr).toMatch(
      /other\.csv.*must have the columns that were learnt from, but has no torque/,
    );
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
