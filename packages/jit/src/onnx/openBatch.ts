import { ProtobufWriter } from './protobuf.ts';
import { readFields, requireField, textOf, type Field } from './protobufReader.ts';

/** One function as ONNX models that differ in their batch only. */
export interface BatchedModel {
  readonly batch: number;
  readonly bytes: Uint8Array;
}

/** Numbers of the fields of onnx.proto that are read here. */
const model = { graph: 7 };
const graph = { node: 1, initializer: 5, input: 11, output: 12, valueInfo: 13 };
const node = { input: 1, output: 2, operator: 4 };
/** Fields with the name, type and shape of a value. */
const declarations = [graph.input, graph.output, graph.valueInfo];
const tensor = { dimension: 1, type: 2, name: 8, raw: 9 };
const valueInfo = { name: 1, type: 2 };
const int64 = 7;

/** How an integer depends on the batch: constant + slope * batch. */
interface Linear {
  readonly constant: number;
  readonly slope: number;
}

/**
 * One model for every batch from models for several: what differs between them must be lengths, each a constant plus
 * a multiple of the batch. Those that shape a result (`Reshape`) become -1 where that says enough, the others are
 * computed from the batch of the input.
 *
 * @param models at least three, so that a length that is not linear in the batch is noticed
 * @throws Error where anything else differs, or no input begins with the batch
 */
export function openBatch(models: readonly BatchedModel[]): Uint8Array {
  const variants = models.map(({ bytes }) => readFields(requireField(readFields(bytes), model.graph).bytes));
  const batches = models.map(({ batch }) => batch);
  const [first] = variants;
  if (variants.some((fields) => fields.length !== first.length))
    throw dependsOnBatch('the number of its operators');

  const nodes = first.filter(({ number }) => number === graph.node).map(({ bytes }) => readFields(bytes));
  const written = new ProtobufWriter(models[0].bytes.length + 4096);
  const lengths = new LengthWriter(batchedInput(variants, batches));
  const others: { readonly number: number; readonly bytes: Uint8Array }[] = [];
  first.forEach((field, i) => {
    const same = variants.map((fields) => fields[i]);
    if (same.some(({ number }) => number !== field.number))
      throw dependsOnBatch('the number of its operators');
    if (field.number === graph.initializer) {
      const constant = mergeInitializer(same, batches, nodes, lengths);
      if (constant !== undefined) others.push({ number: field.number, bytes: constant });
    } else if (declarations.includes(field.number)) {
      others.push({ number: field.number, bytes: mergeValueInfo(same, batches) });
    } else {
      if (!same.every(({ bytes }) => equal(bytes, field.bytes))) throw dependsOnBatch('an operator');
      others.push({ number: field.number, bytes: field.bytes });
    }
  });
  // Nodes must stand before those that read them.
  const ordered = [...lengths.fields, ...others.filter(({ number }) => number === graph.node)];
  const rest = others.filter(({ number }) => number !== graph.node);
  for (const { number, bytes } of [...ordered, ...rest]) written.raw(number, bytes);

  const whole = new ProtobufWriter(written.bytes().length + 128);
  for (const { number, integer, bytes } of readFields(models[0].bytes)) {
    if (number === model.graph) whole.raw(number, written.bytes());
    else if (bytes.length === 0) whole.integer(number, integer);
    else whole.raw(number, bytes);
  }
  return whole.bytes();
}

const dependsOnBatch = (what: string) =>
  new Error(
    `openBatch: ${what} depends on the batch, so one graph does not serve every batch; write it for one batch`,
  );

/** The name of an input whose first axis is the batch. */
function batchedInput(variants: readonly (readonly Field[])[], batches: readonly number[]): string {
  const [inputs, ...others] = variants.map((fields) => fields.filter(({ number }) => number === graph.input));
  const at = inputs.findIndex((_, i) =>
    [inputs, ...others].every((list, k) => lengthsOf(list[i].bytes)[0] === batches[k]),
  );
  if (at === -1)
    throw new Error('openBatch: no input has the batch as its first axis; give one to the example');
  return textOf(requireField(readFields(inputs[at].bytes), valueInfo.name));
}

/** The constant as it is, or with one length left open; undefined where it is computed instead. */
function mergeInitializer(
  same: readonly Field[],
  batches: readonly number[],
  nodes: readonly (readonly Field[])[],
  lengths: LengthWriter,
): Uint8Array | undefined {
  const [{ bytes }] = same;
  if (same.every((other) => equal(other.bytes, bytes))) return bytes;
  const tensors = same.map((other) => readFields(other.bytes));
  const name = textOf(requireField(tensors[0], tensor.name));
  const integers = tensors.map((fields) => {
    const ofOneName = textOf(requireField(fields, tensor.name)) === name;
    if (!ofOneName || requireField(fields, tensor.type).integer !== int64) throw dependsOnBatch('a constant');
    return integersOf(requireField(fields, tensor.raw).bytes);
  });
  const values = integers[0].map((_, k) =>
    linear(
      integers.map((list) => list[k]),
      batches,
    ),
  );
  const open = values.findIndex(({ slope }) => slope !== 0);
  const oneOpen = values.every(({ slope, constant }, k) => k === open || (slope === 0 && constant > 0));
  if (oneOpen && values[open].constant === 0 && onlyShapes(name, nodes)) {
    return writeIntegers(
      name,
      values.map(({ constant }, k) => (k === open ? -1 : constant)),
    );
  }
  lengths.add(name, values);
  return undefined;
}

/** Whether a constant is nothing but the target of Reshape operators. */
function onlyShapes(name: string, nodes: readonly (readonly Field[])[]): boolean {
  return nodes.every((fields) => {
    const inputs = fields.filter(({ number }) => number === node.input).map(textOf);
    const at = inputs.indexOf(name);
    return at === -1 || (at === 1 && textOf(requireField(fields, node.operator)) === 'Reshape');
  });
}

/** A value with the lengths that follow the batch named instead of numbered. */
function mergeValueInfo(same: readonly Field[], batches: readonly number[]): Uint8Array {
  const [{ bytes }] = same;
  const shapes = same.map((other) => lengthsOf(other.bytes));
  const values = shapes[0].map((_, axis) =>
    linear(
      shapes.map((shape) => shape[axis]),
      batches,
    ),
  );
  if (values.every(({ slope }) => slope === 0)) return bytes;
  const [name, type] = [requireField(readFields(bytes), valueInfo.name), tensorType(bytes)];
  const written = new ProtobufWriter();
  written.raw(valueInfo.name, name.bytes).message(valueInfo.type, (any) =>
    any.message(1, (ofTensor) => {
      ofTensor.integer(1, requireField(type, 1).integer);
      ofTensor.message(2, (shape) => {
        for (const { constant, slope } of values) {
          shape.message(1, (dimension) => {
            if (slope === 0) dimension.integer(1, constant);
            else
              dimension.text(2, constant === 0 && slope === 1 ? 'batch' : `${slope} * batch + ${constant}`);
          });
        }
      });
    }),
  );
  return written.bytes();
}

const tensorType = (info: Uint8Array): Field[] =>
  readFields(requireField(readFields(requireField(readFields(info), valueInfo.type).bytes), 1).bytes);

function lengthsOf(info: Uint8Array): number[] {
  const shape = readFields(requireField(tensorType(info), 2).bytes);
  return shape.map((dimension) => requireField(readFields(dimension.bytes), 1).integer);
}

/** Writes the operators that compute lengths from the batch of an input. */
class LengthWriter {
  /** Operators and constants, as fields of the graph. */
  readonly fields: { readonly number: number; readonly bytes: Uint8Array }[] = [];
  readonly #input: string;

  constructor(input: string) {
    this.#input = input;
  }

  add(name: string, values: readonly Linear[]): void {
    if (this.fields.length === 0) {
      this.#constant('batch.first', [0]);
      this.#node('Shape', [this.#input], 'batch.shape');
      this.#node('Gather', ['batch.shape', 'batch.first'], 'batch.size');
    }
    this.#constant(
      `${name}.slope`,
      values.map(({ slope }) => slope),
    );
    this.#node('Mul', ['batch.size', `${name}.slope`], `${name}.scaled`);
    this.#constant(
      `${name}.constant`,
      values.map(({ constant }) => constant),
    );
    this.#node('Add', [`${name}.scaled`, `${name}.constant`], name);
  }

  #constant(name: string, values: readonly number[]): void {
    this.fields.push({ number: graph.initializer, bytes: writeIntegers(name, values) });
  }

  #node(operator: string, inputs: readonly string[], output: string): void {
    const writer = new ProtobufWriter();
    for (const name of inputs) writer.text(node.input, name);
    writer.text(node.output, output).text(node.operator, operator);
    this.fields.push({ number: graph.node, bytes: writer.bytes() });
  }
}

function linear(values: readonly number[], batches: readonly number[]): Linear {
  const slope = (values[1] - values[0]) / (batches[1] - batches[0]);
  const constant = values[0] - slope * batches[0];
  const fits = values.every((value, i) => value === constant + slope * batches[i]);
  if (!Number.isInteger(slope) || !fits) throw dependsOnBatch('a length that is not a multiple of it');
  return { constant, slope };
}

function integersOf(raw: Uint8Array): number[] {
  return Array.from(new BigInt64Array(raw.slice().buffer), Number);
}

function writeIntegers(name: string, values: readonly number[]): Uint8Array {
  const raw = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return new ProtobufWriter()
    .integer(tensor.dimension, values.length)
    .integer(tensor.type, int64)
    .text(tensor.name, name)
    .raw(tensor.raw, raw)
    .bytes();
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);
