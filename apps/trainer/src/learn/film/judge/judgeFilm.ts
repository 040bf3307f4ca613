import { ndarray, type NdArray } from '@hgn/autodiff';
import { driveOf, type Generator, type States } from '@hgn/model';
import { inputFrames, stateAt } from '../filmConfig.ts';
import { filmBaselines, framesIn } from './filmBaselines.ts';
import { decayOf, type Decay } from '../motion/decay.ts';
import { alongPath, pathOf } from '../motion/path.ts';
import type { Preparation } from '../look/prepare.ts';
import type { Stretch } from './windows.ts';

/** The names of the baselines, in the order in which they are shown. */
export const baselineNames = ['last', 'mean', 'linear', 'nearest'] as const;
/** See {@link baselineNames}. */
export type FilmBaselines = Readonly<Record<(typeof baselineNames)[number], number>>;

/** Errors of foreseen frames; mean squares over pixel values from 0 to 1 of the film. */
export interface FrameErrors {
  readonly mse: number;
  readonly baselines: FilmBaselines;
  /** Mean square of how far foreseen frames are from the mean frame: how much is foreseen to move. Of filmed ones it is `baselines.mean`. */
  readonly motion: number;
}

/** One forecast to show. */
export interface ShownForecast {
  readonly measured: Uint8Array;
  /** Values from 0 to 255. */
  readonly foreseen: Float32Array;
  /** Seconds from the last frame that was seen; negative for those that were. */
  readonly times: readonly number[];
}

/** What forecasts of held-out stretches came to. */
export interface FilmJudgement {
  /** Errors a frame, two frames, ... after the last one that was seen. */
  readonly perFrame: readonly FrameErrors[];
  readonly starts: number;
  readonly shown: ShownForecast;
  /** Learnt energies along a held-out stretch: as inferred from what was filmed, and as foreseen from its beginning. */
  readonly energy: {
    readonly times: Float64Array;
    readonly measured: Float64Array;
    readonly foreseen: Float64Array;
  };
  /** Root mean square of their difference over forecasts, as a share of the energy that goes to and fro. */
  readonly balance: number;
  /** Decay of the amplitude in long foreseen films; nothing where no period is known. */
  readonly decay?: Decay;
  /** Learnt energy lost in a period, as a share of what goes to and fro; nothing where no period is known. */
  readonly lostPerPeriod?: number;
}

/** Starts that what is judged has room for, at least. */
export const leastStarts = 8;
/** Forecasts from at most so many starts. */
const mostStarts = 60;
/** Seconds between two starts. */
const betweenStarts = 0.05;
/** Periods that foreseen films are followed for to measure their decay. */
const periodsFollowed = 6;

/** The windows of inputs in a stretch, as the encoder takes them. */
function inputsOf({ film, from, to }: Stretch, { size, channels }: Preparation): NdArray {
  const each = size * size * channels;
  const count = to - from - inputFrames + 1;
  const values = new Float32Array(count * inputFrames * each);
  for (let i = 0; i < count; i++) {
    const window = film.frames.subarray((from + i) * each, (from + i + inputFrames) * each);
    for (let k = 0; k < window.length; k++) values[i * inputFrames * each + k] = window[k] / 255;
  }
  return ndarray(values, [count, inputFrames, size, size, channels]);
}

/** Samples that are encoded in one call: what is compiled has one shape. */
const encodedAtOnce = 32;

async function encodeAll(generator: Generator, inputs: NdArray): Promise<States> {
  const [count, ...shape] = inputs.shape;
  const each = shape.reduce((a, b) => a * b, 1);
  const parts: { q: Float32Array; p: Float32Array }[] = [];
  let stateShape: readonly number[] = [];
  for (let first = 0; first < count; first += encodedAtOnce) {
    const chunk = new Float32Array(encodedAtOnce * each);
    const taken = Math.min(encodedAtOnce, count - first);
    chunk.set(inputs.data.subarray(first * each, (first + taken) * each));
    const { q, p } = await generator.encode(ndarray(chunk, [encodedAtOnce, ...shape]));
    stateShape = q.shape.slice(1);
    const size = stateShape.reduce((a, b) => a * b, 1) * taken;
    parts.push({ q: q.data.slice(0, size) as Float32Array, p: p.data.slice(0, size) as Float32Array });
  }
  const joined = (half: 'q' | 'p') => {
    const all = new Float32Array(parts.reduce((sum, part) => sum + part[half].length, 0));
    let at = 0;
    for (const part of parts) {
      all.set(part[half], at);
      at += part[half].length;
    }
    return ndarray(all, [count, ...stateShape]);
  };
  return { q: joined('q'), p: joined('p') };
}

function pick(states: States, rows: readonly number[]): States {
  const [, ...shape] = states.q.shape;
  const size = shape.reduce((a, b) => a * b, 1);
  const rowsOf = ({ data }: NdArray) => {
    const out = new Float32Array(rows.length * size);
    rows.forEach((row, i) => out.set(data.subarray(row * size, (row + 1) * size), i * size));
    return ndarray(out, [rows.length, ...shape]);
  };
  return { q: rowsOf(states.q), p: rowsOf(states.p) };
}

/** Energies of states and their kinetic part, which is half of p dH/dp where K is quadratic. */
async function energiesOf(generator: Generator, states: States) {
  const read = await generator.hamiltonian?.(states);
  if (read === undefined) throw new Error('judgeFilm: the model must know an energy');
  const count = read.H.data.length;
  const size = states.p.data.length / count;
  const kinetic = Float64Array.from({ length: count }, (_, i) => {
    let sum = 0;
    for (let k = i * size; k < (i + 1) * size; k++) sum += states.p.data[k] * read.dHdp.data[k];
    return sum / 2;
  });
  return { H: Float64Array.from(read.H.data), kinetic };
}

/** What drives a model from each frame to the next, from frames of films on; nothing where nothing drives it. */
function drivenFrom(
  { model }: Generator,
  from: readonly number[],
  { dt, steps }: { readonly dt: number; readonly steps: number },
): { readonly drive?: NdArray } {
  // Only the clock drives what is learnt from films: time begins with each of them.
  const nothingSeen = { ...{ height: 0, width: 0, channels: 0, dt }, frames: new Uint8Array(0) };
  const begins = { ...nothingSeen, trajectories: from.length, length: 1, drive: from.map((i) => i * dt) };
  const drive = driveOf(model, begins, [...from.keys()], { from: 0, stride: 1, steps });
  return drive === undefined ? {} : { drive };
}

const meanDecay = (decays: readonly Decay[]): Decay => {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return { rate: mean(decays.map(({ rate }) => rate)), error: mean(decays.map(({ error }) => error)) };
};

/**
 * Foresees held-out stretches from what was seen of them and compares every frame.
 *
 * @param reach frames ahead that are judged, at most
 */
export async function judgeFilm(
  generator: Generator,
  { train, test }: { readonly train: readonly Stretch[]; readonly test: readonly Stretch[] },
  preparation: Preparation,
  { reach, period }: { readonly reach: number; readonly period: number },
): Promise<FilmJudgement> {
  const { size, channels, dt, gain } = preparation;
  const each = size * size * channels;
  const longest = Math.max(...test.map(({ from, to }) => to - from));
  const ahead = Math.min(reach, longest - inputFrames);
  const baselines = filmBaselines(train, ahead);
  const sums = Array.from({ length: ahead }, () => ({
    own: 0,
    motion: 0,
    others: baselineNames.map(() => 0),
  }));
  let starts = 0;
  let [square, compared, exchanged] = [0, 0, 0];
  let [lost, followed] = [0, 0];
  let shown: ShownForecast | undefined;
  let energy: FilmJudgement['energy'] | undefined;
  const decays: Decay[] = [];
  const scale = 1 / (255 * 255 * gain * gain * each);

  for (const stretch of test) {
    const all = await encodeAll(generator, inputsOf(stretch, preparation));
    const along = await energiesOf(generator, all);
    const windows = all.q.shape[0];
    const stride = Math.max(
      1,
      Math.round(betweenStarts / dt),
      Math.ceil(windows / (mostStarts / test.length)),
    );
    const rows = Array.from({ length: windows }, (_, i) => i).filter(
      (i) => i % stride === 0 && i + inputFrames + ahead <= stretch.to - stretch.from,
    );
    if (rows.length === 0) continue;
    const steps = inputFrames - 1 - stateAt + ahead;
    const begin = stretch.from + stateAt;
    const states = await generator.rollout(pick(all, rows), {
      ...{ dt, frames: steps + 1 },
      ...drivenFrom(
        generator,
        rows.map((row) => begin + row),
        { dt, steps },
      ),
    });
    const pictures = await generator.decode(states);
    const rolled = await energiesOf(generator, states);
    for (const [r, row] of rows.entries()) {
      const seen = framesIn(stretch, stretch.from + row, stretch.from + row + inputFrames);
      const future = framesIn(
        stretch,
        stretch.from + row + inputFrames,
        stretch.from + row + inputFrames + ahead,
      );
      future.forEach((frame, k) => {
        const offset = (r * (steps + 1) + inputFrames - stateAt + k) * each;
        const mean = baselines.mean(seen, k + 1);
        let [own, motion] = [0, 0];
        for (let i = 0; i < each; i++) {
          const foreseen = 255 * pictures.data[offset + i];
          own += (foreseen - frame[i]) ** 2;
          motion += (foreseen - mean[i]) ** 2;
        }
        sums[k].own += own;
        sums[k].motion += motion;
        baselineNames.forEach((name, b) => {
          const guess = baselines[name](seen, k + 1);
          let other = 0;
          for (let i = 0; i < each; i++) other += (guess[i] - frame[i]) ** 2;
          sums[k].others[b] += other;
        });
      });
      starts++;
      const kinetic = rolled.kinetic.subarray(r * (steps + 1), (r + 1) * (steps + 1));
      exchanged += kinetic.reduce((a, b) => Math.max(a, b)) - kinetic.reduce((a, b) => Math.min(a, b));
      for (let j = 0; j <= steps && row + j < windows; j++) {
        square += (along.H[row + j] - rolled.H[r * (steps + 1) + j]) ** 2;
        compared++;
      }
    }
    if (shown === undefined) {
      const r = rows.length >> 1;
      const from = stretch.from + rows[r];
      const measured = stretch.film.frames.subarray(
        (from + stateAt) * each,
        (from + stateAt + steps + 1) * each,
      );
      const picture = r * (steps + 1) * each;
      shown = {
        measured,
        foreseen: Float32Array.from(
          pictures.data.subarray(picture, picture + (steps + 1) * each),
          (v) => 255 * v,
        ),
        times: Array.from({ length: steps + 1 }, (_, j) => (j + stateAt - inputFrames + 1) * dt),
      };
      const whole = await generator.rollout(pick(all, [0]), {
        ...{ dt, frames: windows },
        ...drivenFrom(generator, [begin], { dt, steps: windows - 1 }),
      });
      energy = {
        times: Float64Array.from({ length: windows }, (_, i) => i * dt),
        measured: along.H,
        foreseen: (await energiesOf(generator, whole)).H,
      };
    }
    if (!Number.isNaN(period)) {
      const frames = Math.ceil((periodsFollowed * period) / dt) + 2;
      const chosen = rows.filter((_, i) => i % Math.ceil(rows.length / 4) === 0);
      const long = await generator.rollout(pick(all, chosen), {
        ...{ dt, frames },
        ...drivenFrom(
          generator,
          chosen.map((row) => begin + row),
          { dt, steps: frames - 1 },
        ),
      });
      const film = await generator.decode(long);
      const energies = await energiesOf(generator, long);
      chosen.forEach((_, c) => {
        const own = film.data.subarray(c * frames * each, (c + 1) * frames * each);
        const motion = { length: frames, size, channels, box: preparation.box };
        const decay = decayOf(alongPath(own, motion, pathOf(own, motion)), dt, period);
        if (decay) decays.push(decay);
        const kinetic = energies.kinetic.subarray(c * frames, (c + 1) * frames);
        const turnover = kinetic.reduce((a, b) => Math.max(a, b)) - kinetic.reduce((a, b) => Math.min(a, b));
        const first = energies.H[c * frames];
        const last = energies.H[(c + 1) * frames - 1];
        lost += (first - last) / turnover / periodsFollowed;
        followed++;
      });
    }
  }
  if (shown === undefined || energy === undefined) {
    throw new Error('judgeFilm: a held-out stretch must be longer than the inputs of the model');
  }
  return {
    perFrame: sums.map(({ own, motion, others }) => ({
      mse: (own * scale) / starts,
      motion: (motion * scale) / starts,
      baselines: Object.fromEntries(
        baselineNames.map((name, b) => [name, (others[b] * scale) / starts]),
      ) as FilmBaselines,
    })),
    starts,
    shown,
    energy,
    balance: Math.sqrt(square / Math.max(1, compared)) / (exchanged / starts),
    ...(decays.length > 0 && { decay: meanDecay(decays) }),
    ...(followed > 0 && { lostPerPeriod: lost / followed }),
  };
}
