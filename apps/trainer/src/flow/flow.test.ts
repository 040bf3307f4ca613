import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { encodeNpz } from '../output/npz.ts';
import { readNpz } from './tables/npz.ts';

const small = ['--hidden', '8', '--steps', '60', '--batch-size', '64', '--threads', '1'];
const rows = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => line.split(','));

/** A file of 300 points on a tilted ellipse. */
async function writeSamples(cwd: string): Promise<void> {
  const lines = Array.from({ length: 300 }, (_, i) => {
    const [length, width] = [3 + Math.cos(2.4 * i), 1 + 0.2 * Math.sin(2.4 * i) + 0.1 * Math.cos(1.7 * i)];
    return `${length},${i},${width}`;
  });
  await writeFile(join(cwd, 'leaves.csv'), ['length,number,width', ...lines, ''].join('\n'));
}

describe('hgn flow', () => {
  it('learns a table, draws from it and says how likely rows are', async () => {
    const cwd = await temporaryFolder();
    await writeSamples(cwd);
    const trained = await hgn(
      ['flow', 'train', 'leaves.csv', '--columns', 'length,width', ...small, '--out', 'leaves', '--json'],
      { cwd },
    );
    expect(trained.stderr).toMatch(/train {2}60\/60/);
    const document = JSON.parse(trained.stdout) as Record<string, unknown>;
    expect(document).toMatchObject({
      folder: 'leaves',
      samples: 300,
      columns: ['length', 'width'],
      steps: 60,
    });
    expect(document.forwardDivergence).toBeNull();
    expect(await readFile(join(cwd, 'leaves/density.svg'), 'utf8')).toContain('Hamiltonian 2');

    expect((await hgn(['flow', 'sample', 'leaves', '--samples', '50', '--out', 'a.csv'], { cwd })).code).toBe(
      0,
    );
    const [head, ...drawn] = rows(await readFile(join(cwd, 'a.csv'), 'utf8'));
    expect(head).toEqual(['length', 'width']);
    expect(drawn).toHaveLength(50);
    await hgn(['flow', 'sample', 'leaves', '--samples', '50', '--out', 'a.npz'], { cwd });
    const table = readNpz(await readFile(join(cwd, 'a.npz')), 'a.npz', undefined);
    expect(Array.from(table.data)).toEqual(drawn.flat().map((cell) => Math.fround(Number(cell))));

    // The columns of the table that the flow knows are found by name, whatever stands beside them.
    const judged = await hgn(['flow', 'density', 'leaves', 'leaves.csv', '--out', 'd.csv', '--json'], {
      cwd,
    });
    const densities = rows(await readFile(join(cwd, 'd.csv'), 'utf8'));
    expect(densities[0]).toEqual(['length', 'width', 'log_prob', 'lower_bound', 'standard_error']);
    const logProbs = densities.slice(1).map((row) => Number(row[2]));
    const mean = logProbs.reduce((sum, value) => sum + value, 0) / 300;
    const summary = JSON.parse(judged.stdout) as { logLikelihood: number; points: number };
    expect(summary.points).toBe(300);
    expect(summary.logLikelihood).toBeCloseTo(mean, 3);
    expect(summary.logLikelihood).toBeCloseTo(document.logLikelihood as number, 1);
  });

  it('goes on after an interruption as if there had been none', async () => {
    const cwd = await temporaryFolder();
    const train = ['flow', 'train', 'twoMoons', '-n', '300', ...small, '--validation', '0.2', '--no-picture'];
    const whole = await hgn([...train, '--out', 'whole'], { cwd });
    expect(whole.stdout).toMatch(/whole: learnt from 300 samples.*nats above the truth/);
    const stop = new AbortController();
    let lines = 0;
    const stderr = { write: () => (lines++ === 0 ? stop.abort() : undefined) };
    const stopped = await hgn([...train, '--out', 'parts'], { cwd, signal: stop.signal, stderr });
    expect(stopped.code).toBe(130);
    const early = await hgn(['flow', 'sample', 'parts', '--out', 'x.csv'], { cwd });
    expect(early.stderr).toMatch(
      /training is not finished; continue it with: hgn flow train --resume --out parts/,
    );
    expect((await hgn(['flow', 'train', '--resume', '--out', 'parts'], { cwd })).code).toBe(0);
    const bytes = (name: string) => readFile(join(cwd, name, 'flow.safetensors'));
    expect(await bytes('parts')).toEqual(await bytes('whole'));
    const steps = async (name: string) =>
      (await readFile(join(cwd, name, 'metrics.jsonl'), 'utf8'))
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { step: number }).step);
    expect(await steps('parts')).toEqual(await steps('whole'));
  });

  it.each(['sharp-nhf', 'fk-nhf', 'realnvp', 'spline'])('draws pictures of the kind %s', async (kind) => {
    const cwd = await temporaryFolder();
    await hgn(['flow', 'train', 'rings', '-n', '200', '--kind', kind, ...small, '--out', 'f'], { cwd });
    const svg = await readFile(join(cwd, 'f/density.svg'), 'utf8');
    expect(svg).toContain('target density');
    expect(svg.includes('V(q)')).toBe(kind.endsWith('nhf'));
    for (const command of ['sample', 'density']) {
      for (const ending of ['svg', 'png']) {
        const out = `${command}.${ending}`;
        expect((await hgn(['flow', command, 'f', '--out', out], { cwd })).stderr).toBe('');
        const bytes = await readFile(join(cwd, out));
        if (ending === 'svg') expect(bytes.toString()).toMatch(/^<svg /);
        else expect(picked(bytes).length).toBeGreaterThan(10);
      }
    }
  });

  it('draws the same samples from the same seed, and never replaces a file unasked', async () => {
    const cwd = await temporaryFolder();
    await hgn(['flow', 'train', 'banana', '-n', '200', ...small, '--no-picture', '--out', 'f'], { cwd });
    for (const [file, seed] of [
      ['a', '1'],
      ['b', '1'],
      ['c', '2'],
    ]) {
      await hgn(['flow', 'sample', 'f', '--seed', seed, '--out', `${file}.csv`], { cwd });
    }
    const text = (name: string) => readFile(join(cwd, name), 'utf8');
    expect(await text('a.csv')).toBe(await text('b.csv'));
    expect(await text('c.csv')).not.toBe(await text('a.csv'));
    const again = await hgn(['flow', 'sample', 'f', '--out', 'a.csv'], { cwd });
    expect(again.stderr).toMatch(/a\.csv: is there already; replace it with --force/);
    const twice = await hgn(['flow', 'train', 'banana', ...small, '--out', 'f'], { cwd });
    expect(twice.stderr).toMatch(/holds a flow already; continue it with --resume/);
  });

  it('takes columns far from zero, gaps in a first row that is not taken, and goes on with more steps', async () => {
    const cwd = await temporaryFolder();
    const lines = Array.from(
      { length: 60 },
      (_, i) => `${i === 0 ? 'NA' : 'note'};${i};${2459000 + Math.sin(2.4 * i)}`,
    );
    await writeFile(join(cwd, 'far.csv'), ['"label, in words";number;height', ...lines].join('\n'));
    const train = ['flow', 'train', 'far.csv', '--columns', 'height', ...small, '--no-picture'];
    const trained = await hgn([...train, '--out', 'f'], { cwd });
    expect([trained.code, trained.stdout]).toEqual([0, expect.stringMatching(/^f: learnt from 60 samples/)]);
    const record = async () =>
      JSON.parse(await readFile(join(cwd, 'f/flow.json'), 'utf8')) as { samples: number; steps: number };
    expect(await record()).toMatchObject({ samples: 60, steps: 60 });
    await hgn(['flow', 'sample', 'f', '--samples', '200', '--out', 's.csv'], { cwd });
    const drawn = (await readFile(join(cwd, 's.csv'), 'utf8')).trim().split('\n').slice(1);
    expect(new Set(drawn).size).toBeGreaterThan(195);
    const more = await hgn(['flow', 'train', '--resume', '--steps', '80', '--out', 'f', '--no-picture'], {
      cwd,
    });
    expect([more.code, more.stderr]).toEqual([0, expect.stringContaining('80/80')]);
    expect(await record()).toMatchObject({ steps: 80, finished: true });
    const less = await hgn(['flow', 'train', '--resume', '--steps', '10', '--out', 'f'], { cwd });
    expect([less.code, less.stderr]).toEqual([
      1,
      expect.stringContaining('f: is at step 80 already, beyond --steps 10'),
    ]);
  });

  it('takes a first row with a gap for data, and one decimal-comma column for one', async () => {
    const cwd = await temporaryFolder();
    await writeFile(
      join(cwd, 'gap.csv'),
      ['NA,1', ...Array.from({ length: 20 }, (_, i) => `${i + 0.5},${i % 3}`)].join('\n'),
    );
    const gap = await hgn(['flow', 'train', 'gap.csv', '--out', 'f'], { cwd });
    expect(gap.stderr).toContain('gap.csv: line 1, column "x1" must be a finite number, but got "NA"');
    await writeFile(
      join(cwd, 'comma.csv'),
      Array.from({ length: 20 }, (_, i) => `${i},${(i % 6) + 1}5`).join('\n'),
    );
    const asked = await hgn(['flow', 'train', 'comma.csv', '--out', 'f'], { cwd });
    expect(asked.stderr).toMatch(
      /comma\.csv: "\d+,\d+" could be one number with a decimal comma or two numbers; say which with --decimal/,
    );
    const told = await hgn(
      ['flow', 'train', 'comma.csv', '--decimal', ',', ...small, '--no-picture', '--out', 'f', '--json'],
      { cwd },
    );
    expect(JSON.parse(told.stdout)).toMatchObject({ columns: ['x1'], samples: 20 });
  });
});

/** The different bytes of the pixels of a PNG: a picture of one colour has few. */
function picked(png: Uint8Array): Set<number> & { length: number } {
  const at = Buffer.from(png).indexOf('IDAT');
  const length = Buffer.from(png).readUInt32BE(at - 4);
  const values = new Set(inflateSync(png.subarray(at + 4, at + 4 + length)));
  return Object.assign(values, { length: values.size });
}

describe('samples that cannot be used are named with their place', () => {
  const cases: readonly { name: string; text: string; says: RegExp }[] = [
    { name: 'a gap', text: 'a,b\n1,2\n3,\n', says: /line 3, column "b" must be a finite number, but got ""/ },
    {
      name: 'a word',
      text: '1;2\n3;oops\n',
      says: /line 2, column "x2" must be a finite number, but got "oops"/,
    },
    { name: 'NaN', text: '1 2\n3 NaN\n', says: /line 2, column "x2".*got "NaN"/ },
    { name: 'a short row', text: 'a,b\n1,2\n3\n', says: /line 3 has 1 columns and the first line has 2/ },
    { name: 'a constant column', text: 'a,b\n1,7\n2,7\n3,7\n', says: /column "b" is 7 in all 3 rows/ },
    { name: 'one row', text: 'a,b\n1,2\n', says: /holds 1 rows.*at least 2/ },
    { name: 'nothing', text: '\n# nothing\n', says: /holds no rows/ },
  ];
  it.each(cases)('$name', async ({ text, says }) => {
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, 'data.csv'), text);
    const { code, stderr } = await hgn(['flow', 'train', 'data.csv', '--out', 'f'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(says);
    expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  });

  it('words that are neither file nor density, files and columns that are not there', async () => {
    const cwd = await temporaryFolder();
    await writeSamples(cwd);
    const said = async (...args: string[]) =>
      (await hgn(['flow', 'train', ...args, '--out', 'f'], { cwd })).stderr;
    expect(await said('twomoon')).toMatch(/twomoon: is neither a file.*did you mean twoMoons\?/);
    expect(await said('none.csv')).toMatch(/none\.csv: no such file/);
    expect(await said('leaves.csv', '--columns', 'length,height')).toMatch(
      /no column "height"; there are length, number, width/,
    );
  });

  it('arrays of a .npz file', async () => {
    const cwd = await temporaryFolder();
    const array = { shape: [2, 2], data: Float64Array.of(1, 2, 3, 5) };
    await writeFile(join(cwd, 'two.npz'), encodeNpz({ a: array, b: { shape: [1, 2, 2], data: array.data } }));
    await writeFile(join(cwd, 'bad.npz'), 'no archive');
    const said = async (...args: string[]) =>
      (await hgn(['flow', 'train', ...args, '--out', 'f'], { cwd })).stderr;
    expect(await said('two.npz')).toMatch(/holds several arrays; name one of a, b with --array/);
    expect(await said('two.npz', '--array', 'c')).toMatch(/holds no array "c"; name one of a, b/);
    expect(await said('two.npz', '--array', 'b')).toMatch(
      /array b must have the shape \[rows, columns\], but has \[1, 2, 2\]/,
    );
    expect(await said('bad.npz')).toMatch(/is no \.npz file/);
  });
});
