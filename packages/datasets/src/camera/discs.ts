/** Soft discs on a unit canvas: what a renderer is made for. Colours have as many entries as there are channels. */
export interface DiscScene {
  /** Pixels along each side, at least 2; pixel i is sampled at i / (size - 1). */
  readonly size: number;
  readonly channels: 1 | 3;
  readonly background: readonly number[];
  /** Disc 0 is in front. Radii are in units of the canvas. */
  readonly discs: readonly { readonly radius: number; readonly color: readonly number[] }[];
}

/** Steepness of a disc's edge in units of the canvas (Botev et al. 2021, arXiv:2111.05986). */
export const edgeSteepness = 80;

/** How much of a pixel a disc covers, at `depth` = radius - distance to its centre. */
export function coverage(depth: number): number {
  return 1 / (1 + Math.exp(-edgeSteepness * depth));
}

/**
 * A picture of soft discs in float64 from 0 to 1: each covers sigmoid(80 (radius - distance)) of a pixel and lies over
 * those after it. Every pixel of every disc is evaluated; `discRenderer` is the fast way.
 * @param positions - x, y of every disc in units of the canvas
 * @returns size * size * channels values
 * @example
 * const scene: DiscScene = { size: 8, channels: 1, background: [0], discs: [{ radius: 0.2, color: [1] }] };
 * const pixels = renderExactly(scene, [0.5, 0.5]);
 */
export function renderExactly(scene: DiscScene, positions: ArrayLike<number>): Float64Array {
  const { size, channels, discs, background } = scene;
  const out = new Float64Array(size * size * channels);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const pixel = (row * size + column) * channels;
      for (let c = 0; c < channels; c++) out[pixel + c] = background[c];
      for (let d = discs.length - 1; d >= 0; d--) {
        const dx = column / (size - 1) - positions[2 * d];
        const dy = row / (size - 1) - positions[2 * d + 1];
        const cover = coverage(discs[d].radius - Math.sqrt(dx * dx + dy * dy));
        for (let c = 0; c < channels; c++) out[pixel + c] += cover * (discs[d].color[c] - out[pixel + c]);
      }
    }
  }
  return out;
}
