import { integrate, type System } from '@hgn/integrators';
import type { Hamiltonian, State } from '../systems/system.ts';
import { gaussLegendre6, kahanLi8 } from './methods.ts';

/** Phase space along a trajectory, frame by frame: q and p are [frame, coordinate]. */
export interface Path {
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** H of every frame. */
  readonly energy: Float64Array;
}

/** How far the true path may be off: in each coordinate and momentum, and in the energy relative to max(1, |H|). */
export const tolerance = 1e-9;

/** No step size that is worth waiting for gives the true path: bodies come too close to each other. */
export class TruthError extends Error {
  override readonly name = 'TruthError';
}

function energies({ coordinates: n, energy }: Hamiltonian, q: Float64Array, p: Float64Array): Float64Array {
  const frames = q.length / n;
  const out = new Float64Array(frames);
  for (let i = 0; i < frames; i++)
    out[i] = energy(q.subarray(i * n, i * n + n), p.subarray(i * n, i * n + n));
  return out;
}

function largestDifference(a: Float64Array, b: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs(a[i] - b[i]);
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

function energyDrift(energy: Float64Array): number {
  const start = energy[0];
  let largest = 0;
  for (const value of energy) {
    const difference = Math.abs(value - start);
    if (!(difference <= largest)) largest = difference;
  }
  return largest / Math.max(1, Math.abs(start));
}

function exactPath(
  hamiltonian: Hamiltonian,
  exact: NonNullable<Hamiltonian['exact']>,
  initial: State,
  dt: number,
  frames: number,
): Path {
  const n = hamiltonian.coordinates;
  const q = new Float64Array(frames * n);
  const p = new Float64Array(frames * n);
  for (let frame = 0; frame < frames; frame++) {
    const state = exact(initial, frame * dt);
    q.set(state.q, frame * n);
    p.set(state.p, frame * n);
  }
  return { q, p, energy: energies(hamiltonian, q, p) };
}

/** The force with friction, as the gradient that an integrator takes the negative of. */
function withFriction({ separable, dHdq, dHdp, coordinates }: Hamiltonian, friction: number): System {
  if (friction === 0) return { separable, dHdq, dHdp };
  const velocity = new Float64Array(coordinates);
  return {
    separable: false,
    dHdp,
    dHdq: (q, p, out) => {
      dHdp(q, p, velocity);
      dHdq(q, p, out);
      for (let i = 0; i < out.length; i++) out[i] += friction * velocity[i];
      return out;
    },
  };
}

/**
 * The true trajectory from `initial`, one state every `dt`: the closed form where there is one, else the 8th-order
 * symplectic method of Kahan & Li (separable, without friction) or 6th-order Gauss-Legendre, with sub-steps halved
 * until both the energy's drift and the error estimated from the last halving are within `tolerance`. The energy
 * alone would not do: Gauss-Legendre keeps a quadratic one whatever its error in time.
 * @throws TruthError when 4096 sub-steps per frame are not enough
 */
export function truePath(
  hamiltonian: Hamiltonian,
  initial: State,
  { dt, frames, friction }: { readonly dt: number; readonly frames: number; readonly friction: number },
): Path {
  if (hamiltonian.exact) return exactPath(hamiltonian, hamiltonian.exact, initial, dt, frames);
  const system = withFriction(hamiltonian, friction);
  const method = system.separable ? kahanLi8 : gaussLegendre6;
  let coarser: Path | undefined;
  for (let steps = 1; steps <= 4096; steps *= 2) {
    const options = { dt: dt / steps, steps: (frames - 1) * steps, saveEvery: steps };
    const { q, p } = integrate(method, system, initial, options);
    const path = { q, p, energy: energies(hamiltonian, q, p) };
    if (coarser && (friction !== 0 || energyDrift(path.energy) <= tolerance)) {
      const change = Math.max(largestDifference(q, coarser.q), largestDifference(p, coarser.p));
      if (change / (2 ** method.order - 1) <= tolerance) return path;
    }
    coarser = path;
  }
  throw new TruthError(
    `truePath: the path must be right to ${tolerance}, but is not even with 4096 sub-steps per frame of dt = ${dt}`,
  );
}
