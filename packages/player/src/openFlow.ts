import { readFlow, type FlowDescription, type FlowGraphDescription } from './description/readFlow.ts';
import { sizeOf } from './description/sizeOf.ts';
import { createGraph, type Graph } from './graph.ts';
import { loadSession, readFile, type ModelSource, type SessionOptions } from './readFiles.ts';
import { runtimeOf, type RuntimeModule } from './runtime.ts';

/** How to open a flow. */
export interface OpenFlowOptions extends SessionOptions {
  /** The module of onnxruntime-web or onnxruntime-node: `import * as runtime from 'onnxruntime-web'`. */
  readonly runtime: RuntimeModule;
}

/** Uniform numbers above 0 and below 1, one a call: a generator with a seed of the caller's. */
export type RandomSource = () => number;

/** What the density of points depends on besides them. */
export interface FlowConditions {
  /** Context, [rows, context] row-major; needed where the flow has one. */
  readonly context?: Float32Array;
}

/** An exported flow, ready to be asked. */
export interface Flow {
  readonly description: FlowDescription;
  /** Points of the learnt density, [count, columns] row-major, in units of the data. */
  sample(count: number, options: FlowConditions & { readonly random: RandomSource }): Promise<Float32Array>;
  /**
   * Log-density of points in nats, in units of the data. For a flow with latent variables it is the logarithm of the mean
   * over `draws` (64) draws of its noise, which takes `random`; more draws are nearer to the density from below.
   */
  logProb(
    points: Float32Array,
    options?: FlowConditions & { readonly random?: RandomSource; readonly draws?: number },
  ): Promise<Float32Array>;
  /** Frees the graphs. */
  dispose(): Promise<void>;
}

/**
 * Opens a flow that `hgn flow export` or `exportFlow` of `@hgn/flow` wrote: reads and checks `flow.json`, and loads both
 * graphs.
 *
 * @param source gives a file of the export by its name
 * @throws Error `openFlow: …` when a file is missing, damaged, or not as flow.json describes it
 * @example
 * import { exportFlow, realNVP, trainedFlow } from '@hgn/flow';
 * import { key } from '@hgn/nn';
 * import * as runtime from 'onnxruntime-node';
 *
 * const network = realNVP({ features: 2, layers: 2, hidden: [8] });
 * const { files } = exportFlow(trainedFlow(network, { parameters: network.init(key(0)) }));
 *
 * const flow = await openFlow((name) => Promise.resolve(files[name]), { runtime });
 * let seed = 1;
 * const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
 * const points = await flow.sample(5, { random });
 * const logProb = await flow.logProb(points);
 * console.log(points.length, logProb.length); // 10 5
 * await flow.dispose();
 */
export async function openFlow(source: ModelSource, options: OpenFlowOptions): Promise<Flow> {
  const { runtime: module, ...sessions } = options;
  const description = await renamed(async () => readFlow(await readFile(source, 'flow.json')));
  const { columns, context, exact, graphs } = description;
  const load = async (graph: FlowGraphDescription): Promise<Graph> => {
    const runtime = runtimeOf(module);
    const session = await loadSession(runtime, source, graph.file, undefined, sessions);
    return createGraph(runtime, session, graph, 'any');
  };
  const sampling = await renamed(() => load(graphs.sample));
  const judging = await renamed(() => load(graphs.logProb));

  const inputsOf = (
    graph: FlowGraphDescription,
    count: number,
    points: Float32Array,
    { context: given, random }: FlowConditions & { readonly random?: RandomSource },
  ): Float32Array[] =>
    graph.inputs.map(({ name, shape, drawn }) => {
      if (name === 'points') return points;
      const length = count * sizeOf(shape);
      if (name === 'context') {
        if (given?.length === length) return given;
        throw new RangeError(
          `openFlow: context must have ${length} numbers, ${context} for each of ${count} rows, but got ${given?.length ?? 'none'}`,
        );
      }
      if (random === undefined) {
        throw new TypeError(
          'openFlow: random must be given, since this flow draws noise; pass a generator with a seed',
        );
      }
      return Float32Array.from(
        { length },
        drawn === 'uniform on (0, 1)' ? random : () => standardNormal(random),
      );
    });

  return {
    description,
    sample: async (count, given) => {
      if (!Number.isSafeInteger(count) || count < 1) {
        throw new RangeError(`openFlow: count must be an integer of at least 1, but got ${count}`);
      }
      const points = new Float32Array(count * columns.length);
      await sampling.run(count, inputsOf(graphs.sample, count, points, given), [points]);
      return points;
    },
    logProb: async (points, given = {}) => {
      const count = points.length / columns.length;
      if (!Number.isSafeInteger(count) || count < 1) {
        throw new RangeError(
          `openFlow: points must be rows of ${columns.length} numbers (${columns.join(', ')}), but got ${points.length} numbers`,
        );
      }
      const draws = exact ? 1 : (given.draws ?? 64);
      if (!Number.isSafeInteger(draws) || draws < 1) {
        throw new RangeError(`openFlow: draws must be an integer of at least 1, but got ${draws}`);
      }
      const weights: Float32Array[] = [];
      for (let draw = 0; draw < draws; draw++) {
        const weight = new Float32Array(count);
        await judging.run(count, inputsOf(graphs.logProb, count, points, given), [weight]);
        weights.push(weight);
      }
      return Float32Array.from({ length: count }, (_, row) =>
        logMeanExp(weights.map((weight) => weight[row])),
      );
    },
    dispose: async () => {
      await sampling.release();
      await judging.release();
    },
  };
}

/** The logarithm of the mean of exponentials, without their overflow. */
function logMeanExp(values: readonly number[]): number {
  const most = Math.max(...values);
  if (values.length === 1 || !Number.isFinite(most)) return most;
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0) / values.length);
}

/** Box and Muller, A Note on the Generation of Random Normal Deviates, 1958 (doi:10.1214/aoms/1177706645). */
const standardNormal = (random: RandomSource): number =>
  Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());

/** What reading files says under the name of `openModel`, said under this one's. */
async function renamed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(
      message
        .replace('openModel: model.json: ', 'openFlow: flow.json: ')
        .replace(/^openModel: /, 'openFlow: ')
        .replaceAll('model.json', 'flow.json'),
      { cause },
    );
  }
}
