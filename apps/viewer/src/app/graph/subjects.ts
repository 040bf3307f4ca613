import { grad, treeLeaves, treePaths } from '@hgn/autodiff';
import type { NdArray } from '@hgn/autodiff';
import { passGraphs, type PassGraphs } from '@hgn/jit';
import { createModel, createTrainer, makeBatch, presets, type Preset } from '@hgn/model';
import { key, mlp } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { FunctionName } from './functions.ts';

/** A function whose compilation can be looked at. */
export type Subject =
  | { readonly kind: 'function'; readonly name: FunctionName }
  | { readonly kind: 'preset'; readonly name: string }
  /** The training step of a run, by the configuration that its checkpoints carry. */
  | { readonly kind: 'configuration'; readonly configuration: TrainingConfiguration };

/** What of a run's configuration its training step is made of. */
export type TrainingConfiguration = Pick<
  Preset,
  'model' | 'protocol' | 'objective' | 'optimiser' | 'training'
>;

/** The presets whose training steps can be traced. */
export const presetNames: readonly string[] = Object.keys(presets);

/** A stretch of the parameter vector that is one array of the model. */
export interface ParameterSpan {
  /** Path of the array: `encoder.0.kernel`. */
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

/** What the compiler made of a subject. */
export interface Traced extends PassGraphs {
  /** Where the arrays of the model lie in the argument `0.parameters`; empty where there is no such argument. */
  readonly spans: readonly ParameterSpan[];
}

/** Traces a subject and runs the compiler's passes on it. Cost: as the first part of `jit`; needs no engine. */
export function traceSubject(subject: Subject): Traced {
  switch (subject.kind) {
    case 'function':
      return { ...traceFunction(subject.name), spans: [] };
    case 'preset': {
      if (!Object.hasOwn(presets, subject.name)) {
        throw new Error(
          `graph: the preset must be one of ${Object.keys(presets).join(', ')}, but got ${subject.name}`,
        );
      }
      return traceTraining((presets as Readonly<Record<string, Preset>>)[subject.name]);
    }
    case 'configuration':
      return traceTraining(subject.configuration);
  }
}

function traceFunction(name: FunctionName): PassGraphs {
  const potential = mlp({ inputs: 2, hidden: [16, 16], outputs: 1, activation: 'softplus' });
  const kinetic = mlp({ inputs: 2, hidden: [16], outputs: 1, activation: 'softplus' });
  const weights = { potential: potential.init(key(0)), kinetic: kinetic.init(key(1)) };
  const state = { dtype: 'float32', shape: [8, 2], data: new Float32Array(16) } as const;
  type Weights = { readonly potential: never; readonly kinetic: never };
  type Arguments = Weights & { readonly q: tf.Tensor; readonly p: tf.Tensor };
  const dVdq = ({ potential: w }: Weights, q: tf.Tensor) =>
    grad((at: tf.Tensor) => tf.sum(potential.apply(w, at)))(q);
  const dTdp = ({ kinetic: w }: Weights, p: tf.Tensor) =>
    grad((at: tf.Tensor) => tf.sum(kinetic.apply(w, at)))(p);
  if (name === 'gradients') {
    const gradients = ({ q, p, ...weights }: Arguments) => ({
      dHdq: dVdq(weights, q),
      dHdp: dTdp(weights, p),
    });
    return passGraphs(gradients, [{ q: state, p: state, ...weights }] as never);
  }
  const leapfrog = ({ q, p, dt, ...weights }: Arguments & { readonly dt: tf.Tensor }) => {
    const half = tf.sub(p, tf.mul(tf.div(dt, 2), dVdq(weights, q)));
    const nextQ = tf.add(q, tf.mul(dt, dTdp(weights, half)));
    return { q: nextQ, p: tf.sub(half, tf.mul(tf.div(dt, 2), dVdq(weights, nextQ))) };
  };
  return passGraphs(leapfrog, [{ q: state, p: state, dt: 0.1, ...weights }] as never);
}

/** The whole training step. Frames count by their shape only, so black ones do. */
function traceTraining(configuration: TrainingConfiguration): Traced {
  const { protocol, objective, training } = configuration;
  const model = createModel(configuration.model);
  const trainer = createTrainer(model, configuration);
  const initial = trainer.init(key(0));
  const { height, width, channels } = model.config.image;
  // Enough for an unroll at double speed on either side.
  const length = 4 * (protocol.steps + 1) + 2 * model.config.inputFrames;
  const frames = new Uint8Array(length * height * width * channels);
  const batch = makeBatch(
    model,
    { trajectories: 1, length, height, width, channels, dt: 1, frames },
    {
      protocol,
      batchSize: training.batchSize,
      sampling: training.sampling,
      pairs: objective.kind === 'hnn',
    },
    key(0),
    0,
  );
  const traced = passGraphs(trainer.step, [initial, batch, 0] as never);
  return { ...traced, spans: spansOf(trainer.unravelArrays(initial.parameters)) };
}

function spansOf(parameters: object): ParameterSpan[] {
  const names = treePaths(parameters);
  let begin = 0;
  return (treeLeaves(parameters as never) as NdArray[]).map(({ data }, i) => {
    const span = { name: names[i], begin, end: begin + data.length };
    begin = span.end;
    return span;
  });
}
