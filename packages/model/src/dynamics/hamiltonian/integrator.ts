import { methods, UnsupportedSystemError } from '@hgn/integrators';
import { rollout, type TensorSystem } from '@hgn/integrators/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import type { IntegratorConfig } from '../config.ts';
import type { DynamicsOptions } from '../types.ts';
import type { LatentState } from '../latent.ts';

/** Integrates a Hamiltonian system over latent tensors, and keeps the states at the frames. */
export function integrateFrames(
  integrator: IntegratorConfig,
  system: TensorSystem,
  state: LatentState,
  { dt, steps }: DynamicsOptions,
): LatentState[] {
  const { method, stepsPerFrame } = integrator;
  const step = stepWithin(integrator, dt, state);
  const states = rollout(methods[method], system, state, { dt: step, steps: steps * stepsPerFrame });
  return states.filter((_, i) => i % stepsPerFrame === 0).map(({ q, p }) => ({ q, p }));
}

/** The states at the frames, by a map that advances one integrator step on the way from frame `frame` to the next. */
export function framesBy(
  advance: (at: LatentState, frame: number) => LatentState,
  { stepsPerFrame }: IntegratorConfig,
  state: LatentState,
  frames: number,
): LatentState[] {
  const states = [state];
  let at = state;
  for (let frame = 0; frame < frames; frame++) {
    for (let s = 0; s < stepsPerFrame; s++) at = advance(at, frame);
    states.push(at);
  }
  return states;
}

/** A time step for all samples, or one of its own for each. */
export type StepSize = number | tf.Tensor;

/** The time step of the integrator, as it broadcasts against a state. */
export function stepWithin(
  { stepsPerFrame }: IntegratorConfig,
  dt: DynamicsOptions['dt'],
  { q }: LatentState,
): StepSize {
  const perFrame = typeof dt === 'number' ? dt : tf.reshape(dt, [dt.shape[0], ...q.shape.slice(1).fill(1)]);
  if (stepsPerFrame === 1) return perFrame;
  return typeof perFrame === 'number' ? perFrame / stepsPerFrame : tf.div(perFrame, stepsPerFrame);
}

/** One step of a method along H. */
export function stepAlong(
  { method }: IntegratorConfig,
  system: TensorSystem,
  step: StepSize,
): (at: LatentState) => LatentState {
  // What neighbouring steps have in common, the force at one q, is computed once in a compiled graph.
  return (at) => rollout(methods[method], system, at, { dt: step, steps: 1 })[1];
}

/** Gradient evaluations from one frame to the next; those of an implicit method, per iteration of its solver. */
export function evaluationsPerFrame({ method, stepsPerFrame }: IntegratorConfig): {
  readonly dHdq: number;
  readonly dHdp: number;
} {
  const { dHdq, dHdp } = methods[method].evaluations;
  return { dHdq: dHdq * stepsPerFrame, dHdp: dHdp * stepsPerFrame };
}

/** Says so before anything is built when a method steps only H = V(q) + K(p). */
export function requireGeneralMethod(owner: string, { method }: IntegratorConfig): void {
  if (methods[method].requires === 'general') return;
  const alternatives = Object.values(methods)
    .filter(({ requires, adaptive, doubled }) => requires === 'general' && !adaptive && !doubled)
    .map(({ name }) => name);
  throw new UnsupportedSystemError(
    `createModel: ${owner} dynamics needs a method for a general H, but got integrator.method '${method}', which steps only H = V(q) + K(p); use one of ${alternatives.join(', ')}`,
  );
}
