import type { System } from './system.ts';

/**
 * A star's motion in a galaxy's plane: H = (p1^2 + p2^2 + q1^2 + q2^2) / 2 + c (q1^2 q2 - q2^3 / 3).
 *
 * Hénon & Heiles 1964, doi:10.1086/109234. With `coupling` c = 1, orbits are bound below H = 1/6 and increasingly
 * chaotic towards it. Initial states: energy uniform in `initial.energy`, position uniform where the potential
 * allows it, direction of motion uniform.
 * @example
 * const { energy } = henonHeiles.hamiltonian({ coupling: 1 });
 * energy(Float64Array.of(0, 1), Float64Array.of(0, 0)); // 1/6, a saddle
 */
export const henonHeiles: System = {
  name: 'henon-heiles',
  summary: 'Hénon-Heiles: H = (p1^2 + p2^2 + q1^2 + q2^2) / 2 + c (q1^2 q2 - q2^3 / 3)',
  parameters: { coupling: 'c', friction: 'f' },
  hamiltonian: ({ coupling }) => ({
    coordinates: 2,
    separable: true,
    energy: ([x, y], [px, py]) =>
      (px * px + py * py + x * x + y * y) / 2 + coupling * (x * x * y - (y * y * y) / 3),
    dHdq: (q, _p, out) => {
      out[0] = q[0] + 2 * coupling * q[0] * q[1];
      out[1] = q[1] + coupling * (q[0] * q[0] - q[1] * q[1]);
      return out;
    },
    dHdp: (_q, p, out) => {
      out[0] = p[0];
      out[1] = p[1];
      return out;
    },
  }),
  initialState(random, parameters, initial) {
    const { energy } = henonHeiles.hamiltonian(parameters);
    const [min, max] = initial.energy ?? [1 / 24, 1 / 8];
    const level = random.uniform(min, max);
    const rest = new Float64Array(2);
    for (;;) {
      // Within this square the bound region is the one around the origin.
      const q = Float64Array.of(random.uniform(-1, 1), random.uniform(-0.5, 1)).map(
        (x) => x / parameters.coupling,
      );
      const left = level - energy(q, rest);
      const bound = Math.hypot(q[0], q[1]) * parameters.coupling < 1;
      if (left < 0 || !bound) continue;
      const speed = Math.sqrt(2 * left);
      const angle = random.angle();
      return { q, p: Float64Array.of(speed * Math.cos(angle), speed * Math.sin(angle)) };
    }
  },
  scene: () => ({
    kind: 'discs',
    copies: 1,
    radii: [0.2],
    positions: (q, start, out) => {
      out[0] = q[start];
      out[1] = -q[start + 1];
    },
  }),
};
