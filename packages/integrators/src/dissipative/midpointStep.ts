import { arrays, phase } from '../core/phase.ts';
import { readsTime } from '../core/system.ts';
import { fixedPointSolver, type FixedPointMap } from '../implicit/solver.ts';
import { dot, energyReadsTime, type DissipativeMethod } from './portHamiltonian.ts';

/**
 * Fixed-point iteration of z = map(z) from 0 until it stops getting nearer: the difference of two energies carries more
 * rounding than the general solver accepts. False where it does not contract, for Newton's method to take over.
 */
function iteration(size: number, map: FixedPointMap): (z: Float64Array, around: Float64Array) => boolean {
  const image = new Float64Array(size);
  return (z, around) => {
    z.fill(0);
    let before = Infinity;
    for (let k = 0; k < 60; k++) {
      map(z, image);
      let moved = 0;
      let scale = 0;
      for (let i = 0; i < size; i++) {
        // Written so that NaN wins over any number.
        if (!(Math.abs(image[i] - z[i]) <= moved)) moved = Math.abs(image[i] - z[i]);
        scale = Math.max(scale, Math.abs(around[i]), Math.abs(image[i]));
        z[i] = image[i];
      }
      if (!Number.isFinite(moved)) return false;
      if (moved <= 1e-16 * scale || (moved >= 0.5 * before && moved <= 1e-9 * scale)) return true;
      if (k > 4 && moved > before) return false;
      before = moved;
    }
    return false;
  };
}

/**
 * The scheme x1 - x0 = dt ((J - R) g + G u) about the middle of a step, where g is dH/dx there, or with `discrete` what
 * Gonzalez adds to it so that g . (x1 - x0) is H(x1) - H(x0). A H that depends on time is held at the middle of the step, as in
 * the extended phase space, where t is a coordinate of rate 1: what it gains by changing is counted before and after.
 */
export function midpointStep(name: string, discrete: boolean): DissipativeMethod {
  return {
    name,
    order: 2,
    exactBalance: discrete,
    stepper: (system, n) => {
      const middle = phase(n);
      const end = phase(n);
      const around = new Float64Array(2 * n);
      const [dHdq, velocity, friction, force] = arrays(4, n);
      // Numbers that change stand in an array, and a gradient that ignores the time is called with a constant: V8 would box
      // them. The length of the step, the time of its middle, and the energy before it.
      const now = new Float64Array(3);
      const [timedQ, timedP] = [readsTime(system.dHdq), readsTime(system.dHdp)];
      const { energy } = system;
      const timed = energyReadsTime(system);
      /** Fills gradient, friction and force for the change z of the state. */
      const evaluate = (z: Float64Array) => {
        for (let i = 0; i < 2 * n; i++) {
          middle.all[i] = around[i] + z[i] / 2;
          end.all[i] = around[i] + z[i];
        }
        system.dHdq(middle.q, middle.p, dHdq, timedQ ? now[1] : NaN);
        system.dHdp(middle.q, middle.p, velocity, timedP ? now[1] : NaN);
        if (discrete) {
          let square = 0;
          let known = 0;
          for (let i = 0; i < n; i++) {
            square += z[i] * z[i] + z[n + i] * z[n + i];
            known += dHdq[i] * z[i] + velocity[i] * z[n + i];
          }
          // For steps as short the correction is below what rounding makes of a difference of energies.
          const share =
            square > 1e-8 ? (energy(end.q, end.p, timed ? now[1] : NaN) - now[2] - known) / square : 0;
          if (share !== 0) {
            for (let i = 0; i < n; i++) {
              dHdq[i] += share * z[i];
              velocity[i] += share * z[n + i];
            }
          }
        }
        if (system.friction) system.friction(middle.q, velocity, friction);
        if (system.force) system.force(middle.q, now[1], force);
      };
      const map: FixedPointMap = (z, out) => {
        evaluate(z);
        for (let i = 0; i < n; i++) {
          out[i] = now[0] * velocity[i];
          out[n + i] = now[0] * (force[i] - dHdq[i] - friction[i]);
        }
      };
      const iterate = iteration(2 * n, map);
      const solve = fixedPointSolver(name, 2 * n, map);
      const change = new Float64Array(2 * n);
      return (q, p, t, step, balance) => {
        for (let i = 0; i < n; i++) {
          around[i] = q[i];
          around[n + i] = p[i];
        }
        now[0] = step;
        now[1] = t + step / 2;
        now[2] = energy(q, p, timed ? now[1] : NaN);
        const gained = timed ? now[2] - energy(q, p, t) : 0;
        if (!iterate(change, around) && !solve(change, around)) {
          q.fill(NaN);
          return;
        }
        evaluate(change);
        balance.work += step * dot(velocity, force);
        balance.loss += step * dot(velocity, friction);
        for (let i = 0; i < n; i++) {
          q[i] += change[i];
          p[i] += change[n + i];
        }
        if (timed) balance.drive += gained + energy(q, p, t + step) - energy(q, p, now[1]);
      };
    },
  };
}
