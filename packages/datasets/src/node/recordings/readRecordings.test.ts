import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasPython, runPython } from '@hgn/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CorruptDatasetError, MissingDatasetError } from '../errors.ts';
import { RecordingError } from '../../recordings/recording.ts';
import { readRecordings, type ReadRecordingsOptions } from './readRecordings.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'hgn-recordings-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function read(text: string, options: ReadRecordingsOptions = {}, name = 'a.csv') {
  const path = join(root, name);
  await writeFile(path, text);
  return readRecordings([path], options);
}

/** Twelve rows of a header's columns: the row's number over ten, then made by `cell`. */
function rows(cell: (row: number) => string, count = 12): string {
  return Array.from({ length: count }, (_, row) => cell(row)).join('\n');
}

const roles = ({ channels }: Awaited<ReturnType<typeof readRecordings>>) =>
  Object.fromEntries(channels.map(({ name, role }) => [name, role]));

describe('a CSV', () => {
  test('with quoted names, units, semicolons and decimal commas comes out in SI units', async () => {
    const text = `"time, total [ms]";"angle 1 [deg]";torque (mNm)\n${rows((i) => `${100 * i},0;${i},5;-${i},25`)}`;
    const result = await read(text, { time: 'time, total' });
    expect(roles(result)).toEqual({ 'angle 1': 'position', torque: 'input' });
    const [{ time, values }] = result.recordings;
    time.forEach((t, i) => expect(t).toBeCloseTo(0.1 * i, 12));
    values['angle 1'].forEach((value, i) => expect(value).toBeCloseTo(((i + 0.5) * Math.PI) / 180, 12));
    values.torque.forEach((value, i) => expect(value).toBeCloseTo(-(i + 0.25) / 1000, 12));
    expect(result.notes.join('\n')).toMatch(/positions: angle 1 \[rad\] \(angle\); inputs: torque \[N m\]/);
    expect(result.notes.join('\n')).toMatch(/'angle 1' was turned from deg to rad/);
  });

  test.each([
    ['commas', (i: number) => `${i / 10},${i},${-i}`, 't,x,u'],
    ['commas and blanks', (i: number) => `${i / 10}, ${i}, ${-i}`, 't, x, u'],
    ['semicolons', (i: number) => `${i / 10};${i};${-i}`, 't;x;u'],
    ['tabs', (i: number) => `${i / 10}\t${i}\t${-i}`, 't\tx\tu'],
    ['blanks', (i: number) => `  ${i / 10}   ${i}  ${-i} `, ' t  x  u'],
    ['bars', (i: number) => `${i / 10}|${i}|${-i}`, 't|x|u'],
    ['decimal commas and tabs', (i: number) => `0,${i + 10}\t${i},0\t${-i}`, 't\tx\tu'],
    ['quoted decimal commas', (i: number) => `"0,${i + 10}","${i},0",${-i}`, 't,x,u'],
    ['a comment as header', (i: number) => `${i / 10},${i},${-i}`, '# t,x,u'],
    ['units in a second line', (i: number) => `${i / 10};${i};${-i}`, 't;x;u\ns;m;N'],
    ['a delimiter at the end of rows', (i: number) => `${i / 10};${i};${-i};`, 't;x;u'],
  ])('separated by %s is told apart', async (_, cell, header) => {
    const result = await read(`\uFEFF${header}\r\n\r\n${rows(cell).replaceAll('\n', '\r\n')}\r\n`);
    expect(roles(result)).toEqual({ x: 'position', u: 'input' });
    const [{ values }] = result.recordings;
    values.x.forEach((value, i) => expect(value).toBe(i));
    values.u.forEach((value, i) => expect(value).toBeCloseTo(-i, 12));
  });

  test('without names takes its first column for the time, says so, or takes the names that it is told', async () => {
    const text = rows((i) => `${i / 10},${Math.sin(i)},${i % 3}`);
    const result = await read(text);
    expect(roles(result)).toEqual({ x2: 'position', x3: 'position' });
    expect(result.notes.join()).toContain(
      'names no columns; its first, which increases throughout, was taken for the time',
    );
    const named = await read(text, { columns: ['time', 'phi [deg]', 'u'] });
    expect(named.channels).toMatchObject([
      { name: 'phi', unit: 'rad', isAngle: true },
      { name: 'u', role: 'input' },
    ]);
  });

  test('of large numbers and a large clock keeps every digit', async () => {
    const text = `timestamp [ns],x\n${rows((i) => `${1700000000000000000n + BigInt(i) * 2000384n},${2459000 + i / 1024}`)}`;
    const [{ time, startTime, values }] = (await read(text)).recordings;
    expect(startTime).toBe(1.7e9);
    time.forEach((t, i) => expect(t / (i * 0.002000384 || 1)).toBeCloseTo(i === 0 ? 0 : 1, 9));
    values.x.forEach((value, i) => expect(value - 2459000).toBe(i / 1024));
  });

  test('with dates or times of day as clock is read to the digits that they have', async () => {
    const clock = (i: number) => `2024-05-01T23:59:59.${String(100 + 10 * i)}25Z`;
    const [{ time }] = (await read(`time,x\n${rows((i) => `${clock(i)},${i}`)}`)).recordings;
    time.forEach((t, i) => expect(t).toBeCloseTo(0.01 * i, 6));
    const daily = await read(`time,x\n${rows((i) => `12:00:${String(i + 10)}.5,${i}`)}`);
    expect([...daily.recordings[0].time].slice(0, 3)).toEqual([0, 1, 2]);
  });

  test('of wrapped angles goes on over the seam, also where values are missing', async () => {
    const angle = (i: number) => ((i * 25 + 180) % 360) - 180;
    const text = `t,phi [deg]\n${rows((i) => `${i / 10},${i === 7 ? 'NA' : angle(i)}`, 40)}`;
    const { recordings, notes } = await read(text);
    recordings[0].values.phi.forEach((value, i) => expect(value).toBeCloseTo((i * 25 * Math.PI) / 180, 10));
    expect(notes.join('\n')).toMatch(/'phi' jumps by a turn 3 times/);
    expect(notes.join('\n')).toMatch(/1 missing values of 'phi' were bridged/);
  });

  test('with jitter, short gaps and long ones is bridged or cut, and says where', async () => {
    const time = (i: number) => i * 0.01 + (i > 60 ? 0.5 : 0) + 0.002 * Math.sin(7 * i);
    const text = `t,x,y\n${rows((i) => `${time(i)},${i > 10 && i < 13 ? '' : time(i) ** 2},${i > 30 && i < 40 ? 'nan' : 1}`, 100)}`;
    const { recordings, notes } = await read(text);
    expect(recordings.map(({ source }) => source.replace(root, ''))).toEqual([
      '/a.csv (1 of 3)',
      '/a.csv (2 of 3)',
      '/a.csv (3 of 3)',
    ]);
    expect(recordings.map(({ time: { length } }) => length)).toEqual([31, 21, 39]);
    const [{ values, startTime, time: first }] = recordings;
    values.x.forEach((value, i) => expect(value).toBeCloseTo((startTime + first[i]) ** 2, 12));
    expect(notes.join('\n')).toMatch(/2 missing values of 'x' were bridged.*\n.*cut into 3 stretches/s);
    await expect(read(text, { gaps: 'refuse' })).rejects.toThrow(/a\.csv: line 13: 'x' has no value/);
    expect((await read(text, { longestGap: 1 })).recordings).toHaveLength(1);
  });

  test('of several runs is cut where its clock begins anew, or by a column that numbers them', async () => {
    const anew = await read(`t,x\n${rows((i) => `${(i % 20) / 10},${i}`, 60)}`);
    expect(anew.recordings.map(({ time }) => time.length)).toEqual([20, 20, 20]);
    const numbered = await read(`trial,t,x\n${rows((i) => `${Math.floor(i / 30)},${i / 10},${i}`, 60)}`);
    expect(numbered.recordings.map(({ time, startTime }) => [time.length, startTime])).toEqual([
      [30, 0],
      [30, 3],
    ]);
  });

  test.each<[string, string, ReadRecordingsOptions, RegExp]>([
    [
      'a word',
      `t,x\n${rows((i) => `${i},${i === 5 ? 'broken' : i}`)}`,
      {},
      /a\.csv: line 7, column "x" must be a finite number, but got "broken"/,
    ],
    [
      'infinity',
      `t,x\n${rows((i) => `${i},${i === 5 ? '-inf' : i}`)}`,
      {},
      /line 7, column "x" must be a finite number/,
    ],
    [
      'a short row',
      `t,x\n${rows((i) => (i === 3 ? '3' : `${i},${i}`))}`,
      {},
      /line 5 has 1 columns and the first line has 2/,
    ],
    [
      'decimal commas between commas',
      `t,x\n${rows((i) => `${i},5,${i},25`)}`,
      {},
      /line 2 has 4 columns and the first line has 2; if commas are also decimal marks/,
    ],
    [
      'one decimal comma or two numbers',
      rows((i) => `${i},5`),
      { dt: 1 },
      /could be one number with a decimal comma or two numbers; say which with the option decimal/,
    ],
    [
      'time that goes back',
      `t,x\n${rows((i) => `${i === 9 ? 7.5 : i},${i}`)}`,
      {},
      /time must increase .* from 8 to 7.5 s in line 11/,
    ],
    ['time that stands', `t,x\n${rows((i) => `${i === 9 ? 8 : i},${i}`)}`, {}, /from 8 to 8 s in line 11/],
    [
      'no time',
      `x,y\n${rows((i) => `${i},${i}`)}`,
      {},
      /has no column of times among x, y; name one with the option time, or give .* dt/,
    ],
    [
      'no positions',
      `t,u\n${rows((i) => `${i},${i}`)}`,
      {},
      /must have a column of positions, but has t \(time\), u \(input\)/,
    ],
    [
      'degrees without a word',
      `t,angle\n${rows((i) => `${i},${(i * 20) % 360}`, 30)}`,
      {},
      /'angle' jumps by 360, as degrees do, but says no unit/,
    ],
    ['names twice', `t,x,x\n${rows((i) => `${i},1,2`)}`, {}, /two columns are called 'x'/],
    [
      'a name that is not there',
      `t,x\n${rows((i) => `${i},1`)}`,
      { inputs: ['tau'] },
      /there is no column 'tau'; there are t, x in .*a\.csv/,
    ],
    ['too little', 't,x\n1,2\n2,3', {}, /must hold 8 samples in a row at least/],
    ['nothing', '', {}, /a\.csv: holds no rows/],
    ['a header alone', 't,x\n', {}, /a\.csv: holds/],
    ['null bytes', 't,x\0\n1,2', {}, /is no text; it holds null bytes/],
    ['open quotes', 't,x\n"1,2\n2,3', {}, /a\.csv: .*[Qq]uote/],
  ])('with %s is refused in a line that says where', async (_, text, options, message) => {
    const error = await read(text, options).then(
      () => undefined,
      (reason: unknown) => reason as Error,
    );
    expect(error?.message).toMatch(message);
    expect(error?.message).not.toContain('\n');
    expect([RecordingError, CorruptDatasetError].some((kind) => error instanceof kind)).toBe(true);
  });
});

describe('several files', () => {
  test('of different lengths and orders of columns become recordings of the same channels', async () => {
    await writeFile(join(root, 'a.csv'), `t,x,u\n${rows((i) => `${i},1,2`)}`);
    await writeFile(join(root, 'b.csv'), `u;t;x\n${rows((i) => `2;${i};1`, 20)}`);
    const { recordings } = await readRecordings([join(root, 'a.csv'), join(root, 'b.csv')]);
    expect(recordings.map(({ time }) => time.length)).toEqual([12, 20]);
    for (const { values } of recordings) expect([values.x[3], values.u[3]]).toEqual([1, 2]);
  });

  test('must have the same columns in the same units, exist, and be of a kind that is read', async () => {
    await writeFile(join(root, 'a.csv'), `t,x [m],u\n${rows((i) => `${i},1,2`)}`);
    await writeFile(join(root, 'b.csv'), `t,x [px],u\n${rows((i) => `${i},1,2`)}`);
    await writeFile(join(root, 'c.csv'), `t,x [mm]\n${rows((i) => `${i},1`)}`);
    const both = (name: string) => readRecordings([join(root, 'a.csv'), join(root, name)]);
    await expect(both('b.csv')).rejects.toThrow(
      /b\.csv: must have the same columns as .*a\.csv, but 'x' is in px and not in m/,
    );
    await expect(both('c.csv')).rejects.toThrow(/c\.csv: .* lacks 'u'/);
    await expect(both('d.csv')).rejects.toThrow(MissingDatasetError);
    await expect(both('d.csv')).rejects.toThrow(/readRecordings: .*d\.csv is not there/);
    await expect(both('e.xlsx')).rejects.toThrow(/e\.xlsx must end in \.csv, .*\.hdf5/);
  });
});

const python = await hasPython('the same states from CSV, npz, npy and HDF5', 'numpy', 'h5py');

/** Writes time, angles, velocities and torques in every way there is, in float64, and what they are as JSON. */
const writer = `
import json, numpy as np, h5py
rng = np.random.default_rng(3)
t = np.cumsum(0.002 + 0.0005 * rng.random(50)); t -= t[0]
q = 2459000 + rng.normal(size=(50, 2)); v = rng.normal(size=(50, 2)) * 1e-7; u = rng.normal(size=50) * 1e30
names = ['time', 'angle1', 'angle2', 'velocity1', 'velocity2', 'torque']
table = np.column_stack([t, q, v, u])
with open('a.csv', 'w') as f:
    f.write(','.join(names) + '\\n'); f.writelines(','.join(map(repr, map(float, row))) + '\\n' for row in table)
np.savetxt('b.csv', table, delimiter=',', header=','.join(names))
columns = dict(zip(names, table.T))
np.savez('a.npz', **columns)
np.savez_compressed('b.npz', **{k: v.astype('>f8') for k, v in columns.items()})
np.savez('c.npz', time=t, angle=np.asfortranarray(q), velocity=v, torque=u[:, None])
np.savez('d.npz', data=table, columns=np.array(names))
np.savez('e.npz', **{k: np.stack([v, v]) for k, v in columns.items()})
np.save('a.npy', table); np.save('b.npy', np.asfortranarray(table.astype('>f8')))
np.save('c.npy', np.array([tuple(r) for r in table], dtype=[(n, '<f8') for n in names]))
with h5py.File('a.h5', 'w') as f:
    for k, x in columns.items(): f[k] = x
with h5py.File('b.h5', 'w', userblock_size=1024) as f:
    d = f.create_dataset('run/data', data=table.astype('>f8'), compression='gzip', shuffle=True); d.attrs['columns'] = names
with h5py.File('c.h5', 'w') as f:
    f['states'] = np.array([tuple(r) for r in table], dtype=[(n, '<f8') for n in names])
with h5py.File('d.h5', 'w') as f:
    for run in 'ab':
        for k, x in columns.items(): f[run + '/' + k] = x
with h5py.File('lzf.h5', 'w') as f:
    f.create_dataset('angle', data=np.zeros(1000), compression='lzf'); f['time'] = np.arange(1000.)
with h5py.File('half.h5', 'w') as f:
    f['angle'] = q.astype('f2'); f['time'] = t
small = np.round(rng.uniform(-120, 120, size=(50, 3)))
for kind in ['<f2', '>f2', '>f4', '<i2', '>i4', '<i8', 'i1']: np.savez('n' + kind[-2:] + str('>' in kind) + '.npz', t=np.arange(50, dtype='>u2'), x=np.asfortranarray(small.astype(kind)))
np.savez('flags.npz', t=np.arange(50), x=small > 0); np.savez('words.npz', t=np.arange(50), x=np.array(['a'] * 50)); np.savez('objects.npz', t=np.arange(50), x=np.array([None] * 50))
np.savez('wide.npz', x=np.zeros((5, 7))); np.savez('deep.npz', x=np.zeros((2, 3, 4, 5)), t=np.arange(3.))
print(json.dumps({'small': small.ravel('F').tolist(), **{k: v.tolist() for k, v in columns.items()}}))
`;

describe.skipIf(!python)('files that NumPy and h5py wrote', () => {
  const names = ['angle1', 'angle2', 'velocity1', 'velocity2', 'torque'] as const;

  test('give the same bits in every format', async () => {
    const written = JSON.parse(await runPython(writer, { cwd: root })) as Record<string, number[]>;
    const check = async (file: string, options: ReadRecordingsOptions = {}, copies = 1): Promise<void> => {
      const { recordings, channels } = await readRecordings([join(root, file)], options);
      expect(recordings, file).toHaveLength(copies);
      for (const { time, values } of recordings) {
        expect([...time], file).toEqual(written.time);
        for (const name of names) expect([...values[name]], `${file} ${name}`).toEqual(written[name]);
      }
      expect(
        channels
          .map(({ role }) => role)
          .sort()
          .join(),
        file,
      ).toBe('input,position,position,velocity,velocity');
    };
    for (const file of [
      'a.csv',
      'b.csv',
      'a.npz',
      'b.npz',
      'c.npz',
      'd.npz',
      'a.h5',
      'b.h5',
      'c.h5',
      'c.npy',
    ])
      await check(file);
    for (const file of ['a.npy', 'b.npy']) await check(file, { columns: ['time', ...names] });
    for (const file of ['e.npz', 'd.h5']) await check(file, {}, 2);
    for (const kind of ['f2False', 'f2True', 'f4True', 'i2False', 'i4True', 'i8False', 'i1False']) {
      const [{ values }] = (await readRecordings([join(root, `n${kind}.npz`)])).recordings;
      expect([...values.x1, ...values.x2, ...values.x3], kind).toEqual(written.small);
    }
    const [{ values }] = (await readRecordings([join(root, 'flags.npz')])).recordings;
    expect(new Set(values.x1)).toEqual(new Set([0, 1]));
    for (const [file, message] of [
      ['lzf.h5', /'angle' is compressed with lzf, which is not read here; repack it with: h5repack/],
      ['half.h5', /'angle' is float16, which is not read from HDF5/],
      ['objects.npz', /objects\.npz: the type "\|O" \(Python objects\) is not read; save numbers/],
      ['words.npz', /must have a column of positions|must hold/],
      [
        'wide.npz',
        /'x' \[5, 7\] could be \[time, channel\] or \[channel, time\] or \[trajectory, time\]; say which with the option layout/,
      ],
      ['deep.npz', /array 'x' has the shape \[2, 3, 4, 5\]; states have three axes at most/],
    ] as const) {
      const refused = readRecordings([join(root, file)], { dt: 1 });
      await expect(refused, file).rejects.toThrow(message);
      await expect(refused, file).rejects.not.toThrow(/damaged/);
    }
    const wide = await readRecordings([join(root, 'wide.npz')], { dt: 1, layout: 'channel,time' }).catch(
      (error: unknown) => error,
    );
    expect(String(wide)).toMatch(/8 samples in a row/);
  });
});
