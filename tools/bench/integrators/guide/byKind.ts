import {
  compensated,
  compose,
  integrate,
  leapfrog,
  methods,
  suzukiWeights,
  type Method,
  type State,
  type System,
} from '../../../../packages/integrators/src/index.ts';
import {
  baoab,
  boris,
  chargedParticles,
  rolloutGradient,
  spins,
  spinsAt,
  spinState,
  spinTurns,
  withSensitivities,
  type ParametricSystem,
} from '../../../../packages/integrators/src/systems/index.ts';
import { normalNumbers } from '../../../../packages/integrators/src/stochastic/normal.ts';
import { accurately, at, curve, distance } from './errorCurves.ts';
import type { Series } from './plot.ts';

/** Fixed steps of a system that counts by itself how often its gradients are asked. */
function counted(
  make: (count: { evaluations: number }) => System,
  start: State,
  time: number,
  list: readonly (readonly [method: Method, perStep: number, style?: number])[],
): Series[] {
  const end = accurately(make({ evaluations: 0 }), start, time);
  return list.map(([method, perStep, style]) => ({
    ...curve(method.name, (4 * time) / perStep, (effort) => {
      const count = { evaluations: 0 };
      const steps = Math.ceil(effort);
      const options = { dt: time / steps, steps, saveEvery: steps };
      const { q } = integrate(method, make(count), start, options);
      return { error: distance(q.subarray(-start.q.length), end), evaluations: count.evaluations };
    }),
    ...(style !== undefined && { style }),
  }));
}

/** A charge in a trap and a magnetic field that is stronger to the right. */
export function charges(): Series[] {
  const trap = [0.4, 0.7, 1.1];
  const make = (count: { evaluations: number }) =>
    chargedParticles({
      charges: [1.3],
      masses: [0.8],
      electric: (x, out) => {
        count.evaluations++;
        for (let d = 0; d < 3; d++) out[d] = -trap[d] * x[d];
      },
      magnetic: (x, out) => out.set([0.1, 0.2 * x[2], 3 + 0.3 * x[0]]),
    });
  const fourth = compose(boris, suzukiWeights(2), { name: 'boris, order 4', order: 4 });
  return counted(make, { q: at(0.5, -0.2, 0.3), p: at(0.1, 0.6, -0.4) }, 20, [
    [boris, 1],
    [fourth, 5],
    [methods.implicitMidpoint, 1],
    [methods.rk4, 4, 6],
  ]);
}

/** The largest error of the energy of three spins that pull on each other so far, at about fifty dHds a unit of time. */
export function magnets(): Series[] {
  const exchange = [0.8, 1.1, 1.7];
  const system = spins({
    count: 3,
    dHds: (s, out) => {
      for (let j = 0; j < 9; j++) out[j] = -exchange[j % 3] * (s[(j + 3) % 9] + s[(j + 6) % 9]) - 0.3;
    },
  });
  const energy = (q: Float64Array, p: Float64Array) => {
    const s = spinsAt(q, p);
    let sum = 0;
    for (let j = 0; j < 9; j++) {
      sum -= 0.3 * s[j];
      for (let k = j + 3; k < 9; k += 3) sum -= exchange[j % 3] * s[j] * s[k];
    }
    return sum;
  };
  const start = spinState(at(0.6, 0, 0.8, -0.5, 0.5, -0.3, 0.1, -1.2, 0.2));
  // Steps in which each takes some fifty dHds a unit of time; the implicit method iterates.
  return [
    { method: spinTurns, dt: 0.1 },
    { method: methods.implicitMidpoint, dt: 0.4 },
    { method: methods.rk4, dt: 0.16, style: 6 },
  ].map(({ method, dt, ...look }) => {
    const points: { x: number; y: number }[] = [];
    const steps = Math.ceil(4096 / dt);
    const { q, p, t } = integrate(method, system, start, { dt, steps });
    const first = energy(start.q, start.p);
    let [largest, next] = [0, 8];
    t.forEach((time, row) => {
      const [x, y] = [q.subarray(6 * row, 6 * row + 6), p.subarray(6 * row, 6 * row + 6)];
      largest = Math.max(largest, Math.abs(energy(x, y) - first));
      if (time < next) return;
      points.push({ x: next, y: largest });
      next *= 2;
    });
    return { name: method.name, points, ...look };
  });
}

/** How far the spread of a spring in a heat bath is from Boltzmann's, at steps up to the one at which it is lost. */
export function heat(): Series[] {
  const [lanes, temperature, friction] = [4000, 1, 0.5];
  const spring: System = {
    separable: true,
    dHdq: (q, _p, out) => {
      for (let i = 0; i < q.length; i++) out[i] = q[i];
      return out;
    },
    dHdp: (_q, p, out) => (out.set(p), out),
  };
  const start = () => ({ q: new Float64Array(lanes), p: new Float64Array(lanes) });
  /** The mean of q squared over the later half of a run of 60 units of time, less what it should be. */
  const defect = (step: (state: State) => void, dt: number) => {
    const state = start();
    let [sum, rows] = [0, 0];
    const steps = Math.round(60 / dt);
    for (let k = 0; k < steps; k++) {
      step(state);
      if (2 * k < steps) continue;
      for (const q of state.q) sum += q * q;
      rows++;
    }
    return Math.abs(sum / (rows * lanes) / temperature - 1);
  };
  const stepSizes = [0.2, 0.3, 0.4, 0.6, 0.8, 1.2, 1.6];
  const noise = new Float64Array(lanes);
  const drawn = (make: (dt: number, draw: (out: Float64Array) => void) => (state: State) => void) =>
    stepSizes.map((dt) => ({ x: dt, y: defect(make(dt, normalNumbers(7)), dt) })).filter(({ y }) => y < 3);
  return [
    {
      name: 'baoab',
      points: drawn((dt) => {
        const stepper = baoab({ temperature, friction, seed: 5 }).stepper(spring, lanes);
        let k = 0;
        return ({ q, p }) => void stepper.advance(q, p, 0, dt, k++, 1);
      }),
    },
    {
      name: 'bath, leapfrog, bath',
      points: drawn((dt, draw) => {
        const stepper = leapfrog.stepper(spring, lanes);
        const kept = Math.exp((-friction * dt) / 2);
        const spread = Math.sqrt(temperature * (1 - kept * kept));
        const bath = (p: Float64Array) => {
          draw(noise);
          for (let i = 0; i < lanes; i++) p[i] = kept * p[i] + spread * noise[i];
        };
        return ({ q, p }) => {
          bath(p);
          stepper.advance(q, p, 0, dt, 0, 1);
          bath(p);
        };
      }),
    },
    {
      name: 'Euler and Maruyama',
      style: 6,
      points: drawn((dt, draw) => {
        const spread = Math.sqrt(2 * friction * temperature * dt);
        return ({ q, p }) => {
          draw(noise);
          for (let i = 0; i < lanes; i++) {
            const [x, v] = [q[i], p[i]];
            q[i] = x + dt * v;
            p[i] = v - dt * (x + friction * v) + spread * noise[i];
          }
        };
      }),
    },
  ];
}

/** What rounding does to the energy that leapfrog conserves on an oscillator, the root mean square over eight starts. */
export function rounding(): Series[] {
  const dt = 0.05;
  const spring: System = {
    separable: true,
    dHdq: (q, _p, out) => ((out[0] = q[0]), out),
    dHdp: (_q, p, out) => ((out[0] = p[0]), out),
  };
  const shadow = (q: number, p: number) => p * p + (1 - (dt * dt) / 4) * q * q;
  return [leapfrog, compensated(leapfrog)].map((method) => ({
    name: method.name,
    points: [3, 3.5, 4, 4.5, 5, 5.5, 6].map((power) => {
      const steps = Math.round(10 ** power);
      let sum = 0;
      for (let k = 0; k < 8; k++) {
        const start = { q: at(Math.cos(1 + k)), p: at(Math.sin(1 + k)) };
        const { q, p } = integrate(method, spring, start, { dt, steps, saveEvery: steps });
        sum += (shadow(q[1], p[1]) / shadow(q[0], p[0]) - 1) ** 2;
      }
      return { x: steps, y: Math.max(1e-17, Math.sqrt(sum / 8)) };
    }),
  }));
}

/** How often dHdq is asked for the gradient of one number by more and more parameters: the springs of a chain. */
export function gradients(): Series[] {
  const steps = 100;
  const counts = [1, 2, 4, 8, 16, 32];
  const chain = (n: number) => {
    const count = { evaluations: 0 };
    const family = (parameters: Readonly<Record<string, number>>): ParametricSystem => {
      const k = Object.values(parameters);
      return {
        separable: true,
        quadraticKinetic: true,
        dHdq: (q, _p, out) => {
          count.evaluations++;
          for (let i = 0; i < n; i++) out[i] = k[i] * Math.sin(q[i] - (i > 0 ? q[i - 1] : 0));
          for (let i = 1; i < n; i++) out[i - 1] -= out[i];
          return out;
        },
        dHdp: (_q, p, out) => (out.set(p), out),
        dHdparameters: (q, _p, out) => {
          for (let i = 0; i < n; i++) out[i] = 1 - Math.cos(q[i] - (i > 0 ? q[i - 1] : 0));
          return out;
        },
      };
    };
    const parameters = Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 1 + i / n]));
    return { count, family, parameters, start: { q: new Float64Array(n).fill(0.3), p: new Float64Array(n) } };
  };
  const asked = (name: string, run: (n: number, made: ReturnType<typeof chain>) => void): Series => ({
    name,
    points: counts.map((n) => {
      const made = chain(n);
      run(n, made);
      return { x: n, y: made.count.evaluations };
    }),
  });
  return [
    asked('rolloutGradient', (n, { family, parameters, start }) => {
      rolloutGradient(leapfrog, family, start, {
        parameters,
        dt: 0.05,
        steps,
        saveEvery: steps,
        loss: ({ q, step }, gradient) => (step === 0 ? 0 : ((gradient.q[n - 1] = 1), q[n - 1])),
      });
    }),
    asked('withSensitivities', (n, { family, parameters, start }) => {
      const lifted = withSensitivities(family, { parameters, coordinates: n });
      const wide = (x: Float64Array) => {
        const all = new Float64Array(n * (n + 1));
        all.set(x);
        return all;
      };
      integrate(leapfrog, lifted, { q: wide(start.q), p: wide(start.p) }, { dt: 0.05, steps });
    }),
    {
      ...asked('central differences', (n, { family, parameters, start }) => {
        for (const [name, value] of Object.entries(parameters)) {
          for (const by of [-1e-6, 1e-6])
            integrate(leapfrog, family({ ...parameters, [name]: value + by }), start, { dt: 0.05, steps });
        }
      }),
      style: 6,
    },
  ];
}
