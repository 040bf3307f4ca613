import {
  call,
  get,
  lane,
  load,
  loadVector,
  number,
  scalar,
  set,
  store,
  vectorAdd,
  vectorMultiply,
  whole,
  type Code,
} from '../webAssembly/assembler.ts';
import type { Convolution } from './plan.ts';

/** An address as code, and so many bytes on. */
export type Place = readonly [base: Code, offset: number];

/** Where a convolution reads and writes, and with which locals. */
export interface Site {
  readonly order: number;
  /** The place so many bytes after one of the addresses: of first, second, the argument, the inverse, and the two of the node. */
  readonly at: (address: 0 | 1 | 2 | 3 | 4 | 5, offset: number) => Place;
  /** Whether the node is kept backwards too. */
  readonly isKeptBackward: boolean;
  /** The address of the weights of coefficient k. */
  readonly weights: (k: number) => number;
  readonly pair: number;
  readonly value: number;
}

/** Functions of the first coefficients, from JavaScript. */
export const imported = ['sin', 'cos', 'exp', 'log', 'pow'] as const;
const { add, subtract, multiply, divide, squareRoot } = scalar;

/** Finds coefficient k of a node and stores it. */
export function convolutionCode({ node, weights }: Convolution, k: number, site: Site): Code {
  const { order, at, pair, value } = site;
  const read = (address: 0 | 1 | 2 | 3, offset: number, loaded = load): Code => {
    const [base, from] = at(address, offset);
    return [...base, ...loaded(from)];
  };
  const write = (address: 3 | 4 | 5, offset: number, x: Code): Code => {
    const [base, from] = at(address, offset);
    return [...base, ...x, ...store(from)];
  };
  const { operation, value: exponent } = node;
  const isSquare = operation === 'power' && exponent === 2;
  const table = weights === undefined || k === 0 ? undefined : site.weights(k);
  const forward = (j: number) => read(0, 8 * j);
  /** Product j of the sum. */
  const product = (j: number): Code => {
    const plain = [...forward(j), ...read(1, 8 * (order - k + j)), ...multiply];
    return table === undefined ? plain : [...plain, ...whole(0), ...load(table + 8 * j), ...multiply];
  };
  const pairFrom = (j: number): Code => {
    const plain = [
      ...read(0, 8 * j, loadVector),
      ...read(1, 8 * (order - k + j), loadVector),
      ...vectorMultiply,
    ];
    return table === undefined
      ? plain
      : [...plain, ...whole(0), ...loadVector(table + 8 * j), ...vectorMultiply];
  };
  /** The products of a sum: two by two between the ends, which were just written and so are read one by one. */
  const sumFrom = (start: number, end: number): Code => {
    const apart = [0, k].filter((j) => j >= start && j <= end);
    const last = Math.min(end, k - 1);
    if (last % 2 === 1) apart.push(last);
    const pairs = Array.from({ length: last >> 1 }, (_, i) => pairFrom(2 * i + 1));
    // Two sums by turns, which do not wait for each other.
    const chains = [0, 1]
      .map((turn) => pairs.filter((_, i) => i % 2 === turn))
      .filter(({ length }) => length > 0)
      .map((terms) => total(terms, vectorAdd));
    const inner =
      pairs.length === 0
        ? []
        : [[...total(chains, vectorAdd), ...set(pair), ...lane(pair, 0), ...lane(pair, 1), ...add]];
    return total([...inner, ...apart.map(product)], add);
  };
  const argument = read(2, 8 * k);
  const inverse = read(3, 0);
  const first = (): Code => {
    if (operation === 'quotient') return [...argument, ...inverse, ...multiply];
    if (operation === 'product' || isSquare) return product(0);
    if (operation === 'power') return powerCode(argument, exponent, value);
    return [...argument, ...call(imported.indexOf(operation as 'sin'))];
  };
  const later = (): Code => {
    switch (operation) {
      case 'product':
        return sumFrom(0, k);
      case 'quotient':
        return [...argument, ...sumFrom(1, k), ...subtract, ...inverse, ...multiply];
      case 'power': {
        if (!isSquare) return [...sumFrom(0, k - 1), ...inverse, ...multiply];
        const twice: Code = [...number(2), ...sumFrom(0, Math.ceil(k / 2) - 1), ...multiply];
        return k % 2 === 0 ? [...twice, ...product(k / 2), ...add] : twice;
      }
      case 'log':
        return [
          ...argument,
          ...(k === 1 ? number(0) : sumFrom(1, k - 1)),
          ...subtract,
          ...inverse,
          ...multiply,
        ];
      default:
        return sumFrom(1, k);
    }
  };
  const isQuotient = operation === 'quotient';
  const divides = isQuotient || operation === 'log' || (operation === 'power' && !isSquare);
  return [
    ...(k === 0 && divides
      ? write(3, 0, [...number(1), ...(isQuotient ? forward(0) : argument), ...divide])
      : []),
    ...(k === 0 ? first() : later()),
    ...set(value),
    ...write(4, 8 * k, get(value)),
    ...(site.isKeptBackward ? write(5, 8 * (order - k), get(value)) : []),
  ];
}

/** The sum of one or more terms. */
const total = (terms: readonly Code[], plus: Code): Code =>
  terms.reduce((sum, term) => [...sum, ...term, ...plus]);

/** x to a power, of an argument that may be read again. */
function powerCode(x: Code, exponent: number, local: number): Code {
  const size = Math.abs(exponent);
  if (size > 3 || (2 * size) % 1 !== 0) return [...x, ...number(exponent), ...call(imported.indexOf('pow'))];
  const factors = Array.from({ length: Math.floor(size) }, () => get(local));
  if (size % 1 !== 0) factors.push([...get(local), ...squareRoot]);
  const product = total(factors, multiply);
  const start: Code = [...x, ...set(local)];
  return exponent > 0 ? [...start, ...product] : [...start, ...number(1), ...product, ...divide];
}
