import { scope } from '../../scope.ts';
import { split } from '../../random/key.ts';
import type { Layer } from '../layer.ts';
import { branch } from '../parameter.ts';

/**
 * Applies layers one after the other. Parameters: an array with one entry a layer.
 *
 * @example
 * const net = sequential([dense({ inputs: 2, outputs: 64 }), activation('tanh'), dense({ inputs: 64, outputs: 1 })]);
 * net.outputShape([2]); // [1]
 */
export function sequential(layers: readonly Layer[]): Layer {
  return {
    init: (key) => {
      const keys = split(key, layers.length);
      return layers.map((layer, index) => layer.init(keys[index]));
    },
    apply: (params, x) =>
      scope(() => layers.reduce((y, layer, index) => layer.apply(branch('sequential', params, index), y), x)),
    outputShape: (inputShape) =>
      layers.reduce<number[]>((shape, layer) => layer.outputShape(shape), [...inputShape]),
    macs: (inputShape) => {
      let shape = [...inputShape];
      let total = 0;
      for (const layer of layers) {
        total += layer.macs(shape);
        shape = layer.outputShape(shape);
      }
      return total;
    },
  };
}
