import type { Splitting } from '../core/stepper.ts';
import { clocksOf, closed } from '../splitting/weights.ts';
import { inOrder, type Expression } from '../expression/expression.ts';
import {
  addWhole,
  assemble,
  f64,
  get,
  i32,
  loadVector,
  number,
  repeat,
  scalar,
  select,
  set,
  storeVector,
  v128,
  whole,
  equalWhole,
  type Code,
} from '../webAssembly/assembler.ts';
import { vector } from '../webAssembly/vector.ts';
import { fallbacks, functionCode, powerCode, type Workshop } from './vectorMath.ts';

/** A module that takes the steps of a splitting method for many trajectories, two in a vector. */
export interface EnsembleModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What stands at the beginning of its memory, each number twice; the moves of `movesOf` come first. */
  readonly constants: Float64Array;
  /** So many trajectories are stepped together. */
  readonly group: number;
}

/** The moves of a step of length dt: each, and after them the last and the first as one. */
export function scaledMoves(splitting: Splitting, dt: number): number[] {
  const moves = closed(splitting.weights);
  return [...moves.map((w) => w * dt), moves[moves.length - 1] * dt + moves[0] * dt];
}

/**
 * The module for dq/dt and dp/dt as formulas. Its routine `run` takes the addresses of the first and past the last
 * trajectory, the bytes between coordinates and between q and p, how many steps, the time at which they are counted
 * from, the number of the first, and dt.
 */
export function ensembleModule(field: readonly Expression[], splitting: Splitting): EnsembleModule {
  const n = field.length / 2;
  const moves = closed(splitting.weights);
  const clocks = clocksOf(moves);
  const numbers: number[] = Array.from({ length: moves.length + 1 }, () => 0);
  const known = new Map<number, number>();
  // Parameters, and what steps and coordinates are counted with.
  const [first, end, stride, apart, steps, start, from, dt] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [address, step, weight, time, passed] = [8, 9, 10, 11, 12];
  let locals = 0;
  const shop: Workshop = {
    local: () => passed + 1 + locals++,
    constant(x) {
      const place = known.get(x) ?? numbers.push(x) - 1;
      known.set(x, place);
      return [...whole(0), ...loadVector(16 * place)];
    },
  };
  const size = inOrder(field).length;
  const together = size <= 24 ? 4 : size <= 60 ? 2 : 1;
  const state = Array.from({ length: together }, () => Array.from({ length: 2 * n }, shop.local));

  /** Moves q or p of the trajectories of one vector along the field. */
  const move = (isKick: boolean, u: number, by: Code, clock: number): Code => {
    const rates = isKick ? field.slice(n) : field.slice(0, n);
    const places = new Map<Expression, number>();
    const valueOf = (a: Expression): Code => {
      if (a.operation === 'constant') return shop.constant(a.value);
      const place = a.operation === 'coordinate' ? state[u][a.value] : places.get(a);
      return get(place ?? 0);
    };
    const code: number[] = [];
    for (const node of inOrder(rates)) {
      if (node.operation === 'constant' || node.operation === 'coordinate') continue;
      const out = shop.local();
      const [a, b] = node.of;
      places.set(node, out);
      code.push(...operationCode(node, a, b, out));
    }
    return [
      ...code,
      ...rates.flatMap((rate, i) => {
        const moved = get(state[u][isKick ? n + i : i]);
        return [
          ...moved,
          ...by,
          ...valueOf(rate),
          ...vector.multiply,
          ...vector.add,
          ...set(state[u][isKick ? n + i : i]),
        ];
      }),
    ];

    function operationCode(node: Expression, a: Expression, b: Expression, out: number): Code {
      switch (node.operation) {
        case 'time':
          return [
            ...get(time),
            ...number(clock),
            ...get(dt),
            ...scalar.multiply,
            ...scalar.add,
            ...vector.splat,
            ...set(out),
          ];
        case 'sum':
          return [...valueOf(a), ...valueOf(b), ...vector.add, ...set(out)];
        case 'product':
          if (a.operation === 'constant' && a.value === -1)
            return [...valueOf(b), ...vector.negate, ...set(out)];
          return [...valueOf(a), ...valueOf(b), ...vector.multiply, ...set(out)];
        case 'quotient':
          return [...valueOf(a), ...valueOf(b), ...vector.divide, ...set(out)];
        case 'power':
          return powerOf(valueOf(a), node.value, out);
        default: {
          const x = shop.local();
          return [...valueOf(a), ...set(x), ...functionCode(node.operation as 'sin', x, out, shop)];
        }
      }
    }
  };
  const powerOf = (x: Code, exponent: number, out: number): Code => {
    const size = Math.abs(exponent);
    const half = size % 1 === 0.5;
    if (size > 3 || (!half && !Number.isInteger(size))) {
      const base = shop.local();
      return [...x, ...set(base), ...powerCode(base, number(exponent), out)];
    }
    const factors = [
      ...Array.from({ length: Math.floor(size) }, () => x),
      ...(half ? [[...x, ...vector.squareRoot]] : []),
    ];
    const product = factors.reduce((sum, each) => [...sum, ...each, ...vector.multiply]);
    return exponent > 0
      ? [...product, ...set(out)]
      : [...shop.constant(1), ...product, ...vector.divide, ...set(out)];
  };

  const kickFirst = splitting.first === 'kick';
  const all = (code: (u: number) => Code): Code => Array.from({ length: together }, (_, u) => code(u)).flat();
  const amount = (place: number): Code => [...whole(0), ...loadVector(16 * place)];
  const last = moves.length - 1;
  const visit = (each: (u: number, i: number) => Code): Code =>
    ['q', 'p'].flatMap((half, h) => [
      ...(h === 0 ? get(first) : [...get(first), ...get(apart), ...addWhole]),
      ...set(address),
      ...Array.from({ length: n }, (_, i) => [
        ...all((u) => each(u, h * n + i)),
        ...get(address),
        ...get(stride),
        ...addWhole,
        ...set(address),
      ]).flat(),
    ]);
  const body: Code = [
    ...visit((u, i) => [...get(address), ...loadVector(16 * u), ...set(state[u][i])]),
    ...[...get(from), ...set(passed), ...whole(0), ...set(step)],
    ...[...get(start), ...get(from), ...get(dt), ...scalar.multiply, ...scalar.add, ...set(time)],
    ...all((u) => move(kickFirst, u, amount(0), 0)),
    ...repeat(step, 1, get(steps), [
      ...[...get(start), ...get(passed), ...get(dt), ...scalar.multiply, ...scalar.add, ...set(time)],
      ...[...get(passed), ...number(1), ...scalar.add, ...set(passed)],
      // The last move of a step and the first of the next are one, but at the very end.
      ...[...whole(16 * last), ...whole(16 * (last + 1))],
      ...[...get(step), ...whole(1), ...addWhole, ...get(steps), ...equalWhole, ...select, ...set(weight)],
      ...Array.from({ length: last >> 1 }, (_, i) => 2 * i + 1).flatMap((s) => [
        ...all((u) => move(!kickFirst, u, amount(s), clocks[s])),
        ...all((u) =>
          move(
            kickFirst,
            u,
            s + 1 === last ? [...get(weight), ...loadVector(0)] : amount(s + 1),
            clocks[s + 1],
          ),
        ),
      ]),
    ]),
    ...visit((u, i) => [...get(address), ...get(state[u][i]), ...storeVector(16 * u)]),
  ];
  const code = repeat(first, 16 * together, get(end), body);
  const parameters = [i32, i32, i32, i32, i32, f64, f64, f64];
  const bytes = assemble(
    16 * numbers.length,
    fallbacks.map((name) => [name, name === 'pow' ? 2 : 1]),
    [
      {
        name: 'run',
        parameters,
        locals: [i32, i32, i32, f64, f64, ...Array.from({ length: locals }, () => v128)],
        code,
      },
    ],
  );
  return { bytes, constants: Float64Array.from(numbers.flatMap((x) => [x, x])), group: 2 * together };
}
