import { bitReversible, compensated, integrate, leapfrog, type Method } from '@hgn/integrators';

/** What rounding does to the energy that leapfrog conserves, over many steps of an oscillator. */
export interface RoundOffRow {
  readonly kind: 'round-off';
  readonly method: string;
  readonly steps: number;
  /** The relative error of the shadow energy, the root mean square over four starts. */
  readonly shadow_energy_error: number;
  readonly ns_per_step: number;
  /** Its time over that of plain leapfrog. */
  readonly times_plain: number;
}

/** Whether a run of so many steps and back ends where it began. */
export interface ReturnRow {
  readonly kind: 'return';
  readonly method: string;
  readonly steps: number;
  readonly distance: number;
}

const dt = 0.05;
const spring = {
  separable: true,
  dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = q[0]), out),
  dHdp: (_q: Float64Array, p: Float64Array, out: Float64Array) => ((out[0] = p[0]), out),
};
const pendulum = {
  ...spring,
  dHdq: (q: Float64Array, _p: Float64Array, out: Float64Array) => ((out[0] = Math.sin(q[0])), out),
};
const starts = [
  [0.8, -0.3],
  [1.1, 0.2],
  [-0.4, 0.9],
  [0.3, 0.7],
];
/** (p^2 + (1 - dt^2 / 4) q^2) / 2 is what leapfrog conserves here. */
const shadow = (q: number, p: number) => (p * p + (1 - (dt * dt) / 4) * q * q) / 2;

/** Round-off over `steps` steps, of leapfrog plain and compensated; and there and back by the bit-reversible one. */
export function roundOff(log: (line: string) => void, steps: number): (RoundOffRow | ReturnRow)[] {
  const list = [leapfrog, compensated(leapfrog)];
  const ns = nsPerStep(list);
  const rows = list.map((method, i): RoundOffRow => {
    log(`round-off: ${method.name}`);
    let sum = 0;
    for (const [q0, p0] of starts) {
      const { q, p } = run(method, spring, q0, p0, dt, steps);
      sum += (shadow(q, p) / shadow(q0, p0) - 1) ** 2;
    }
    return {
      kind: 'round-off',
      method: method.name,
      steps,
      shadow_energy_error: Number(Math.sqrt(sum / 4).toPrecision(3)),
      ns_per_step: Number(ns[i].toPrecision(3)),
      times_plain: Number((ns[i] / ns[0]).toPrecision(3)),
    };
  });
  const way = steps / 10;
  const returns = [leapfrog, bitReversible(leapfrog)].map((method): ReturnRow => {
    const there = run(method, pendulum, 1, 0.5, 0.1, way);
    const back = run(method, pendulum, there.q, there.p, -0.1, way);
    return {
      kind: 'return',
      method: method.name,
      steps: way,
      distance: Math.hypot(back.q - 1, back.p - 0.5),
    };
  });
  return [...rows, ...returns];
}

/** Nanoseconds a step, the best of many short runs of all methods in turn. */
function nsPerStep(list: readonly Method[]): number[] {
  const steps = 200_000;
  const best = list.map(() => Infinity);
  for (let round = 0; round < 100; round++) {
    list.forEach((method, i) => {
      const before = performance.now();
      run(method, spring, 0.8, -0.3, dt, steps);
      best[i] = Math.min(best[i], ((performance.now() - before) * 1e6) / steps);
    });
  }
  return best;
}

function run(method: Method, system: typeof spring, q0: number, p0: number, step: number, steps: number) {
  const start = { q: Float64Array.of(q0), p: Float64Array.of(p0) };
  const { q, p } = integrate(method, system, start, { dt: step, steps, saveEvery: steps });
  return { q: q[1], p: p[1] };
}
