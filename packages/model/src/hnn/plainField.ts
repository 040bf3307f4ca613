import { requireOptions } from '@hgn/options';
import { network } from '../architecture/network.ts';
import * as tf from '@tensorflow/tfjs-core';
import { float64Network } from './float64Network.ts';
import { remembered } from './remembered.ts';
import {
  defaultLayers,
  requireCoordinates,
  type StateLayerConfig,
  type VectorFieldModel,
} from './vectorField.ts';

/**
 * The baseline of a Hamiltonian neural network: a plain network from (q, p) to (dq/dt, dp/dt), which conserves nothing.
 *
 * Source: Greydanus et al. 2019, arXiv:1906.01563, section 3.
 *
 * @param config `coordinates`: degrees of freedom n; `layers`: hidden layers, two of 200 tanh units by default; a dense
 * layer with 2 n outputs follows
 * @throws RangeError for bad coordinates
 * @example
 * import { createPlainField } from '@hgn/model';
 * import { countParameters, key } from '@hgn/nn';
 *
 * console.log(countParameters(createPlainField({ coordinates: 1 }).init(key(0)))); // 41202
 */
export function createPlainField(options: {
  readonly coordinates: number;
  readonly layers?: readonly StateLayerConfig[];
}): VectorFieldModel {
  requireOptions('createPlainField', options, { coordinates: true, layers: true });
  const { coordinates, layers = defaultLayers } = options;
  requireCoordinates('createPlainField', coordinates);
  const size = 2 * coordinates;
  const all: readonly StateLayerConfig[] = [...layers, { type: 'dense', units: size }];
  const net = network(all, [size]);
  return {
    coordinates,
    init: (key) => net.init(key),
    derivatives: (parameters, { q, p }) =>
      tf.tidy(() => {
        const [dqdt, dpdt] = tf.split(net.apply(parameters, tf.concat([q, p], 1)), 2, 1);
        return { dqdt, dpdt };
      }),
    system(parameters) {
      const exact = float64Network(all, parameters, size);
      const fieldAt = remembered(coordinates, size, exact.evaluate);
      const part = (from: number, sign: number) => (q: Float64Array, p: Float64Array, out: Float64Array) => {
        const field = fieldAt(q, p);
        for (let i = 0; i < coordinates; i++) out[i] = sign * field[from + i];
        return out;
      };
      return { separable: false, dHdq: part(coordinates, -1), dHdp: part(0, 1) };
    },
  };
}
