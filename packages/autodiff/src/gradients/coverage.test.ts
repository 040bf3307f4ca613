import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { cases } from '../../test/cases.ts';
import { uniform } from '../../test/randomTensors.ts';
import { allGradients } from './all.ts';
import { kernelsWithoutGradient } from './withoutGradient.ts';

/** Every kernel name that tfjs-core exports, as a constant of its own name. */
const kernels = Object.entries(tf).flatMap(([name, value]) => (name === value ? [name] : []));
const withGradient = allGradients.map(({ kernelName }) => kernelName);

describe('coverage', () => {
  it('every kernel of tfjs-core has a gradient or a reason why not, and none has both', () => {
    expect(kernels.length).toBeGreaterThan(170);
    const known = new Set([...withGradient, ...Object.keys(kernelsWithoutGradient)]);
    expect(kernels.filter((kernel) => !known.has(kernel))).toEqual([]);
    expect(withGradient.filter((kernel) => kernel in kernelsWithoutGradient)).toEqual([]);
    const names = new Set(kernels);
    expect(Object.keys(kernelsWithoutGradient).filter((kernel) => !names.has(kernel))).toEqual([]);
  });

  it('every gradient by a float input is run by a derivative test', () => {
    const run = new Set<string>();
    // Observed by wrapping the registered gradients, as tfjs looks them up by name at each call.
    const wrapped = allGradients.map((config) => ({
      ...config,
      gradFunc: (...args: Parameters<typeof config.gradFunc>) => {
        run.add(config.kernelName);
        return config.gradFunc(...args);
      },
    }));
    for (const config of wrapped) tf.registerGradient(config);
    for (const { f, inputs } of cases) {
      tf.tidy(() => {
        const xs = inputs.map(({ shape, from, to }, i) => uniform(shape, from, to, i));
        const first = (ys: tf.Tensor[]) =>
          tf.engine().gradients(() => tf.sum(f(...ys)), ys, undefined, true).grads;
        tf.engine().gradients(
          () => tf.addN(first(xs).map((dx) => tf.sum(tf.square(dx)))),
          xs,
          undefined,
          true,
        );
      });
    }
    expect(withGradient.filter((kernel) => !run.has(kernel)).sort()).toEqual([]);
  });
});
