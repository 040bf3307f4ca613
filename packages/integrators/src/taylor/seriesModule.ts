import type { Expression } from '../expression/expression.ts';
import {
  assemble,
  call,
  f64,
  get,
  i32,
  load,
  loadWhole,
  number,
  repeat,
  scalar,
  set,
  store,
  v128,
  whole,
  type Code,
  type Routine,
} from '../webAssembly/assembler.ts';
import { instantiate } from '../webAssembly/instantiate.ts';
import { convolutionCode, imported, type Place } from './convolution.ts';
import { planOf, type Convolution } from './plan.ts';
import type { Series } from './seriesType.ts';

const { add, multiply, negate } = scalar;
/** So many convolutions of one kind become a loop over them. */
const many = 3;
/** Formulas of fewer nodes times coefficients become one routine without loops or calls. */
const short = 500;
/** The addresses that a convolution needs. */
const addressesEach = 6;

/** Where coefficient k stands in order and backwards, 1 / (k + 1), and the first local that is free. */
interface Moment {
  readonly ahead: Place;
  readonly back: Place;
  readonly next: Code;
  readonly free: number;
}

/**
 * The Taylor coefficients by WebAssembly: the sums of the recurrences two products at a time; undefined where that is
 * forbidden.
 *
 * One routine a coefficient. Sums of one kind that do not depend on each other are a loop over a table of addresses; all
 * other operations are straight code, the same for every coefficient.
 */
export function seriesFromModule(
  nodes: readonly Expression[],
  field: readonly Expression[],
  order: number,
): Series | undefined {
  const width = order + 1;
  const isShort = nodes.length * order < short;
  const { levels, forward, backward } = planOf(nodes, field);
  let bytes = 8 * width * field.length;
  const take = (count: number) => {
    const at = bytes;
    bytes += 8 * count;
    return at;
  };
  const stateOf = (i: number) =>
    nodes.find(({ operation, value }) => operation === 'coordinate' && value === i);
  // The state comes first, as it is handed out.
  const ahead = new Map(
    [...forward].map((node) => [
      node,
      node.operation === 'coordinate' ? 8 * width * node.value : take(width),
    ]),
  );
  const back = new Map([...backward].map((node) => [node, take(width)]));
  const placeAhead = (node: Expression) => ahead.get(node) ?? 0;
  const placeBack = (node: Expression) => back.get(node) ?? 0;

  // What stands in the memory from the beginning: weights and addresses.
  const reals: (readonly [number, number])[] = [];
  const wholes: (readonly [number, number])[] = [];
  const known = new Map<string, number>();
  const weightsAt = ([a, b]: readonly [number, number], k: number) => {
    const key = `${a} ${b} ${k}`;
    const at = known.get(key) ?? take(k + 1);
    if (!known.has(key)) for (let j = 0; j <= k; j++) reals.push([at + 8 * j, (a * k + b * j) / k]);
    known.set(key, at);
    return at;
  };

  // Convolutions that differ in their addresses alone are of one kind.
  const kindOf = ({ node }: Convolution) => [node.operation, node.value, backward.has(node)].join();
  const groups = levels.map(({ convolutions }) => {
    const kinds = new Map<string, Convolution[]>();
    for (const one of convolutions) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
    return [...kinds.values()].map((members) => {
      const rows = members.map(({ node, first, second }) => [
        ...[placeAhead(first), placeBack(second), placeAhead(node.of[0]), take(1)],
        ...[placeAhead(node), placeBack(node)],
      ]);
      // Wholes are half as long as what `take` counts.
      const table = isShort || rows.length < many ? 0 : take(Math.ceil((addressesEach / 2) * rows.length));
      if (table !== 0) rows.flat().forEach((x, i) => wholes.push([table + 4 * i, x]));
      return { one: members[0], rows, table };
    });
  });

  // Locals of a routine of coefficients: the pointer into a table, addresses, a vector and a number.
  const [pointer, firstAddress, pair, value] = [0, 1, addressesEach + 1, addressesEach + 2];
  const work = [...Array.from({ length: addressesEach + 1 }, () => i32), v128, f64];
  const convolutions = (level: number, k: number): Code =>
    groups[level].flatMap(({ one, rows, table }) => {
      const code = (at: (address: number, offset: number) => Place) =>
        convolutionCode(one, k, {
          ...{ order, at, pair, value, isKeptBackward: backward.has(one.node) },
          weights: (each) => weightsAt(one.weights ?? [1, 0], each),
        });
      if (table === 0) {
        return rows.flatMap((addresses) => code((a, offset) => [whole(0), addresses[a] + offset]));
      }
      const locals = Array.from({ length: addressesEach }, (_, i) => firstAddress + i);
      const body: Code = [
        ...locals.flatMap((local, i) => [...get(pointer), ...loadWhole(4 * i), ...set(local)]),
        ...code((a, offset) => [get(locals[a]), offset]),
      ];
      const stride = 4 * addressesEach;
      return [
        ...[...whole(table), ...set(pointer)],
        ...repeat(pointer, stride, whole(table + stride * rows.length), body),
      ];
    });

  /** What is not a convolution, of one level; and on the last the next coefficients of the state. */
  const simple = (level: number, moment: Moment): { code: Code; used: number } => {
    const locals = new Map<Expression, number>();
    const [base, offset] = moment.ahead;
    const valueOf = (a: Expression): Code => {
      const local = locals.get(a);
      return local === undefined ? [...base, ...load(offset + placeAhead(a))] : get(local);
    };
    const keep = (place: Place, by: number, x: Code): Code => [...place[0], ...x, ...store(place[1] + by)];
    const code: number[] = [];
    for (const node of levels[level].simple) {
      const [a, b] = node.of;
      const scaled = a.value === -1 ? negate : [...number(a.value), ...multiply];
      const found =
        node.operation === 'sum' ? [...valueOf(a), ...valueOf(b), ...add] : [...valueOf(b), ...scaled];
      const local = moment.free + locals.size;
      code.push(...found, ...set(local));
      locals.set(node, local);
      if (forward.has(node)) code.push(...keep(moment.ahead, placeAhead(node), get(local)));
      if (backward.has(node)) code.push(...keep(moment.back, placeBack(node), get(local)));
    }
    const moved = moment.free + locals.size;
    if (level === levels.length - 1) {
      field.forEach((rate, i) => {
        const state = stateOf(i);
        code.push(...valueOf(rate), ...moment.next, ...multiply, ...set(moved));
        code.push(...keep(moment.ahead, 8 * (width * i + 1), get(moved)));
        if (state !== undefined && backward.has(state)) {
          code.push(...keep(moment.back, placeBack(state) - 8, get(moved)));
        }
      });
    }
    return { code, used: locals.size + 1 };
  };
  const numbers = (count: number) => Array.from({ length: count }, () => f64);
  const orders = Array.from({ length: order }, (_, k) => k);
  const routines: Routine[] = [];
  if (isShort) {
    let most = 0;
    const code = orders.flatMap((k) =>
      levels.flatMap((_, level) => {
        const inLine = simple(level, {
          ahead: [whole(0), 8 * k],
          back: [whole(0), 8 * (order - k)],
          next: number(1 / (k + 1)),
          free: work.length,
        });
        most = Math.max(most, inLine.used);
        return [...convolutions(level, k), ...inLine.code];
      }),
    );
    routines.push({ parameters: [], name: 'fill', locals: [...work, ...numbers(most)], code });
  } else {
    // A routine a level, of where coefficient k stands in order and backwards, and 1 / (k + 1); and one a coefficient.
    levels.forEach((_, level) => {
      const { code, used } = simple(level, { ahead: [get(0), 0], back: [get(1), 0], next: get(2), free: 3 });
      routines.push({ parameters: [i32, i32, f64], locals: numbers(used), code });
    });
    for (const k of orders) {
      const code = levels.flatMap((_, level) => [
        ...convolutions(level, k),
        ...[...whole(8 * k), ...whole(8 * (order - k)), ...number(1 / (k + 1))],
        ...call(imported.length + level),
      ]);
      routines.push({ parameters: [], locals: work, code });
    }
    const code = orders.flatMap((k) => call(imported.length + levels.length + k));
    routines.push({ parameters: [], name: 'fill', code });
  }
  const { sin, cos, exp, log, pow } = Math;
  const instance = instantiate(
    assemble(
      bytes,
      imported.map((name) => [name, name === 'pow' ? 2 : 1]),
      routines,
    ),
    { sin, cos, exp, log, pow },
  );
  if (instance === undefined) return undefined;
  const { buffer } = instance.memory;
  const memory = new Float64Array(buffer);
  const addresses = new Int32Array(buffer);
  for (const [at, x] of reals) memory[at / 8] = x;
  for (const [at, x] of wholes) addresses[at / 4] = x;
  /** Sets a coefficient from outside. */
  const put = (node: Expression, k: number, x: number) => {
    memory[placeAhead(node) / 8 + k] = x;
    if (backward.has(node)) memory[placeBack(node) / 8 + order - k] = x;
  };
  for (const node of nodes) {
    if (node.operation === 'constant') put(node, 0, node.value);
    if (node.operation === 'time') put(node, 1, 1);
  }
  const time = nodes.find(({ operation }) => operation === 'time');
  const backs = Int32Array.from(field, (_, i) => {
    const state = stateOf(i);
    return state !== undefined && backward.has(state) ? placeBack(state) / 8 + order : -1;
  });
  const { fill } = instance.routines;
  return {
    coefficients: memory.subarray(0, width * field.length),
    fill(s, t) {
      if (time !== undefined) put(time, 0, t[0]);
      for (let i = 0; i < backs.length; i++) {
        memory[i * width] = s[i];
        if (backs[i] > 0) memory[backs[i]] = s[i];
      }
      fill();
    },
  };
}
