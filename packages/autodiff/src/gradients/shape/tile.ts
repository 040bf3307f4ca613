import * as tf from '@tensorflow/tfjs-core';
import { gradientOf, toShape } from '../rule.ts';

/** Repetition along axes; tf.broadcastTo is one too. */
export const tiles: readonly tf.GradConfig[] = [
  gradientOf(tf.Tile, ['x'], (dy, [x], { reps }: tf.TileAttrs) => ({
    x: () => {
      // [r n] splits into [r, n] only where an axis is repeated as a whole; a repeated length 1 needs no split.
      const split = reps.flatMap((times, i) =>
        times > 1 && x.shape[i] > 1 ? [times, x.shape[i]] : [times * x.shape[i]],
      );
      const copies: number[] = [];
      let position = 0;
      reps.forEach((times, i) => {
        if (times > 1) copies.push(position);
        position += times > 1 && x.shape[i] > 1 ? 2 : 1;
      });
      const summed = copies.length === 0 ? dy : tf.sum(toShape(dy, split), copies);
      return toShape(summed, x.shape);
    },
  })),
];
