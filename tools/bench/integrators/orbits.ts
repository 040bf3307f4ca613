import { hamiltonian, type ExpressionSystem, type State, type System } from '@hgn/integrators';

/** A problem of the work-precision benchmark, as plain gradients and as a formula, with where it ends. */
export interface Orbit {
  readonly name: string;
  readonly time: number;
  readonly start: State;
  readonly masses: readonly number[];
  readonly gravity: number;
  readonly system: System;
  readonly formula: () => ExpressionSystem;
  /** The positions at the end: heyoka 7.13 in long double at a tolerance of 1e-19 (1e-18 differs by less than 1e-13). */
  readonly end: readonly number[];
}

const at = (...values: number[]) => Float64Array.from(values);

const kepler: Orbit = {
  name: 'kepler',
  time: 40 * Math.PI,
  start: { q: at(1 - 0.9, 0), p: at(0, Math.sqrt((1 + 0.9) / (1 - 0.9))) },
  masses: [],
  gravity: 1,
  system: {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => {
      const square = q[0] * q[0] + q[1] * q[1];
      const w = 1 / (square * Math.sqrt(square));
      out[0] = q[0] * w;
      out[1] = q[1] * w;
      return out;
    },
    dHdp: (_q, p, out) => ((out[0] = p[0]), (out[1] = p[1]), out),
  },
  formula: () =>
    hamiltonian({ coordinates: 2 }, ({ q, p, sum, product, power }) =>
      sum(
        product(0.5, sum(power(p[0], 2), power(p[1], 2))),
        product(-1, power(sum(power(q[0], 2), power(q[1], 2)), -0.5)),
      ),
    ),
  end: [0.09999999999999998, 5.843171871580829e-13],
};

const henonHeiles: Orbit = {
  name: 'henonHeiles',
  time: 1000,
  start: { q: at(0, 0.1), p: at(Math.sqrt(0.25 - 0.01 + (2 / 3) * 0.001), 0) },
  masses: [],
  gravity: 1,
  system: {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => {
      out[0] = q[0] + 2 * q[0] * q[1];
      out[1] = q[1] + q[0] * q[0] - q[1] * q[1];
      return out;
    },
    dHdp: (_q, p, out) => ((out[0] = p[0]), (out[1] = p[1]), out),
  },
  formula: () =>
    hamiltonian({ coordinates: 2 }, ({ q, p, sum, product, power }) =>
      sum(
        product(0.5, sum(power(p[0], 2), power(p[1], 2), power(q[0], 2), power(q[1], 2))),
        product(power(q[0], 2), q[1]),
        product(-1 / 3, power(q[1], 3)),
      ),
    ),
  end: [-0.38418020953735743, 0.05823604525978414],
};

/** Bodies that attract each other, in `size` dimensions. */
function bodies(
  name: string,
  time: number,
  masses: readonly number[],
  gravity: number,
  q: readonly number[],
  v: readonly number[],
  end: readonly number[],
): Orbit {
  const size = q.length / masses.length;
  const massOf = (i: number) => masses[Math.floor(i / size)];
  const third = size === 3;
  return {
    name,
    time,
    masses,
    gravity,
    end,
    start: { q: at(...q), p: Float64Array.from(v, (x, i) => x * massOf(i)) },
    system: {
      separable: true,
      quadraticKinetic: true,
      dHdq: (x, _p, out) => {
        out.fill(0);
        for (let i = 0; i < masses.length; i++) {
          for (let j = 0; j < i; j++) {
            const [a, b] = [size * i, size * j];
            const dx = x[a] - x[b];
            const dy = x[a + 1] - x[b + 1];
            const dz = third ? x[a + 2] - x[b + 2] : 0;
            const square = dx * dx + dy * dy + dz * dz;
            const w = (gravity * masses[i] * masses[j]) / (square * Math.sqrt(square));
            out[a] += w * dx;
            out[b] -= w * dx;
            out[a + 1] += w * dy;
            out[b + 1] -= w * dy;
            if (third) {
              out[a + 2] += w * dz;
              out[b + 2] -= w * dz;
            }
          }
        }
        return out;
      },
      dHdp: (_q, p, out) => {
        for (let i = 0, k = 0; i < masses.length; i++) {
          for (let j = 0; j < size; j++, k++) out[k] = p[k] / masses[i];
        }
        return out;
      },
    },
    formula: () =>
      hamiltonian({ coordinates: q.length }, ({ q: x, p, sum, product, power, difference }) => {
        const terms = p.map((each, i) => product(0.5 / massOf(i), power(each, 2)));
        for (let i = 0; i < masses.length; i++) {
          for (let j = 0; j < i; j++) {
            const squares = Array.from({ length: size }, (_, k) =>
              power(difference(x[size * i + k], x[size * j + k]), 2),
            );
            terms.push(product(-gravity * masses[i] * masses[j], power(sum(...squares), -0.5)));
          }
        }
        return sum(...terms);
      }),
  };
}

/** A thousand years of the outer planets: E. Hairer, C. Lubich, G. Wanner, Geometric Numerical Integration I.2.4. */
const outerPlanets = bodies(
  'outerPlanets',
  365_250,
  [1.00000597682, 0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449, 1 / 1.3e8],
  2.95912208286e-4,
  [
    [0, 0, 0],
    [-3.5023653, -3.8169847, -1.5507963],
    [9.0755314, -3.0458353, -1.6483708],
    [8.310142, -16.2901086, -7.2521278],
    [11.4707666, -25.7294829, -10.8169456],
    [-15.5387357, -25.2225594, -3.1902382],
  ].flat(),
  [
    [0, 0, 0],
    [0.00565429, -0.0041249, -0.00190589],
    [0.00168318, 0.00483525, 0.00192462],
    [0.00354178, 0.00137102, 0.00055029],
    [0.0028893, 0.00114527, 0.00039677],
    [0.00276725, -0.00170702, -0.00136504],
  ].flat(),
  [
    2.2481898263716613, -0.8910368385852855, -0.44753496829226, 6.888785062455075, -2.540662605703259,
    -1.2641597175817363, 9.978048771185389, -6.460906696474193, -3.100891015568841, -0.5558313856511704,
    -18.204153277528906, -7.986053021528598, 23.912521248522637, -20.012695345359205, -8.81443058056679,
    -5.357520781976379, -29.64068620610898, -7.1386019037445045,
  ],
);

/** The figure-eight of three equal bodies: A. Chenciner, R. Montgomery, Ann. Math. 152 (2000) 881. */
const figureEight = bodies(
  'figureEight',
  100,
  [1, 1, 1],
  1,
  [0.97000436, -0.24308753, -0.97000436, 0.24308753, 0, 0],
  [0.466203685, 0.43236573, 0.466203685, 0.43236573, -0.93240737, -0.86473146],
  [
    -0.15163627031824092, 0.1357467875835407, -0.8786282373096826, -0.30677864116486786, 1.0302645076279238,
    0.1710318535813272,
  ],
);

const drivenPendulum: Orbit = {
  name: 'drivenPendulum',
  time: 200,
  start: { q: at(0.5), p: at(0) },
  masses: [],
  gravity: 1,
  system: {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out, t) => ((out[0] = Math.sin(q[0]) - 0.2 * Math.cos(1.3 * t)), out),
    dHdp: (_q, p, out) => ((out[0] = p[0]), out),
  },
  formula: () =>
    hamiltonian({ coordinates: 1 }, ({ q, p, t, sum, product, power, cos, negative }) =>
      sum(product(0.5, power(p[0], 2)), negative(cos(q[0])), product(-0.2, q[0], cos(product(1.3, t)))),
    ),
  end: [-0.440616922791908],
};

export const orbits: readonly Orbit[] = [kepler, henonHeiles, outerPlanets, figureEight, drivenPendulum];
