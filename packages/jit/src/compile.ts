import type * as tf from '@tensorflow/tfjs-core';
import { keepModel, readModel } from './cache/cachedModel.ts';
import { modelKey } from './cache/key.ts';
import type { ModelCache } from './cache/modelCache.ts';
import { graphDump } from './engines/dump.ts';
import { finish } from './finish.ts';
import type { About, Format, OnnxFile } from './formats/format.ts';
import type { Graph } from './graph/graph.ts';
import { optimise, pipeline, type PassStatistics } from './passes/optimise.ts';
import { trace, type Signature, type Trace } from './trace/trace.ts';

/** What compiling did, and how long it took. */
export interface Statistics {
  /** Kernels that tfjs called while the function was traced. */
  readonly kernelCalls: number;
  /** Nodes of the graph before and after each pass. */
  readonly passes: readonly PassStatistics[];
  /**
   * Operators of the ONNX model, also where an engine of another kind runs the function: it is then written when this or
   * its size is asked for, for which the passes run if what they once made was read from the cache.
   */
  readonly onnxNodes: number;
  /** Size of the ONNX model. */
  readonly modelBytes: number;
  /** Of one run: two for each multiplication and addition of a product, one for each element of other results. */
  readonly floatingPointOperations: number;
  /**
   * The most that arguments, constants and intermediate values take at once in a run of onnx-cpu, worked out from the
   * order in which it runs. What the runtime itself takes (some 100 MB, and what its allocator cannot fill) comes on
   * top.
   */
  readonly peakBytes: number;
  /** Whether the model was read from the cache. Passes then says what they did when it was made. */
  readonly cached: boolean;
  /** Milliseconds spent on each stage, and on all. */
  readonly milliseconds: {
    readonly trace: number;
    /** Asking the cache. */
    readonly cache: number;
    readonly passes: number;
    readonly lower: number;
    readonly session: number;
    /** Writing into the cache. */
    readonly keep: number;
    readonly total: number;
  };
}

/** A function compiled for one signature, loaded as S. */
export interface Program<S> {
  readonly session: S;
  /** Shapes and types of what the function gives. */
  readonly results: readonly Signature[];
  /** The ONNX file. */
  readonly toOnnx: () => Uint8Array;
  readonly statistics: Statistics;
}

export interface CompileOptions<Content, S> {
  /** Of the runtime's parts, and whatever else about it what is made for it may depend on. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** As ONNX Runtime names it: 'cpu', 'wasm', 'webgpu', 'cuda'; or 'native'. */
  readonly provider: string;
  readonly exactConvolutions: boolean;
  /** How the graph is written for the runtime. */
  readonly format: Format<Content>;
  /** Loads what was written, whose results are given. */
  readonly load: (content: Content, results: readonly Signature[]) => Promise<S>;
  /** Milliseconds since some fixed time. */
  readonly clock: () => number;
  readonly cache?: ModelCache | undefined;
}

/** Traces a function of tensors, optimises and lowers it or takes what that gave from a cache, and loads it. */
export async function compile<Content, S>(
  fn: (inputs: readonly tf.Tensor[]) => readonly tf.Tensor[],
  signature: readonly Signature[],
  { versions, provider, format, exactConvolutions, clock, cache, load }: CompileOptions<Content, S>,
): Promise<Program<S>> {
  const begun = clock();
  const traced = trace(fn, signature);
  const tracedAt = clock();
  const { graph, kernelCalls } = traced;
  const dump = graphDump();
  const key =
    cache === undefined || dump !== undefined
      ? undefined
      : modelKey(graph, traced.build, { exactConvolutions, format: format.name, provider, versions });
  const place = cache === undefined || key === undefined ? undefined : { cache, key, format, graph };
  const results = graph.outputs.map(({ shape, dtype }) => ({ shape, dtype }));

  const kept = place === undefined ? undefined : await readModel(place);
  const askedAt = clock();
  const times = { trace: tracedAt - begun, cache: askedAt - tracedAt };
  // Another runtime may refuse what this one once took: then it is made anew.
  const keptSession =
    kept === undefined ? undefined : await load(kept.content, results).catch(() => undefined);
  if (kept !== undefined && keptSession !== undefined) {
    const loadedAt = clock();
    const rest = { passes: 0, lower: 0, session: loadedAt - askedAt, keep: 0, total: loadedAt - begun };
    const file = format.onnx(kept.content, remaking(traced, exactConvolutions));
    const history = { kernelCalls, cached: true, milliseconds: { ...times, ...rest } };
    return programOf(keptSession, results, kept.about, file, history);
  }
  const { finished, optimised, passes, lower } = finish(traced, {
    exactConvolutions,
    format,
    clock,
    onPass: dump,
  });
  const finishedAt = clock();
  const session = await load(finished.content, results);
  const loadedAt = clock();
  if (place !== undefined) await keepModel(place, finished);
  const keptAt = clock();
  const milliseconds = {
    ...times,
    ...{ passes, lower, session: loadedAt - finishedAt, keep: keptAt - loadedAt },
    total: keptAt - begun,
  };
  const file = format.onnx(finished.content, holding(optimised));
  return programOf(session, results, finished.about, file, { kernelCalls, cached: false, milliseconds });
}

// Functions of their own: in that above they would hold all that it has, the builder with the nodes of all passes included.
const holding = (graph: Graph) => () => graph;
const remaking =
  ({ graph, build }: Trace, exact: boolean) =>
  () =>
    optimise(graph, build, pipeline({ exact })).graph;

function programOf<S>(
  session: S,
  results: readonly Signature[],
  about: About,
  file: OnnxFile,
  history: Pick<Statistics, 'kernelCalls' | 'cached' | 'milliseconds'>,
): Program<S> {
  return {
    session,
    results,
    toOnnx: () => file.bytes(),
    statistics: {
      ...about,
      get onnxNodes() {
        return file.operators;
      },
      get modelBytes() {
        return file.size;
      },
      ...history,
    },
  };
}
