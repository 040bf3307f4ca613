import type { HamiltonianFields, PlaneField } from '@hgn/flow';
import { fieldPanels, fieldPixels, type FieldPanel, type Mode } from '@hgn/viz';
import { encode } from 'fast-png';
import { svgFile } from '../output/theme.ts';

/** First and last x and y of a picture. */
export interface View {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** What of a flow is drawn. */
export interface DensityPicture {
  readonly title: string;
  readonly view: View;
  /** The density at nodes of the view. */
  readonly learnt: PlaneField;
  readonly target?: PlaneField;
  /** Energies and motion, of a Neural Hamiltonian Flow. */
  readonly fields?: HamiltonianFields;
  /** Points beside the maps: x, y, x, y … */
  readonly points?: Float32Array;
}

const positions = ['q₁', 'q₂'] as const;
const momenta = ['p₁', 'p₂'] as const;

/** A view with a margin around points, in columns of two. */
export function viewOf(points: ArrayLike<number>): View {
  const side = (column: number): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (let i = column; i < points.length; i += 2) {
      low = Math.min(low, points[i]);
      high = Math.max(high, points[i]);
    }
    const margin = 0.12 * (high - low);
    return [low - margin, high + margin];
  };
  return { x: side(0), y: side(1) };
}

/** The picture as SVG: densities in the first row, the energies and the motion of every block below. */
export function densitySvg(
  { title, view, learnt, target, fields, points }: DensityPicture,
  theme?: Mode,
): string {
  const peak = Math.max(...(target ?? learnt).values);
  const density = (name: string, field: PlaneField): FieldPanel => ({
    title: name,
    ...view,
    field,
    colourMap: 'magma',
    valueDomain: [0, peak > 0 ? peak : 1],
    valueLabel: 'density',
  });
  const first: FieldPanel[] = [
    ...(points === undefined ? [] : [{ title: 'samples', ...view, points }]),
    ...(target === undefined ? [] : [density('target density', target)]),
    density('learnt density', learnt),
    ...(fields === undefined ? [] : [{ title: 'flow from rest', ...view, vectors: fields.flow }]),
  ];
  const blocks = (fields?.blocks ?? []).map(({ potential, kinetic, step }, index) => ({
    label: `Hamiltonian ${index + 1}`,
    panels: [
      { title: 'V(q)', axes: positions, x: potential.x, y: potential.y, field: potential, valueLabel: 'V' },
      { title: 'K(p)', axes: momenta, x: kinetic.x, y: kinetic.y, field: kinetic, valueLabel: 'K' },
      { title: 'one step from rest', axes: positions, x: step.x, y: step.y, vectors: step },
    ],
  }));
  const note =
    fields &&
    'From rest: where a point q goes that starts with momentum 0, through all Hamiltonians (flow) and in one step of one.';
  return svgFile(fieldPanels([{ panels: first }, ...blocks], { title, width: 760, note }), theme);
}

/** The learnt density alone as PNG. */
export const densityPng = ({ learnt }: Pick<DensityPicture, 'learnt'>): Uint8Array =>
  encode(fieldPixels(learnt, { colourMap: 'magma', scale: 4 }));

/** Points as dots, as SVG. */
export const pointsSvg = (title: string, view: View, points: Float32Array, theme?: Mode): string =>
  svgFile(fieldPanels([{ panels: [{ ...view, points }] }], { title, width: 420 }), theme);

/** How many points fall into each of 96 × 96 cells, as PNG. */
export function pointsPng(view: View, points: Float32Array): Uint8Array {
  const cells = 96;
  const values = new Float64Array(cells * cells);
  const cellOf = (value: number, [low, high]: readonly [number, number]): number =>
    Math.floor(((value - low) / (high - low)) * cells);
  for (let i = 0; i < points.length; i += 2) {
    const [column, row] = [cellOf(points[i], view.x), cellOf(points[i + 1], view.y)];
    if (column >= 0 && column < cells && row >= 0 && row < cells) values[row * cells + column]++;
  }
  return encode(fieldPixels({ columns: cells, rows: cells, values }, { colourMap: 'magma', scale: 4 }));
}
