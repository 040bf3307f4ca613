import * as tf from '@tensorflow/tfjs-core';
import { edgeSteepness, type DiscScene } from '../camera/discs.ts';

/**
 * Differentiable soft discs: the picture of `renderExactly`, as a function of where the discs are.
 *
 * Agrees with the float64 renderer to 1e-5. Every pixel of every disc is evaluated. Only smooth, traceable ops are
 * used; the distance has a floor of 1e-7, so that a disc centred on a pixel has a gradient.
 * @param positions - x, y of every disc in units of the canvas, [batch, discs, 2]
 * @returns pixels from 0 to 1, [batch, size, size, channels]
 * @example
 * const scene = { size: 8, channels: 1, background: [0], discs: [{ radius: 0.2, color: [1] }] } as const;
 * const picture = renderDiscs(scene, tf.tensor3d([[[0.5, 0.5]]]));
 */
export function renderDiscs(scene: DiscScene, positions: tf.Tensor3D): tf.Tensor4D {
  const { size, channels, discs, background } = scene;
  const [batch, count, axes] = positions.shape;
  if (count !== discs.length || axes !== 2) {
    throw new RangeError(
      `renderDiscs: positions must be [batch, ${discs.length}, 2] for this scene, but got [${positions.shape.join(', ')}]`,
    );
  }
  return tf.tidy(() => {
    const grid = tf.linspace(0, 1, size);
    const columns = tf.reshape(grid, [1, 1, size]);
    const rows = tf.reshape(grid, [1, size, 1]);
    let picture = tf.mul<tf.Tensor4D>(tf.ones([batch, size, size, channels]), tf.tensor1d([...background]));
    for (let d = discs.length - 1; d >= 0; d--) {
      const { radius, color } = discs[d];
      const x = tf.reshape(tf.slice(positions, [0, d, 0], [batch, 1, 1]), [batch, 1, 1]);
      const y = tf.reshape(tf.slice(positions, [0, d, 1], [batch, 1, 1]), [batch, 1, 1]);
      const squared = tf.add(tf.square(tf.sub(columns, x)), tf.square(tf.sub(rows, y)));
      const distance = tf.sqrt(tf.add(squared, 1e-14));
      const cover = tf.expandDims(tf.sigmoid(tf.mul(edgeSteepness, tf.sub(radius, distance))), 3);
      picture = tf.add(picture, tf.mul(cover, tf.sub(tf.tensor1d([...color]), picture)));
    }
    return picture;
  });
}
