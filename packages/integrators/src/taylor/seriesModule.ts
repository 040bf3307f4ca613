import type { Expression } from '../expression/expression.ts';
import {
  assemble,
  call,
  f64,
  get,
  i32,
  lane,
  load,
  loadVector,
  loadWhole,
  number,
  repeat,
  scalar,
  set,
  store,
  v128,
  vector,
  whole,
  type Code,
  type Routine,
} from '../webAssembly/assembler.ts';
import { instantiate } from '../webAssembly/instantiate.ts';
import { planOf, type Convolution, type Form } from './plan.ts';
import type { Series } from './series.ts';

const forms: readonly Form[] = ['forward', 'backward', 'weighted'];
const { add, subtract, multiply, divide, negate, squareRoot } = scalar;
const elsewhere = ['sin', 'cos', 'exp', 'log', 'pow'] as const;
/** So many convolutions of one kind become a loop over them. */
const many = 3;

/** Where a convolution reads and writes; addresses of one kind may be taken from a table. */
interface Member {
  readonly addresses: readonly number[];
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
  const plan = planOf(nodes, field);
  let bytes = 8 * width * field.length;
  const take = (count: number) => {
    const at = bytes;
    bytes += 8 * count;
    return at;
  };
  const stateOf = (i: number) =>
    nodes.find(({ operation, value }) => operation === 'coordinate' && value === i);
  const places = new Map<Expression, Partial<Record<Form, number>>>();
  for (const [node, kept] of plan.forms) {
    const place: Partial<Record<Form, number>> = {};
    for (const form of kept) {
      const first = node.operation === 'coordinate' && form === 'forward';
      place[form] = first ? 8 * width * node.value : take(width);
    }
    places.set(node, place);
  }
  const place = (node: Expression, form: Form) => places.get(node)?.[form] ?? 0;
  const keeps = (node: Expression, form: Form) => plan.forms.get(node)?.has(form) === true;

  // What stands in the memory from the beginning: weights and addresses.
  const reals: (readonly [number, number])[] = [];
  const wholes: (readonly [number, number])[] = [];
  const weightTables = new Map<string, number>();
  const weightsOf = (exponent: number, k: number) => {
    const key = `${exponent} ${k}`;
    const known = weightTables.get(key);
    if (known !== undefined) return known;
    const at = take(k);
    for (let j = 0; j < k; j++) reals.push([at + 8 * j, (k * exponent - j * (exponent + 1)) / k]);
    weightTables.set(key, at);
    return at;
  };
  const inverses = new Map(
    nodes.map((node) => [node, ['quotient', 'power', 'log'].includes(node.operation) ? take(1) : 0]),
  );

  // Convolutions that differ in their addresses alone are of one kind.
  const kindOf = ({ node }: Convolution) =>
    [
      node.operation,
      node.operation === 'power' ? node.value : 0,
      ...forms.map((form) => keeps(node, form)),
    ].join();
  const addressesOf = ({ node, first, second }: Convolution) => [
    place(...first),
    place(...second),
    place(node.of[0], 'forward'),
    inverses.get(node) ?? 0,
    ...forms.map((form) => place(node, form)),
  ];
  const groups = plan.levels.map(({ convolutions }) => {
    const kinds = new Map<string, Convolution[]>();
    for (const one of convolutions) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
    return [...kinds.values()].map((members) => {
      const rows: Member[] = members.map((one) => ({ addresses: addressesOf(one) }));
      // Wholes are half as long as what `take` counts.
      const table = members.length < many ? 0 : take(Math.ceil((7 * members.length) / 2));
      if (table !== 0)
        rows.forEach(({ addresses }, r) =>
          addresses.forEach((x, i) => wholes.push([table + 4 * (7 * r + i), x])),
        );
      return { one: members[0], rows, table };
    });
  });

  // Locals of a routine of coefficients: the pointer into a table, seven addresses, a vector and a number.
  const [pointer, firstAddress, pair, value] = [0, 1, 8, 9];
  const convolution = (
    { node }: Convolution,
    k: number,
    at: (address: number, offset: number) => readonly [Code, number],
  ): Code => {
    const read = (address: number, offset: number): Code => {
      const [base, from] = at(address, offset);
      return [...base, ...load(from)];
    };
    const readPair = (address: number, offset: number): Code => {
      const [base, from] = at(address, offset);
      return [...base, ...loadVector(from)];
    };
    const forward = (j: number) => read(0, 8 * j);
    const backward = (j: number) => read(1, 8 * (order - j));
    const times = (a: Code, b: Code): Code => [...a, ...b, ...multiply];
    const exponent = node.value;
    const weights =
      node.operation === 'power' && exponent !== 2 && k > 0 ? weightsOf(exponent, k) : undefined;
    /** The sum of products j = 1 to `last`, of which j = 0 and k are apart: they were just written. */
    const inner = (last: number): Code | undefined => {
      const terms: Code[] = [];
      for (let j = 1; j + 1 <= last; j += 2) {
        const product = [...readPair(0, 8 * j), ...readPair(1, 8 * (order - k + j)), ...vector.multiply];
        terms.push(
          weights === undefined
            ? product
            : [...whole(0), ...loadVector(weights + 8 * j), ...product, ...vector.multiply],
        );
      }
      const odd = last % 2 === 1 ? times(forward(last), backward(k - last)) : undefined;
      const weighted =
        odd === undefined || weights === undefined
          ? odd
          : times([...whole(0), ...load(weights + 8 * last)], odd);
      if (terms.length === 0) return weighted;
      // Two sums by turns, which do not wait for each other.
      const chain = (start: number) =>
        terms
          .filter((_, i) => i % 2 === start)
          .flatMap((term, i) => (i === 0 ? term : [...term, ...vector.add]));
      const all = terms.length === 1 ? chain(0) : [...chain(0), ...chain(1), ...vector.add];
      const sum = [...all, ...set(pair), ...lane(pair, 0), ...lane(pair, 1), ...add];
      return weighted === undefined ? sum : [...sum, ...weighted, ...add];
    };
    const plus = (a: Code, b: Code | undefined): Code => (b === undefined ? a : [...a, ...b, ...add]);
    const argument = read(2, 8 * k);
    const inverse = read(3, 0);
    const invert = (x: Code): Code => {
      const [base, from] = at(3, 0);
      return [...base, ...number(1), ...x, ...divide, ...store(from)];
    };
    const found = (): Code => {
      switch (node.operation) {
        case 'product':
          return k === 0
            ? times(forward(0), backward(0))
            : plus(
                [...times(forward(0), backward(k)), ...times(forward(k), backward(0)), ...add],
                inner(k - 1),
              );
        case 'quotient':
          if (k === 0) return [...invert(forward(0)), ...times(argument, inverse)];
          return [
            ...argument,
            ...plus(times(forward(k), backward(0)), inner(k - 1)),
            ...subtract,
            ...inverse,
            ...multiply,
          ];
        case 'power': {
          if (exponent === 2) {
            if (k === 0) return times(forward(0), forward(0));
            const half = plus(times(forward(0), backward(k)), inner(Math.ceil(k / 2) - 1));
            const twice: Code = [...number(2), ...half, ...multiply];
            return k % 2 === 0 ? plus(twice, times(forward(k / 2), forward(k / 2))) : twice;
          }
          if (k === 0) return [...invert(argument), ...powerCode(argument, exponent, value)];
          return [
            ...plus([...number(exponent), ...times(forward(0), backward(k)), ...multiply], inner(k - 1)),
            ...inverse,
            ...multiply,
          ];
        }
        case 'log':
          if (k === 0) return [...invert(argument), ...argument, ...call(elsewhere.indexOf('log'))];
          return [
            ...argument,
            ...(inner(k - 1) ?? number(0)),
            ...number(1 / k),
            ...multiply,
            ...subtract,
            ...inverse,
            ...multiply,
          ];
        default: {
          if (k === 0) return [...argument, ...call(elsewhere.indexOf(node.operation as 'sin'))];
          const sum = plus(times(forward(k), backward(0)), inner(k - 1));
          return [...sum, ...number((node.operation === 'cos' ? -1 : 1) / k), ...multiply];
        }
      }
    };
    const keep = (form: Form, offset: number, x: Code): Code => {
      if (!keeps(node, form)) return [];
      const [base, from] = at(4 + forms.indexOf(form), offset);
      return [...base, ...x, ...store(from)];
    };
    return [
      ...found(),
      ...set(value),
      ...keep('forward', 8 * k, get(value)),
      ...keep('backward', 8 * (order - k), get(value)),
      ...keep('weighted', 8 * k, [...number(k), ...get(value), ...multiply]),
    ];
  };
  const convolutions = (level: number, k: number): Code =>
    groups[level].flatMap(({ one, rows, table }) => {
      if (table === 0) {
        return rows.flatMap(({ addresses }) =>
          convolution(one, k, (address, offset) => [whole(0), addresses[address] + offset]),
        );
      }
      const body: Code = [
        ...Array.from({ length: 7 }, (_, i) => [
          ...get(pointer),
          ...loadWhole(4 * i),
          ...set(firstAddress + i),
        ]).flat(),
        ...convolution(one, k, (address, offset) => [get(firstAddress + address), offset]),
      ];
      return [
        ...whole(table),
        ...set(pointer),
        ...repeat(pointer, 28, whole(table + 28 * rows.length), body),
      ];
    });

  // The routines of the levels: where coefficient k stands in order and backwards, k, and 1 / (k + 1).
  const [ahead, back, count, next] = [0, 1, 2, 3];
  const simple = (level: number): Routine => {
    const locals = new Map<Expression, number>();
    const valueOf = (a: Expression): Code => {
      const local = locals.get(a);
      return local === undefined ? [...get(ahead), ...load(place(a, 'forward'))] : get(local);
    };
    const keep = (a: Expression, x: Code, later: number): Code => [
      ...(keeps(a, 'forward') ? [...get(ahead), ...x, ...store(place(a, 'forward') + later)] : []),
      ...(keeps(a, 'backward') ? [...get(back), ...x, ...store(place(a, 'backward') - later)] : []),
    ];
    const code: number[] = [];
    for (const node of plan.levels[level].simple) {
      if (node.operation === 'constant' || node.operation === 'time' || node.operation === 'coordinate')
        continue;
      const [a, b] = node.of;
      const found: Code =
        node.operation === 'sum'
          ? [...valueOf(a), ...valueOf(b), ...add]
          : a.value === -1
            ? [...valueOf(b), ...negate]
            : [...number(a.value), ...valueOf(b), ...multiply];
      const local = 4 + locals.size;
      code.push(...found, ...set(local));
      locals.set(node, local);
      code.push(...keep(node, get(local), 0));
      if (keeps(node, 'weighted')) {
        code.push(
          ...get(ahead),
          ...get(local),
          ...get(count),
          ...multiply,
          ...store(place(node, 'weighted')),
        );
      }
    }
    if (level === plan.levels.length - 1) {
      const moved = 4 + locals.size;
      field.forEach((rate, i) => {
        const state = stateOf(i);
        code.push(...valueOf(rate), ...get(next), ...multiply, ...set(moved));
        if (state === undefined) code.push(...get(ahead), ...get(moved), ...store(8 * width * i + 8));
        else {
          code.push(...keep(state, get(moved), 8));
          if (keeps(state, 'weighted'))
            code.push(...get(ahead), ...valueOf(rate), ...store(place(state, 'weighted') + 8));
        }
      });
    }
    return {
      parameters: [i32, i32, f64, f64],
      locals: Array.from({ length: locals.size + 1 }, () => f64),
      code,
    };
  };
  const depth = plan.levels.length;
  const routines: Routine[] = Array.from({ length: depth }, (_, level) => simple(level));
  for (let k = 0; k < order; k++) {
    routines.push({
      parameters: [],
      locals: [i32, ...Array.from({ length: 7 }, () => i32), v128, f64],
      code: Array.from({ length: depth }, (_, level) => [
        ...convolutions(level, k),
        ...whole(8 * k),
        ...whole(8 * (order - k)),
        ...number(k),
        ...number(1 / (k + 1)),
        ...call(elsewhere.length + level),
      ]).flat(),
    });
  }
  routines.push({
    parameters: [],
    name: 'fill',
    code: Array.from({ length: order }, (_, k) => call(elsewhere.length + depth + k)).flat(),
  });
  const imports = elsewhere.map((name) => [name, name === 'pow' ? 2 : 1] as const);
  const instance = instantiate(assemble(bytes, imports, routines), {
    sin: Math.sin,
    cos: Math.cos,
    exp: Math.exp,
    log: Math.log,
    pow: Math.pow,
  });
  if (instance === undefined) return undefined;
  const {
    memory: { buffer },
    routines: { fill },
  } = instance;
  const numbers = new Float64Array(buffer);
  const addresses = new Int32Array(buffer);
  for (const [at, x] of reals) numbers[at / 8] = x;
  for (const [at, x] of wholes) addresses[at / 4] = x;
  /** Sets a coefficient from outside. */
  const put = (node: Expression, k: number, x: number) => {
    if (keeps(node, 'forward')) numbers[place(node, 'forward') / 8 + k] = x;
    if (keeps(node, 'backward')) numbers[place(node, 'backward') / 8 + order - k] = x;
    if (keeps(node, 'weighted')) numbers[place(node, 'weighted') / 8 + k] = k * x;
  };
  for (const node of nodes) {
    if (node.operation === 'constant') put(node, 0, node.value);
    if (node.operation === 'time') put(node, 1, 1);
  }
  const time = nodes.find(({ operation }) => operation === 'time');
  const states = field.map((_, i) => stateOf(i));
  const backwards = Int32Array.from(states, (state) =>
    state !== undefined && keeps(state, 'backward') ? place(state, 'backward') / 8 + order : -1,
  );
  return {
    coefficients: numbers.subarray(0, width * field.length),
    fill(s, t) {
      if (time !== undefined) put(time, 0, t[0]);
      for (let i = 0; i < backwards.length; i++) {
        numbers[i * width] = s[i];
        if (backwards[i] >= 0) numbers[backwards[i]] = s[i];
      }
      fill();
    },
  };
}

/** x to a power, of an argument that may be read again and again. */
function powerCode(x: Code, exponent: number, local: number): Code {
  const half = Math.abs(exponent) % 1 === 0.5;
  if (Math.abs(exponent) > 3 || (!half && !Number.isInteger(exponent))) {
    return [...x, ...number(exponent), ...call(elsewhere.indexOf('pow'))];
  }
  const factors = Array.from({ length: Math.floor(Math.abs(exponent)) }, () => get(local));
  const root: Code = [...get(local), ...squareRoot];
  const product = [...factors, ...(half ? [root] : [])].reduce<Code>(
    (sum, each) => [...sum, ...each, ...multiply],
    number(1),
  );
  const start: Code = [...x, ...set(local)];
  return exponent > 0 ? [...start, ...product] : [...start, ...number(1), ...product, ...divide];
}
