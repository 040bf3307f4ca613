import { treeFlatten, treeUnflatten, type NdArray } from '@hgn/autodiff';
import type { Statistics } from '../compile.ts';
import type { EngineName } from '../engines/engine.ts';
import { holdValues, joined, owned, ownedOnce, type HeldArguments } from './heldArguments.ts';
import type { BoundFunction, CompiledFunction } from '../types.ts';

/** A function ready to run, without the types of its arguments. */
export interface Runner {
  readonly engine: EngineName;
  /** The arguments as they are now, whatever becomes of their buffers and tensors; begins to read tensors. */
  hold(args: readonly unknown[]): HeldArguments;
  /** The arguments without copies: who calls leaves them as they are until the call is over. */
  lend(args: readonly unknown[]): HeldArguments;
  tensors(args: HeldArguments): Promise<unknown>;
  arrays(args: HeldArguments): Promise<unknown>;
  stats(): Statistics | undefined;
  toOnnx(): Uint8Array;
  dispose(): Promise<void>;
}

/** A runner as the callable that users see. */
export function present<Args extends unknown[], Result>(runner: Runner): CompiledFunction<Args, Result> {
  // Synchronous up to the first await, so that arguments are held at once; what they are not is a rejection.
  const held = async <T>(args: readonly unknown[], run: (held: HeldArguments) => Promise<T>) =>
    run(runner.hold(args));
  const call = (...args: readonly unknown[]) => held(args, (all) => runner.tensors(all));
  return Object.defineProperties(call, {
    arrays: { value: (...args: readonly unknown[]) => held(args, (all) => runner.arrays(all)) },
    lent: {
      // Async, so that what arguments are not is a rejection.
      value: async (...args: readonly unknown[]) => runner.arrays(runner.lend(args)),
    },
    bind: { value: (state: unknown) => bind(runner, state) },
    engine: { value: runner.engine },
    stats: { get: () => runner.stats() },
    toOnnx: { value: () => runner.toOnnx() },
    dispose: { value: () => runner.dispose() },
  }) as unknown as CompiledFunction<Args, Result>;
}

function bind<Args extends unknown[], Result>(runner: Runner, initial: unknown): BoundFunction<Args, Result> {
  // Each call waits for the state that the one before it leaves; a call that fails leaves the state as it was. A state is
  // an argument that nobody else can write to: the first one is held, later ones are results that are handed out as copies.
  let state = ownedOnce(holdValues([initial]));
  const form = JSON.stringify(treeFlatten<unknown>(initial).structure);
  const call = async (...rest: readonly unknown[]) => {
    const others = runner.hold(rest);
    const before = state;
    const run = before.then((current) => runner.arrays(joined(current, others)));
    state = run.then(
      (result) => owned([stateOf(result, form)]),
      () => before,
    );
    const [result] = await Promise.all([run, state]);
    return withoutState(result as Readonly<Record<string, NdArray>>);
  };
  const read = async () => {
    const { leaves, structure } = await state;
    const values = await Promise.all(leaves.map((leaf) => leaf.values()));
    const copies = values.map((value) => ({ ...value, data: value.data.slice() }));
    return (treeUnflatten(structure, copies) as unknown[])[0];
  };
  return Object.defineProperties(call, { state: { value: read } }) as unknown as BoundFunction<Args, Result>;
}

function withoutState(result: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(result).filter(([name]) => name !== 'state'));
}

function stateOf(result: unknown, expected: string): unknown {
  const state = typeof result === 'object' && result !== null && 'state' in result ? result.state : undefined;
  if (state === undefined || JSON.stringify(treeFlatten<unknown>(state).structure) !== expected) {
    throw new TypeError(
      'bind: the function must return an object whose `state` has the form of its first argument; return { state, … }',
    );
  }
  return state;
}
