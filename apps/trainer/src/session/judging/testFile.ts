import { frameAt } from '@hgn/model';
import { encodeNpz, type NpzArray } from '../../output/npz.ts';
import type { TestSequences } from '../sequences.ts';

/** Most trajectories in the file. */
const mostTrajectories = 8;

/** Most bytes of frames in the file, unless a single trajectory takes more. */
const mostBytes = 4 * 2 ** 20;

/**
 * `test.npz` of a run: some of its unseen trajectories, a time step of the model apart, so that the model can be shown
 * frames without the data set or the simulation at hand. Arrays: `frames` (bytes), `dt`, and where the truth is known
 * `q`, `p` and `energy`.
 */
export function testFile(sequences: TestSequences, dt: number): Uint8Array {
  const { height, width, channels, states, energy } = sequences;
  const stride = Math.max(1, Math.round(dt / sequences.dt));
  const size = height * width * channels;
  const length = Math.floor((sequences.length - 1) / stride) + 1;
  const trajectories = Math.min(
    sequences.trajectories,
    mostTrajectories,
    Math.max(1, Math.floor(mostBytes / (length * size))),
  );
  const frames = new Uint8Array(trajectories * length * size);
  for (let i = 0; i < trajectories * length; i++) {
    frames.set(frameAt(sequences, Math.floor(i / length), (i % length) * stride), i * size);
  }
  const whole = sequences.trajectories * sequences.length;
  const picked = (values: ArrayLike<number>): NpzArray => {
    const each = values.length / whole;
    const data = Float64Array.from({ length: trajectories * length * each }, (_, at) => {
      const [i, coordinate] = [Math.floor(at / each), at % each];
      const row = Math.floor(i / length) * sequences.length + (i % length) * stride;
      return values[row * each + coordinate];
    });
    return { shape: [trajectories, length, each], data };
  };
  const flat = ({ data }: NpzArray): NpzArray => ({ shape: [trajectories, length], data });
  return encodeNpz({
    frames: { shape: [trajectories, length, height, width, channels], data: frames },
    dt: { shape: [], data: Float64Array.of(dt) },
    ...(states && { q: picked(states.q), p: picked(states.p) }),
    ...(energy && { energy: flat(picked(energy)) }),
  });
}
