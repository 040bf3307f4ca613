import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import { foldIn, split, type Layer } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { network } from '../../architecture/network.ts';
import type { DynamicsConfig, FrictionConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { createDrive } from './drive.ts';
import { energy, type Energy } from './energy.ts';
import { evaluationsPerFrame, framesBy, stepAlong, stepWithin, type StepSize } from './integrator.ts';
import type { LatentState } from '../latent.ts';
import { requireShape } from '../requireShape.ts';
import { oscillatorSteps } from './oscillators.ts';
import { separableSystem } from './separableSystem.ts';

type Friction = { readonly root: tf.Tensor; readonly network?: Tree<tf.Tensor> };

/**
 * H = K(p) + V(q) with friction: dz/dt = (J - R(z)) dH/dz, R = diag(0, D(q)) and D never negative.
 *
 * K = sum (w_i p_i)^2 / 2, so D_i dK/dp_i = gamma_i p_i with gamma_i = D_i w_i^2, and momenta decay exponentially where q
 * rests. A step is half of that decay, a step of the method along H, and the other half: of order 2 at most, undone by the
 * step of -dt. The decay never raises H, in rounded numbers neither; a method along H moves it by its own error to and fro.
 */
export function dissipative(
  config: Extract<DynamicsConfig, { type: 'dissipative' }>,
  stateShape: readonly number[],
): Dynamics {
  const { potential, kinetic, friction, integrator } = config;
  if (kinetic.quadratic === 'none' || kinetic.layers.length > 0) {
    throw new Error(
      `createModel: dissipative dynamics needs a kinetic energy without layers, quadratic: unit or learnable, so that friction has an exact flow, but got quadratic: ${kinetic.quadratic} and ${kinetic.layers.length} layers; set kinetic.layers to []`,
    );
  }
  if (!(friction.rate > 0 && friction.rate < Infinity)) {
    throw new Error(
      `createModel: friction.rate must be above 0, in 1 / time, but got ${friction.rate}; 0 would never change, since the rate is a square`,
    );
  }
  const V = energy(potential, stateShape);
  const K = energy(kinetic, stateShape);
  const drive = config.drive && createDrive(config.drive, stateShape);
  const oscillators = integrator.drift === 'oscillator' ? oscillatorSteps(config, V, K) : undefined;
  const net = frictionNet(friction, stateShape);
  const own = (parameters: Tree<tf.Tensor>) =>
    parameters as {
      readonly potential: Tree<tf.Tensor>;
      readonly kinetic: Tree<tf.Tensor>;
      readonly friction: Friction;
      readonly drive: Tree<tf.Tensor>;
    };
  const { dHdq, dHdp } = evaluationsPerFrame(integrator);
  return {
    init(key) {
      const [potentialKey, kineticKey, frictionKey] = split(key, 3);
      return {
        potential: V.init(potentialKey),
        kinetic: K.init(kineticKey),
        friction: {
          root: firstRoots(friction.rate, stateShape),
          ...(net && { network: net.init(frictionKey) }),
        },
        ...(drive && { drive: drive.init(foldIn(key, 'drive')) }),
      };
    },
    rollout(parameters, state, options) {
      const of = own(parameters);
      const step = stepWithin(integrator, options.dt, state);
      const alongBy = (potential: Energy) =>
        oscillators?.(of, step, potential) ?? stepAlong(integrator, separableSystem(potential, K, of), step);
      const potentials = drive?.potentials(V, of.drive, state, options) ?? [V];
      const alongs = potentials.map(alongBy);
      const along = (at: LatentState, frame: number) => alongs[drive === undefined ? 0 : frame](at);
      const half = halfOf(step);
      const decayed = (at: LatentState): LatentState =>
        decay(at, frictionRates(of.friction, net, at.q), half);
      return framesBy((at, frame) => decayed(along(decayed(at), frame)), integrator, state, options.steps);
    },
    energy(parameters, { q, p }) {
      const of = own(parameters);
      return tf.add(K.apply(of.kinetic, p), V.apply(of.potential, q));
    },
    ...(drive && { drive: drive.shape }),
    macsPerFrame:
      2 * (dHdq * (V.macs + (drive?.macs ?? 0)) + dHdp * K.macs) +
      integrator.stepsPerFrame * (net?.macs(stateShape) ?? 0),
  };
}

function frictionNet({ layers }: FrictionConfig, stateShape: readonly number[]): Layer | undefined {
  if (layers.length === 0) return undefined;
  const net = network(layers, stateShape);
  requireShape('the friction of dissipative dynamics', net.outputShape(stateShape), stateShape);
  return net;
}

function firstRoots(rate: number, shape: readonly number[]): NdArray {
  const size = shape.reduce((product, n) => product * n, 1);
  return ndarray(new Float32Array(size).fill(Math.sqrt(rate)), shape);
}

/** gamma(q) in 1 / time, never negative, broadcast against q. */
function frictionRates(
  { root, network: weights }: Friction,
  net: Layer | undefined,
  q: tf.Tensor,
): tf.Tensor {
  return tf.square(net === undefined || weights === undefined ? root : tf.add(root, net.apply(weights, q)));
}

/** The exact flow of dp/dt = -gamma p while q rests: no momentum grows where gamma and dt are not negative. */
export function decay({ q, p }: LatentState, rates: tf.Tensor, dt: StepSize): LatentState {
  return { q, p: tf.mul(p, tf.exp(tf.neg(tf.mul(rates, dt)))) };
}

const halfOf = (step: StepSize): StepSize => (typeof step === 'number' ? step / 2 : tf.div(step, 2));
