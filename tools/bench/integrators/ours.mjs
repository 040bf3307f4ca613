// Our side of the float64 benchmark: `node ours.mjs NAME STEPS RUNS`, of the names in main.ts, prints
// the milliseconds of the best run and the last q[0].
import { batched, hamiltonian, integrate, leapfrog } from '@hgn/integrators';
import { integrateEnsemble } from '@hgn/integrators/ensembles';

const pendulum = {
  system: {
    separable: true,
    dHdq: (q, p, out) => ((out[0] = 1.5 * Math.sin(q[0])), out),
    dHdp: (q, p, out) => ((out[0] = p[0] * 2), out),
  },
  start: { q: Float64Array.of(1.2), p: Float64Array.of(0.4) },
  dt: 0.01,
};

const [height, speed] = [0.8660254037844386, 0.7598356856515925];
const threeBody = {
  system: {
    separable: true,
    dHdq: (q, p, out) => {
      const x10 = q[2] - q[0];
      const y10 = q[3] - q[1];
      const x20 = q[4] - q[0];
      const y20 = q[5] - q[1];
      const x21 = q[4] - q[2];
      const y21 = q[5] - q[3];
      const a = x10 * x10 + y10 * y10;
      const b = x20 * x20 + y20 * y20;
      const c = x21 * x21 + y21 * y21;
      const u = 1 / (a * Math.sqrt(a));
      const v = 1 / (b * Math.sqrt(b));
      const w = 1 / (c * Math.sqrt(c));
      out[0] = -u * x10 - v * x20;
      out[1] = -u * y10 - v * y20;
      out[2] = u * x10 - w * x21;
      out[3] = u * y10 - w * y21;
      out[4] = v * x20 + w * x21;
      out[5] = v * y20 + w * y21;
      return out;
    },
    dHdp: (q, p, out) => {
      out[0] = p[0];
      out[1] = p[1];
      out[2] = p[2];
      out[3] = p[3];
      out[4] = p[4];
      out[5] = p[5];
      return out;
    },
  },
  start: {
    q: Float64Array.of(1, 0, -0.5, height, -0.5, -height),
    p: Float64Array.of(0, speed, -height * speed, -0.5 * speed, height * speed, -0.5 * speed),
  },
  // A short time: the orbit is unstable, and both sides must end alike.
  dt: 1e-5,
};

const formula = () =>
  hamiltonian({ coordinates: 1 }, ({ q, p, sum, product, power, cos }) =>
    sum(power(p[0], 2), product(-1.5, cos(q[0]))),
  );
/** The same gradients in a loop written by hand: what a gradient that writes to an array costs, whoever calls it. */
function handLoop() {
  const { dHdq, dHdp } = pendulum.system;
  const { start, dt } = pendulum;
  return () => {
    const [q, p] = [start.q.slice(), start.p.slice()];
    const [force, velocity] = [new Float64Array(1), new Float64Array(1)];
    dHdq(q, p, force);
    p[0] -= 0.5 * dt * force[0];
    for (let k = 0; k < steps; k++) {
      dHdp(q, p, velocity);
      q[0] += dt * velocity[0];
      dHdq(q, p, force);
      p[0] -= (k + 1 < steps ? dt : 0.5 * dt) * force[0];
    }
    return q[0];
  };
}

/** No arrays and no gradients: what V8's sine alone allows. */
function registers() {
  const { start, dt } = pendulum;
  return () => {
    let q = start.q[0];
    let p = start.p[0] - 0.5 * dt * (1.5 * Math.sin(q));
    for (let k = 0; k < steps; k++) {
      q += dt * (p * 2);
      p -= dt * (1.5 * Math.sin(q));
    }
    return q;
  };
}

const trajectories = 10_000;
const many = {
  q: Float64Array.from({ length: trajectories }, (_, i) => 3 * Math.sin(i)),
  p: Float64Array.from({ length: trajectories }, (_, i) => 2 * Math.cos(1.7 * i)),
};

const name = process.argv[2];
const [steps, runs] = process.argv.slice(3).map(Number);
const one = ({ system, start, dt }, saveEvery = steps, at = -start.q.length) => {
  return () => integrate(leapfrog, system, start, { dt, steps, saveEvery }).q.at(at);
};
const contestants = {
  pendulum: () => one(pendulum),
  pendulumKept: () => one(pendulum, 1),
  pendulumByHand: handLoop,
  pendulumInRegisters: registers,
  pendulumFormula: () => one({ ...pendulum, system: formula() }),
  pendulumFormulaKept: () => one({ ...pendulum, system: formula() }, 1),
  threeBody: () => one(threeBody),
  ensemble: () => {
    const system = formula();
    return () => integrateEnsemble(leapfrog, system, many, { trajectories, dt: 0.01, steps }).q.at(-1);
  },
  batched: () =>
    one(
      { system: batched(pendulum.system, { coordinates: 1, trajectories }), start: many, dt: 0.01 },
      steps,
      -1,
    ),
};
const run = contestants[name]();
// The C is compiled before it is timed, and so is this.
for (let k = 0; k < 20; k++) run();
let best = Infinity;
let end = 0;
for (let k = 0; k < runs; k++) {
  const before = performance.now();
  end = run();
  best = Math.min(best, performance.now() - before);
}
console.log(best, end);
