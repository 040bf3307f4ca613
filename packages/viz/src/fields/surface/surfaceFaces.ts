import { colourTable, type ColourMap } from '../bands.ts';
import type { FieldGrid } from '../grid.ts';
import type { FieldTrajectory } from '../overlay.ts';
import type { SurfaceLayout } from './surfaceLayout.ts';

type Place = readonly [x: number, y: number];

/** A face of a surface with what lies on it, in SVG units. */
export interface SurfaceFace {
  /** Its four corners in turn. */
  readonly corners: readonly [Place, Place, Place, Place];
  /** Its colour as CSS. */
  readonly colour: string;
  /** Pieces of trajectories on it: number of the trajectory, both ends. */
  readonly pieces: readonly { readonly trajectory: number; readonly from: Place; readonly to: Place }[];
}

/** What decides the faces. */
export interface FaceOptions {
  readonly faces?: number | undefined;
  readonly colourMap?: ColourMap | undefined;
  readonly valueDomain?: readonly [number, number] | undefined;
  readonly trajectories?: readonly FieldTrajectory[] | undefined;
}

/**
 * The faces of a surface from the farthest to the nearest, so that painting them in turn hides what lies behind
 * (a height field over a grid allows that order without sorting). Faces with a corner that is not finite are left out.
 */
export function surfaceFaces(
  grid: FieldGrid,
  layout: SurfaceLayout,
  options: FaceOptions = {},
): readonly SurfaceFace[] {
  const most = options.faces ?? 48;
  const columns = chosen(grid.columns, most);
  const rows = chosen(grid.rows, most);
  const height = (i: number, j: number): number =>
    grid.values[(rows[j] ?? 0) * grid.columns + (columns[i] ?? 0)] ?? NaN;
  const q = (i: number): number => between(grid.q, (columns[i] ?? 0) / (grid.columns - 1));
  const p = (j: number): number => between(grid.p, (rows[j] ?? 0) / (grid.rows - 1));
  const place = (i: number, j: number): Place => layout.project(q(i), p(j), height(i, j));
  const colour = colouring(layout.span ?? [0, 1], options);
  const pieces = piecesOf(grid, layout, options.trajectories ?? [], columns, rows, height);
  const turn = (layout.azimuth * Math.PI) / 180;
  const across = order(columns.length - 1, Math.sin(turn) > 0);
  const into = order(rows.length - 1, Math.cos(turn) > 0);
  return into.flatMap((j) =>
    across.flatMap((i): SurfaceFace[] => {
      const heights = [height(i, j), height(i + 1, j), height(i + 1, j + 1), height(i, j + 1)] as const;
      if (!heights.every(Number.isFinite)) return [];
      return [
        {
          corners: [place(i, j), place(i + 1, j), place(i + 1, j + 1), place(i, j + 1)],
          colour: colour(heights, 2 / (columns.length - 1), 2 / (rows.length - 1)),
          pieces: pieces.get(j * columns.length + i) ?? [],
        },
      ];
    }),
  );
}

/** Node numbers, evenly picked from the first to the last. */
function chosen(nodes: number, most: number): readonly number[] {
  const faces = Math.max(1, Math.min(nodes - 1, Math.floor(most)));
  return Array.from({ length: faces + 1 }, (_, k) => Math.round((k * (nodes - 1)) / faces));
}

function order(count: number, descending: boolean): readonly number[] {
  const rising = Array.from({ length: count }, (_, k) => k);
  return descending ? rising.reverse() : rising;
}

function between([low, high]: readonly [number, number], share: number): number {
  return low * (1 - share) + high * share;
}

/** Colours by mean height, a little darker where the face turns from a light at the upper left. */
function colouring(
  span: readonly [number, number],
  { colourMap = 'viridis', valueDomain }: FaceOptions,
): (heights: readonly [number, number, number, number], du: number, dv: number) => string {
  const table = colourTable(colourMap);
  const [low, high] = valueDomain ?? span;
  const share = (value: number): number =>
    high > low ? Math.max(0, Math.min(1, (value / 2 - low / 2) / (high / 2 - low / 2))) : 0.5;
  return (heights, du, dv) => {
    const [a, b, c, d] = heights.map(share) as [number, number, number, number];
    const [slopeU, slopeV] = [(b + c - a - d) / 2 / du, (c + d - a - b) / 2 / dv];
    // The cosine between the face's normal (-slopeU, -slopeV, 1) and the light (-1, 1, 2).
    const light = (slopeU - slopeV + 2) / (Math.hypot(slopeU, slopeV, 1) * Math.sqrt(6));
    const shade = 0.72 + 0.34 * Math.max(0, light);
    const from = 3 * Math.round((255 * (a + b + c + d)) / 4);
    const channel = (k: number): string =>
      Math.min(255, Math.round((table[from + k] ?? 0) * shade))
        .toString(16)
        .padStart(2, '0');
    return `#${channel(0)}${channel(1)}${channel(2)}`;
  };
}

/** The pieces of trajectories by the face that they lie on. */
function piecesOf(
  grid: FieldGrid,
  layout: SurfaceLayout,
  trajectories: readonly FieldTrajectory[],
  columns: readonly number[],
  rows: readonly number[],
  height: (i: number, j: number) => number,
): ReadonlyMap<number, SurfaceFace['pieces']> {
  const found = new Map<number, SurfaceFace['pieces'][number][]>();
  const locate = (value: number, [low, high]: readonly [number, number], count: number): number =>
    ((value - low) / (high - low)) * (count - 1);
  /** One face nearer to the eye, whose edge would else cover half of the line. */
  const turn = (layout.azimuth * Math.PI) / 180;
  const nearer = (index: number, nodes: readonly number[], isColumn = false): number => {
    const toward = (isColumn ? Math.sin(turn) : Math.cos(turn)) > 0 ? -1 : 1;
    return Math.max(0, Math.min(nodes.length - 2, index + toward));
  };
  /** The face under a state, and the state lifted onto it. */
  const lifted = (q: number, p: number): { readonly face: number; readonly at: Place } | undefined => {
    const x = locate(q, grid.q, columns.length);
    const y = locate(p, grid.p, rows.length);
    if (!(x >= 0 && x <= columns.length - 1 && y >= 0 && y <= rows.length - 1)) return undefined;
    const [i, j] = [Math.min(columns.length - 2, Math.floor(x)), Math.min(rows.length - 2, Math.floor(y))];
    const [a, b] = [x - i, y - j];
    const value =
      (1 - b) * ((1 - a) * height(i, j) + a * height(i + 1, j)) +
      b * ((1 - a) * height(i, j + 1) + a * height(i + 1, j + 1));
    if (!Number.isFinite(value)) return undefined;
    return {
      face: nearer(j, rows) * columns.length + nearer(i, columns, true),
      at: layout.project(q, p, value),
    };
  };
  trajectories.forEach(({ q, p }, trajectory) => {
    let before: Place | undefined;
    // Short pieces, so that each lies on about one face.
    const parts = 4;
    for (let step = 0; step <= (q.length - 1) * parts; step++) {
      const [index, share] = [Math.floor(step / parts), (step % parts) / parts];
      const mix = (values: ArrayLike<number>): number =>
        share === 0
          ? (values[index] ?? NaN)
          : (1 - share) * (values[index] ?? NaN) + share * (values[index + 1] ?? NaN);
      const here = lifted(mix(q), mix(p));
      if (here !== undefined && before !== undefined) {
        const pieces = found.get(here.face) ?? [];
        pieces.push({ trajectory, from: before, to: here.at });
        found.set(here.face, pieces);
      }
      before = here?.at;
    }
  });
  return found;
}
