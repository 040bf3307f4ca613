import type { EnergyAndGradients, States } from '@hgn/player';
import type { FieldGrid } from '@hgn/viz';
import type { Plane, PlanePoint } from '../shared/plane.ts';

/** Which part of the plane is looked at. */
export interface GridOf {
  readonly q: readonly [number, number];
  readonly p: readonly [number, number];
  /** Nodes along each side. */
  readonly nodes: number;
}

/** The points of a grid of the plane; the first axis runs fastest, as in `FieldGrid`. */
export function gridPoints({ q, p, nodes }: GridOf): PlanePoint[] {
  const along = ([low, high]: readonly [number, number], i: number) => low + ((high - low) * i) / (nodes - 1);
  return Array.from(
    { length: nodes * nodes },
    (_, at) => [along(q, at % nodes), along(p, Math.floor(at / nodes))] as const,
  );
}

/** The learnt energy over the plane: of the likeliest state at every node. Cost: one call of the energy. */
export async function energyGrid(
  plane: Plane,
  hamiltonian: (states: States) => Promise<EnergyAndGradients>,
  shape: GridOf,
): Promise<FieldGrid> {
  const { H } = await hamiltonian(plane.at(gridPoints(shape)));
  return { q: shape.q, p: shape.p, columns: shape.nodes, rows: shape.nodes, values: H };
}

/** The energy at a point of a grid's plane, between its nodes. */
export function energyAt({ q, p, columns, rows, values }: FieldGrid, [x, y]: PlanePoint): number {
  const place = (value: number, [low, high]: readonly [number, number], nodes: number) => {
    const at = Math.min(nodes - 1, Math.max(0, ((value - low) / (high - low)) * (nodes - 1)));
    const cell = Math.min(nodes - 2, Math.floor(at));
    return [cell, at - cell] as const;
  };
  const [i, a] = place(x, q, columns);
  const [j, b] = place(y, p, rows);
  const row = (k: number) =>
    (1 - a) * (values[k * columns + i] ?? NaN) + a * (values[k * columns + i + 1] ?? NaN);
  return (1 - b) * row(j) + b * row(j + 1);
}
