import type { PortHamiltonian } from '@hgn/integrators/systems';
import { potentialInTime } from './drive.ts';
import { harmonicsOf } from './harmonics.ts';
import { layOut, pushing, type ParameterLayout, type PortHamiltonianStructure } from './structure.ts';

/** A port-Hamiltonian system of a structure, to be evaluated with any parameters. */
export interface LearntSystem {
  readonly structure: PortHamiltonianStructure;
  readonly layout: ParameterLayout;
  /** The first values of all parameters. */
  initial(): Float64Array;
  /** Fills `out` with the derivative of x = [q, p] under inputs u. */
  field(parameters: Float64Array, x: Float64Array, u: Float64Array, out: Float64Array): void;
  /** H(q, p) = p^T M(q)^-1 p / 2 + V(q), or V(q, t) at time t, in seconds, where the structure has a drive; 0 unless told. */
  energy(parameters: Float64Array, q: Float64Array, p: Float64Array, t?: number): number;
  /** p = M(q) dq/dt, into `out`. */
  momentum(
    parameters: Float64Array,
    q: Float64Array,
    velocity: ArrayLike<number>,
    out: Float64Array,
  ): Float64Array;
  /** dq/dt = M(q)^-1 p, into `out`. */
  velocity(parameters: Float64Array, q: Float64Array, p: Float64Array, out: Float64Array): Float64Array;
  /** M(q), row by row, into `out`. */
  massMatrix(parameters: Float64Array, q: Float64Array, out: Float64Array): Float64Array;
  /** The force that friction opposes to a velocity, into `out`. */
  friction(parameters: Float64Array, velocity: Float64Array, out: Float64Array): Float64Array;
  /** The system for `integrateOpen`, with inputs at time t as `inputsAt` fills them in. */
  open(parameters: Float64Array, inputsAt?: (t: number, u: Float64Array) => void): PortHamiltonian;
}

/**
 * A system whose energy, friction and inputs can be learnt: H(q, p) = p^T M(q)^-1 p / 2 + V(q), not separable, where
 * dq/dt^T M dq/dt = |U^T dq/dt|^2 + sum of |dz/dt|^2 over points z(q) of the complex plane, each a trigonometric series, as
 * the bodies of a linkage move; U is upper triangular with exponentials on its diagonal, so M is positive definite for any
 * parameters; V is a trigonometric series, and a spring for every coordinate that is no angle; friction L L^T v, drag |v| v and
 * dry friction v / sqrt(v^2 + v0^2), all with coefficients that cannot be negative; inputs times a matrix. So
 * dx/dt = (J - R(x)) dH/dx + G u with R positive semidefinite: passive by construction. With a `drive` each coefficient of V
 * has Fourier terms of a period beside its constant, as where a pivot is shaken: H(q, p, t), and dH/dt is no loss but what the
 * shaking brings in.
 *
 * Cost: about half a microsecond for two angles with second harmonics. The functions share work arrays: one system serves
 * one thread.
 *
 * @example
 * import { createPortHamiltonian } from '@hgn/model';
 *
 * const system = createPortHamiltonian({
 *   coordinates: [{ name: 'angle', isAngle: true, centre: 0, range: 1 }],
 *   inputs: ['torque'],
 *   massOrder: 1,
 *   potentialOrder: 1,
 *   mirror: true,
 *   fadingSpeeds: [[0.1]],
 *   scales: { mass: 0.1, speeds: [2], time: 1 },
 * });
 * const q = Float64Array.of(0.3);
 * const p = system.momentum(system.initial(), q, [2], new Float64Array(1));
 * console.log(p[0].toFixed(3)); // 0.208
 */
export function createPortHamiltonian(structure: PortHamiltonianStructure): LearntSystem {
  const layout = layOut(structure);
  const { coordinates, inputs, fadingSpeeds } = structure;
  const n = coordinates.length;
  const m = inputs.length;
  const pushes = pushing(structure);
  const harmonics = harmonicsOf(coordinates, layout.order);
  const { cos, sin, slopes } = harmonics;
  const count = cos.length;
  const squares = fadingSpeeds.map((speeds) => speeds.map((speed) => speed ** 2));
  const lengths = coordinates.map(({ isAngle }) => !isAngle);
  const centres = coordinates.map(({ centre }) => centre);
  const { points } = layout;
  /** The constant part of M, for the parameters that it was made of; M; its lower factor. */
  const [constant, mass, lower] = [0, 0, 0].map(() => new Float64Array(n * n));
  const perPoint = 2 * count + n;
  /** Derivatives of the real and imaginary parts of each point by each coordinate. */
  const [real, imaginary] = [0, 0].map(() => new Float64Array(points * n));
  const upper = new Float64Array(n * n);
  const [w, v, lost, gradient, row] = [0, 0, 0, 0, 0].map(() => new Float64Array(n));
  const at = new Float64Array(n);
  const inTime = potentialInTime(structure, layout);
  const lastInput = m - 1;
  const setTime = (theta: Float64Array, t: number) => inTime?.at(theta, t);

  /** M and its factor at q, and the harmonics there. */
  const factorAt = (theta: Float64Array, q: Float64Array) => {
    harmonics.at(q);
    let o = layout.factor;
    for (let i = 0; i < n; i++) {
      for (let j = i; j < n; j++) {
        const value = theta[o++];
        upper[i * n + j] = i === j ? Math.exp(value) : value;
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = i; k < n; k++) sum += upper[i * n + k] * upper[j * n + k];
        constant[i * n + j] = sum;
      }
    }
    for (let b = 0; b < points; b++) {
      const first = layout.point + b * perPoint;
      for (let i = 0; i < n; i++) {
        real[b * n + i] = theta[first + 2 * count + i];
        imaginary[b * n + i] = 0;
      }
      for (let f = 0; f < count; f++) {
        const [c, d] = [theta[first + 2 * f], theta[first + 2 * f + 1]];
        if (c === 0 && d === 0) continue;
        // d/dphase of (c + i d) exp(i phase), turned so that a point at rest hangs along the imaginary axis.
        const re = c * cos[f] - d * sin[f];
        const im = c * sin[f] + d * cos[f];
        for (let i = 0; i < n; i++) {
          real[b * n + i] += slopes[f * n + i] * re;
          imaginary[b * n + i] += slopes[f * n + i] * im;
        }
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = constant[i * n + j];
        for (let b = 0; b < points; b++) {
          sum += real[b * n + i] * real[b * n + j] + imaginary[b * n + i] * imaginary[b * n + j];
        }
        mass[i * n + j] = mass[j * n + i] = sum;
        for (let k = 0; k < j; k++) sum -= lower[i * n + k] * lower[j * n + k];
        lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / lower[j * n + j];
      }
    }
  };
  /** w = L^-1 p and v = L^-T w. */
  const solve = (p: Float64Array) => {
    for (let i = 0; i < n; i++) {
      let sum = p[i];
      for (let j = 0; j < i; j++) sum -= lower[i * n + j] * w[j];
      w[i] = sum / lower[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      let sum = w[i];
      for (let j = i + 1; j < n; j++) sum -= lower[j * n + i] * v[j];
      v[i] = sum / lower[i * n + i];
    }
  };
  /** dH/dq into `out`, after `factorAt` and `solve`. */
  const slopeOfEnergy = (theta: Float64Array, q: Float64Array, out: Float64Array) => {
    for (let i = 0; i < n; i++) {
      out[i] = lengths[i] ? Math.exp(theta[layout.stiffness + i]) * (q[i] - centres[i]) : 0;
      if (inTime && lengths[i]) out[i] += inTime.slope[i] + inTime.stiffness[i] * (q[i] - centres[i]);
    }
    const coefficients = inTime?.coefficients ?? theta;
    const first = inTime ? 0 : layout.potential;
    for (let f = 0; f < count; f++) {
      const a = coefficients[first + 2 * f];
      const b = coefficients[first + 2 * f + 1];
      const slope = b * cos[f] - a * sin[f];
      for (let i = 0; i < n; i++) out[i] += slopes[f * n + i] * slope;
    }
    for (let b = 0; b < points; b++) {
      let [re, im] = [0, 0];
      for (let i = 0; i < n; i++) {
        re += real[b * n + i] * v[i];
        im += imaginary[b * n + i] * v[i];
      }
      const first = layout.point + b * perPoint;
      for (let f = 0; f < count; f++) {
        const [c, d] = [theta[first + 2 * f], theta[first + 2 * f + 1]];
        if (c === 0 && d === 0) continue;
        let turning = 0;
        for (let i = 0; i < n; i++) turning += slopes[f * n + i] * v[i];
        const slope = turning * (im * (c * cos[f] - d * sin[f]) - re * (c * sin[f] + d * cos[f]));
        for (let i = 0; i < n; i++) out[i] -= slopes[f * n + i] * slope;
      }
    }
  };
  const frictionOf = (theta: Float64Array, velocity: Float64Array, out: Float64Array) => {
    // L L^T v: first L^T v, then L times it.
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let i = j; i < n; i++) sum += viscous(theta, i, j) * velocity[i];
      row[j] = sum;
    }
    let o = layout.dry;
    for (let i = 0; i < n; i++) {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += viscous(theta, i, j) * row[j];
      const speed = velocity[i];
      sum += Math.exp(theta[o++]) * Math.abs(speed) * speed;
      for (const square of squares[i])
        sum += (Math.exp(theta[o++]) * speed) / Math.sqrt(speed * speed + square);
      out[i] = sum;
    }
    return out;
  };
  const viscous = (theta: Float64Array, i: number, j: number): number => {
    const value = theta[layout.viscous + (i * (i + 1)) / 2 + j];
    return i === j ? Math.exp(value) : value;
  };
  const potential = (theta: Float64Array, q: Float64Array): number => {
    let sum = 0;
    const coefficients = inTime?.coefficients ?? theta;
    const first = inTime ? 0 : layout.potential;
    for (let f = 0; f < count; f++) {
      sum += coefficients[first + 2 * f] * cos[f] + coefficients[first + 2 * f + 1] * sin[f];
    }
    for (let i = 0; i < n; i++) {
      if (!lengths[i]) continue;
      const away = q[i] - centres[i];
      sum += (Math.exp(theta[layout.stiffness + i]) * away ** 2) / 2;
      if (inTime) sum += inTime.slope[i] * away + (inTime.stiffness[i] * away ** 2) / 2;
    }
    return sum;
  };
  const force = (theta: Float64Array, u: Float64Array, i: number): number => {
    let sum = 0;
    for (let k = 0; k < pushes; k++) sum += theta[layout.input + i * m + k] * u[k];
    return sum;
  };

  const momenta = new Float64Array(n);
  const system: LearntSystem = {
    structure,
    layout,
    initial: () => Float64Array.from(layout.parameters, ({ initial }) => initial),
    field(theta, x, u, out) {
      for (let i = 0; i < n; i++) {
        at[i] = x[i];
        momenta[i] = x[n + i];
      }
      factorAt(theta, at);
      solve(momenta);
      setTime(theta, u[lastInput]);
      slopeOfEnergy(theta, at, gradient);
      frictionOf(theta, v, lost);
      for (let i = 0; i < n; i++) {
        out[i] = v[i];
        out[n + i] = force(theta, u, i) - gradient[i] - lost[i];
      }
    },
    energy(theta, q, p, t = 0) {
      factorAt(theta, q);
      solve(p);
      setTime(theta, t);
      let sum = potential(theta, q);
      for (let i = 0; i < n; i++) sum += (w[i] * w[i]) / 2;
      return sum;
    },
    momentum(theta, q, velocity, out) {
      factorAt(theta, q);
      for (let i = 0; i < n; i++) {
        out[i] = 0;
        for (let j = 0; j < n; j++) out[i] += mass[i * n + j] * velocity[j];
      }
      return out;
    },
    velocity(theta, q, p, out) {
      factorAt(theta, q);
      solve(p);
      out.set(v);
      return out;
    },
    massMatrix(theta, q, out) {
      factorAt(theta, q);
      out.set(mass);
      return out;
    },
    friction: frictionOf,
    open(theta, inputsAt) {
      const u = new Float64Array(m);
      /** The moment of the drive: the clock may have another zero than the integration. */
      const clock = (t: number) => {
        inputsAt?.(t, u);
        return inputsAt ? u[lastInput] : t;
      };
      const slope = (q: Float64Array, p: Float64Array, out: Float64Array) => {
        factorAt(theta, q);
        solve(p);
        slopeOfEnergy(theta, q, out);
        return out;
      };
      // Functions that declare the time are asked at more moments: only a drive needs it.
      const conservative: Pick<PortHamiltonian, 'energy' | 'dHdq'> = inTime
        ? {
            energy: (q, p, t) => system.energy(theta, q, p, clock(t)),
            dHdq: (q, p, out, t) => {
              setTime(theta, clock(t));
              return slope(q, p, out);
            },
          }
        : { energy: (q, p) => system.energy(theta, q, p), dHdq: (q, p, out) => slope(q, p, out) };
      return {
        ...conservative,
        dHdp: (q, p, out) => system.velocity(theta, q, p, out),
        friction: (_, velocity, out) => frictionOf(theta, velocity, out),
        ...(inputsAt && {
          force: (_: Float64Array, t: number, out: Float64Array) => {
            inputsAt(t, u);
            for (let i = 0; i < n; i++) out[i] = force(theta, u, i);
            return out;
          },
        }),
      };
    },
  };
  return system;
}
