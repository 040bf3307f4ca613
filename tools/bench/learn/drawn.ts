import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { findPython } from '../peers/contestant.ts';
import { resumable } from '../lib/resumable.ts';
import { hgnLearn, type FilmResult } from './hgnLearn.ts';

/** A model of a film that was drawn and compressed by other programs. */
export interface DrawnRow {
  readonly size: string;
  /** Of the film; encoder and training were chosen on others than the second. */
  readonly seed: number;
  /** Mean square error over 30 unseen frames: how many times below that of the better of last and mean frame. */
  readonly times_below_30: number;
  /** The same, below that of what followed the most similar frames of the film. */
  readonly times_below_nearest_30: number;
  /** Rates at which amplitudes of small swings fall, in 1/s. */
  readonly true_decay: number;
  readonly filmed_decay: number | null;
  readonly foreseen_decay: number | null;
  readonly seconds: number;
}

const sizes = [
  [64, 64],
  [33, 47],
] as const;
const seeds = [1, 2];
const script = fileURLToPath(new URL('drawSwing.py', import.meta.url));

/** Draws films with Pillow, compresses them with ffmpeg as H.264, learns each and foresees a stretch that was held out. */
export async function learnDrawn(options: BenchmarkOptions): Promise<DrawnRow[]> {
  const { args } = options;
  const found = findPython('PIL');
  if (found === undefined) {
    throw new Error(
      'bench learn film drawn: needs a Python with Pillow and numpy, but found none; name one in HGN_BENCH_PYTHON',
    );
  }
  const asked = args.map(Number).filter((seed) => Number.isInteger(seed));
  const trials = (asked.length > 0 ? asked : seeds).flatMap((seed) =>
    sizes.map(([width, height]) => ({
      name: `${width}x${height}-seed-${seed}`,
      run: () => learnOne(found.python, width, height, seed),
    })),
  );
  return resumable('learn-drawn', trials, options);
}

async function learnOne(python: string, width: number, height: number, seed: number): Promise<DrawnRow> {
  const folder = await mkdtemp(join(tmpdir(), 'drawn-'));
  try {
    const path = join(folder, 'film.mp4');
    const drawn = spawnSync(python, [script, String(width), String(height), String(seed), path], {
      encoding: 'utf8',
    });
    if (drawn.status !== 0) {
      throw new Error(`bench learn film drawn: drawSwing.py must draw a film, but failed: ${drawn.stderr}`);
    }
    const { unseen, friction, seconds } = await hgnLearn<FilmResult>([path, '--out', join(folder, 'run')]);
    const { last, mean, nearest } = unseen.baselines;
    return {
      ...{ size: `${width}x${height}`, seed },
      times_below_30: (Math.min(last, mean) / unseen.rms) ** 2,
      times_below_nearest_30: (nearest / unseen.rms) ** 2,
      true_decay: Number(drawn.stdout),
      filmed_decay: friction.filmed,
      foreseen_decay: friction.foreseen,
      seconds,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
