import {
  hamiltonianFields,
  logDensity,
  type HamiltonianFields,
  type PlaneField,
  type TrainedFlow,
} from '@hgn/flow';
import type { JitOptions } from '@hgn/jit';
import { CommandError } from '../errors.ts';
import type { FlowRecord } from './runFolder.ts';
import { targetOf } from './tables/samples.ts';

const nodes = 72;

/** The maps of a flow in the plane over the view of its record: densities, and of a Hamiltonian flow all the rest. */
export async function densityMaps(
  trained: TrainedFlow,
  { view, source, flow }: Pick<FlowRecord, 'view' | 'source' | 'flow'>,
  engine: JitOptions,
  { importanceSamples = 32, seed = 0 }: { readonly importanceSamples?: number; readonly seed?: number } = {},
): Promise<{ learnt: PlaneField; target?: PlaneField; fields?: HamiltonianFields }> {
  if (view === null) {
    throw new CommandError('pictures show two columns; write a .csv or .npz file instead');
  }
  const target = targetOf(source.data);
  const drawing = { importanceSamples, seed };
  if (flow.kind === 'neuralHamiltonianFlow') {
    const fields = await hamiltonianFields(trained, {
      ...view,
      nodes,
      ...drawing,
      ...engine,
      ...(target && { target }),
    });
    return { learnt: fields.learnt, ...(fields.target && { target: fields.target }), fields };
  }
  const plane = { ...view, columns: nodes, rows: nodes };
  const at = ([low, high]: readonly [number, number], i: number): number =>
    low + (i / (nodes - 1)) * (high - low);
  const grid = Array.from({ length: nodes * nodes }, (_, i) => [
    at(view.x, i % nodes),
    at(view.y, Math.floor(i / nodes)),
  ]);
  const density = (logs: Float32Array): PlaneField => ({ ...plane, values: logs.map(Math.exp) });
  return {
    learnt: density(await trained.logProb(grid, drawing)),
    ...(target && { target: density(await logDensity(target, grid, engine)) }),
  };
}
