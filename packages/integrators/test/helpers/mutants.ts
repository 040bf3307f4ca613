import { adaptiveMethod } from '../../src/adaptive/adaptiveMethod.ts';
import { dormandPrince54Pair } from '../../src/adaptive/dormandPrince54Pair.ts';
import { dormandPrince853Pair } from '../../src/adaptive/dormandPrince853Pair.ts';
import { tsitouras54Pair } from '../../src/adaptive/tsitouras54Pair.ts';
import type { Method, Tableau } from '../../src/core/method.ts';
import type { Splitting } from '../../src/core/stepper.ts';
import type { System } from '../../src/core/system.ts';
import { taoFrom } from '../../src/doubled/tao.ts';
import { implicitRungeKutta } from '../../src/implicit/rungeKutta.ts';
import { stormerVerletFrom } from '../../src/implicit/stormerVerlet.ts';
import { explicitRungeKutta } from '../../src/rungeKutta/explicit.ts';
import { splitting } from '../../src/splitting/splitting.ts';
import { tripleJumpWeights } from '../../src/splitting/weights.ts';

/** A method with one thing wrong. */
export interface Mutant {
  readonly name: string;
  readonly method: Method;
}

const wrong = 1e-3;
const moved = (list: readonly number[], at: number, by = wrong): number[] =>
  list.map((x, i) => (i === at ? x + by : x));

/** The mutants of a method: every coefficient moved by itself, and the mistakes that libraries have shipped. */
export const mutantsOf = (method: Method): Mutant[] => [
  ...coefficientMutants(method),
  ...roleMutants(method),
];

function coefficientMutants(method: Method): Mutant[] {
  if (method.splitting !== undefined) return splittingMutants(method, method.splitting);
  if (method.name === 'stormerVerlet') return stormerVerletMutants();
  if (method.doubled === true) return taoMutants(method);
  if (method.tableau !== undefined) return tableauMutants(method, method.tableau);
  throw new Error(`mutantsOf: no mutants are known for ${method.name}; list its coefficients here`);
}

function splittingMutants(method: Method, { first, weights }: Splitting): Mutant[] {
  const build = (name: string, mutated: readonly number[]): Mutant => {
    // splitting() refuses sums other than 1; to see what the measurements make of them, scale dt of the kicks and
    // drifts instead through a method built from normalised weights and systems scaled back.
    const sums = [0, 1].map((parity) => mutated.reduce((s, w, i) => (i % 2 === parity ? s + w : s), 0));
    const normal = splitting({ ...method, first, weights: mutated.map((w, i) => w / sums[i % 2]) });
    const [kicks, drifts] = first === 'kick' ? sums : [sums[1], sums[0]];
    return {
      name,
      method: {
        ...method,
        splitting: { first, weights: mutated },
        stepper: (s, n) => normal.stepper(scaled(s, kicks, drifts), n),
      },
    };
  };
  const other = splitting({ ...method, first: first === 'kick' ? 'drift' : 'kick', weights });
  const exchanged = { name: 'kicks and drifts exchanged', method: { ...method, stepper: other.stepper } };
  const shifted = weights.flatMap((_, i) => {
    const alone = build(`weight ${i} moved`, moved(weights, i));
    if (i + 2 >= weights.length) return [alone];
    // Moved against its neighbour of the same kind, so that the sums still are 1.
    return [alone, build(`weights ${i} and ${i + 2} moved`, moved(moved(weights, i), i + 2, -wrong))];
  });
  return [...shifted, exchanged];
}

const scaled = (system: System, kicks: number, drifts: number): System => ({
  ...system,
  dHdq: (q, p, out, t) => {
    system.dHdq(q, p, out, t);
    for (let i = 0; i < out.length; i++) out[i] *= kicks;
    return out;
  },
  dHdp: (q, p, out, t) => {
    system.dHdp(q, p, out, t);
    for (let i = 0; i < out.length; i++) out[i] *= drifts;
    return out;
  },
});

const pairs = [dormandPrince54Pair, tsitouras54Pair, dormandPrince853Pair];
const pairOf = ({ name }: Method) => {
  const pair = pairs.find((one) => one.name === name);
  if (pair === undefined) throw new Error(`mutantsOf: no pair is named ${name}; list it here`);
  return pair;
};

/** The implicit Runge-Kutta method with one coefficient after the other turned to the other sign. */
export function signMutantsOf({ name, order, tableau }: Method): Mutant[] {
  if (tableau === undefined) throw new Error(`signMutantsOf: ${name} has no tableau`);
  const { a, b, c } = tableau;
  const turned = (list: readonly number[], at: number) => list.map((x, i) => (i === at ? -x : x));
  const build = (label: string, part: Partial<Tableau>): Mutant => ({
    name: `${label} turned`,
    method: {
      ...implicitRungeKutta({ name, order, ...tableau, ...part }),
      symplectic: true,
      reversible: true,
    },
  });
  return b.flatMap((_, s) => [
    ...a[s].flatMap((w, j) =>
      w === 0 ? [] : [build(`a[${s}][${j}]`, { a: a.map((row, i) => (i === s ? turned(row, j) : row)) })],
    ),
    build(`b[${s}]`, { b: turned(b, s) }),
    build(`c[${s}]`, { c: turned(c, s) }),
  ]);
}

function tableauMutants(method: Method, tableau: Tableau): Mutant[] {
  const { name, order } = method;
  const { a, b, c } = tableau;
  const build = (label: string, part: Partial<Tableau>): Mutant => {
    const options = { name, order, ...tableau, ...part };
    const mutant = method.adaptive
      ? adaptiveMethod({ ...pairOf(method), tableau: options })
      : method.implicit
        ? implicitRungeKutta(options)
        : explicitRungeKutta(options);
    return { name: label, method: mutant };
  };
  // The last stage of an embedded pair takes no part in the step but to begin the next one.
  const stages = method.adaptive ? b.length - 1 : b.length;
  return b
    .slice(0, stages)
    .flatMap((_, s) => [
      ...a[s].map((_, j) =>
        build(`a[${s}][${j}] moved`, { a: a.map((row, i) => (i === s ? moved(row, j) : row)) }),
      ),
      build(`b[${s}] moved`, { b: moved(b, s) }),
      build(`c[${s}] moved`, { c: moved(c, s) }),
    ]);
}

function stormerVerletMutants(): Mutant[] {
  const half = [0.5, 0.5] as const;
  const more = 0.5 + wrong;
  return [
    { name: 'first kick moved', method: stormerVerletFrom({ kicks: [more, 0.5], drifts: half }) },
    { name: 'last kick moved', method: stormerVerletFrom({ kicks: [0.5, more], drifts: half }) },
    { name: 'first drift moved', method: stormerVerletFrom({ kicks: half, drifts: [more, 0.5] }) },
    { name: 'last drift moved', method: stormerVerletFrom({ kicks: half, drifts: [0.5, more] }) },
  ];
}

function taoMutants({ order }: Method): Mutant[] {
  const weights = order === 2 ? [1] : tripleJumpWeights(2);
  const flows = [0.5, 0.5, 1, 0.5, 0.5];
  return [
    ...weights.map((_, i) => ({
      name: `weight ${i} moved`,
      method: taoFrom(20, order, moved(weights, i), flows),
    })),
    // The middle flow only binds the copies: its length is free, and is not a mistake that could be seen.
    ...[0, 1, 3, 4].map((i) => ({
      name: `flow ${i} moved`,
      method: taoFrom(20, order, weights, moved(flows, i)),
    })),
  ];
}

/** Roles of q and p exchanged, stale arguments, and dq/dt = p. */
function roleMutants(method: Method): Mutant[] {
  const on = (change: (system: System) => System): Method['stepper'] => {
    return (system, n, options) => method.stepper(change(system), n, options);
  };
  const stale = (which: 'q' | 'p'): Method['stepper'] => {
    return (system, n, options) => {
      const old = new Float64Array(n);
      const stepper = method.stepper(
        which === 'p'
          ? { ...system, dHdp: (q, _p, out, t) => system.dHdp(q, old, out, t) }
          : { ...system, dHdq: (_q, p, out, t) => system.dHdq(old, p, out, t) },
        n,
        options,
      );
      return {
        ...stepper,
        advance(q, p, start, dt, first, count) {
          for (let k = 0; k < count; k++) {
            old.set(which === 'p' ? p : q);
            if (stepper.advance(q, p, start, dt, first + k, 1) < 1) return k;
          }
          return count;
        },
      };
    };
  };
  return [
    {
      name: 'the gradients exchanged',
      method: { ...method, stepper: on((system) => ({ ...system, dHdq: system.dHdp, dHdp: system.dHdq })) },
    },
    {
      name: 'dq/dt = p',
      method: {
        ...method,
        stepper: on((system) => ({ ...system, dHdp: (_q, p, out) => (out.set(p), out) })),
      },
    },
    { name: 'a stale p', method: { ...method, stepper: stale('p') } },
    { name: 'a stale q', method: { ...method, stepper: stale('q') } },
  ];
}
