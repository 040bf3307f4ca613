import type { NdArray } from '@hgn/autodiff';
import type { OnnxContent } from '../formats/onnxFormat.ts';
import { createOnnxSession } from '../engines/onnx.ts';
import { oneAtATime } from '../engines/oneAtATime.ts';
import type { OnnxRuntime } from '../engines/runtime.ts';
import type { Signature } from '../trace/trace.ts';
import { NodeThread } from './nodeThread.ts';
import { PageThread } from './pageThread.ts';
import type { PartThread, ThreadOptions } from './partThread.ts';

/** A model loaded as often as there are threads for parts of the data. */
export interface PartSessions {
  /** Takes what all parts have in common and what each has of its own; gives the results of each. */
  run(shared: readonly NdArray[], parts: readonly (readonly NdArray[])[]): Promise<NdArray[][]>;
  dispose(): Promise<void>;
}

export interface PartSessionsOptions {
  readonly runtime: OnnxRuntime;
  /** 'cpu' in Node, 'wasm' in pages. */
  readonly provider: string;
  /** In pages: URL of the folder that serves the runtime. */
  readonly wasmFolder: string | undefined;
  readonly shared: readonly Signature[];
  readonly own: readonly Signature[];
  readonly results: readonly Signature[];
  readonly parts: number;
  readonly threads: number;
}

/** Loads a model here and in as many threads as help; each runs its parts one after the other. */
export async function loadParts(
  model: OnnxContent,
  { runtime, provider, wasmFolder, threads, parts, ...signatures }: PartSessionsOptions,
): Promise<PartSessions> {
  const start = startOf(provider, wasmFolder);
  const lanes = start === undefined ? 1 : Math.min(threads, parts);
  const perLane = Math.floor(threads / lanes);
  const partsOf = (lane: number): number[] =>
    [...Array(parts).keys()].filter((part) => part % lanes === lane);
  const starting =
    start === undefined
      ? []
      : Array.from({ length: lanes - 1 }, (_, i) =>
          start({ ...signatures, model, parts: partsOf(i + 1).length, threads: perLane }),
        );
  const session = await createOnnxSession(runtime, model.bytes, {
    usedInputs: model.usedInputs,
    provider,
    threads: perLane,
    wasmFolder,
  });
  const others = await allOrNone(starting).catch(async (error: unknown) => {
    await session.dispose();
    throw error;
  });

  const round = async (shared: readonly NdArray[], own: readonly (readonly NdArray[])[]) => {
    others.forEach((thread, i) =>
      thread.begin(
        shared,
        partsOf(i + 1).map((part) => own[part]),
      ),
    );
    const here = async (): Promise<NdArray[][]> => {
      const answers = [];
      for (const part of partsOf(0)) answers.push(await session.run([...shared, ...own[part]]));
      return answers;
    };
    // One after the other, since waiting for a thread holds this one up; and all of them, since the next round must
    // find every thread idle.
    const lanesDone: PromiseSettledResult<NdArray[][]>[] = [];
    for (const lane of [here, ...others.map((thread) => () => thread.results())]) {
      lanesDone.push(...(await Promise.allSettled([lane()])));
    }
    const results = new Array<NdArray[]>(parts);
    for (const [lane, done] of lanesDone.entries()) {
      if (done.status === 'rejected') throw done.reason;
      partsOf(lane).forEach((part, i) => (results[part] = done.value[i]));
    }
    return results;
  };
  const queued = oneAtATime();
  return {
    run: (shared, own) => queued(() => round(shared, own)),
    dispose: () =>
      queued(async () => {
        await Promise.all([session.dispose(), ...others.map((thread) => thread.dispose())]);
      }),
  };
}

/** How threads are started here, if there can be any. */
function startOf(provider: string, wasmFolder: string | undefined) {
  if (provider === 'cpu') return (options: ThreadOptions) => NodeThread.start(options);
  if (wasmFolder === undefined) return undefined;
  return (options: ThreadOptions) => PageThread.start(options, wasmFolder);
}

/** All threads, or, where one does not start, none. */
async function allOrNone(starting: readonly Promise<PartThread>[]): Promise<PartThread[]> {
  const outcomes = await Promise.allSettled(starting);
  const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const failed = outcomes.find((outcome) => outcome.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map((thread) => thread.dispose()));
  throw failed.reason;
}
