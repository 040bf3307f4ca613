import type { Tensor } from '@tensorflow/tfjs-core';
import type { Mapped } from './transform.ts';

/** The points of a mapped batch; their log-determinants are disposed. */
export function pointsAlone({ y, ladj }: Mapped): Tensor {
  ladj.dispose();
  return y;
}
