import { toArrays, treeFlatten, type NdArray } from '@hgn/autodiff';
import type { Statistics } from './compile.ts';
import type { EngineName } from './engines/engine.ts';
import type { BoundFunction, CompiledFunction } from './types.ts';

/** A function ready to run, without the types of its arguments. */
export interface Runner {
  readonly engine: EngineName;
  tensors(args: readonly unknown[]): Promise<unknown>;
  arrays(args: readonly unknown[]): Promise<unknown>;
  stats(): Statistics | undefined;
  toOnnx(): Uint8Array;
  dispose(): Promise<void>;
}

/** A runner as the callable that users see. */
export function present<Args extends unknown[], Result>(runner: Runner): CompiledFunction<Args, Result> {
  const call = (...args: readonly unknown[]) => runner.tensors(args);
  return Object.defineProperties(call, {
    arrays: { value: (...args: readonly unknown[]) => runner.arrays(args) },
    bind: { value: (state: unknown) => bind(runner, state) },
    engine: { value: runner.engine },
    stats: { get: () => runner.stats() },
    toOnnx: { value: () => runner.toOnnx() },
    dispose: { value: () => runner.dispose() },
  }) as unknown as CompiledFunction<Args, Result>;
}

function bind<Args extends unknown[], Result>(runner: Runner, initial: unknown): BoundFunction<Args, Result> {
  // Each call waits for the state that the one before it leaves; a call that fails leaves the state as it was.
  let state: Promise<unknown> = Promise.resolve(initial);
  const call = async (...rest: readonly unknown[]) => {
    const before = state;
    const run = before.then((current) => runner.arrays([current, ...rest]));
    state = run.then(
      (result) => stateOf(result, initial),
      () => before,
    );
    const [result] = await Promise.all([run, state]);
    return withoutState(result as Readonly<Record<string, NdArray>>);
  };
  const read = async () => {
    const current = await state;
    return current === initial ? await toArrays(initial) : current;
  };
  return Object.defineProperties(call, { state: { value: read } }) as unknown as BoundFunction<Args, Result>;
}

function withoutState(result: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== 'state'));
}

function stateOf(result: unknown, initial: unknown): unknown {
  const state = typeof result === 'object' && result !== null && 'state' in result ? result.state : undefined;
  const form = (tree: unknown) => JSON.stringify(treeFlatten<unknown>(tree).structure);
  if (state === undefined || form(state) !== form(initial)) {
    throw new TypeError(
      'bind: the function must return an object whose `state` has the form of its first argument; return { state, … }',
    );
  }
  return state;
}
