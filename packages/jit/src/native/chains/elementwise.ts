import { sizeOf, type Node } from '../../graph/graph.ts';
import type { Cluster } from './clusters.ts';
import { operationNumber, operationOf, type ElementwiseOperation } from './elementwiseOperations.ts';
import { addressOf, type Access, type Word } from '../instruction.ts';
import { broadcastView, denseView, isDense, mergedAxes, type Axis, type View } from '../views.ts';
import { partly, type Writer } from '../writer.ts';

const sources = { contiguous: 0, single: 1, strided: 2 };

/** One operation on registers. */
interface Step {
  readonly operation: ElementwiseOperation;
  readonly result: Register;
  readonly operands: readonly Register[];
  readonly numbers: readonly Word[];
}

/** A block of numbers while a cluster runs; its number is given when it is known how long it is needed. */
interface Register {
  number: number;
}

/** Work of an operation, in additions. */
const weights: Readonly<Partial<Record<ElementwiseOperation, number>>> = {
  Exp: 8, Expm1: 8, Log: 8, Log1p: 8, Sin: 8, Cos: 8, Tan: 10, Asin: 40, Acos: 40, Atan: 10, Sinh: 10, Cosh: 10, Tanh: 8,
  Asinh: 80, Acosh: 80, Atanh: 80, Sigmoid: 8, FallingSigmoid: 8, OnePlusExp: 8, Softplus: 16, Elu: 8, Selu: 8, Erf: 10,
  Pow: 80, Mod: 40, Div: 2, Sqrt: 3, Rsqrt: 4,
}; // oxfmt-ignore

/** The least work, in additions, that two threads do sooner than one. */
const leastShared = 6000;

/** Writes what is done element by element as one instruction. */
export function writeCluster(writer: Writer, { nodes, kept }: Cluster): void {
  const root = nodes[nodes.length - 1];
  const size = sizeOf(root.shape);
  const results = new Map([...kept].map((node) => [node, denseView(writer.storageFor(node), node.shape)]));
  for (const [node, view] of results) writer.setView(node, view);
  if (size === 0) return;
  const body = new Body(writer, nodes, size);
  for (const node of nodes) body.add(node);
  const work = size * body.weight();
  const isSingle = work < leastShared;
  const units = isSingle ? 1 : unitsOf(writer, body.contiguous(), size, root.shape[0]);
  const { registers, words } = body.words(results);
  writer.add({
    name: 'elementwise',
    words: [units, size / units, registers, ...words],
    reads: body.accesses(units),
    writes: [...results.values()].map((result) => partly(result, units)),
    isSingle,
  });
}

/** Parts in which operands were made, so that threads find what they made themselves. */
function unitsOf(writer: Writer, operands: readonly View[], size: number, rows: number): number {
  for (const { storage } of operands) {
    const parts = writer.parts.get(storage);
    if (parts !== undefined && parts > 1 && size % parts === 0) return parts;
  }
  return rows > 1 ? rows : size;
}

/** The steps of a cluster, and what they read. */
class Body {
  readonly #writer: Writer;
  readonly #size: number;
  readonly #members: ReadonlySet<Node>;
  readonly #values = new Map<Node, Register>();
  readonly #loads: {
    readonly register: Register;
    readonly view: View;
    readonly axes: readonly Axis[];
  }[] = [];
  readonly #steps: Step[] = [];
  readonly #uses = new Map<Node, number>();

  constructor(writer: Writer, cluster: readonly Node[], size: number) {
    this.#writer = writer;
    this.#size = size;
    this.#members = new Set(cluster);
    for (const node of cluster) {
      for (const input of node.inputs) this.#uses.set(input, (this.#uses.get(input) ?? 0) + 1);
    }
  }

  add(node: Node): void {
    if (node.op === 'Reshape') return;
    const step = this.#stepOf(node);
    if (step === undefined) return;
    const register = { number: -1 };
    this.#values.set(node, register);
    this.#steps.push({ ...step, result: register });
  }

  /** Undefined where it is part of the step that reads it. */
  #stepOf(node: Node): Omit<Step, 'result'> | undefined {
    const operation = operationOf(node);
    if (operation === undefined) throw new Error(`lowerNative: ${node.op} is not done element by element`);
    const operands = () => node.inputs.map((input) => this.#register(input, node));
    const step = (name: ElementwiseOperation, from: readonly Node[], numbers: readonly Word[] = []) => ({
      operation: name,
      operands: from.map((input) => this.#register(input, node)),
      numbers,
    });
    switch (node.op) {
      case 'LeakyRelu':
      case 'Step':
        return { operation, operands: operands(), numbers: [{ float: node.attributes.alpha }] };
      case 'Clip': {
        const { min, max } = node.attributes;
        const whole = (value: number) => Math.trunc(Math.min(Math.max(value, -(2 ** 31)), 2 ** 31 - 1));
        const bounds = node.dtype === 'int32' ? [whole(min), whole(max)] : [{ float: min }, { float: max }];
        return { operation, operands: operands(), numbers: bounds };
      }
    }
    if (node.dtype !== 'float32') return { operation, operands: operands(), numbers: [] };
    const [x, y] = node.inputs;
    if (node.op === 'Mul') {
      const [factor, other] = y.op === 'Fill' ? [y, x] : [x, y];
      if (factor.op === 'Fill' && sizeOf(other.shape) === sizeOf(node.shape)) {
        return step('MulScalar', [other], [{ float: factor.attributes.value }]);
      }
    }
    if (node.op === 'Add' || node.op === 'Sub') {
      if (y.op === 'Fill' && sizeOf(x.shape) === sizeOf(node.shape)) {
        return step(
          'AddScalar',
          [x],
          [{ float: node.op === 'Add' ? y.attributes.value : -y.attributes.value }],
        );
      }
      if (node.op === 'Add' && x.op === 'Fill' && sizeOf(y.shape) === sizeOf(node.shape)) {
        return step('AddScalar', [y], [{ float: x.attributes.value }]);
      }
    }
    return { operation, operands: operands(), numbers: [] };
  }

  /** The register with a node's value, repeated to the shape of the node that reads it. */
  #register(node: Node, reader: Node): Register {
    if (this.#members.has(node) && sizeOf(node.shape) === this.#size) {
      if (node.op === 'Reshape') return this.#register(node.inputs[0], node);
      const known = this.#values.get(node);
      if (known !== undefined) return known;
    }
    const own = this.#writer.viewOf(node);
    const view =
      reader.op === 'Reshape' ? this.#writer.reshaped(own, reader.shape) : broadcastView(own, reader.shape);
    const axes = mergedAxes([view.shape, view.strides]);
    for (const load of this.#loads) {
      const { storage, offset } = load.view;
      if (storage === view.storage && offset === view.offset && sameAxes(load.axes, axes))
        return load.register;
    }
    const register = { number: -1 };
    this.#loads.push({ register, view, axes });
    return register;
  }

  weight(): number {
    return this.#steps.reduce((sum, { operation }) => sum + (weights[operation] ?? 1), 0);
  }

  /** Operands that are read one number after the other. */
  contiguous(): View[] {
    return this.#loads.map(({ view }) => view).filter(isDense);
  }

  accesses(units: number): Access[] {
    return this.#loads.map(({ view }) => partly(view, units));
  }

  /** The words of loads, stores and steps, with as few registers as do. */
  words(results: ReadonlyMap<Node, View>): { readonly registers: number; readonly words: Word[] } {
    const last = new Map<Register, number>();
    this.#steps.forEach(({ operands }, at) => operands.forEach((operand) => last.set(operand, at)));
    let registers = 0;
    for (const { register } of this.#loads) register.number = registers++;
    // What is kept is memory itself, and so is what was loaded; any other may give its place away when it was read last.
    const stores = [...results].map(([node, view]) => {
      const register = this.#values.get(node);
      if (register === undefined) throw new Error(`lowerNative: ${node.op} is kept but was not computed`);
      register.number = registers++;
      return { register, view };
    });
    const lasting = new Set([...this.#loads, ...stores].map(({ register }) => register));
    const free: number[] = [];
    const steps: Word[] = [];
    this.#steps.forEach(({ operation, result: target, operands, numbers }, at) => {
      operands.forEach((operand, i) => {
        const isLast = last.get(operand) === at && operands.indexOf(operand) === i;
        if (isLast && !lasting.has(operand)) free.push(operand.number);
      });
      if (!lasting.has(target)) target.number = free.pop() ?? registers++;
      steps.push(operationNumber(operation) ?? -1, target.number);
      for (let i = 0; i < 3; i++) steps.push(i < operands.length ? operands[i].number : 0);
      for (let i = 0; i < 2; i++) steps.push(i < numbers.length ? numbers[i] : 0);
    });
    const loads = this.#loads.flatMap(({ register, view, axes }): Word[] => {
      const head = (source: number) => [register.number, source, addressOf(view)];
      if (axes.length === 0 || axes.every(({ strides }) => strides[0] === 0)) {
        return this.#size === 1 ? head(sources.contiguous) : head(sources.single);
      }
      if (axes.length === 1 && axes[0].strides[0] === 1) return head(sources.contiguous);
      const lengths = axes.map(({ length }) => length);
      return [...head(sources.strided), axes.length, ...lengths, ...axes.map(({ strides }) => strides[0])];
    });
    const stored = stores.flatMap(({ register, view }): Word[] => [register.number, addressOf(view)]);
    return {
      registers,
      words: [this.#loads.length, ...loads, stores.length, ...stored, this.#steps.length, ...steps],
    };
  }
}

function sameAxes(a: readonly Axis[], b: readonly Axis[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) {
    if (a[i].length !== b[i].length || a[i].strides[0] !== b[i].strides[0]) return false;
  }
  return true;
}
