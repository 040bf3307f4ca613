import { gaussLegendre6, kahanLi8, type Stepper, type System } from '@hgn/integrators';
import type { Hamiltonian, State } from '../systems/system.ts';

/** Phase space along a trajectory, frame by frame: q and p are [frame, coordinate]. */
export interface Path {
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** H of every frame. */
  readonly energy: Float64Array;
}

/** Largest estimated error that one frame may add to a coordinate or momentum. */
export const tolerance = 1e-11;

const maxSteps = 1 << 14;

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

function largestDifference(a: State, b: State): number {
  let largest = 0;
  for (let i = 0; i < a.q.length; i++) {
    const difference = Math.max(Math.abs(a.q[i] - b.q[i]), Math.abs(a.p[i] - b.p[i]));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

function copy(from: State, to: State): void {
  to.q.set(from.q);
  to.p.set(from.p);
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
 * Moves `state` on by `dt`, with sub-steps halved until the error estimated from the last halving is small enough.
 * Returns how many sub-steps to try first for the next frame.
 */
function nextFrame(
  stepper: Stepper,
  order: number,
  state: State,
  dt: number,
  steps: number,
  work: [State, State],
): number {
  let [coarse, fine] = work;
  const run = (to: State, count: number): boolean => {
    copy(state, to);
    stepper.reset();
    return stepper.advance(to.q, to.p, 0, dt / count, 0, count) === count;
  };
  let known = run(coarse, steps);
  for (let count = steps; count < maxSteps; count *= 2) {
    const finite = run(fine, 2 * count);
    const error = known && finite ? largestDifference(coarse, fine) / (2 ** order - 1) : Infinity;
    if (error <= tolerance) {
      copy(fine, state);
      return error * 2 ** (order + 2) <= tolerance ? Math.max(1, count / 2) : count;
    }
    [coarse, fine] = [fine, coarse];
    known = finite;
  }
  throw new TruthError(
    `truePath: each frame must be right to ${tolerance}, but is not even with ${maxSteps} sub-steps of dt = ${dt}`,
  );
}

/**
 * The true trajectory from `initial`, one state every `dt`: the closed form where there is one, else the 8th-order
 * symplectic method of Kahan & Li (separable, without friction) or 6th-order Gauss-Legendre, with as many sub-steps
 * in each frame as its error, estimated by halving them, asks for. The energy alone would be no measure:
 * Gauss-Legendre keeps a quadratic one whatever its error in time.
 * @throws TruthError when 16384 sub-steps in a frame are not enough
 */
export function truePath(
  hamiltonian: Hamiltonian,
  initial: State,
  { dt, frames, friction }: { readonly dt: number; readonly frames: number; readonly friction: number },
): Path {
  if (hamiltonian.exact) return exactPath(hamiltonian, hamiltonian.exact, initial, dt, frames);
  const n = hamiltonian.coordinates;
  const system = withFriction(hamiltonian, friction);
  const { order, stepper: makeStepper } = system.separable ? kahanLi8 : gaussLegendre6;
  const stepper = makeStepper(system, n);
  const q = new Float64Array(frames * n);
  const p = new Float64Array(frames * n);
  const state: State = { q: initial.q.slice(), p: initial.p.slice() };
  const work: [State, State] = [
    { q: new Float64Array(n), p: new Float64Array(n) },
    { q: new Float64Array(n), p: new Float64Array(n) },
  ];
  for (let frame = 0, steps = 1; frame < frames; frame++) {
    if (frame > 0) steps = nextFrame(stepper, order, state, dt, steps, work);
    q.set(state.q, frame * n);
    p.set(state.p, frame * n);
  }
  return { q, p, energy: energies(hamiltonian, q, p) };
}
