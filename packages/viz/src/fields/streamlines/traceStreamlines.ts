import { checkGrid, type VectorGrid } from '../grid.ts';

/** A curve that follows a vector field. */
export interface Streamline {
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** Mean speed along the curve, where the whole width and the whole height of the grid each count as 1. */
  readonly speed: number;
}

/** How streamlines are spaced. */
export interface StreamlineSpacing {
  /** Distance between neighbours as a share of the plot's side, 0.01 … 0.5; default 0.05. */
  readonly separation?: number | undefined;
}

type Point = readonly [u: number, v: number];

/**
 * Evenly spaced streamlines of a sampled vector field (Jobard & Lefer 1997, doi:10.1007/978-3-7091-6876-9_5), the same
 * each time: new curves start beside earlier ones at the wanted distance, and end at half that distance from another,
 * at the edge, at a rest point or when they close. Distances are those of a square plot. Fourth-order Runge–Kutta steps
 * on the bilinear field; costs about 30 field values for each step of an eighth of the separation.
 *
 * @throws RangeError if the vectors do not match the grid or the separation is out of range.
 * @example
 * ```ts
 * const turning = sampleVectors((q, p) => ({ dq: p, dp: -q }), { q: [-1, 1], p: [-1, 1] });
 * const lines = traceStreamlines(turning, { separation: 0.1 });
 * console.log(lines.length > 4); // true
 * ```
 */
export function traceStreamlines(grid: VectorGrid, spacing: StreamlineSpacing = {}): readonly Streamline[] {
  checkGrid('traceStreamlines', grid, grid.dq, grid.dp);
  const separation = spacing.separation ?? 0.05;
  if (!(separation >= 0.01 && separation <= 0.5)) {
    throw new RangeError(
      `traceStreamlines: separation must be from 0.01 to 0.5 of the plot's side, but got ${separation}`,
    );
  }
  const flow = unitFlow(grid);
  const taken = nearby(separation);
  const lines: Point[][] = [];
  const tryFrom = (seed: Point): void => {
    if (!inside(seed) || taken.closer(seed, separation * 0.999)) return;
    const line = trace(seed, flow, taken, separation);
    if (line.length < 12) return;
    line.forEach((point, index) => taken.add(point, index));
    lines.push(line);
  };
  // Off the middle, which is often a rest point.
  tryFrom([0.5 + separation / 3, 0.5 + separation / 5]);
  for (let done = 0; ; done++) {
    const line = lines[done];
    if (line === undefined) {
      const count = lines.length;
      for (const seed of lattice(separation / 2)) {
        tryFrom(seed);
        if (lines.length > count) break;
      }
      if (lines.length === count) break;
      done--;
      continue;
    }
    for (const seed of besides(line, separation)) tryFrom(seed);
  }
  return lines.map((line) => toData(line, grid, flow));
}

/** The motion at a place of the unit square, each axis in units of its interval; undefined at rest or outside. */
type Flow = (
  u: number,
  v: number,
) => { readonly du: number; readonly dv: number; readonly speed: number } | undefined;

function unitFlow({ q, p, columns, rows, dq, dp }: VectorGrid): Flow {
  const [spanQ, spanP] = [q[1] - q[0], p[1] - p[0]];
  const weigh = (values: ArrayLike<number>, u: number, v: number): number => {
    const [x, y] = [u * (columns - 1), v * (rows - 1)];
    const [i, j] = [Math.min(columns - 2, Math.floor(x)), Math.min(rows - 2, Math.floor(y))];
    const [a, b] = [x - i, y - j];
    const node = (column: number, row: number): number => values[row * columns + column] ?? NaN;
    return (
      (1 - b) * ((1 - a) * node(i, j) + a * node(i + 1, j)) +
      b * ((1 - a) * node(i, j + 1) + a * node(i + 1, j + 1))
    );
  };
  const flow = (u: number, v: number): ReturnType<Flow> => {
    if (!inside([u, v])) return undefined;
    const [du, dv] = [weigh(dq, u, v) / spanQ, weigh(dp, u, v) / spanP];
    const speed = Math.hypot(du, dv);
    return speed > 0 && Number.isFinite(speed) ? { du: du / speed, dv: dv / speed, speed } : undefined;
  };
  return flow;
}

function inside([u, v]: Point): boolean {
  return u >= 0 && u <= 1 && v >= 0 && v <= 1;
}

/** One curve through a seed, both ways, no nearer to others than half the separation. */
function trace(seed: Point, flow: Flow, taken: Nearby, separation: number): Point[] {
  const step = separation / 8;
  const least = separation / 2;
  const own = nearby(separation);
  own.add(seed, 0);
  const follow = (sign: 1 | -1): { readonly points: readonly Point[]; readonly closed: boolean } => {
    const points: Point[] = [];
    let at = seed;
    // Long enough for any curve that keeps its distance from itself.
    for (let count = 1; count < 8 / (separation * step); count++) {
      const next = advance(at, flow, sign * step);
      if (next === undefined || !inside(next) || taken.closer(next, least)) break;
      // Near a point of its own that lies far behind along the curve: it closes, or winds too tightly.
      const meets = own.closer(next, least, (index) => Math.abs(sign * count - index) > 16);
      if (meets) {
        const closed = count > 16 && Math.hypot(next[0] - seed[0], next[1] - seed[1]) < least;
        return { points, closed };
      }
      points.push(next);
      own.add(next, sign * count);
      at = next;
    }
    return { points, closed: false };
  };
  const ahead = follow(1);
  if (ahead.closed) return [seed, ...ahead.points, ...closing(ahead.points.at(-1) ?? seed, seed, step)];
  const behind = follow(-1);
  return [...behind.points.toReversed(), seed, ...ahead.points];
}

/** What is missing from the last point of a closed curve to its start. */
function closing(from: Point, to: Point, step: number): readonly Point[] {
  const count = Math.max(1, Math.round(Math.hypot(to[0] - from[0], to[1] - from[1]) / step));
  return Array.from({ length: count }, (_, k): Point => {
    const share = (k + 1) / count;
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
}

/** A Runge–Kutta step of the given length along the direction of the flow. */
function advance([u, v]: Point, flow: Flow, step: number): Point | undefined {
  const a = flow(u, v);
  const b = a && flow(u + (step / 2) * a.du, v + (step / 2) * a.dv);
  const c = b && flow(u + (step / 2) * b.du, v + (step / 2) * b.dv);
  const d = c && flow(u + step * c.du, v + step * c.dv);
  if (a === undefined || b === undefined || c === undefined || d === undefined) return undefined;
  // At a rest point directions turn around within a step.
  if (a.du * d.du + a.dv * d.dv < 0) return undefined;
  return [
    u + (step / 6) * (a.du + 2 * b.du + 2 * c.du + d.du),
    v + (step / 6) * (a.dv + 2 * b.dv + 2 * c.dv + d.dv),
  ];
}

/** Places at the separation to the left and right of a curve. */
function* besides(line: readonly Point[], separation: number): Generator<Point> {
  for (let index = 0; index + 1 < line.length; index++) {
    const [a, b] = [line[index], line[index + 1]];
    if (a === undefined || b === undefined) continue;
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    const [nu, nv] = [(-(b[1] - a[1]) / length) * separation, ((b[0] - a[0]) / length) * separation];
    yield [a[0] + nu, a[1] + nv];
    yield [a[0] - nu, a[1] - nv];
  }
}

function* lattice(distance: number): Generator<Point> {
  for (let v = distance / 2; v < 1; v += distance) {
    for (let u = distance / 2; u < 1; u += distance) yield [u, v];
  }
}

interface Nearby {
  add(point: Point, index: number): void;
  /** Whether a point that counts lies nearer than a distance of at most one cell. */
  closer(point: Point, distance: number, counts?: (index: number) => boolean): boolean;
}

/** Points by cells of the unit square, so that a look around costs the same however many there are. */
function nearby(cell: number): Nearby {
  const across = Math.ceil(1 / cell) + 1;
  const cells = new Map<number, { readonly point: Point; readonly index: number }[]>();
  const place = (value: number): number => Math.floor(value / cell);
  return {
    add(point, index) {
      const key = place(point[1]) * across + place(point[0]);
      const found = cells.get(key);
      if (found === undefined) cells.set(key, [{ point, index }]);
      else found.push({ point, index });
    },
    closer([u, v], distance, counts) {
      for (let row = place(v) - 1; row <= place(v) + 1; row++) {
        for (let column = place(u) - 1; column <= place(u) + 1; column++) {
          if (column < 0 || column >= across) continue;
          for (const { point, index } of cells.get(row * across + column) ?? []) {
            if (counts?.(index) === false) continue;
            if (Math.hypot(point[0] - u, point[1] - v) < distance) return true;
          }
        }
      }
      return false;
    },
  };
}

function toData(line: readonly Point[], { q, p }: VectorGrid, flow: Flow): Streamline {
  const speeds = line.map(([u, v]) => flow(u, v)?.speed ?? 0);
  return {
    q: Float64Array.from(line, ([u]) => q[0] + u * (q[1] - q[0])),
    p: Float64Array.from(line, ([, v]) => p[0] + v * (p[1] - p[0])),
    speed: speeds.reduce((sum, speed) => sum + speed / speeds.length, 0),
  };
}
