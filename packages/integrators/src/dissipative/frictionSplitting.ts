import { discreteGradient } from './methods.ts';
import {
  energyReadsTime,
  type DissipativeMethod,
  type PortHamiltonian,
  type StepBalance,
} from './portHamiltonian.ts';

/**
 * A splitting with the exact flow of linear friction dp_i/dt = -rates_i p_i: half of the force and of the decay, a step that
 * keeps H, the other halves. Order 2. Rates of decay are right at any dt, however strong the friction; the balance holds to
 * rounding. H never rises without a force where the kinetic energy falls when momenta shrink, as for one rate of all
 * coordinates, or masses without coupling.
 *
 * @param rates one for each coordinate, in 1/time, 0 or more; a system with its own `friction` is refused
 * @throws RangeError for a rate that is negative or not finite
 * @example
 * ```ts
 * import { frictionSplitting, integrateOpen } from '@hgn/integrators/systems';
 * const free = {
 *   energy: (q: Float64Array, p: Float64Array) => p[0] ** 2 / 2,
 *   dHdq: (q: Float64Array, p: Float64Array, out: Float64Array) => out.fill(0),
 *   dHdp: (q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
 * };
 * const start = { q: Float64Array.of(0), p: Float64Array.of(1) };
 * const { p } = integrateOpen(frictionSplitting({ rates: [50] }), free, start, { dt: 0.1, steps: 1 });
 * console.log(Math.abs(p[1] - Math.exp(-5)) < 1e-15); // true
 * ```
 */
export function frictionSplitting({ rates }: { readonly rates: readonly number[] }): DissipativeMethod {
  const bad = rates.find((rate) => !(rate >= 0 && rate < Infinity));
  if (bad !== undefined) {
    throw new RangeError(`frictionSplitting: rates must be finite and not negative, but got ${bad}`);
  }
  return {
    name: 'frictionSplitting',
    order: 2,
    exactBalance: true,
    stepper: (system, n) => {
      if (rates.length !== n) {
        throw new RangeError(
          `frictionSplitting: rates must be one for each of ${n} coordinates, but there are ${rates.length}`,
        );
      }
      if (system.friction) {
        throw new RangeError(
          'frictionSplitting: the system must have no friction of its own beside the rates; use discreteGradient',
        );
      }
      const { energy, dHdq, dHdp, force } = system;
      const conservative: PortHamiltonian = { energy, dHdq, dHdp };
      const keep = discreteGradient.stepper(conservative, n);
      const kick = new Float64Array(n);
      const within: StepBalance = { work: 0, loss: 0, drive: 0 };
      // Called without a time: a constant in its place is boxed where H has no such argument.
      const still = energy as (q: Float64Array, p: Float64Array, t?: number) => number;
      const push = (q: Float64Array, p: Float64Array, t: number, dt: number, balance: StepBalance) => {
        if (!force) return;
        const before = still(q, p);
        force(q, t, kick);
        for (let i = 0; i < n; i++) p[i] += (dt / 2) * kick[i];
        balance.work += still(q, p) - before;
      };
      const decay = (q: Float64Array, p: Float64Array, dt: number, balance: StepBalance) => {
        const before = still(q, p);
        for (let i = 0; i < n; i++) p[i] *= Math.exp((-rates[i] * dt) / 2);
        balance.loss += before - still(q, p);
      };
      // Two ways, since V8 would box the times that the first does not need.
      if (!energyReadsTime(system)) {
        return (q, p, t, dt, balance) => {
          push(q, p, t + dt / 2, dt, balance);
          decay(q, p, dt, balance);
          keep(q, p, t, dt, within);
          decay(q, p, dt, balance);
          push(q, p, t + dt / 2, dt, balance);
        };
      }
      // H stands, beside friction and force, at the time where the part that keeps it begins or ends.
      const pushAt = (
        q: Float64Array,
        p: Float64Array,
        t: number,
        at: number,
        dt: number,
        balance: StepBalance,
      ) => {
        if (!force) return;
        const before = energy(q, p, at);
        force(q, t, kick);
        for (let i = 0; i < n; i++) p[i] += (dt / 2) * kick[i];
        balance.work += energy(q, p, at) - before;
      };
      const decayAt = (q: Float64Array, p: Float64Array, at: number, dt: number, balance: StepBalance) => {
        const before = energy(q, p, at);
        for (let i = 0; i < n; i++) p[i] *= Math.exp((-rates[i] * dt) / 2);
        balance.loss += before - energy(q, p, at);
      };
      return (q, p, t, dt, balance) => {
        within.drive = 0;
        pushAt(q, p, t + dt / 2, t, dt, balance);
        decayAt(q, p, t, dt, balance);
        keep(q, p, t, dt, within);
        decayAt(q, p, t + dt, dt, balance);
        pushAt(q, p, t + dt / 2, t + dt, dt, balance);
        balance.drive += within.drive;
      };
    },
  };
}
