import { requireOptions } from '@hgn/options';
import type { NdArray, Tree } from '@hgn/autodiff';
import { grad } from '@hgn/autodiff';
import type { System } from '@hgn/integrators';
import { split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { network } from '../architecture/network.ts';
import { float64Network } from './float64Network.ts';
import { remembered } from './remembered.ts';
import {
  defaultLayers,
  requireCoordinates,
  type StateLayerConfig,
  type StateTensors,
  type VectorFieldModel,
} from './vectorField.ts';

/** What a Hamiltonian neural network is made of. */
export interface HnnConfig {
  /** Degrees of freedom n. */
  readonly coordinates: number;
  /** Hidden layers; a dense layer with one output and no bias follows. Two of 200 tanh units by default. */
  readonly layers?: readonly StateLayerConfig[];
  /**
   * True for H = V(q) + K(p) from two networks, which explicit symplectic methods can follow; false (the default, and
   * the paper) for one network of q and p.
   */
  readonly separable?: boolean;
}

/** A Hamiltonian neural network on states. */
export interface Hnn extends VectorFieldModel {
  readonly separable: boolean;
  /** H of every point, [batch]; its zero is arbitrary. */
  hamiltonian(parameters: Tree<tf.Tensor>, state: StateTensors): tf.Tensor1D;
  /** H in double precision, for `energyError` and the like. */
  energy(parameters: Tree<NdArray>): (q: ArrayLike<number>, p: ArrayLike<number>) => number;
}

const output: StateLayerConfig = { type: 'dense', units: 1, bias: false };

/**
 * A Hamiltonian neural network: learns the scalar H(q, p) whose gradients explain observed dq/dt and dp/dt, so that what
 * it predicts conserves that H. Train it with {@link fitVectorField}; roll it out with `integrate` of @hgn/integrators.
 *
 * Source: Greydanus, Dzamba and Yosinski 2019, arXiv:1906.01563, equation 3.
 *
 * @throws RangeError for bad coordinates; Error for an activation without a second derivative, which would not train
 * @example
 * import { integrate, methods } from '@hgn/integrators';
 * import { createHnn, fitVectorField, sampleDerivatives } from '@hgn/model';
 *
 * // A pendulum of mass 0.5: H = p^2 + 3 (1 - cos q)
 * const pendulum = {
 *   separable: true,
 *   dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = 3 * Math.sin(q[0])), out),
 *   dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = 2 * p[0]), out),
 * };
 * const q = Float64Array.from({ length: 400 }, (_, i) => 1.5 * Math.sin(i));
 * const p = Float64Array.from({ length: 400 }, (_, i) => 1.5 * Math.sin(0.7 * i));
 * const samples = sampleDerivatives(pendulum, { q, p, coordinates: 1 });
 *
 * const hnn = createHnn({ coordinates: 1, separable: true, layers: [{ type: 'dense', units: 32 }, { type: 'activation', name: 'tanh' }] });
 * const { parameters, loss } = await fitVectorField(hnn, samples, { steps: 400, learningRate: 1e-2, seed: 1 });
 * const start = { q: Float64Array.of(1), p: Float64Array.of(0) };
 * const orbit = integrate(methods.leapfrog, hnn.system(parameters), start, { dt: 0.05, steps: 100 });
 * console.log(loss, orbit.q.length); // below 0.05, and 101
 */
export function createHnn(options: HnnConfig): Hnn {
  requireOptions('createHnn', options, { coordinates: true, layers: true, separable: true });
  const { coordinates, layers = defaultLayers, separable = false } = options;
  requireCoordinates('createHnn', coordinates);
  const flat = layers.find((layer) => layer.type === 'activation' && /relu/i.test(layer.name));
  if (flat?.type === 'activation') {
    throw new Error(
      `createHnn: activations must have a second derivative, but got '${flat.name}'; training H differentiates its gradient, so use tanh, softplus or swish`,
    );
  }
  const all = [...layers, output];
  return separable ? separableHnn(coordinates, all) : jointHnn(coordinates, all);
}

/** dq/dt = dH/dp and dp/dt = -dH/dq by differentiating the energies of a batch, whose points do not see each other. */
function canonical(hamiltonian: Hnn['hamiltonian']): Hnn['derivatives'] {
  return (parameters, { q, p }) =>
    tf.tidy(() => {
      const total = (state: StateTensors) => tf.sum(hamiltonian(parameters, state));
      const slopes = grad(total)({ q, p });
      return { dqdt: slopes.p, dpdt: tf.neg(slopes.q) };
    });
}

function jointHnn(coordinates: number, layers: readonly StateLayerConfig[]): Hnn {
  const size = 2 * coordinates;
  const net = network(layers, [size]);
  const hamiltonian: Hnn['hamiltonian'] = (parameters, { q, p }) =>
    tf.tidy(() => tf.sum<tf.Tensor1D>(net.apply(parameters, tf.concat([q, p], 1)), 1));
  return {
    coordinates,
    separable: false,
    init: (key) => net.init(key),
    hamiltonian,
    derivatives: canonical(hamiltonian),
    energy(parameters) {
      const exact = float64Network(layers, parameters, size);
      const value = new Float64Array(1);
      return (q, p) => (exact.evaluate([...Array.from(q), ...Array.from(p)], value), value[0]);
    },
    system(parameters): System {
      const exact = float64Network(layers, parameters, size);
      const slopesAt = remembered(coordinates, size, exact.gradient);
      const part = (from: number) => (q: Float64Array, p: Float64Array, out: Float64Array) => {
        const slopes = slopesAt(q, p);
        for (let i = 0; i < coordinates; i++) out[i] = slopes[from + i];
        return out;
      };
      return { separable: false, dHdq: part(0), dHdp: part(coordinates) };
    },
  };
}

function separableHnn(coordinates: number, layers: readonly StateLayerConfig[]): Hnn {
  const net = network(layers, [coordinates]);
  const parts = <L>(parameters: Tree<L>) =>
    parameters as { readonly potential: Tree<L>; readonly kinetic: Tree<L> };
  const hamiltonian: Hnn['hamiltonian'] = (parameters, { q, p }) =>
    tf.tidy(() => {
      const { potential, kinetic } = parts(parameters);
      return tf.sum<tf.Tensor1D>(tf.add(net.apply(potential, q), net.apply(kinetic, p)), 1);
    });
  const exactParts = (parameters: Tree<NdArray>) => {
    const { potential, kinetic } = parts(parameters);
    return {
      potential: float64Network(layers, potential, coordinates),
      kinetic: float64Network(layers, kinetic, coordinates),
    };
  };
  return {
    coordinates,
    separable: true,
    init(key) {
      const [potential, kinetic] = split(key, 2);
      return { potential: net.init(potential), kinetic: net.init(kinetic) };
    },
    hamiltonian,
    derivatives: canonical(hamiltonian),
    energy(parameters) {
      const { potential, kinetic } = exactParts(parameters);
      const values = [new Float64Array(1), new Float64Array(1)];
      return (q, p) => {
        potential.evaluate(q, values[0]);
        kinetic.evaluate(p, values[1]);
        return values[0][0] + values[1][0];
      };
    },
    system(parameters): System {
      const { potential, kinetic } = exactParts(parameters);
      return {
        separable: true,
        dHdq: (q, _p, out) => (potential.gradient(q, out), out),
        dHdp: (_q, p, out) => (kinetic.gradient(p, out), out),
      };
    },
  };
}
