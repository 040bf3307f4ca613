import { NodeMap } from './nodeMap.ts';
import type { BinaryOp, CompareOp, LogicalOp, ReduceOp, UnaryOp } from './elementwise.ts';

/** Element types that a compiled graph can hold. */
export type DataType = 'float32' | 'int32' | 'bool';

/** Host values of a constant: float32, int32, or bool as bytes. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** Lengths along each axis; every shape in a graph is known. */
export type Shape = readonly number[];

/** One axis of a two-dimensional window: kernel length, stride, dilation, padding before the first element. */
export interface WindowAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly dilation: number;
  readonly before: number;
}

/** A convolution or pooling window over height and width. */
export interface Window {
  readonly rows: WindowAxis;
  readonly columns: WindowAxis;
}

/** A dense constant matrix, row-major. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array;
}

/** What each operation is parameterised by, beside its inputs. */
export interface OpAttributes
  extends
    Record<UnaryOp | BinaryOp | CompareOp | LogicalOp, Empty>,
    Record<ReduceOp, { readonly axes: readonly number[] }> {
  /** An argument of the compiled function, by position among its leaves. */
  Input: { readonly index: number };
  /** Known values. */
  Constant: { readonly data: Values };
  /** One value at every position. */
  Fill: { readonly value: number };
  LeakyRelu: { readonly alpha: number };
  /** 1 where x > 0, NaN where x is NaN, else alpha. */
  Step: { readonly alpha: number };
  Clip: { readonly min: number; readonly max: number };
  Cast: Empty;
  /** Input 0 as it is, once all inputs are there. No pass looks through it, so work on either side stays there. */
  After: Empty;
  /** Inputs: condition (bool), value where true, value where false; all broadcast. */
  Select: Empty;
  Reshape: Empty;
  BroadcastTo: Empty;
  /** Output axis i is input axis permutation[i]. */
  Transpose: { readonly permutation: readonly number[] };
  /** Elements begin, begin + stride, …, as many as the shape says. */
  Slice: { readonly begin: readonly number[]; readonly strides: readonly number[] };
  Concat: { readonly axis: number };
  Pad: { readonly before: readonly number[]; readonly value: number };
  Tile: { readonly repeats: readonly number[] };
  /** Batched matrix product over the last two axes; leading axes broadcast. */
  MatMul: { readonly transposeA: boolean; readonly transposeB: boolean };
  /** Rank 2 only: alpha·a·b + beta·c with the transposes folded in; c may be missing. */
  Gemm: {
    readonly transposeA: boolean;
    readonly transposeB: boolean;
    readonly alpha: number;
    readonly beta: number;
  };
  /** Index of the extreme along the axis; int32. */
  ArgMax: { readonly axis: number };
  ArgMin: { readonly axis: number };
  CumulativeSum: { readonly axis: number; readonly exclusive: boolean; readonly reverse: boolean };
  /** Slices of input 0 along the axis, picked by the indices of input 1. */
  Gather: { readonly axis: number };
  /** Elements of input 0 picked by the index vectors on the last axis of input 1. */
  GatherNd: Empty;
  /** Input 0 with the elements at the index vectors of input 1 replaced by, or increased by, input 2. */
  ScatterNd: { readonly reduction: 'none' | 'add' };
  OneHot: { readonly depth: number; readonly on: number; readonly off: number };
  /** The k largest along the last axis: their values, or their positions. */
  TopK: { readonly k: number; readonly output: 'values' | 'indices' };
  /** x [N,H,W,C], filter [kh,kw,C,O]. */
  Conv2D: { readonly window: Window };
  /** dy [N,OH,OW,O], filter [kh,kw,C,O]. */
  Conv2DInputGradient: { readonly window: Window };
  /** x [N,H,W,C], dy [N,OH,OW,O]. */
  Conv2DFilterGradient: { readonly window: Window };
  /** x [H,W,N,C]: rows · x · columnsᵀ over its two leading axes. */
  SpatialMap: { readonly rows: Matrix; readonly columns: Matrix };
}

/** No attributes. */
export type Empty = Readonly<Record<string, never>>;

/** Name of an operation of the graph. */
export type Op = keyof OpAttributes;

/** One value of the graph: the operation that makes it, from which inputs. Never changed after creation. */
export type Node<O extends Op = Op> = {
  [K in O]: {
    /** Unique within its graph, and greater than those of its inputs. */
    readonly id: number;
    readonly op: K;
    readonly inputs: readonly Node[];
    readonly attributes: OpAttributes[K];
    readonly shape: Shape;
    readonly dtype: DataType;
  };
}[O];

/** A function as data: what it takes and what it gives. Nodes that no output needs are not part of it. */
export interface Graph {
  readonly inputs: readonly Node<'Input'>[];
  readonly outputs: readonly Node[];
}

const orders = new WeakMap<Graph, readonly Node[]>();

/** Every node that the outputs need, inputs before users; worked out once for a graph. */
export function topologicalOrder(graph: Graph): readonly Node[] {
  const known = orders.get(graph);
  if (known !== undefined) return known;
  const order = sortedNodes(graph);
  orders.set(graph, order);
  return order;
}

/** Inputs have smaller ids than what reads them, so one sweep from the greatest id down meets readers first. */
function sortedNodes({ outputs }: Graph): Node[] {
  const met = new NodeMap<Node>();
  for (const output of outputs) met.set(output, output);
  const sorted: Node[] = [];
  met.forEachFromLast((node) => {
    sorted.push(node);
    const { inputs } = node;
    for (let i = 0; i < inputs.length; i++) met.set(inputs[i], inputs[i]);
  });
  return sorted.reverse();
}

/** How many times each node of a graph is read, counting graph outputs. */
export interface Uses {
  get(node: Node): number;
}

/** Counts how many times each node is read. */
export function countUses(graph: Graph): Uses {
  const order = topologicalOrder(graph);
  const counts = new Uint32Array(order.length === 0 ? 0 : order[order.length - 1].id + 1);
  for (const { inputs } of order) for (let i = 0; i < inputs.length; i++) counts[inputs[i].id]++;
  for (const { id } of graph.outputs) counts[id]++;
  return { get: ({ id }) => (id < counts.length ? counts[id] : 0) };
}

/** Arguments and constants are there throughout a run; everything else comes and goes. */
export const isPermanent = ({ op }: Node): boolean => op === 'Input' || op === 'Constant' || op === 'Fill';

/** Number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let product = 1;
  for (let axis = 0; axis < shape.length; axis++) product *= shape[axis];
  return product;
}

/** True for equal lengths on equal axes. */
export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}
