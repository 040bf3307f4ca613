import type { State, System } from '@hgn/integrators';

// C. Tsitouras, Comput. Math. Appl. 62 (2011) 770.
const a21 = 0.161;
const [a31, a32] = [-0.008480655492356989, 0.335480655492357];
const [a41, a42, a43] = [2.8971530571054935, -6.359448489975075, 4.3622954328695815];
const [a51, a52, a53, a54] = [
  5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525,
];
const [a61, a62, a63, a64, a65] = [
  5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.02826905039406838,
];
const [b1, b2, b3, b4, b5, b6] = [
  0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774,
];
const [e1, e2, e3, e4, e5, e6, e7] = [
  0.0017800110522257714,
  0.0008164344596567469,
  -0.007880878010261995,
  0.1447110071732629,
  -0.5823571654525552,
  0.45808210592918697,
  -1 / 66,
];

/** What a plain loop is told. */
export interface PlainOptions {
  readonly time: number;
  readonly tolerance: number;
  readonly initialStep: number;
  /** Whether to keep the state after every step. */
  readonly keep: boolean;
}

/**
 * Tsitouras' pair as one would write it for one system that does not read the time: one loop, with the step control of
 * `solve`, no dense output, no options and no errors. What `solve` is measured against.
 */
export function plainTsitouras(
  { dHdq, dHdp }: System,
  start: State,
  { time, tolerance, initialStep, keep }: PlainOptions,
): { readonly q: Float64Array; readonly tried: number } {
  const n = start.q.length;
  const m = 2 * n;
  const y = Float64Array.of(...start.q, ...start.p);
  const next = new Float64Array(m);
  const nextQ = next.subarray(0, n);
  const nextP = next.subarray(n);
  const slopes = Array.from({ length: 7 }, () => new Float64Array(m));
  const [k1, k2, k3, k4, k5, k6, k7] = slopes;
  const halves = slopes.map((k) => [k.subarray(0, n), k.subarray(n)] as const);
  const rate = (s: number) => {
    const [velocity, force] = halves[s];
    dHdp(nextQ, nextP, velocity, NaN);
    dHdq(nextQ, nextP, force, NaN);
    for (let i = 0; i < n; i++) force[i] = -force[i];
  };
  let rows = new Float64Array(64 * (m + 1));
  let used = 0;
  const push = (now: number) => {
    if (used === rows.length) {
      const longer = new Float64Array(2 * used);
      longer.set(rows);
      rows = longer;
    }
    rows[used] = now;
    for (let i = 0; i < m; i++) rows[used + 1 + i] = y[i];
    used += m + 1;
  };
  next.set(y);
  rate(0);
  let [t, wanted, before, tried] = [0, initialStep, Math.log(1e-4), 0];
  if (keep) push(0);
  let growth = 10;
  while (t < time) {
    const left = time - t;
    const final = left <= 1.01 * wanted;
    const h = final ? left : left < 2 * wanted ? left / 2 : wanted;
    for (let i = 0; i < m; i++) next[i] = y[i] + h * a21 * k1[i];
    rate(1);
    for (let i = 0; i < m; i++) next[i] = y[i] + h * (a31 * k1[i] + a32 * k2[i]);
    rate(2);
    for (let i = 0; i < m; i++) next[i] = y[i] + h * (a41 * k1[i] + a42 * k2[i] + a43 * k3[i]);
    rate(3);
    for (let i = 0; i < m; i++) next[i] = y[i] + h * (a51 * k1[i] + a52 * k2[i] + a53 * k3[i] + a54 * k4[i]);
    rate(4);
    for (let i = 0; i < m; i++) {
      next[i] = y[i] + h * (a61 * k1[i] + a62 * k2[i] + a63 * k3[i] + a64 * k4[i] + a65 * k5[i]);
    }
    rate(5);
    for (let i = 0; i < m; i++) {
      next[i] = y[i] + h * (b1 * k1[i] + b2 * k2[i] + b3 * k3[i] + b4 * k4[i] + b5 * k5[i] + b6 * k6[i]);
    }
    rate(6);
    let sum = 0;
    for (let i = 0; i < m; i++) {
      const error = e1 * k1[i] + e2 * k2[i] + e3 * k3[i] + e4 * k4[i] + e5 * k5[i] + e6 * k6[i] + e7 * k7[i];
      const part = (h * error) / (tolerance + tolerance * Math.max(Math.abs(y[i]), Math.abs(next[i])));
      sum += part * part;
    }
    const error = Math.sqrt(sum / m);
    tried++;
    if (error > 1) {
      wanted = h * Math.min(0.9, Math.max(0.2, 0.9 * error ** -0.17));
      growth = 1;
      continue;
    }
    t = final ? time : t + h;
    const log = Math.log(error);
    wanted = h * Math.min(growth, Math.max(0.2, 0.9 * Math.exp(0.04 * before - 0.17 * log)));
    growth = 10;
    before = Math.max(log, Math.log(1e-4));
    for (let i = 0; i < m; i++) {
      y[i] = next[i];
      k1[i] = k7[i];
    }
    if (keep) push(t);
  }
  return { q: keep ? rows.slice(used - m, used - n) : y.slice(0, n), tried };
}
