import { requireOptions, type OptionNames } from '@hgn/options';
import { jitOptionNames } from '@hgn/jit';
import { ndarray, toTensors, type NdArray } from '@hgn/autodiff';
import { jit, type CompiledFunction, type Feed, type JitOptions } from '@hgn/jit';
import type { DynamicsModel } from '../architecture/model.ts';
import type { Trainer } from '../training/trainingStep.ts';
import { undrivenBy } from '../data/undrivenBy.ts';
import { inChunks, leadingShape, requireShape } from './arrays.ts';
import { partsOf, type EnergyAndGradients, type Inference } from './parts.ts';

/** States on the host: q and p of the same shape, [..., ...stateShape]. */
export interface States {
  readonly q: NdArray;
  readonly p: NdArray;
}

/** How far and how fast to roll out. */
export interface RolloutOptions {
  /** Time from one frame to the next, one number or one for every sample: negative goes backward, double is faster. */
  readonly dt: number | readonly number[];
  /** Frames wanted, the given state's being the first; any number. */
  readonly frames: number;
  /**
   * What drives the system from each frame to the next, [batch, frames - 1, channels], see `driveOf`; nothing pushes, and a
   * clock begins at 0, when absent.
   */
  readonly drive?: NdArray;
}

/** A trained model at work, on host arrays. Every part is compiled when it is first used, for the shapes it is given. */
export interface Generator {
  readonly model: DynamicsModel;
  /**
   * What the model makes of frames [batch, inputFrames, height, width, channels] in [0, 1]: the posterior over z, and
   * the state at its mean.
   */
  encode(frames: NdArray): Promise<Inference<NdArray>>;
  /** The states of z: [batch, ...latentShape]. */
  state(z: NdArray): Promise<States>;
  /** The states, [batch, frames, ...stateShape], of a rollout from [batch, ...stateShape]. */
  rollout(from: States, options: RolloutOptions): Promise<States>;
  /** The frames, [..., height, width, channels] in (0, 1), of states [..., ...stateShape]. */
  decode(states: States): Promise<NdArray>;
  /** H, [...], of states [..., ...stateShape], with its gradients; absent where the dynamics knows no energy. */
  readonly hamiltonian?: (states: States) => Promise<EnergyAndGradients<NdArray>>;
  /** Frees what was compiled; nothing can be called afterwards. */
  dispose(): Promise<void>;
}

/** Frames of a rollout, states that are decoded: as many as one compiled call takes. */
const stepsPerCall = 8;
const statesPerCall = 64;

const createGeneratorOptionNames: OptionNames<JitOptions> = { ...jitOptionNames };

/**
 * Sets a trained model to work: infer, roll out, decode, read the energy.
 *
 * Rollouts of any length cost one compilation of eight frames, and memory for what they return. Dispose it when done.
 *
 * @param parameters the vector of a training state; `trainer.judgedParameters(state)` gives it
 * @example
 * import { generate, presets as datasets } from '@hgn/datasets';
 * import { compileTraining, createGenerator, pickFrames, presets } from '@hgn/model';
 *
 * const preset = { ...presets.quickstart, training: { ...presets.quickstart.training, batchSize: 2 } };
 * const sequences = generate(datasets['mass-spring'], { seed: 1, trajectories: 2, frames: 68 });
 * const { model, trainer, initial, dispose } = await compileTraining({ preset, sequences, seed: 1 });
 *
 * const generator = createGenerator(model, trainer, trainer.judgedParameters(initial));
 * const { q, p } = await generator.encode(pickFrames(sequences, [0, 1], [0, 1, 2, 3, 4]));
 * const past = await generator.rollout({ q, p }, { dt: -sequences.dt, frames: 100 });
 * const film = await generator.decode(past);
 * console.log(film.shape); // [2, 100, 32, 32, 3]
 * console.log((await generator.hamiltonian?.(past))?.H.shape); // [2, 100]
 * await generator.dispose();
 * await dispose();
 */
export function createGenerator(
  model: DynamicsModel,
  trainer: Pick<Trainer, 'unravelArrays'>,
  parameters: NdArray,
  options: JitOptions = {},
): Generator {
  requireOptions('createGenerator', options, createGeneratorOptionNames);
  const arrays = trainer.unravelArrays(parameters);
  const parts = partsOf(model, () => toTensors(arrays));
  const compiled: Promise<{ dispose(): Promise<void> }>[] = [];
  let disposed = false;

  /** A part that is compiled with its first arguments. */
  const lazily = <Inputs, Outputs>(part: (inputs: Inputs) => Outputs) => {
    let program: Promise<CompiledFunction<[Inputs], Outputs>> | undefined;
    return async (inputs: Feed<Inputs>) => {
      if (disposed) throw new Error('createGenerator: the generator was disposed; create it again');
      if (program === undefined) {
        program = jit<[Inputs], Outputs>(part, [inputs], options);
        compiled.push(program);
      }
      return (await program).arrays(inputs);
    };
  };
  const encode = lazily(parts.encode);
  const state = lazily(parts.state);
  const roll = lazily((inputs: Parameters<typeof parts.rollout>[0]) => parts.rollout(inputs, stepsPerCall));
  const decode = lazily(parts.decode);
  const hamiltonian = parts.hamiltonian && lazily(parts.hamiltonian);
  const { image, inputFrames } = model.config;
  const frameShape = [image.height, image.width, image.channels];
  const { stateShape, latentShape } = model;
  const flat = (owner: string, { q, p }: States) => {
    const leading = leadingShape(owner, { q, p }, stateShape);
    const count = leading.reduce((product, n) => product * n, 1);
    const merged = (x: NdArray): NdArray => ndarray(x.data, [count, ...stateShape]);
    return { leading, states: { q: merged(q), p: merged(p) } };
  };

  /** What drives `stepsPerCall` steps from a step on; absent where nothing drives the model. */
  const driveOver = (
    caller: string,
    {
      dt,
      frames,
      drive,
    }: { readonly dt: ArrayLike<number>; readonly frames: number; readonly drive: NdArray | undefined },
    batch: number,
  ) => {
    if (model.drive === undefined) {
      if (drive === undefined) return undefined;
      throw new Error(`${caller}: drive must be left out, since nothing drives this model; see model.drive`);
    }
    const { channels } = model.drive;
    const steps = frames - 1;
    const told = drive ?? undrivenBy(model.drive, { batch, steps, dt });
    requireShape(caller, 'drive', told, [batch, steps, channels]);
    return (from: number): { readonly drive: NdArray } => {
      const part = new Float32Array(batch * stepsPerCall * channels);
      for (let b = 0; b < batch; b++) {
        const end = Math.min(steps, from + stepsPerCall);
        const known = told.data.subarray((b * steps + from) * channels, (b * steps + end) * channels);
        part.set(known, b * stepsPerCall * channels);
      }
      return { drive: ndarray(part, [batch, stepsPerCall, channels]) };
    };
  };

  return {
    model,
    encode(frames) {
      requireShape('encode', 'frames', frames, [undefined, inputFrames, ...frameShape]);
      return encode({ frames });
    },
    state(z) {
      requireShape('state', 'z', z, [undefined, ...latentShape]);
      return state({ z });
    },
    async rollout(from, { dt, frames, drive }) {
      const [batch, ...more] = leadingShape('rollout', from, stateShape);
      if (batch === undefined || more.length > 0) {
        throw new Error(
          `rollout: states must be [batch, ${stateShape.join(', ')}], but got [${from.q.shape.join(', ')}]; pass one state for every sample`,
        );
      }
      if (!Number.isSafeInteger(frames) || frames < 1) {
        throw new Error(`rollout: frames must be an integer of at least 1, but got ${frames}`);
      }
      const steps = ndarray(typeof dt === 'number' ? new Float32Array(batch).fill(dt) : dt);
      requireShape('rollout', 'dt', steps, [batch]);
      const driven = driveOver('rollout', { dt: steps.data, frames, drive }, batch);
      const size = stateShape.reduce((product, n) => product * n, 1);
      const all = { q: new Float32Array(batch * frames * size), p: new Float32Array(batch * frames * size) };
      /** Copies frames [first, first + count) of every sample. */
      const keep = (half: 'q' | 'p', { data }: NdArray, first: number, count: number, made: number): void => {
        for (let b = 0; b < batch; b++) {
          const source = data.subarray(b * made * size, (b * made + count) * size);
          all[half].set(source, (b * frames + first) * size);
        }
      };
      keep('q', from.q, 0, 1, 1);
      keep('p', from.p, 0, 1, 1);
      let last = { q: from.q, p: from.p };
      for (let first = 1; first < frames; first += stepsPerCall) {
        const next = await roll({ ...last, dt: steps, ...driven?.(first - 1) });
        const count = Math.min(stepsPerCall, frames - first);
        keep('q', next.q, first, count, stepsPerCall);
        keep('p', next.p, first, count, stepsPerCall);
        last = { q: lastOf(next.q), p: lastOf(next.p) };
      }
      const shape = [batch, frames, ...stateShape];
      return { q: ndarray(all.q, shape), p: ndarray(all.p, shape) };
    },
    async decode(given) {
      const { leading, states } = flat('decode', given);
      const { frame } = await inChunks(states, statesPerCall, decode);
      return ndarray(frame.data, [...leading, ...frameShape]);
    },
    ...(hamiltonian && {
      async hamiltonian(given: States) {
        const { leading, states } = flat('hamiltonian', given);
        const { H, dHdq, dHdp } = await inChunks(states, statesPerCall, hamiltonian);
        return {
          H: ndarray(H.data, leading),
          dHdq: ndarray(dHdq.data, given.q.shape),
          dHdp: ndarray(dHdp.data, given.p.shape),
        };
      },
    }),
    async dispose() {
      disposed = true;
      for (const program of await Promise.allSettled(compiled)) {
        if (program.status === 'fulfilled') await program.value.dispose();
      }
    },
  };
}

/** The last frames of states [batch, frames, ...stateShape]. */
function lastOf({ data, shape: [batch, frames, ...stateShape] }: NdArray): NdArray {
  const size = stateShape.reduce((product, n) => product * n, 1);
  const last = new Float32Array(batch * size);
  for (let b = 0; b < batch; b++) {
    last.set(data.subarray(((b + 1) * frames - 1) * size, (b + 1) * frames * size), b * size);
  }
  return ndarray(last, [batch, ...stateShape]);
}
