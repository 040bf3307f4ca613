/** Numbers for the cases: made by formulas and a small generator, so that snapshots never move. */

/** A stream of numbers in [0, 1) from a 32-bit linear congruential generator (Numerical Recipes' constants). */
export function stream(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A training loss that falls by powers of ten, with noise and a spike. */
export function loss(seed: number, from: number, to: number, length = 400): Float64Array {
  const noise = stream(seed);
  return Float64Array.from({ length }, (_, step) => {
    const clean = to + (from - to) * Math.exp(-step / 40) + 0.1 * from * Math.exp(-step / 140);
    return clean * Math.exp(0.5 * (noise() + noise() + noise() - 1.5)) * (step === 260 ? 6 : 1);
  });
}

/** The steps at which `loss` was logged, ten apart. */
export const steps = Float64Array.from({ length: 400 }, (_, index) => 10 * (index + 1));

const background = [0.32, 0.35, 0.37] as const;
const disc = [0.98, 0.86, 0.24] as const;

/** Frames [T, 32, 32, 3] of a soft disc on a vertical spring, blurred by `blur` pixels, at the given phases. */
export function springFrames(phases: readonly number[], blur = 1, shift = 0): Float32Array {
  const size = 32;
  const frames = new Float32Array(phases.length * size * size * 3);
  phases.forEach((phase, t) => {
    const centre = 15.5 - 9 * Math.cos(phase + shift);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const distance = Math.hypot(row - centre, column - 15.5);
        const mask = 1 / (1 + Math.exp((distance - 4.5) / (0.4 * blur)));
        for (let channel = 0; channel < 3; channel++) {
          const from = background[channel] ?? 0;
          frames[((t * size + row) * size + column) * 3 + channel] =
            from + mask * ((disc[channel] ?? 0) - from);
        }
      }
    }
  });
  return frames;
}

/** Phases of `count` frames from `start`, `step` apart. */
export function phases(count: number, start: number, step: number): readonly number[] {
  return Array.from({ length: count }, (_, t) => start + t * step);
}

/** Energies of a rollout: a level with an oscillation and a slow drift. */
export function energy(level: number, wiggle: number, drift: number, length = 60): Float64Array {
  return Float64Array.from(
    { length },
    (_, t) => level + wiggle * (Math.sin(t / 2.3 + level) - Math.sin(level)) + drift * t,
  );
}

/** A pendulum's trajectory, H = p²/2 + 1 - cos q, by many small leapfrog steps. */
export function pendulum(
  q0: number,
  p0: number,
  length = 90,
  dt = 0.1,
): { q: Float64Array; p: Float64Array } {
  const [q, p] = [new Float64Array(length), new Float64Array(length)];
  let [x, y] = [q0, p0];
  const substeps = 20;
  const h = dt / substeps;
  for (let t = 0; t < length; t++) {
    q[t] = x;
    p[t] = y;
    for (let k = 0; k < substeps; k++) {
      y -= (h / 2) * Math.sin(x);
      x += h * y;
      y -= (h / 2) * Math.sin(x);
    }
  }
  return { q, p };
}

/**
 * Crossings of x = 0 with positive momentum by an orbit of the Hénon–Heiles system at the given energy,
 * H = (px² + py² + x² + y²)/2 + x²y - y³/3, by leapfrog; the crossing is interpolated linearly.
 */
export function henonHeilesSection(
  energy: number,
  y0: number,
  py0: number,
  crossings: number,
): { q: number[]; p: number[] } {
  let [x, y, py] = [0, y0, py0];
  let px = Math.sqrt(2 * energy - py0 ** 2 - y0 ** 2 + (2 / 3) * y0 ** 3);
  const [q, p]: [number[], number[]] = [[], []];
  const h = 0.02;
  for (let step = 0; q.length < crossings && step < 1e6; step++) {
    const before = { x, y, py };
    px -= (h / 2) * (x + 2 * x * y);
    py -= (h / 2) * (y + x * x - y * y);
    x += h * px;
    y += h * py;
    px -= (h / 2) * (x + 2 * x * y);
    py -= (h / 2) * (y + x * x - y * y);
    if (before.x < 0 && x >= 0) {
      const share = -before.x / (x - before.x);
      q.push(before.y + share * (y - before.y));
      p.push(before.py + share * (py - before.py));
    }
  }
  return { q, p };
}

/** The edge of the states on that section which the energy allows, a closed curve. */
export function henonHeilesBoundary(energy: number): { q: number[]; p: number[] } {
  const half = (y: number): number => Math.sqrt(Math.max(0, 2 * energy - y ** 2 + (2 / 3) * y ** 3));
  const root = (from: number, to: number): number => {
    let [low, high] = [from, to];
    for (let k = 0; k < 60; k++) {
      const middle = (low + high) / 2;
      if (2 * energy - middle ** 2 + (2 / 3) * middle ** 3 > 0) low = middle;
      else high = middle;
    }
    return low;
  };
  const [bottom, top] = [root(0, -0.6), root(0, 1)];
  const ys = Array.from(
    { length: 81 },
    (_, k) => bottom + ((top - bottom) * (1 - Math.cos((Math.PI * k) / 80))) / 2,
  );
  return { q: [...ys, ...ys.toReversed()], p: [...ys.map(half), ...ys.toReversed().map((y) => -half(y))] };
}

/** Errors of frames that grow with distance from the inferred state, with a bump at each period. */
export function frameError(seed: number, scale: number, growth: number, length = 30): Float64Array {
  const noise = stream(seed);
  return Float64Array.from(
    { length },
    (_, t) => scale * (1 + growth * t * t) * (1 + 0.25 * Math.sin(t / 1.7) ** 2 + 0.1 * noise()),
  );
}
