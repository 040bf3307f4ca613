import type { State, System } from '../../src/core/system.ts';

/**
 * The state at time t by Gragg-Bulirsch-Stoer extrapolation: an oracle that shares nothing with the package.
 *
 * Each panel of about 0.04 is crossed with the modified midpoint rule in 2, 4, ..., 12 parts, extrapolated to 0.
 */
export function extrapolate(
  system: System,
  start: State,
  t: number,
  startTime = 0,
): { q: Float64Array; p: Float64Array } {
  const n = start.q.length;
  let y = [...start.q, ...start.p];
  const panels = Math.max(1, Math.ceil(Math.abs(t) / 0.04));
  const slope = (x: number[], time: number) => {
    const q = Float64Array.from(x.slice(0, n));
    const p = Float64Array.from(x.slice(n));
    const dHdq = system.dHdq(q, p, new Float64Array(n), time);
    const dHdp = system.dHdp(q, p, new Float64Array(n), time);
    return [...dHdp, ...Array.from(dHdq, (f) => -f)];
  };
  for (let k = 0; k < panels; k++) y = panel(slope, y, startTime + (k * t) / panels, t / panels);
  return { q: Float64Array.from(y.slice(0, n)), p: Float64Array.from(y.slice(n)) };
}

function panel(slope: (y: number[], t: number) => number[], y: number[], t: number, width: number): number[] {
  const rows: number[][][] = [];
  for (let j = 0; j < 6; j++) {
    const parts = 2 * (j + 1);
    const row = [midpoint(slope, y, t, width, parts)];
    for (let k = 1; k <= j; k++) {
      const ratio = (parts / (parts - 2 * k)) ** 2;
      row.push(row[k - 1].map((value, i) => value + (value - rows[j - 1][k - 1][i]) / (ratio - 1)));
    }
    rows.push(row);
  }
  return rows[5][5];
}

function midpoint(
  slope: (y: number[], t: number) => number[],
  y: number[],
  t: number,
  width: number,
  parts: number,
): number[] {
  const h = width / parts;
  let before = y;
  let now = slope(y, t).map((f, i) => y[i] + h * f);
  for (let m = 1; m < parts; m++) {
    const f = slope(now, t + m * h);
    [before, now] = [now, before.map((value, i) => value + 2 * h * f[i])];
  }
  const f = slope(now, t + width);
  return now.map((value, i) => 0.5 * (value + before[i] + h * f[i]));
}
