import { readDescription } from './description/readDescription.ts';
import { sizeOf } from './description/sizeOf.ts';
import type { GraphDescription, GraphName, ModelDescription } from './description/types.ts';
import { createGraph, type Graph } from './graph.ts';
import { createPlayer } from './createPlayer.ts';
import type { Player } from './player.ts';
import { loadSession, readFile, type ModelSource, type SessionOptions } from './readFiles.ts';
import { runtimeOf, type RuntimeModule } from './runtime.ts';

/** How to open a model. */
export interface OpenModelOptions extends SessionOptions {
  /** The module of onnxruntime-web or onnxruntime-node: `import * as runtime from 'onnxruntime-web'`. */
  readonly runtime: RuntimeModule;
  /** Graphs that are loaded at once, so that their first call does not wait; default none: each is loaded when it is first called. */
  readonly load?: readonly GraphName[] | 'all';
  /** Whether files are held against the SHA-256 sums in model.json, where it has some; default true. */
  readonly checksums?: boolean;
}

/**
 * Opens an exported model: reads and checks `model.json`, versions 1 and 2, and loads each graph when it is first
 * called or, with `load`, at once.
 *
 * Cost: with onnxruntime-web the first graph takes about 0.7 s, which fetches and compiles the runtime's WebAssembly
 * (14 MB, 3.7 MB compressed); every further one, and every one in Node, 5 to 60 ms.
 *
 * @param source gives a file of the export by its name
 * @throws Error `openModel: …` when a file is missing, damaged, or not as model.json describes it
 * @example
 * import { createModel, createTrainer, exportOnnx, presets } from '@hgn/model';
 * import { key } from '@hgn/nn';
 * import * as runtime from 'onnxruntime-node';
 *
 * const { model: config, ...preset } = presets.quickstart;
 * const model = createModel(config);
 * const trainer = createTrainer(model, preset);
 * const parameters = trainer.judgedParameters(trainer.init(key(1)));
 * const { files } = exportOnnx(model, trainer, parameters, { dt: 0.125, protocol: preset.protocol });
 *
 * const player = await openModel((name) => Promise.resolve(files[name]), { runtime });
 * const { q, p } = await player.encode(new Float32Array(player.sizes.frames).fill(0.5));
 * const past = await player.rollout({ from: { q, p }, dt: -player.description.dt, frames: 60 });
 * const film = await player.decode(past);
 * console.log(film.length / player.sizes.frame); // 60 frames
 * await player.dispose();
 */
export async function openModel(source: ModelSource, options: OpenModelOptions): Promise<Player> {
  const { runtime: module, load = [], checksums = true, ...sessions } = options;
  const runtime = runtimeOf(module);
  const { threads = 1 } = sessions;
  if (!Number.isSafeInteger(threads) || threads < 1) {
    throw new Error(`openModel: threads must be an integer of at least 1, but got ${threads}`);
  }
  const description = readDescription(await readFile(source, 'model.json'));
  const loaded = new Map<GraphName, Promise<Graph>>();
  let disposed = false;

  const graph = (name: GraphName): Promise<Graph> => {
    if (disposed)
      return Promise.reject(new Error('openModel: the player was disposed; open the model again'));
    const found = loaded.get(name);
    if (found !== undefined) return found;
    const made = loadGraph(name);
    loaded.set(name, made);
    // What failed may be tried again: the network may be back.
    made.catch(() => loaded.delete(name));
    return made;
  };
  const loadGraph = async (name: GraphName): Promise<Graph> => {
    const graphDescription = description.graphs[name];
    if (graphDescription === undefined) {
      throw new Error(`openModel: the model has no graph '${name}'`);
    }
    const checksum = checksums ? description.checksums?.[graphDescription.file] : undefined;
    const session = await loadSession(runtime, source, graphDescription.file, checksum, sessions);
    return createGraph(runtime, session, graphDescription, description.batch);
  };
  const dispose = async (): Promise<void> => {
    disposed = true;
    const graphs = await Promise.allSettled(loaded.values());
    loaded.clear();
    for (const one of graphs) if (one.status === 'fulfilled') await one.value.release();
  };

  const names = load === 'all' ? (Object.keys(description.graphs) as GraphName[]) : load;
  try {
    // One after the other: the runtime's own start is not made to run twice at once.
    for (const name of names) await graph(name);
  } catch (error) {
    await dispose();
    throw error;
  }
  return createPlayer({ description, graph, dispose, sizes: sizesOf(description) });
}

function driveSize({ inputs }: GraphDescription): number {
  const drive = inputs.find(({ name }) => name === 'drive');
  return drive === undefined ? 0 : sizeOf(drive.shape);
}

function sizesOf({ graphs: { encode, state, step, decode } }: ModelDescription): Player['sizes'] {
  return {
    frames: sizeOf(encode.inputs[0].shape),
    latent: sizeOf(state.inputs[0].shape),
    state: sizeOf(state.outputs[0].shape),
    frame: sizeOf(decode.outputs[0].shape),
    drive: driveSize(step),
  };
}
