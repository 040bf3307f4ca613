import type { Method } from '../core/method.ts';
import type { Splitting } from '../core/stepper.ts';
import type { State, System } from '../core/system.ts';
import { keyOf, remembered, type ExpressionSystem } from '../expression/hamiltonian.ts';
import { instantiate, type Instance } from '../webAssembly/instantiate.ts';
import { ensembleModule, scaledMoves, type EnsembleModule } from './ensembleModule.ts';

/** What a run of an ensemble is told. */
export interface EnsembleRun {
  readonly n: number;
  readonly trajectories: number;
  readonly rows: number;
  readonly dt: number;
  readonly saveEvery: number;
  readonly startTime: number;
}

/** A module that runs ensembles of a system by a method. */
export interface Runner {
  readonly splitting: Splitting;
  readonly module: EnsembleModule;
  readonly instance: Instance;
}

/** The runner of a formula and a splitting method; undefined for others, and where WebAssembly is forbidden. */
export function runnerOf({ splitting }: Method, system: System): Runner | undefined {
  if (splitting === undefined || !('field' in system)) return undefined;
  const expressed = system as ExpressionSystem;
  if (expressed.compile === 'interpret') return undefined;
  return remembered(expressed, `ensemble ${keyOf(splitting)}`, () => {
    const module = ensembleModule(expressed.field, splitting);
    const { sin, cos, exp, log, pow } = Math;
    const instance = instantiate(module.bytes, { sin, cos, exp, log, pow });
    return instance && { splitting, module, instance };
  });
}

/** Fills the rows of a result from a state. */
export function runEnsemble(
  { splitting, module: { constants, group }, instance: { memory, routines } }: Runner,
  state: State,
  result: State,
  { n, trajectories, rows, dt, saveEvery, startTime }: EnsembleRun,
): void {
  const width = Math.ceil(trajectories / group) * group;
  const begin = constants.length;
  const missing = 8 * (begin + 2 * n * width) - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / 65_536));
  const numbers = new Float64Array(memory.buffer);
  numbers.set(constants);
  scaledMoves(splitting, dt).forEach((by, i) => numbers.fill(by, 2 * i, 2 * i + 2));
  // Coordinate c, q and then p, of all trajectories.
  const at = (c: number) => begin + c * width;
  for (let c = 0; c < 2 * n; c++) {
    const from = c < n ? state.q : state.p;
    numbers.set(from.subarray((c % n) * trajectories, ((c % n) + 1) * trajectories), at(c));
    // What fills the last vector is a trajectory like the others.
    numbers.fill(numbers[at(c)], at(c) + trajectories, at(c) + width);
  }
  for (let row = 0; row < rows; row++) {
    if (row > 0) {
      const first = (row - 1) * saveEvery;
      routines.run(8 * begin, 8 * (begin + width), 8 * width, 8 * n * width, saveEvery, startTime, first, dt);
    }
    for (let c = 0; c < 2 * n; c++) {
      const to = c < n ? result.q : result.p;
      to.set(numbers.subarray(at(c), at(c) + trajectories), (row * n + (c % n)) * trajectories);
    }
  }
}
