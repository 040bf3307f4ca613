import type { Random } from '../random.ts';
import { langevin, type Bath } from '../systems/langevin.ts';
import type { Hamiltonian, State } from '../systems/system.ts';
import { extrapolation, maxColumns, tolerance, type Extrapolation } from './extrapolation.ts';

/** Phase space along a trajectory, frame by frame: q and p are [frame, coordinate]. */
export interface Path {
  readonly q: Float64Array;
  readonly p: Float64Array;
  /** H of every frame. */
  readonly energy: Float64Array;
}

const maxHalvings = 14;

/** No step size that is worth waiting for gives the true path: bodies come too close to each other. */
export class TruthError extends Error {
  override readonly name = 'TruthError';
}

/**
 * Moves a state on by `dt` in 2^halvings equal steps, halving them where they are too long.
 * Returns the halvings to begin the next frame with.
 */
function nextFrame(
  extrapolation: Extrapolation,
  q: Float64Array,
  p: Float64Array,
  dt: number,
  halvings: number,
): number {
  let length = dt / 2 ** halvings;
  for (let left = 2 ** halvings; left > 0;) {
    const columns = extrapolation.step(q, p, length);
    if (columns > 0) {
      left--;
      // A step twice as long is likely to need two or three columns more.
      if (columns <= maxColumns - 3 && halvings > 0 && left % 2 === 0) {
        length *= 2;
        left /= 2;
        halvings--;
      }
      continue;
    }
    if (halvings === maxHalvings) {
      throw new TruthError(
        `pathSolver: each step must be right to ${tolerance}, but is not even in steps of ${length} (dt = ${dt})`,
      );
    }
    length /= 2;
    left *= 2;
    halvings++;
  }
  return halvings;
}

/** Makes true trajectories of one Hamiltonian, one state every `dt`. */
export type PathSolver = (initial: State, frames: number) => Path;

/**
 * The true trajectories of a Hamiltonian: in closed form where there is one, else by extrapolation to the limit with the
 * error of each step estimated from its last two orders. That error is of the state: the energy alone would be no
 * measure, since symplectic methods keep it whatever their error in time.
 *
 * The returned function throws a TruthError when steps of dt / 16384 are too long.
 */
export function pathSolver(
  hamiltonian: Hamiltonian,
  { dt, friction }: { readonly dt: number; readonly friction: number },
): PathSolver {
  const n = hamiltonian.coordinates;
  const atQ = new Float64Array(n);
  const atP = new Float64Array(n);
  let method: Extrapolation | undefined;
  return (initial, frames) => {
    const q = new Float64Array(frames * n);
    const p = new Float64Array(frames * n);
    const energy = new Float64Array(frames);
    const solution = hamiltonian.exact?.(initial);
    if (!solution) method ??= extrapolation(hamiltonian, friction);
    atQ.set(initial.q);
    atP.set(initial.p);
    for (let frame = 0, halvings = 0; frame < frames; frame++) {
      if (frame > 0) {
        if (solution) solution(frame * dt, atQ, atP);
        else if (method) halvings = nextFrame(method, atQ, atP, dt, halvings);
      }
      q.set(atQ, frame * n);
      p.set(atP, frame * n);
      energy[frame] = hamiltonian.energy(atQ, atP);
    }
    return { q, p, energy };
  };
}

/** A trajectory in a heat bath, which is not a solution of Hamilton's equations and whose energy fluctuates. */
export function bathedPath(
  { coordinates: n, energy, dHdq }: Hamiltonian,
  bath: Bath,
  initial: State,
  { dt, frames, random }: { readonly dt: number; readonly frames: number; readonly random: Random },
): Path {
  const [atQ, atP] = [initial.q.slice(), initial.p.slice()];
  const steps = Math.max(1, Math.round(dt / bath.step));
  const advance = langevin((q, out) => dHdq(q, atP, out), { ...bath, step: dt / steps }, random);
  const path: Path = {
    q: new Float64Array(frames * n),
    p: new Float64Array(frames * n),
    energy: new Float64Array(frames),
  };
  for (let frame = 0; frame < frames; frame++) {
    if (frame > 0) advance(atQ, atP, steps);
    path.q.set(atQ, frame * n);
    path.p.set(atP, frame * n);
    path.energy[frame] = energy(atQ, atP);
  }
  return path;
}
