import { annulusPoint } from './annulus.ts';
import type { Hamiltonian, Parameters, System } from './system.ts';

/** Amplitude of unit mass i + 1 in normal mode k + 1 of the linear chain with fixed ends; rows are orthonormal. */
function mode(n: number, k: number, i: number): number {
  return Math.sqrt(2 / (n + 1)) * Math.sin((Math.PI * (k + 1) * (i + 1)) / (n + 1));
}

function frequency(n: number, k: number): number {
  return 2 * Math.sin((Math.PI * (k + 1)) / (2 * (n + 1)));
}

/** The superposition of normal modes that solves the linear chain. */
function normalModes(n: number): NonNullable<Hamiltonian['exact']> {
  return (initial) => {
    const project = (values: Float64Array, k: number): number =>
      values.reduce((sum, value, i) => sum + mode(n, k, i) * value, 0);
    const modes = Array.from({ length: n }, (_, k) => ({
      amplitudes: Float64Array.from({ length: n }, (_, i) => mode(n, k, i)),
      a: project(initial.q, k),
      b: project(initial.p, k),
      w: frequency(n, k),
    }));
    return (time, q, p) => {
      q.fill(0);
      p.fill(0);
      for (const { amplitudes, a, b, w } of modes) {
        const cosine = Math.cos(w * time);
        const sine = Math.sin(w * time);
        for (let i = 0; i < n; i++) {
          q[i] += amplitudes[i] * (a * cosine + (b / w) * sine);
          p[i] += amplitudes[i] * (b * cosine - a * w * sine);
        }
      }
    };
  };
}

function isLinear({ alpha = 0, beta = 0, friction = 0 }: Parameters): boolean {
  return alpha === 0 && beta === 0 && friction === 0;
}

/**
 * Unit masses joined by springs between fixed walls, the Fermi-Pasta-Ulam-Tsingou chain: with stretches
 * d_i = q_i - q_(i-1) and q_0 = q_(n+1) = 0, H = sum p^2 / 2 + sum (d^2 / 2 + alpha d^3 / 3 + beta d^4 / 4).
 *
 * Fermi, Pasta, Ulam & Tsingou 1955, doi:10.2172/4376203. With alpha = beta = 0 these are coupled oscillators, solved
 * by normal modes. Initial states excite the first two modes, each on a circle of radius r in its own plane
 * (frequency times amplitude, momentum). Masses are seen side by side, moving up and down.
 * @example
 * const { coordinates } = oscillatorChain.hamiltonian({ masses: 8, alpha: 0.25, beta: 0 }); // 8
 */
export const oscillatorChain: System = {
  name: 'oscillator-chain',
  summary: 'chain of unit masses: H = sum p^2 / 2 + sum (d^2 / 2 + alpha d^3 / 3 + beta d^4 / 4)',
  parameters: {
    masses: 'number of masses',
    alpha: 'cubic term',
    beta: 'quartic term',
    friction: 'f',
  },
  hamiltonian(parameters) {
    const { masses: n, alpha = 0, beta = 0 } = parameters;
    const force = (d: number): number => d * (1 + d * (alpha + d * beta));
    return {
      coordinates: n,
      separable: true,
      energy: (q, p) => {
        let energy = 0;
        for (let i = 0; i <= n; i++) {
          const d = (i < n ? q[i] : 0) - (i > 0 ? q[i - 1] : 0);
          energy += d * d * (1 / 2 + d * (alpha / 3 + (d * beta) / 4));
          if (i < n) energy += (p[i] * p[i]) / 2;
        }
        return energy;
      },
      dHdq: (q, _p, out) => {
        let left = force(q[0]);
        for (let i = 0; i < n; i++) {
          const right = force((i + 1 < n ? q[i + 1] : 0) - q[i]);
          out[i] = left - right;
          left = right;
        }
        return out;
      },
      dHdp: (_q, p, out) => {
        out.set(p);
        return out;
      },
      ...(isLinear(parameters) && { exact: normalModes(n) }),
    };
  },
  initialState(random, { masses: n }, initial) {
    const q = new Float64Array(n);
    const p = new Float64Array(n);
    for (let k = 0; k < Math.min(2, n); k++) {
      const [x, y] = annulusPoint(random, initial);
      for (let i = 0; i < n; i++) {
        q[i] += (x / frequency(n, k)) * mode(n, k, i);
        p[i] += y * mode(n, k, i);
      }
    }
    return { q, p };
  },
  scene: ({ masses: n }) => ({
    kind: 'discs',
    copies: 1,
    radii: new Array<number>(n).fill(0.6 / (n + 1)),
    positions: (q, start, out) => {
      for (let i = 0; i < n; i++) {
        out[2 * i] = (2 * (i + 1)) / (n + 1) - 1;
        out[2 * i + 1] = -q[start + i];
      }
    },
  }),
};
