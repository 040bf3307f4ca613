import { requireOptions, type OptionNames } from '@hgn/options';
import { jitOptionNames } from '@hgn/jit';
import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray, valueAndGrad } from '@hgn/autodiff';
import { jit, type JitOptions } from '@hgn/jit';
import { adam, foldIn, key, randint, ravel, split, warmupCosine } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { train, type MetricsRecord } from '@hgn/training';
import type { DerivativeSamples } from './samples.ts';
import type { VectorFieldModel } from './vectorField.ts';

/** How a vector field is fitted. */
export interface FitOptions extends JitOptions {
  /** Steps of Adam; 2000 by default. */
  readonly steps?: number;
  /** Samples per step, drawn with replacement; all of them, up to 256, by default. */
  readonly batchSize?: number;
  /** Highest learning rate, reached after 5 % of the steps and followed by a cosine down to 1 %; 3e-3 by default. */
  readonly learningRate?: number;
  /** Decides the first parameters and the batches. */
  readonly seed: number;
  /** Steps between two records; 100 by default. */
  readonly logEvery?: number;
  /**
   * Gets the loss and the speed every `logEvery` steps, and a function that gives the parameters as they then are; the
   * next step waits for it.
   */
  readonly onMetrics?: (record: MetricsRecord, parameters: () => Tree<NdArray>) => Promise<void> | void;
  /** Stops after the step at hand. */
  readonly signal?: AbortSignal;
}

/** A fitted vector field. */
export interface Fit {
  readonly parameters: Tree<NdArray>;
  /** Loss of the last step. */
  readonly loss: number;
  /** Steps done: fewer than asked for if the signal stopped it. */
  readonly steps: number;
}

type Batch<L> = { readonly q: L; readonly p: L; readonly dqdt: L; readonly dpdt: L };
type State<L> = { readonly parameters: L; readonly optimiser: Readonly<Record<string, L>> };

const fitVectorFieldOptionNames: OptionNames<FitOptions> = {
  ...jitOptionNames,
  steps: true,
  batchSize: true,
  learningRate: true,
  seed: true,
  logEvery: true,
  onMetrics: true,
  signal: true,
};

/**
 * Fits a vector field to observed derivatives: the mean over the batch of |dq/dt - f_q|^2 + |dp/dt - f_p|^2, by Adam,
 * the whole step compiled. For a Hamiltonian network that differentiates H twice, once by the state and then by the
 * parameters. The same seed gives the same parameters, on one engine and thread count.
 *
 * Cost: a compilation of about half a second, then a millisecond or two per step for the default network.
 *
 * Source: Greydanus et al. 2019, arXiv:1906.01563, equation 3.
 *
 * @param model a {@link createHnn} or {@link createPlainField}
 * @throws RangeError for samples that do not fit the model; DivergedError of @hgn/training when the loss is not finite
 * @example
 * import { createPlainField, fitVectorField } from '@hgn/model';
 *
 * const [q, p] = [Math.cos, Math.sin].map((f) => Float64Array.from({ length: 64 }, (_, i) => f(i)));
 * const circle = { coordinates: 1, q, p, dqdt: p, dpdt: q.map((x) => -x) };
 * const field = createPlainField({ coordinates: 1, layers: [{ type: 'dense', units: 16 }, { type: 'activation', name: 'tanh' }] });
 * const { loss } = await fitVectorField(field, circle, { steps: 200, seed: 1 });
 * console.log(loss); // below 0.1
 */
export async function fitVectorField(
  model: VectorFieldModel,
  samples: DerivativeSamples,
  options: FitOptions,
): Promise<Fit> {
  requireOptions('fitVectorField', options, fitVectorFieldOptionNames);
  const { steps = 2000, learningRate = 3e-3, seed, logEvery = 100, onMetrics, signal, ...others } = options;
  const count = sampleCount(model, samples);
  const { batchSize = Math.min(count, 256), ...jitOptions } = others;
  const [initKey, batchKey] = split(key(seed), 2);
  const layout = ravel(model.init(initKey));
  const optimiser = adam({ learningRate });
  const rate = warmupCosine({
    peak: learningRate,
    warmup: Math.floor(steps / 20),
    steps,
    final: learningRate / 100,
  });
  const initial: State<NdArray> = {
    parameters: layout.vector,
    optimiser: optimiser.init(layout.vector) as Record<string, NdArray>,
  };

  const step = (
    { parameters, optimiser: moments }: State<tf.Tensor>,
    batch: Batch<tf.Tensor>,
    now: tf.Tensor,
  ) =>
    tf.tidy(() => {
      const lossOf = (vector: tf.Tensor): tf.Scalar => {
        const { dqdt, dpdt } = model.derivatives(layout.unravel(vector), batch);
        const squares = tf.add(
          tf.squaredDifference(dqdt, batch.dqdt),
          tf.squaredDifference(dpdt, batch.dpdt),
        );
        return tf.mean<tf.Scalar>(tf.sum(squares, 1));
      };
      const { value, grad } = valueAndGrad(lossOf)(parameters);
      const next = optimiser.update(grad, moments, parameters, { learningRate: now });
      return {
        state: { parameters: next.params, optimiser: next.state as Record<string, tf.Tensor> },
        loss: value,
      };
    });
  const batchAt = (index: number): Batch<NdArray> => {
    const chosen = randint(foldIn(batchKey, index), [batchSize], { max: count }).data;
    return {
      q: rowsOf(samples.q, chosen, model.coordinates),
      p: rowsOf(samples.p, chosen, model.coordinates),
      dqdt: rowsOf(samples.dqdt, chosen, model.coordinates),
      dpdt: rowsOf(samples.dpdt, chosen, model.coordinates),
    };
  };

  const compiled = await jit(step, [initial, batchAt(0), 0], jitOptions);
  try {
    let loss = NaN;
    let newest = initial;
    const trained = await train({
      state: initial,
      steps,
      logEvery,
      batch: batchAt,
      async step(state, batch, index) {
        const result = await compiled.arrays(state, batch, rate(index));
        loss = result.loss.data[0];
        newest = result.state;
        return { state: result.state, metrics: { loss } };
      },
      ...(onMetrics && {
        onMetrics: (record) => onMetrics(record, () => layout.unravelArrays(newest.parameters)),
      }),
      ...(signal && { signal }),
    });
    return { parameters: layout.unravelArrays(trained.state.parameters), loss, steps: trained.step };
  } finally {
    await compiled.dispose();
  }
}

function sampleCount({ coordinates }: VectorFieldModel, samples: DerivativeSamples): number {
  const count = samples.q.length / coordinates;
  const fits =
    samples.coordinates === coordinates &&
    Number.isInteger(count) &&
    count >= 1 &&
    [samples.p, samples.dqdt, samples.dpdt].every(({ length }) => length === samples.q.length);
  if (!fits) {
    throw new RangeError(
      `fitVectorField: q, p, dqdt and dpdt must all hold samples x ${coordinates} coordinates, but got ${[samples.q, samples.p, samples.dqdt, samples.dpdt].map(({ length }) => length).join(', ')} numbers of ${samples.coordinates} coordinates`,
    );
  }
  return count;
}

function rowsOf(values: ArrayLike<number>, chosen: ArrayLike<number>, coordinates: number): NdArray {
  const out = new Float32Array(chosen.length * coordinates);
  for (let row = 0; row < chosen.length; row++) {
    for (let i = 0; i < coordinates; i++) out[row * coordinates + i] = values[chosen[row] * coordinates + i];
  }
  return ndarray(out, [chosen.length, coordinates]);
}
