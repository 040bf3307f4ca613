import type { NdArray, Tree } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import { scope } from '../../scope.ts';
import { foldIn, type Key } from '../../random/key.ts';
import type { Shape } from '../../shape.ts';
import type { Layer } from '../layer.ts';
import { branch } from '../parameter.ts';

/** Layers with one common input, and their outputs by name. */
export interface Heads<Name extends string> {
  /** Draws first parameters: one entry a head. */
  init(key: Key): Tree<NdArray>;
  /** Applies every head to the batch. */
  apply(params: Tree<Tensor>, x: Tensor): Record<Name, Tensor>;
  /** The shape of each output, without the batch axis. */
  outputShape(inputShape: Shape): Record<Name, number[]>;
  /** Multiply-adds of all heads for one input. */
  macs(inputShape: Shape): number;
}

/**
 * Several layers that read the same input, such as the mean and the log-variance of a posterior.
 *
 * @example
 * const posterior = heads({
 *   mean: conv2d({ inputs: 64, outputs: 48, kernel: 3 }),
 *   logVariance: conv2d({ inputs: 64, outputs: 48, kernel: 3 }),
 * });
 */
export function heads<Name extends string>(layers: Readonly<Record<Name, Layer>>): Heads<Name> {
  const entries = Object.entries(layers) as [Name, Layer][];
  function each<Out>(f: (name: Name, layer: Layer) => Out): Record<Name, Out> {
    return Object.fromEntries(entries.map(([name, layer]) => [name, f(name, layer)])) as Record<Name, Out>;
  }
  return {
    init: (key) => each((name, layer) => layer.init(foldIn(key, name))),
    apply: (params, x) => scope(() => each((name, layer) => layer.apply(branch('heads', params, name), x))),
    outputShape: (inputShape) => each((_name, layer) => layer.outputShape(inputShape)),
    macs: (inputShape) => entries.reduce((sum, [, layer]) => sum + layer.macs(inputShape), 0),
  };
}
