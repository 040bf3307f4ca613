import type { Random } from '../random.ts';
import { oscillationFrom } from './solutions/jacobi.ts';
import type { Hamiltonian, Solution, State, System } from './system.ts';

/**
 * Strategy probabilities from their log-ratios to the last strategy; sums to 1.
 * @example
 * strategyOf([0, 0]); // [1 / 3, 1 / 3, 1 / 3]
 */
export function strategyOf(logRatios: readonly number[]): number[] {
  const largest = Math.max(0, ...logRatios);
  const weights = [...logRatios, 0].map((value) => Math.exp(value - largest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** A uniform point of the simplex, as log-ratios to its last coordinate. */
function uniformLogRatios(random: Random, strategies: number): number[] {
  const logs = Array.from({ length: strategies }, () => Math.log(-Math.log(1 - random.uniform())));
  return logs.slice(0, -1).map((value) => value - logs[strategies - 1]);
}

/** log(2 cosh x), without overflow. */
function logCosh2(x: number): number {
  return Math.abs(x) + Math.log1p(Math.exp(-2 * Math.abs(x)));
}

/** log(1 + e^a + e^b), without overflow. */
function logSumExp(a: number, b: number): number {
  const largest = Math.max(0, a, b);
  return largest + Math.log(Math.exp(-largest) + Math.exp(a - largest) + Math.exp(b - largest));
}

type Strategies = (logs: Float64Array, start: number) => number[];

function outerProduct(side: number, first: Strategies, second: Strategies): ReturnType<System['scene']> {
  return {
    kind: 'fields',
    side,
    brightness: (q, p, start, out) => {
      const x = first(q, start);
      const y = second(p, start);
      x.forEach((xi, i) => y.forEach((yj, j) => void (out[i * side + j] = xi * yj)));
    },
  };
}

function uniformStrategies(random: Random, strategies: number, toP: (logs: number[]) => number[]): State {
  const q = Float64Array.from(uniformLogRatios(random, strategies));
  return { q, p: Float64Array.from(toP(uniformLogRatios(random, strategies))) };
}

const zeroSum = 'Hofbauer 1996, doi:10.1007/BF02409754: replicator dynamics of zero-sum games is Hamiltonian';

/** tanh(q/2) = k sn t and tanh(p/2) = k cd t: with them, matching pennies is Jacobi's differential equation. */
function penniesSolution({ q, p }: State): Solution | undefined {
  const dn = 1 / Math.cosh(q[0] / 2);
  const oscillation = oscillationFrom(Math.tanh(q[0] / 2), Math.tanh(p[0] / 2) * dn, dn);
  if (!oscillation) return undefined;
  // k', which cosh(q/2) cosh(p/2) = 1 / k' conserves.
  const complement = dn / Math.cosh(p[0] / 2);
  const at = new Float64Array(3);
  const logRatio = (tanh: number, sech: number): number =>
    2 * Math.sign(tanh) * Math.log((1 + Math.abs(tanh)) / sech);
  return (time, outQ, outP) => {
    oscillation(time, at);
    outQ[0] = logRatio(at[0], at[2]);
    outP[0] = logRatio(at[1] / at[2], complement / at[2]);
  };
}

const pennies: Hamiltonian = {
  coordinates: 1,
  separable: true,
  energy: (q, p) => 4 * (logCosh2(q[0] / 2) + logCosh2(p[0] / 2)),
  dHdq: (q, _p, out) => ((out[0] = 2 * Math.tanh(q[0] / 2)), out),
  dHdp: (_q, p, out) => ((out[0] = 2 * Math.tanh(p[0] / 2)), out),
  exact: penniesSolution,
};

/**
 * Two players of matching pennies (pay-offs +1 and -1) whose mixed strategies follow the replicator equation.
 *
 * With q = log(x1 / x2) and p = log(y1 / y2): H = 4 log(2 cosh(q/2)) + 4 log(2 cosh(p/2)), solved by elliptic
 * functions. Both strategies start uniform; the picture is the outer product of the two.
 */
export const matchingPennies: System = {
  name: 'matching-pennies',
  summary: `matching pennies: H = 4 log(2 cosh(q/2)) + 4 log(2 cosh(p/2)), q = log(x1/x2), p = log(y1/y2); ${zeroSum}`,
  parameters: {},
  hamiltonian: () => pennies,
  initialState: (random) => uniformStrategies(random, 2, (logs) => logs),
  scene: () =>
    outerProduct(
      2,
      (q, start) => strategyOf([q[start]]),
      (p, start) => strategyOf([p[start]]),
    ),
};

// The second player's log-ratios are (p2, -p1): with this quarter turn q and p are conjugate.
const rockPaperScissorsH: Hamiltonian = {
  coordinates: 2,
  separable: true,
  energy: (q, p) => 3 * logSumExp(q[0], q[1]) - q[0] - q[1] + 3 * logSumExp(p[1], -p[0]) - p[1] + p[0],
  dHdq: (q, _p, out) => {
    const [x1, x2] = strategyOf([q[0], q[1]]);
    out[0] = 3 * x1 - 1;
    out[1] = 3 * x2 - 1;
    return out;
  },
  dHdp: (_q, p, out) => {
    const [y1, y2] = strategyOf([p[1], -p[0]]);
    out[0] = 1 - 3 * y2;
    out[1] = 3 * y1 - 1;
    return out;
  },
};

/**
 * Two players of rock-paper-scissors (pay-offs +1, 0, -1) whose mixed strategies follow the replicator equation.
 *
 * With q = (log x1/x3, log x2/x3), (log y1/y3, log y2/y3) = (p2, -p1) and L(a, b) = log(1 + e^a + e^b):
 * H = 3 L(q1, q2) - q1 - q2 + 3 L(p2, -p1) - p2 + p1. Both strategies start uniform on the simplex; the picture is
 * the outer product of the two.
 */
export const rockPaperScissors: System = {
  name: 'rock-paper-scissors',
  summary: `rock-paper-scissors in log-ratios of the strategies; ${zeroSum}`,
  parameters: {},
  hamiltonian: () => rockPaperScissorsH,
  initialState: (random) => uniformStrategies(random, 3, ([a, b]) => [-b, a]),
  scene: () =>
    outerProduct(
      3,
      (q, start) => strategyOf([q[start], q[start + 1]]),
      (p, start) => strategyOf([p[start + 1], -p[start]]),
    ),
};
