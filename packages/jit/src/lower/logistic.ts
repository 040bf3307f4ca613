import type { Node } from '../graph/graph.ts';
import type { OnnxModel } from '../onnx/model.ts';

/**
 * A quotient v / log(1 ± v) is the logarithmic mean of 1 and 1 ± v, which lies close to two thirds of the geometric mean
 * and a third of the arithmetic one: sqrt(a + b v) + c + d v, with the coefficients of least relative error by Remez'
 * algorithm. The runtime has no log1p, and its logarithm is not vectorised.
 */
interface LogarithmicMean {
  readonly root: readonly [a: number, b: number];
  readonly line: readonly [c: number, d: number];
}
/** e / log(1 + e) for 0 <= e <= 1; off by 8.4e-7. */
const meanOfSum: LogarithmicMean = { root: [0.47101188, 0.46343265], line: [0.31369778, 0.16233175] };
/** s / -log(1 - s) for 0 <= s <= 1/2; off by 4.1e-7. */
const meanOfDifference: LogarithmicMean = {
  root: [0.42896093, -0.43241579],
  line: [0.34504931, -0.1699062],
};

/** e^88 is the last that is finite with something to spare: beyond, sigmoid(-x) stays 6e-39. */
const largest = 88;

/** What the sigmoids and the softplus of one x are made of. */
interface Parts {
  /** 1 + e^x, with x bounded from above. */
  readonly sum: string;
  /** e^x / (1 + e^x). */
  readonly rise: string;
  /** 1 / (1 + e^x), where something needs it. */
  readonly fall: string | undefined;
}

const family: readonly string[] = ['Sigmoid', 'FallingSigmoid', 'OnePlusExp', 'Softplus'];

/**
 * Writes sigmoid(x), sigmoid(-x), its reciprocal and softplus(x), which share their parts where a graph has two of them
 * of one x. What counts is the number of operators: each is vectorised, and waits for memory.
 */
export class LogisticWriter {
  readonly #model: OnnxModel;
  readonly #shared: ReadonlySet<Node>;
  readonly #falling: ReadonlySet<Node>;
  readonly #parts = new Map<Node, Parts>();

  constructor(model: OnnxModel, nodes: readonly Node[]) {
    this.#model = model;
    const met = new Set<Node>();
    const again = new Set<Node>();
    const falling = new Set<Node>();
    for (const { op, inputs } of nodes) {
      if (op === 'FallingSigmoid' || op === 'Softplus') falling.add(inputs[0]);
      if (family.includes(op)) (met.has(inputs[0]) ? again : met).add(inputs[0]);
    }
    this.#shared = again;
    this.#falling = falling;
  }

  /** 1 / (1 + e^-x); falling, 1 / (1 + e^x). The runtime's own sigmoid is off by 1 % at -12, and 0 below -18. */
  write({ op, inputs: [input] }: Node, x: string): string {
    const shares = this.#shared.has(input);
    if (op === 'Softplus') return shares ? this.#sharedSoftplus(input, x) : this.#softplus(x);
    if (shares) {
      const parts = this.#partsOf(input, x);
      if (op === 'Sigmoid') return parts.rise;
      return op === 'OnePlusExp' ? parts.sum : fallOf(parts);
    }
    const exponent = op === 'Sigmoid' ? this.#model.add('Neg', [x]) : x;
    const sum = this.#plus(this.#model.add('Exp', [exponent]), 1);
    return op === 'OnePlusExp' ? sum : this.#reciprocal(sum);
  }

  /** max(x, 0) + log(1 + e) with e = exp(-|x|): no tail is lost. */
  #softplus(x: string): string {
    const e = this.#model.add('Exp', [this.#model.add('Neg', [this.#model.add('Abs', [x])])]);
    return this.#ramp(x, e, meanOfSum);
  }

  /** log(1 + e) is -log(1 - s) with s = e / (1 + e), the lesser of the two sigmoids. */
  #sharedSoftplus(input: Node, x: string): string {
    const parts = this.#partsOf(input, x);
    const lesser = this.#model.add('Min', [parts.rise, fallOf(parts)]);
    return this.#ramp(x, lesser, meanOfDifference);
  }

  #ramp(x: string, v: string, { root, line }: LogarithmicMean): string {
    const model = this.#model;
    // One operator for a product and a sum; what it cuts off, below 0 and above 1, no v reaches.
    const linear = ([constant, slope]: readonly [number, number]) =>
      model.add('HardSigmoid', [v], { alpha: { float: slope }, beta: { float: constant } });
    const mean = model.add('Add', [model.add('Sqrt', [linear(root)]), linear(line)]);
    return model.add('Add', [model.add('Relu', [x]), model.add('Div', [v, mean])]);
  }

  #partsOf(input: Node, x: string): Parts {
    const known = this.#parts.get(input);
    if (known !== undefined) return known;
    const bounded = this.#model.add('Clip', [x, this.#model.scalar(-Infinity), this.#model.scalar(largest)]);
    const exponential = this.#model.add('Exp', [bounded]);
    const sum = this.#plus(exponential, 1);
    const fall = this.#falling.has(input) ? this.#reciprocal(sum) : undefined;
    const rise =
      fall === undefined
        ? this.#model.add('Div', [exponential, sum])
        : this.#model.add('Mul', [exponential, fall]);
    const parts = { sum, rise, fall };
    this.#parts.set(input, parts);
    return parts;
  }

  #reciprocal(x: string): string {
    return this.#model.add('Reciprocal', [x]);
  }

  #plus(x: string, value: number): string {
    return this.#model.add('Add', [x, this.#model.scalar(value)]);
  }
}

function fallOf({ fall }: Parts): string {
  if (fall === undefined) throw new Error('lower: internal error: sigmoid(-x) is missing');
  return fall;
}
