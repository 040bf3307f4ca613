import type { Hamiltonian, State } from '../systems/system.ts';

/** Phase space along a trajectory, frame by frame: q and p are [frame, coordinate]. */
export interface Path {
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** H of every frame. */
  readonly energy: Float64Array;
}

/** The energy of a frictionless trajectory may differ from its first value by this share of max(1, |H|). */
export const energyTolerance = 1e-9;

/** No step size that is worth waiting for keeps the energy. */
export class TruthError extends Error {
  override readonly name = 'TruthError';
}

// Kahan & Li 1997, doi:10.1090/S0025-5718-97-00873-9: composition of 17 leapfrog steps, order 8, symmetric.
const half = [
  0.13020248308889007, 0.5611629817751084, -0.38947496264484727, 0.1588419065551556, -0.39590389413323757,
  0.1845396409783157, 0.25837438768632204, 0.2950117236093103, -0.6055085338300346,
];
const stages = [...half, ...half.slice(0, -1).reverse()];

function largestDrift(energy: Float64Array): number {
  let drift = 0;
  for (const value of energy) {
    const difference = Math.abs(value - energy[0]);
    if (!(difference <= drift)) drift = difference;
  }
  return drift / Math.max(1, Math.abs(energy[0]));
}

function exactPath(
  { coordinates: n, energy }: Hamiltonian,
  exact: NonNullable<Hamiltonian['exact']>,
  initial: State,
  dt: number,
  frames: number,
): Path {
  const path = {
    q: new Float64Array(frames * n),
    p: new Float64Array(frames * n),
    energy: new Float64Array(frames),
  };
  for (let frame = 0; frame < frames; frame++) {
    const { q, p } = exact(initial, frame * dt);
    path.q.set(q, frame * n);
    path.p.set(p, frame * n);
    path.energy[frame] = energy(q, p);
  }
  return path;
}

function integratedPath(
  { coordinates: n, energy, dHdq, dHdp }: Hamiltonian,
  initial: State,
  dt: number,
  frames: number,
  steps: number,
): Path {
  const path = {
    q: new Float64Array(frames * n),
    p: new Float64Array(frames * n),
    energy: new Float64Array(frames),
  };
  const q = initial.q.slice();
  const p = initial.p.slice();
  const slope = new Float64Array(n);
  const kick = (time: number): void => {
    dHdq(q, p, slope);
    for (let i = 0; i < n; i++) p[i] -= time * slope[i];
  };
  const drift = (time: number): void => {
    dHdp(q, p, slope);
    for (let i = 0; i < n; i++) q[i] += time * slope[i];
  };
  const h = dt / steps;
  for (let frame = 0; ; frame++) {
    path.q.set(q, frame * n);
    path.p.set(p, frame * n);
    path.energy[frame] = energy(q, p);
    if (frame + 1 >= frames) return path;
    for (let step = 0; step < steps; step++) {
      kick((stages[0] * h) / 2);
      for (let s = 0; s < stages.length; s++) {
        drift(stages[s] * h);
        kick(((stages[s] + (stages[s + 1] ?? 0)) * h) / 2);
      }
    }
  }
}

/**
 * The true trajectory from `initial`, one state every `dt`: the closed form where there is one, else an
 * 8th-order symplectic integration whose sub-steps are halved until the energy stays within `energyTolerance`.
 * @throws TruthError when 4096 sub-steps per frame are not enough
 */
export function truePath(hamiltonian: Hamiltonian, initial: State, dt: number, frames: number): Path {
  if (hamiltonian.exact) return exactPath(hamiltonian, hamiltonian.exact, initial, dt, frames);
  for (let steps = 1; steps <= 4096; steps *= 2) {
    const path = integratedPath(hamiltonian, initial, dt, frames, steps);
    if (largestDrift(path.energy) <= energyTolerance) return path;
  }
  throw new TruthError(
    `truePath: the energy must stay within ${energyTolerance} of itself, but drifts further even with 4096 sub-steps per frame of dt = ${dt}`,
  );
}
