// The page's side: bundled and loaded by page.ts, which calls start once and then steps.
import { jit, jitInParts } from '@hgn/jit';
import { pageProblems, type PageSetup } from './problems.ts';

let running: ((steps: number) => Promise<number>) | undefined;

/** Compiles the step, in parts if there are threads for them, and takes the first; `sinceOpened` is in milliseconds. */
export async function start({ problem, threads, engine }: PageSetup) {
  const { step, inParts, state, args: whole } = pageProblems[problem]();
  const options = { threads, engine, wasmFolder: '/ort/' };
  // Our own executor's threads share each operation.
  const isInParts = engine === 'onnx-wasm' && threads > 1;
  const args = isInParts && inParts !== undefined ? inParts.parts : whole;
  const compiled =
    isInParts && inParts !== undefined
      ? await jitInParts({ part: inParts.part, join: inParts.join as never }, [state, args] as never, options)
      : await jit(step as (...all: never[]) => { loss: unknown }, [state, args] as never[], options);
  const bound = compiled.bind(state as never) as unknown as (
    data: unknown,
  ) => Promise<{ readonly loss: { readonly data: ArrayLike<number> } }>;
  running = async (steps) => {
    let loss = NaN;
    for (let i = 0; i < steps; i++) loss = (await bound(args)).loss.data[0];
    return loss;
  };
  await running(1);
  return { engine: compiled.engine, isolated: crossOriginIsolated, sinceOpened: performance.now() };
}

/** Takes steps and gives the loss of the last. */
export async function steps(count: number): Promise<number> {
  if (running === undefined) throw new Error('steps: call start first');
  return running(count);
}
