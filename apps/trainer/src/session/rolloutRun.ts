import { access } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { compileRollout, createModel, createTrainer, stackInputs, unfoldFrame } from '@hgn/model';
import { filmStrips, rolloutColours, toSvgString } from '@hgn/viz';
import type { RolloutOptions } from '../commands/rollout.ts';
import { CommandError, UsageError } from '../errors.ts';
import type { Io } from '../io.ts';
import { contactSheet, type Film } from '../output/film.ts';
import { encodeGif } from '../output/gif.ts';
import { encodeNpz } from '../output/npz.ts';
import { encodePicture } from '../output/png.ts';
import { openRun } from '../runs/open.ts';
import { readRecord } from '../runs/record.ts';
import { writeFileAtomic } from '../runs/writeFile.ts';
import { count } from '../terminal/format.ts';
import { readCheckpoint } from './checkpoint.ts';
import { prepareEngine, withEngine } from './engine.ts';
import { loadRolloutScene, type RolloutScene } from './rolloutScene.ts';

/** Rollouts as a model imagines them, and what really happened where that is known. */
interface Rollouts {
  readonly scene: RolloutScene;
  readonly trajectories: number;
  /** Frames of each rollout. */
  readonly length: number;
  readonly image: { readonly height: number; readonly width: number; readonly channels: number };
  /** [trajectory, frame, height, width, channel], 0 to 255. */
  readonly frames: Uint8Array;
  readonly stateShape: readonly number[];
  readonly q: Float32Array;
  readonly p: Float32Array;
  /** Absent for a model without an energy. */
  readonly energy?: Float32Array;
  /** Signed time of every frame, 0 at the inferred state. */
  readonly times: Float64Array;
}

const formats = ['.npz', '.png', '.svg', '.gif'] as const;
type Format = (typeof formats)[number];

/** Runs `model rollout`. */
export async function rolloutRun(shown: string, options: RolloutOptions, io: Io): Promise<void> {
  const format = formats.find((extension) => extension === extname(options.out).toLowerCase());
  if (format === undefined) {
    throw new UsageError(`--out must end in ${formats.join(', ')}, but got ${JSON.stringify(options.out)}`);
  }
  const out = resolve(io.cwd, options.out);
  if (options.force !== true && (await exists(out))) {
    throw new CommandError(
      `${options.out}: is there already; replace it with --force or choose another --out`,
    );
  }
  const run = await openRun(shown, io);
  const config = withEngine(run.config, options, io);
  const checkpoint = await readCheckpoint(run.paths.checkpoints, options.checkpoint, io);

  const model = createModel(config.model);
  const trainer = createTrainer(model, config);
  const speed = options.backward === true ? -options.speed : options.speed;
  const { timeStep } = await readRecord(run.paths.record);
  const scene = await loadRolloutScene(config, timeStep, { ...options, speed }, io);
  const { trajectories } = scene.sequences;
  const length = options.frames;
  const rollout = await compileRollout(model, trainer, {
    batchSize: trajectories,
    steps: length - 1,
    ...(await prepareEngine(config)),
  });
  try {
    const chosen = Array.from({ length: trajectories }, (_, i) => i);
    const inputs = stackInputs(model, scene.sequences, chosen, scene.inputs);
    const result = await rollout.run(trainer.judgedParameters(checkpoint.state), inputs, speed * timeStep);
    const { image, blockSize } = config.model;
    const size = image.height * image.width * image.channels;
    const frames = new Uint8Array(trajectories * length * size);
    const one = new Float32Array(size);
    for (let i = 0; i < trajectories * length; i++) {
      unfoldFrame(
        (result.frames.data as Float32Array).subarray(i * size, (i + 1) * size),
        image,
        blockSize,
        one,
        0,
      );
      for (let j = 0; j < size; j++) frames[i * size + j] = Math.round(255 * one[j]);
    }
    const rollouts: Rollouts = {
      scene,
      trajectories,
      length,
      image,
      frames,
      stateShape: model.stateShape,
      q: result.q.data as Float32Array,
      p: result.p.data as Float32Array,
      ...(result.energy && { energy: result.energy.data as Float32Array }),
      times: Float64Array.from({ length }, (_, t) => t * speed * timeStep),
    };
    const content = encode(rollouts, format);
    await writeFileAtomic(out, content);
    report(options, rollouts, content.length, io);
  } finally {
    await rollout.dispose();
  }
}

function report(
  options: RolloutOptions,
  { trajectories, length, times, scene }: Rollouts,
  bytes: number,
  io: Io,
): void {
  const end = times[length - 1];
  if (options.json === true) {
    const document = {
      file: options.out,
      trajectories,
      frames: length,
      until: end,
      truth: scene.truth !== undefined,
      bytes,
    };
    io.stdout.write(`${JSON.stringify(document)}\n`);
    return;
  }
  io.stdout.write(
    `${options.out}: ${count(trajectories, 'rollout')} of ${count(length, 'frame')}, from time 0 to ${Number(end.toPrecision(6))}\n`,
  );
}

function encode(rollouts: Rollouts, format: Format): string | Uint8Array {
  switch (format) {
    case '.npz':
      return npz(rollouts);
    case '.png':
      return encodePicture(contactSheet(film(rollouts), { scale: 2, gap: 2 }));
    case '.gif':
      return encodeGif(film(rollouts), { scale: 4, delay: 80 });
    case '.svg':
      return svg(rollouts);
  }
}

function npz({
  trajectories,
  length,
  image,
  frames,
  stateShape,
  q,
  p,
  energy,
  times,
  scene,
}: Rollouts): Uint8Array {
  const shape = [trajectories, length, image.height, image.width, image.channels];
  return encodeNpz({
    frames: { shape, data: frames },
    ...(scene.truth === undefined ? {} : { truth: { shape, data: scene.truth } }),
    q: { shape: [trajectories, length, ...stateShape], data: q },
    p: { shape: [trajectories, length, ...stateShape], data: p },
    ...(energy && { energy: { shape: [trajectories, length], data: energy } }),
    times: { shape: [length], data: times },
  });
}

function film({ trajectories, length, image, frames, scene }: Rollouts): Film {
  const size = frames.length / trajectories;
  const rows = Array.from({ length: trajectories }, (_, i) => [
    ...(scene.truth === undefined
      ? []
      : [{ label: 'truth', frames: scene.truth.subarray(i * size, (i + 1) * size) }]),
    { label: 'model', frames: frames.subarray(i * size, (i + 1) * size) },
  ]);
  return { rows: rows.flat(), length, ...image };
}

function svg(rollouts: Rollouts): string {
  const { rows, height, width, channels } = film(rollouts);
  return toSvgString(
    filmStrips(
      {
        height,
        width,
        channels,
        rows: rows.map(({ label, frames }, i) => ({
          label,
          frames,
          times: rollouts.times,
          group: `rollout ${Math.floor((i * rollouts.trajectories) / rows.length) + 1}`,
          colour: label === 'truth' ? rolloutColours.truth : rolloutColours.forward,
        })),
      },
      { title: 'Rollouts', timeLabel: 'time' },
    ),
  );
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
