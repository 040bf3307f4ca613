import type * as tf from '@tensorflow/tfjs-core';
import type { Batch } from './batch.ts';

/** A batch inside the graph. */
export type BatchTensors = { readonly [name in keyof Batch]: Extract<Batch[name], undefined> | tf.Tensor };
