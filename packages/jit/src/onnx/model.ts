import type { DataType, Shape, Values } from '../graph/graph.ts';
import { ProtobufWriter } from './protobuf.ts';

/** Attribute of an ONNX node: floats are marked, other numbers are integers. */
export type OnnxAttribute = number | string | readonly number[] | { readonly float: number };

/** ONNX element types by our names; int64 only for shapes and positions. */
export const elementTypes = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
type ElementType = keyof typeof elementTypes;

const operatorSet = 17;
const formatVersion = 8;

/** A model under construction: numbers of fields are those of onnx.proto, IR version 8, operator set 17. */
export class OnnxModel {
  readonly #nodes: Uint8Array[] = [];
  readonly #initializers = new ProtobufWriter(1 << 16);
  readonly #signature = new ProtobufWriter();
  readonly #constants = new Map<string, string>();
  readonly #domains = new Set<string>();
  #names = 0;

  /** How many ONNX nodes were added. */
  get nodeCount(): number {
    return this.#nodes.length;
  }

  input(name: string, shape: Shape, dtype: DataType): string {
    this.#valueInfo(11, name, shape, dtype);
    return name;
  }

  output(name: string, shape: Shape, dtype: DataType): string {
    this.#valueInfo(12, name, shape, dtype);
    return name;
  }

  /** Says which shape a value has that the model does not show. */
  declare(name: string, shape: Shape, dtype: DataType): string {
    this.#valueInfo(13, name, shape, dtype);
    return name;
  }

  /** Adds a node with one output and gives the output's name; a dot in the operator splits off its domain. */
  add(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>> = {},
    output = this.freshName(),
  ): string {
    this.addMany(operator, inputs, attributes, [output]);
    return output;
  }

  /** Adds a node with several outputs. */
  addMany(
    operator: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, OnnxAttribute>>,
    outputs: readonly string[],
  ): void {
    const at = operator.lastIndexOf('.');
    if (at >= 0) this.#domains.add(operator.slice(0, at));
    const message = new ProtobufWriter().message(1, (node) => {
      for (const name of inputs) node.text(1, name);
      for (const name of outputs) node.text(2, name);
      node.text(4, operator.slice(at + 1));
      for (const [name, value] of Object.entries(attributes)) {
        node.message(5, (attribute) => writeAttribute(attribute, name, value));
      }
      if (at >= 0) node.text(7, operator.slice(0, at));
    });
    this.#nodes.push(message.bytes());
  }

  /** A name that no other value of the model has. */
  freshName(): string {
    return `t${this.#names++}`;
  }

  /** Values stored in the model; the same integers or single values are stored once. */
  constant(values: Values | BigInt64Array, shape: Shape, type: ElementType): string {
    const key =
      values.length <= 16
        ? `${type}[${shape.join()}]${Array.from(values as ArrayLike<number>, exact).join()}`
        : undefined;
    const known = key === undefined ? undefined : this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `c${this.#names++}`;
    if (key !== undefined) this.#constants.set(key, name);
    this.#initializers.message(5, (tensor) => {
      for (const length of shape) tensor.integer(1, length);
      tensor.integer(2, elementTypes[type]);
      tensor.text(8, name);
      tensor.raw(9, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    });
    return name;
  }

  /** A vector of int64: shapes, axes, positions. */
  integers(values: readonly number[]): string {
    return this.constant(BigInt64Array.from(values, BigInt), [values.length], 'int64');
  }

  /** A single float32. */
  scalar(value: number): string {
    return this.constant(Float32Array.of(value), [], 'float32');
  }

  /** The finished model as an ONNX file; in reverse order it is one that only runtimes that sort nodes can read. */
  bytes({ reversed = false } = {}): Uint8Array {
    const nodes = reversed ? [...this.#nodes].reverse() : this.#nodes;
    const parts = [...nodes, this.#initializers.bytes(), this.#signature.bytes()];
    const graph = new ProtobufWriter(parts.reduce((sum, part) => sum + part.length, 64));
    graph.text(2, 'jit').append(...parts);
    const model = new ProtobufWriter(graph.bytes().length + 128);
    model.integer(1, formatVersion).text(2, '@hgn/jit');
    model.raw(7, graph.bytes());
    model.message(8, (set) => set.text(1, '').integer(2, operatorSet));
    for (const domain of this.#domains) model.message(8, (set) => set.text(1, domain).integer(2, 1));
    return model.bytes();
  }

  #valueInfo(field: number, name: string, shape: Shape, dtype: DataType): void {
    this.#signature.message(field, (info) => {
      info.text(1, name);
      info.message(2, (type) =>
        type.message(1, (tensor) => {
          tensor.integer(1, elementTypes[dtype]);
          tensor.message(2, (lengths) => {
            for (const length of shape) lengths.message(1, (dimension) => dimension.integer(1, length));
          });
        }),
      );
    });
  }
}

const exact = (value: number) => (Object.is(value, -0) ? '-0' : String(value));

function writeAttribute(writer: ProtobufWriter, name: string, value: OnnxAttribute): void {
  writer.text(1, name);
  if (typeof value === 'number') writer.integer(3, value).integer(20, 2);
  else if (typeof value === 'string') writer.text(4, value).integer(20, 3);
  else if (isFloat(value)) writer.float(2, value.float).integer(20, 1);
  else {
    for (const entry of value) writer.integer(8, entry);
    writer.integer(20, 7);
  }
}

const isFloat = (value: OnnxAttribute): value is { readonly float: number } =>
  typeof value === 'object' && 'float' in value;
