import { zipSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MissingFileError } from '../sources/runSource.ts';
import { blobRun } from './blobRun.ts';
import { newestCheckpoint } from './newestCheckpoint.ts';
import { recogniseRuns } from './recogniseRuns.ts';
import { unzip } from './unzip.ts';

const tree = (...paths: string[]) => new Map(paths.map((path) => [path, new Blob([path])]));
const open = (paths: readonly string[], label = 'dropped') =>
  recogniseRuns(tree(...paths), label, (name) => `local-${name}`);
const pathsOf = async (source: ReturnType<typeof open>[number]) =>
  (await source.files()).map(({ path }) => path);

describe('recogniseRuns', () => {
  it('opens a dropped run folder, its paths from the run on', async () => {
    const [run, ...others] = open(
      ['spring/run.json', 'spring/checkpoints/step-00000002.safetensors'],
      'spring',
    );
    expect(others).toEqual([]);
    expect([run.id, run.name]).toEqual(['local-spring', 'spring']);
    expect(await pathsOf(run)).toEqual(['run.json', 'checkpoints/step-00000002.safetensors']);
    expect(new TextDecoder().decode(await run.read('run.json'))).toBe('spring/run.json');
  });

  it('finds all runs of a folder of runs, flows among them, and takes an export inside a run for a part of it', () => {
    const runs = open(['runs/a/run.json', 'runs/a/export/model.json', 'runs/b/flow.json', 'runs/notes.txt']);
    expect(runs.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('calls a run at the top of an archive after the archive', () => {
    expect(open(['config.yaml', 'checkpoints/step-00000001.safetensors'], 'pendulum')[0].name).toBe(
      'pendulum',
    );
  });

  it('opens an export folder alone, called after the run it lies in', async () => {
    const [alone] = open(['export/model.json', 'export/step.onnx'], 'export');
    expect(await pathsOf(alone)).toEqual(['export/model.json', 'export/step.onnx']);
    expect(open(['spring/export/model.json'])[0].name).toBe('spring');
    expect(open(['model.json', 'step.onnx'], '2 files')[0].name).toBe('2 files');
  });

  it('opens checkpoints that lie alone, each as a run', async () => {
    const runs = open(['step-00000400.safetensors', 'best.safetensors']);
    expect(runs.map(({ name }) => name)).toEqual(['step-00000400', 'best']);
    expect(await pathsOf(runs[0])).toEqual(['checkpoints/step-00000400.safetensors']);
  });

  it('says what it saw and what it wants', () => {
    expect(() => open(['a.txt', 'b/c.txt', 'd', 'e', 'f'], 'papers')).toThrow(
      /No run is in papers \(it holds a\.txt, c\.txt, d and 2 more\): drop the folder that hgn train wrote/,
    );
    expect(() => open([], 'hollow')).toThrow('hollow is empty');
    expect(() => open(['ball.mp4'], 'ball.mp4')).toThrow('is a film, not a run: open a run first');
  });
});

describe('blobRun', () => {
  it('reads parts of files as slices, and rejects what is not there', async () => {
    const bytes = Uint8Array.from({ length: 50 }, (_, i) => i);
    const run = blobRun('x', 'x', new Map([['f', new Blob([bytes])]]));
    await fc.assert(
      fc.asyncProperty(fc.nat(60), fc.option(fc.nat(60), { nil: undefined }), async (start, end) => {
        const range = end === undefined ? { start } : { start, end };
        expect(await run.read('f', range)).toEqual(bytes.slice(start, end));
      }),
      { seed: 11 },
    );
    await expect(run.read('g')).rejects.toThrow(MissingFileError);
  });
});

describe('newestCheckpoint', () => {
  it('is that of the highest step, whatever the order, and none of a subfolder', () => {
    const at = (step: string) => `checkpoints/step-${step}.safetensors`;
    expect(newestCheckpoint([at('00000400'), at('00001000'), at('00000000'), 'checkpoints/last'])).toBe(
      at('00001000'),
    );
    expect(newestCheckpoint(['checkpoints/mine.safetensors'])).toBe('checkpoints/mine.safetensors');
    expect(newestCheckpoint(['checkpoints/best/step-00000009.safetensors', 'run.json'])).toBeUndefined();
  });
});

describe('unzip', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);

  it('gives files by path, and leaves out what lies outside of the archive', () => {
    const archive = zipSync({
      'run/run.json': bytes('{}'),
      '../outside.txt': bytes('no'),
      '/root.txt': bytes('no'),
      '__MACOSX/run/._run.json': bytes('no'),
    });
    expect([...unzip(archive, 'run.zip').keys()]).toEqual(['run/run.json']);
  });

  it('says what is wrong with other bytes', () => {
    expect(() => unzip(bytes('not a zip'), 'run.zip')).toThrow(
      /^run\.zip is no zip archive that can be read/,
    );
    const archive = zipSync({ 'run.json': bytes('x'.repeat(1000)) });
    expect(() => unzip(archive.slice(0, -30), 'cut.zip')).toThrow('cut.zip is no zip archive');
  });
});
