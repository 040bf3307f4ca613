import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasPython, runPython } from '@hgn/testing';
import { encode } from 'fast-png';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { decodeExample, encodeExample } from '../../formats/protobuf.ts';
import { frameRecord } from '../../formats/tfrecord.ts';
import { generate } from '../../simulation/generate.ts';
import { convertDataset, openSource } from '../convert/convertDataset.ts';
import { MissingDatasetError } from '../errors.ts';
import { npyHeader } from '../../formats/npy.ts';
import { importing } from '../../../test/importing.ts';

const { root, own, imported, refusal } = importing();

/** A .npy file of bytes of data. */
function npy(descr: string, shape: readonly number[] | string, data: Uint8Array): Uint8Array {
  const header = npyHeader({ dtype: '|u1', shape: [1] });
  const tuple = typeof shape === 'string' ? shape : `(${shape.join(', ')},)`;
  header.fill(0x20, 10, header.length - 1);
  header.set(Buffer.from(`{'descr': '${descr}', 'fortran_order': False, 'shape': ${tuple}, }`), 10);
  return Buffer.concat([header, data]);
}

describe('arrays', () => {
  const path = () => join(root(), 'x.npz');
  const write = (arrays: Record<string, Uint8Array>, level: 0 | 6 = 0) =>
    writeFile(
      path(),
      zipSync(Object.fromEntries(Object.entries(arrays).map(([name, file]) => [`${name}.npy`, file])), {
        level,
      }),
    );
  const bytes = (count: number) => Uint8Array.from({ length: count }, (_, i) => i % 251);

  test('whose axes could be two things are asked about, and read as told', async () => {
    await write({ frames: npy('|u1', [4, 5, 6, 3], bytes(360)) });
    expect(await refusal(path())).toMatch(
      /'frames' \[4, 5, 6, 3\] could be trajectory,frame,height,width or frame,height,width,channel; say which with the option layout/,
    );
    const film = await imported(path(), { layout: 'frame,height,width,channel' });
    expect(film).toMatchObject({ trajectories: 1, length: 4, height: 5, width: 6, channels: 3 });
    expect(film.frames).toEqual(bytes(360));
    const many = await imported(path(), { layout: 'trajectory,frame,height,width' });
    expect(many).toMatchObject({ trajectories: 4, length: 5, height: 6, width: 3, channels: 1 });
    const turned = await imported(path(), { layout: 'width,height,frame,channel' });
    expect(turned).toMatchObject({ trajectories: 1, length: 6, height: 5, width: 4, channels: 3 });
    // Frame 1, row 2, column 3, blue.
    expect(turned.frames[((1 * 5 + 2) * 4 + 3) * 3 + 2]).toBe((((3 * 5 + 2) * 6 + 1) * 3 + 2) % 251);
    await expect(imported(path(), { layout: 'frame,width' })).rejects.toThrow(
      /layout must name frame, height, width/,
    );
    await expect(imported(path(), { layout: 'frame,height,width' })).rejects.toThrow(
      /has 4 axes, but the layout .* has 3/,
    );
  });

  test('with channels before rows, as other programs have them, are turned', async () => {
    await write({ frames: npy('|u1', [2, 4, 3, 5, 6], bytes(720)) });
    const { frames, ...shape } = await imported(path());
    expect(shape).toMatchObject({ trajectories: 2, length: 4, height: 5, width: 6, channels: 3 });
    const at = (i: number, t: number, y: number, x: number, c: number) =>
      frames[(((i * 4 + t) * 5 + y) * 6 + x) * 3 + c];
    expect(at(1, 2, 3, 4, 2)).toBe(((((1 * 4 + 2) * 3 + 2) * 5 + 3) * 6 + 4) % 251);
  });

  test.each([
    [
      'no axis of that name',
      '(2, 4, 5, 5, 7)',
      /must be \[trajectory, frame, height, width, channel\] with 1 or 3 channels/,
    ],
    ['no width', '(2, 4, 5, 0, 3)', /'frames' \[2, 4, 5, 0, 3\] holds no pixels/],
    ['no trajectories', '(0, 4, 5, 5, 3)', /holds no pixels/],
    ['half a frame', '(1, 1.5, 2, 2, 3)', /no shape of whole numbers/],
    ['negative extents', '(-1, -2, 2, 2, 3)', /no shape of whole numbers/],
  ])('with %s are refused', async (_, shape, message) => {
    await write({ frames: npy('|u1', shape, new Uint8Array()) });
    expect(await refusal(path())).toMatch(message);
  });

  test('with a changed bit are refused, packed or not', async () => {
    for (const level of [0, 6] as const) {
      await write({ frames: npy('|u1', [1, 4, 5, 6, 3], bytes(360)) }, level);
      const file = await readFile(path());
      file[level === 0 ? 300 : 100] ^= 1;
      await writeFile(path(), file);
      expect(await refusal(path())).toMatch(/checksum|cannot be unpacked/);
    }
  });

  test.each([NaN, Infinity])('of states that are %d are refused with their place', async (value) => {
    const q = new Float64Array(2 * 4 * 3);
    const p = new Uint8Array(q.byteLength);
    q[4 * 3 + 2 * 3 + 1] = value;
    const states = (data: Uint8Array) => npy('<f8', [2, 4, 3], data);
    await write({
      frames: npy('|u1', [2, 4, 5, 6], bytes(240)),
      q: states(new Uint8Array(q.buffer)),
      p: states(p),
    });
    expect(await refusal(path())).toMatch(
      new RegExp(`'q' must be finite, but is ${value} in trajectory 1, frame 2`),
    );
  });

  test('in a zip packed otherwise, or locked, are called by name', async () => {
    await write({ frames: npy('|u1', [1, 4, 5, 6], bytes(120)) });
    const whole = await readFile(path());
    const directory = whole.indexOf(Buffer.from('504b0102', 'hex'));
    for (const [offset, value, message] of [
      [
        10,
        12,
        /x\.npz: array 'frames' is compressed with bzip2, which is not read here; save it with np\.savez_compressed/,
      ],
      [10, 14, /compressed with lzma/],
      [10, 77, /compressed with method 77/],
      [8, 1, /x\.npz: array 'frames' is encrypted/],
    ] as const) {
      const file = Buffer.from(whole);
      file.writeUInt16LE(value, directory + offset);
      await writeFile(path(), file);
      expect(await refusal(path())).toMatch(message);
    }
  });

  test('that are not there are asked for in the name of the import', async () => {
    const missing = openSource(join(root(), 'nofile.mp4'));
    await expect(missing).rejects.toThrow(MissingDatasetError);
    await expect(missing).rejects.toThrow(/^importFrames: .*nofile\.mp4 is missing; check the path$/);
  });
});

describe('TFRecords of other programs', () => {
  const image = encode({
    width: 2,
    height: 6,
    channels: 1,
    depth: 8,
    data: new Uint8Array(12).map((_, i) => 20 * i),
  });
  const lines = [
    'image, (3, 2, 2, 1), uint8',
    'x, (3, 2), float32',
    'other/mass, (1,), float32',
    'other/label, (2,), int64',
  ];

  test('with floats, and integers one by one, are read; what is not listed is left out', async () => {
    const packed = encodeExample({
      image,
      x: Float32Array.of(1, 2, 3, 4, 5, 6),
      'other/mass': Float32Array.of(0.5),
      'other/label': BigInt64Array.of(7n, -3n),
      extra: Float32Array.of(1, 2),
    });
    // The same integers one by one: field 1 of type 0, instead of one field of type 2.
    const list = Buffer.from([0x1a, 0x0d, 0x0a, 0x0b, 7, 0xfd, ...Array<number>(8).fill(0xff), 1]);
    const at = Buffer.from(packed).indexOf(list);
    expect(at).toBeGreaterThan(0);
    const single = Buffer.from([0x1a, 0x0d, 0x08, 7, 0x08, 0xfd, ...Array<number>(8).fill(0xff), 1]);
    const unpacked = new Uint8Array(
      Buffer.concat([packed.subarray(0, at), single, packed.subarray(at + list.length)]),
    );
    expect(decodeExample(unpacked)).toEqual(decodeExample(packed));
    await writeFile(join(own(), 'features.txt'), lines.join('\n'));
    await writeFile(join(own(), 'train.tfrecord'), frameRecord(unpacked));
    const { q, p, frames } = await imported(own());
    expect([[...q], [...p], frames[5]]).toEqual([[1, 3, 5], [2, 4, 6], 100]);
    const source = await openSource(own());
    for await (const { parameters } of source.trajectories()) {
      expect(parameters).toEqual({ mass: 0.5, label1: 7, label2: -3 });
    }
    await source.close();
  });

  test('with a changed bit are refused', async () => {
    const record = frameRecord(encodeExample({ image, x: Float32Array.of(1, 2, 3, 4, 5, 6) }));
    record[60] ^= 1;
    await writeFile(join(own(), 'features.txt'), lines.slice(0, 2).join('\n'));
    await writeFile(join(own(), 'train.tfrecord'), record);
    await expect(imported(own())).rejects.toThrow(/train\.tfrecord is damaged: .*checksum/);
  });
});

const python = await hasPython('frames of NumPy, Pillow and h5py', 'numpy', 'h5py', 'PIL');

describe.skipIf(!python)('what Python wrote', () => {
  const script = `
import numpy as np, h5py, zipfile
from PIL import Image
rng = np.random.default_rng(1)
frames = rng.integers(0, 256, (2, 3, 4, 5, 3), dtype=np.uint8); q = rng.integers(-9, 9, (2, 3, 1))
np.savez('plain.npz', frames=frames, q=q.astype(float), p=(0 - q).astype(float))
np.savez('order.npz', frames=np.asfortranarray(frames), q=np.asfortranarray(q.astype('>i2')), p=(0 - q).astype('f2'))
np.savez('wide.npz', frames=frames, q=q.astype('>f4'), p=(0 - q).astype('i8'))
np.save('only.npy', frames)
np.savez('flags.npz', frames=frames[..., 0] > 99)
for kind in ['uint16', 'float16', 'float64', 'int64']: np.savez(kind + '.npz', frames=frames.astype(kind))
with zipfile.ZipFile('bzip.npz', 'w', zipfile.ZIP_BZIP2) as z: z.write('only.npy', 'frames.npy')
grey = [np.full((4, 4), v, np.uint8) for v in (10, 10, 90, 200)]
images = [Image.fromarray(g) for g in grey]
images[0].save('merged.gif', save_all=True, append_images=images[1:], duration=40, loop=0)
Image.fromarray((frames[0, 0, ..., 0] > 99).astype(np.uint8) * 255).convert('1').save('own/1.png')
`;

  test('is read bit by bit, or refused for what it is', async () => {
    await runPython(script, { cwd: root() });
    const at = (name: string) => join(root(), name);
    const plain = await imported(at('plain.npz'));
    for (const name of ['order.npz', 'wide.npz']) {
      const { frames, q, p } = await imported(at(name));
      expect([frames, q, p], name).toEqual([plain.frames, plain.q, plain.p]);
    }
    expect((await imported(at('only.npy'))).frames).toEqual(plain.frames);
    const flags = [...plain.frames].filter((_, i) => i % 3 === 0).map((value) => (value > 99 ? 255 : 0));
    expect([...(await imported(at('flags.npz'))).frames]).toEqual(flags);
    expect([...(await imported(own())).frames]).toEqual(flags.slice(0, 20));
    for (const [name, how] of [
      ['uint16', /is <u2; convert 16 bits with np\.uint8\(frames >> 8\)/],
      ['float16', /is <f2; convert values from 0 to 1 with np\.uint8/],
      ['float64', /is <f8; convert values from 0 to 1/],
      ['int64', /is <i8; convert values from 0 to 255 with frames\.astype\(np\.uint8\)/],
      ['bzip', /compressed with bzip2/],
    ] as const) {
      const message = await refusal(at(`${name}.npz`));
      expect(message).toMatch(how);
      expect(message).not.toContain('damaged');
    }
    const { dt, frames, length } = await imported(at('merged.gif'));
    expect([dt, length]).toEqual([0.04, 4]);
    expect([0, 1, 2, 3].map((t) => frames[48 * t])).toEqual([10, 10, 90, 200]);
  });

  test('to our HDF5 files is read where it may be, and named where not', async () => {
    await convertDataset(join(await plainDataset(), 'x'), join(root(), 'x.h5'));
    await runPython(
      `
import h5py
def copy(to, block, **options):
    with h5py.File('x.h5') as f, h5py.File(to, 'w', userblock_size=block) as g:
        for k, v in f.attrs.items(): g.attrs[k] = v
        def one(name, d):
            if isinstance(d, h5py.Dataset) and d.size: g.create_dataset(name, data=d[()], chunks=d.shape, **options)
        f.visititems(one)
        for n in ('q', 'p'):
            if n not in g: g.create_dataset(n, data=f[n][()])
        g.require_group('parameters')
copy('block.h5', 1024)
copy('gzip.h5', 0, compression='gzip', shuffle=True, fletcher32=True)
copy('lzf.h5', 0, compression='lzf')
`,
      { cwd: root() },
    );
    const expected = await imported(join(root(), 'x.h5'));
    for (const name of ['block.h5', 'gzip.h5']) {
      expect((await imported(join(root(), name))).frames, name).toEqual(expected.frames);
    }
    expect(await refusal(join(root(), 'lzf.h5'))).toMatch(
      /lzf\.h5: '\w+' is compressed with lzf, which is not read here/,
    );
  });
});

async function plainDataset(): Promise<string> {
  const { writeDataset } = await import('../folder/writeDataset.ts');
  await writeDataset(
    join(root(), 'data', 'x'),
    generate('pendulum', { seed: 1, trajectories: 2, frames: 3 }),
  );
  return join(root(), 'data');
}
