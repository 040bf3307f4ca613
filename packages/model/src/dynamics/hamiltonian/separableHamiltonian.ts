import type { Tree } from '@hgn/autodiff';
import { foldIn, split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { DynamicsConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { createDrive } from './drive.ts';
import { energy } from './energy.ts';
import { evaluationsPerFrame, framesBy, integrateFrames, stepAlong, stepWithin } from './integrator.ts';
import { oscillatorSteps } from './oscillators.ts';
import { separableSystem } from './separableSystem.ts';

/** H = K(p) + V(q) with two learnt energies, by any method of @hgn/integrators (Toth et al. 2020), driven or not. */
export function separableHamiltonian(
  config: Extract<DynamicsConfig, { type: 'hamiltonian' }>,
  stateShape: readonly number[],
): Dynamics {
  const { potential, kinetic, integrator } = config;
  const V = energy(potential, stateShape);
  const K = energy(kinetic, stateShape);
  const drive = config.drive && createDrive(config.drive, stateShape);
  const oscillators = integrator.drift === 'oscillator' ? oscillatorSteps(config, V, K) : undefined;
  const own = (parameters: Tree<tf.Tensor>) =>
    parameters as {
      readonly potential: Tree<tf.Tensor>;
      readonly kinetic: Tree<tf.Tensor>;
      readonly drive: Tree<tf.Tensor>;
    };
  const { dHdq, dHdp } = evaluationsPerFrame(integrator);
  return {
    init(key) {
      const [potentialKey, kineticKey] = split(key, 2);
      return {
        potential: V.init(potentialKey),
        kinetic: K.init(kineticKey),
        ...(drive && { drive: drive.init(foldIn(key, 'drive')) }),
      };
    },
    rollout(parameters, state, options) {
      const of = own(parameters);
      const step = stepWithin(integrator, options.dt, state);
      if (drive !== undefined) {
        const potentials = drive.potentials(V, of.drive, state, options);
        const along = potentials.map(
          (driven) =>
            oscillators?.(of, step, driven) ?? stepAlong(integrator, separableSystem(driven, K, of), step),
        );
        return framesBy((at, frame) => along[frame](at), integrator, state, options.steps);
      }
      if (oscillators !== undefined) return framesBy(oscillators(of, step), integrator, state, options.steps);
      return integrateFrames(integrator, separableSystem(V, K, of), state, options);
    },
    energy(parameters, { q, p }) {
      const of = own(parameters);
      return tf.add(K.apply(of.kinetic, p), V.apply(of.potential, q));
    },
    ...(drive && { drive: drive.shape }),
    macsPerFrame: 2 * (dHdq * (V.macs + (drive?.macs ?? 0)) + dHdp * K.macs),
  };
}
