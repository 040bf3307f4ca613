import type { BinaryOp, CompareOp, LogicalOp, ReduceOp, UnaryOp } from './elementwise.ts';
import {
  sameShape,
  sizeOf,
  type DataType,
  type Matrix,
  type Node,
  type Op,
  type OpAttributes,
  type Shape,
} from './graph.ts';
import type { Values } from './graph.ts';
import { attributeKeys, NodeTable, sameNodes } from './intern.ts';
import { broadcastShapes, isIdentityPermutation, withoutAxes } from './shapes.ts';

/** What a builder has made. */
export interface BuilderContents {
  /** For each node: the number of its kind, how many inputs it has, and their ids. */
  readonly numbers: Int32Array;
  /** Operation, attributes, shape and type of each kind. */
  readonly kinds: readonly string[];
  /** Values of constants and matrices, in the order of their nodes. */
  readonly arrays: readonly ArrayBufferView[];
}

/**
 * Makes the nodes of a graph, working out their shapes. Asking twice for the same computation gives the same node, so
 * a graph never holds a common subexpression, and an unchanged part of it stays the same objects through every pass.
 */
export class GraphBuilder {
  readonly #keys = attributeKeys();
  /** Numbers of what nodes are apart from their inputs: operation, attributes, shape and type. */
  readonly #kinds = new Map<string, number>();
  readonly #known = new NodeTable();

  /** Any node, its shape and type given by the caller. */
  node<O extends Op>(
    op: O,
    inputs: readonly Node[],
    attributes: OpAttributes[O],
    shape: Shape,
    dtype: DataType,
  ): Node {
    // Nothing needs to be computed where there is nothing.
    if (shape.includes(0) && !['Fill', 'Constant', 'Input'].includes(op)) return this.fill(0, shape, dtype);
    const description = `${op}|${this.#keys.keyOf(attributes)}|${shape.join()}|${dtype}`;
    let kind = this.#kinds.get(description);
    if (kind === undefined) this.#kinds.set(description, (kind = this.#kinds.size));
    return this.#known.intern(kind, op, inputs, attributes, shape, dtype);
  }

  /** The same operation on other inputs of the same shapes. */
  copy(node: Node, inputs: readonly Node[]): Node {
    if (sameNodes(inputs, node.inputs)) return node;
    const kind = this.#known.kindOf(node);
    const { op, attributes, shape, dtype } = node;
    return kind === undefined
      ? this.node(op, inputs, attributes, shape, dtype)
      : this.#known.intern(kind, op, inputs, attributes, shape, dtype);
  }

  /** Every node that was made, as data: two builders that made the same nodes in the same order have the same. */
  contents(): BuilderContents {
    const nodes = this.#known.all();
    const numbers = new Int32Array(nodes.reduce((sum, { inputs }) => sum + 2 + inputs.length, 0));
    const arrays: ArrayBufferView[] = [];
    let at = 0;
    for (const node of nodes) {
      numbers[at++] = this.#known.kindOf(node) ?? -1;
      numbers[at++] = node.inputs.length;
      for (const { id } of node.inputs) numbers[at++] = id;
      if (node.op === 'Constant') arrays.push(node.attributes.data);
      if (node.op === 'SpatialMap') arrays.push(node.attributes.rows.data, node.attributes.columns.data);
    }
    return { numbers, kinds: [...this.#kinds.keys()], arrays };
  }

  input(index: number, shape: Shape, dtype: DataType): Node<'Input'> {
    return this.node('Input', [], { index }, shape, dtype) as Node<'Input'>;
  }

  constant(data: Values, shape: Shape, dtype: DataType): Node {
    return this.node('Constant', [], { data }, shape, dtype);
  }

  fill(value: number, shape: Shape, dtype: DataType = 'float32'): Node {
    const converted =
      dtype === 'float32' ? Math.fround(value) : dtype === 'int32' ? value | 0 : Number(Boolean(value));
    return this.node('Fill', [], { value: converted }, shape, dtype);
  }

  matrix({ rows, columns, data }: Matrix): Node {
    return this.constant(data, [rows, columns], 'float32');
  }

  unary(op: UnaryOp, x: Node): Node {
    const dtype = op === 'IsNaN' || op === 'IsInf' || op === 'Not' ? 'bool' : x.dtype;
    return this.node(op, [x], {}, x.shape, dtype);
  }

  binary(op: BinaryOp, a: Node, b: Node): Node {
    return this.node(op, [a, b], {}, broadcastShapes(a.shape, b.shape), a.dtype);
  }

  compare(op: CompareOp | LogicalOp, a: Node, b: Node): Node {
    return this.node(op, [a, b], {}, broadcastShapes(a.shape, b.shape), 'bool');
  }

  add(a: Node, b: Node): Node {
    return this.binary('Add', a, b);
  }

  mul(a: Node, b: Node): Node {
    return this.binary('Mul', a, b);
  }

  select(condition: Node, a: Node, b: Node): Node {
    return this.node(
      'Select',
      [condition, a, b],
      {},
      broadcastShapes(condition.shape, a.shape, b.shape),
      a.dtype,
    );
  }

  cast(x: Node, dtype: DataType): Node {
    return x.dtype === dtype ? x : this.node('Cast', [x], {}, x.shape, dtype);
  }

  /** x as it is, once all of `earlier` is there; constants always are. */
  after(x: Node, earlier: readonly Node[]): Node {
    const awaited = [...new Set(earlier)].filter(({ op }) => !['Constant', 'Fill', 'Input'].includes(op));
    return awaited.length === 0 ? x : this.node('After', [x, ...awaited], {}, x.shape, x.dtype);
  }

  reshape(x: Node, shape: Shape): Node {
    if (sizeOf(shape) !== sizeOf(x.shape)) {
      throw new RangeError(`reshape: [${x.shape.join()}] has not as many elements as [${shape.join()}]`);
    }
    return sameShape(shape, x.shape) ? x : this.node('Reshape', [x], {}, shape, x.dtype);
  }

  broadcastTo(x: Node, shape: Shape): Node {
    return sameShape(shape, x.shape) ? x : this.node('BroadcastTo', [x], {}, shape, x.dtype);
  }

  transpose(x: Node, permutation: readonly number[]): Node {
    if (isIdentityPermutation(permutation)) return x;
    const shape = permutation.map((axis) => x.shape[axis]);
    return this.node('Transpose', [x], { permutation }, shape, x.dtype);
  }

  slice(x: Node, begin: readonly number[], size: Shape, strides?: readonly number[]): Node {
    const steps = strides ?? begin.map(() => 1);
    if (sameShape(size, x.shape) && steps.every((step) => step === 1)) return x;
    return this.node('Slice', [x], { begin, strides: steps }, size, x.dtype);
  }

  concat(parts: readonly Node[], axis: number): Node {
    const [first] = parts;
    if (parts.length === 1) return first;
    const shape = [...first.shape];
    shape[axis] = parts.reduce((sum, part) => sum + part.shape[axis], 0);
    return this.node('Concat', parts, { axis }, shape, first.dtype);
  }

  pad(x: Node, before: readonly number[], after: readonly number[], value = 0): Node {
    const shape = x.shape.map((length, axis) => before[axis] + length + after[axis]);
    if (x.shape.includes(0)) return this.fill(value, shape, x.dtype);
    return sameShape(shape, x.shape) ? x : this.node('Pad', [x], { before, value }, shape, x.dtype);
  }

  reduce(op: ReduceOp, x: Node, axes: readonly number[], keepDims = false): Node {
    const reduced = axes.length === 0 ? x : this.node(op, [x], { axes }, withoutAxes(x.shape, axes), x.dtype);
    if (!keepDims) return reduced;
    return this.reshape(
      reduced,
      x.shape.map((length, axis) => (axes.includes(axis) ? 1 : length)),
    );
  }

  /** rows · x · columnsᵀ over the two leading axes of x [H,W,N,C]. */
  spatialMap(x: Node, rows: Matrix, columns: Matrix): Node {
    const [, , n, c] = x.shape;
    return this.node('SpatialMap', [x], { rows, columns }, [rows.rows, columns.rows, n, c], x.dtype);
  }

  matMul(a: Node, b: Node, { transposeA = false, transposeB = false } = {}): Node {
    const [m, k] = lastTwo(a.shape, transposeA);
    const [k2, n] = lastTwo(b.shape, transposeB);
    if (k !== k2) {
      throw new RangeError(
        `matMul: inner lengths must agree, but got [${a.shape.join()}] and [${b.shape.join()}]`,
      );
    }
    const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
    return this.node('MatMul', [a, b], { transposeA, transposeB }, [...batch, m, n], a.dtype);
  }
}

function lastTwo(shape: Shape, transposed: boolean): [number, number] {
  const [rows, columns] = shape.slice(-2);
  return transposed ? [columns, rows] : [rows, columns];
}
