import type { Node } from '../graph/graph.ts';
import type { OnnxModel } from '../onnx/model.ts';

/**
 * log(1 + e) = t (c0 + c1 t² + …) with t = e / (2 + e), the series of 2 atanh(t) with the coefficients of least relative
 * error for 0 <= e <= 1: 1.6e-7, by Remez' algorithm. The runtime has no log1p, and its logarithm is not vectorised.
 */
const log1pCoefficients = [1.99999968, 0.66676, 0.39589472, 0.34226048];

/** max(x, 0) + 2 atanh(t), t being e / (2 + e) with e = exp(-|x|): no tail is lost, and every part is vectorised. */
function rampOf(model: OnnxModel, x: string, t: string): string {
  const times = (a: string, b: string) => model.add('Mul', [a, b]);
  const plus = (a: string, b: number) => model.add('Add', [a, model.scalar(b)]);
  const square = times(t, t);
  const [c0, c1, c2, c3] = log1pCoefficients;
  const third = plus(times(square, model.scalar(c3)), c2);
  const series = plus(times(plus(times(third, square), c1), square), c0);
  return model.add('Add', [model.add('Relu', [x]), times(t, series)]);
}

/** e^88 is the last that is finite with something to spare: beyond, sigmoid(-x) stays 6e-39. */
const largest = 88;

/** Writes sigmoid(x), sigmoid(-x) and softplus(x), which share their parts where a graph has both sigmoids of one x. */
export class LogisticWriter {
  readonly #model: OnnxModel;
  readonly #both: ReadonlySet<Node>;
  readonly #shared = new Map<Node, { readonly rise: string; readonly fall: string }>();

  constructor(model: OnnxModel, nodes: readonly Node[]) {
    this.#model = model;
    const inputsOf = (op: Node['op']) =>
      nodes.filter((node) => node.op === op).map(({ inputs: [x] }) => x); // prettier-ignore
    const falling = new Set(inputsOf('FallingSigmoid'));
    this.#both = new Set(inputsOf('Sigmoid').filter((x) => falling.has(x)));
  }

  /** 1 / (1 + e^-x) or, falling, 1 / (1 + e^x); the runtime's own operator is off by 1 % at -12, and 0 below -18. */
  write({ op, inputs: [input] }: Node, x: string): string {
    if (this.#both.has(input)) {
      const { rise, fall } = this.#partsOf(input, x);
      return op === 'Sigmoid' ? rise : fall;
    }
    const exponent = op === 'Sigmoid' ? this.#model.add('Neg', [x]) : x;
    return this.#reciprocalOfOneMore(this.#model.add('Exp', [exponent]));
  }

  /** log(1 + e^x); e / (2 + e) is s / (2 - s) with s = e / (1 + e), the lesser of the two sigmoids. */
  softplus(input: Node, x: string): string {
    const model = this.#model;
    if (this.#both.has(input)) {
      const { rise, fall } = this.#partsOf(input, x);
      const lesser = model.add('Min', [rise, fall]);
      return rampOf(model, x, model.add('Div', [lesser, model.add('Sub', [model.scalar(2), lesser])]));
    }
    const e = model.add('Exp', [model.add('Neg', [model.add('Abs', [x])])]);
    return rampOf(model, x, model.add('Div', [e, model.add('Add', [e, model.scalar(2)])]));
  }

  #partsOf(input: Node, x: string) {
    const known = this.#shared.get(input);
    if (known !== undefined) return known;
    const bounded = this.#model.add('Clip', [x, this.#model.scalar(-Infinity), this.#model.scalar(largest)]);
    const exponential = this.#model.add('Exp', [bounded]);
    const fall = this.#reciprocalOfOneMore(exponential);
    const parts = { rise: this.#model.add('Mul', [exponential, fall]), fall };
    this.#shared.set(input, parts);
    return parts;
  }

  #reciprocalOfOneMore(x: string): string {
    return this.#model.add('Reciprocal', [this.#model.add('Add', [x, this.#model.scalar(1)])]);
  }
}
