import type { AffineMap, Chart, States } from '@hgn/player';

/** A plane in which latent states are drawn and moved. */
export interface Plane {
  /** Stands in the address: `principal`, `gauge`, `gauge2`, … */
  readonly id: string;
  readonly title: string;
  /** What the horizontal and the vertical axis are. */
  readonly labels: readonly [string, string];
  /** What is known of the plane, for `latentChart`. */
  readonly known: {
    readonly r2?: number;
    readonly defect?: number;
    readonly variance?: readonly [number, number];
  };
  /** Coordinates of states of `size` numbers each, one after the other. */
  project(states: States, size: number): { readonly q: Float64Array; readonly p: Float64Array };
  /** A state moved by a distance in the plane; what lies outside of the plane stays. */
  moved(state: States, by: { readonly q: number; readonly p: number }): States;
}

/** The planes that a chart has: the true coordinates where a gauge is known, degree by degree, then the principal axes. */
export function planesOf(chart: Chart): readonly Plane[] {
  const { principal, gauge, r2 } = chart;
  const [first, second] = principal.axes;
  const [a, b] = principal.explained;
  const axes = linearPlane({
    id: 'principal',
    title: 'Principal axes',
    labels: ['first principal axis', 'second principal axis'],
    known: { variance: [a, b], ...(r2 !== undefined && r2 < 0.5 && { r2 }) },
    rows: [first, second],
    offset: [-dot(first, principal.centre), -dot(second, principal.centre)],
    columns: [first, second],
  });
  if (gauge === undefined) return [axes];
  const degrees = gauge.toTruth.offset.length / 2;
  const gauges = Array.from({ length: degrees }, (_, i) => {
    const index = degrees === 1 ? '' : String(i + 1);
    return linearPlane({
      id: i === 0 ? 'gauge' : `gauge${i + 1}`,
      title: `True q${index} and p${index}`,
      labels: [`q${index}`, `p${index}`],
      known: { r2: gauge.r2, defect: gauge.defect },
      rows: [gauge.toTruth.matrix[i], gauge.toTruth.matrix[degrees + i]],
      offset: [gauge.toTruth.offset[i], gauge.toTruth.offset[degrees + i]],
      columns: [columnOf(gauge.fromTruth, i), columnOf(gauge.fromTruth, degrees + i)],
    });
  });
  return [...gauges, axes];
}

/** The true state that a gauge reads out of a latent one. */
export function truthOf(
  { matrix, offset }: AffineMap,
  { q, p }: States,
): { q: Float64Array; p: Float64Array } {
  const latent = [...q, ...p];
  const all = matrix.map((row, i) => dot(row, latent) + offset[i]);
  return {
    q: Float64Array.from(all.slice(0, all.length / 2)),
    p: Float64Array.from(all.slice(all.length / 2)),
  };
}

interface LinearPlane extends Omit<Plane, 'project' | 'moved'> {
  /** Coordinates are `rows · latent + offset`. */
  readonly rows: readonly [readonly number[], readonly number[]];
  readonly offset: readonly [number, number];
  /** A distance (a, b) in the plane is the latent distance `a columns[0] + b columns[1]`. */
  readonly columns: readonly [readonly number[], readonly number[]];
}

function linearPlane({ rows, offset, columns, ...rest }: LinearPlane): Plane {
  return {
    ...rest,
    project: ({ q, p }, size) => {
      const count = q.length / size;
      const coordinates = rows.map((row, axis) =>
        Float64Array.from({ length: count }, (_, n) => {
          let sum = offset[axis];
          for (let i = 0; i < size; i++) sum += row[i] * q[n * size + i] + row[size + i] * p[n * size + i];
          return sum;
        }),
      );
      return { q: coordinates[0], p: coordinates[1] };
    },
    moved: ({ q, p }, by) => {
      const change = (i: number): number => by.q * columns[0][i] + by.p * columns[1][i];
      return {
        q: q.map((value, i) => value + change(i)),
        p: p.map((value, i) => value + change(q.length + i)),
      };
    },
  };
}

const columnOf = ({ matrix }: AffineMap, column: number): number[] => matrix.map((row) => row[column]);

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, i) => sum + value * b[i], 0);

/** Axes that show some points of a plane with room to move around them; zero stays where a gauge puts it. */
export function domainsOf(
  points: readonly { readonly q: Float64Array; readonly p: Float64Array }[],
): readonly [readonly [number, number], readonly [number, number]] {
  const domain = (part: 'q' | 'p'): readonly [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const set of points) {
      for (const value of set[part]) {
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (!(low <= high)) return [-1, 1];
    const room = 0.2 * Math.max(high - low, 1e-6);
    return [low - room, high + room];
  };
  return [domain('q'), domain('p')];
}
