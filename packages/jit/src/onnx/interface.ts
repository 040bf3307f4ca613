import { elementTypes } from './model.ts';
import { readFields, requireField, textOf } from './protobufReader.ts';
import { ProtobufWriter } from './protobuf.ts';

/** An input or output of a model, as it declares it. */
export interface ModelValue {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
}

/** What a model takes and gives, in its order. Throws for bytes that are no model of fixed shapes. */
export function interfaceOf(model: Uint8Array): {
  readonly inputs: readonly ModelValue[];
  readonly outputs: readonly ModelValue[];
} {
  const fields = readFields(requireField(readFields(model), 7).bytes);
  const values = (number: number) => fields.filter((field) => field.number === number).map(valueOf);
  return { inputs: values(11), outputs: values(12) };
}

function valueOf({ bytes }: { readonly bytes: Uint8Array }): ModelValue {
  const info = readFields(bytes);
  const tensor = readFields(requireField(readFields(requireField(info, 2).bytes), 1).bytes);
  const { integer } = requireField(tensor, 1);
  const dtype = Object.entries(elementTypes).find(([, type]) => type === integer)?.[0] ?? `type ${integer}`;
  const shape = readFields(requireField(tensor, 2).bytes).map(
    (dimension) => requireField(readFields(dimension.bytes), 1).integer,
  );
  return { name: textOf(requireField(info, 1)), dtype, shape };
}

/** A model of this package with its operators in the opposite order. */
export function reverseOperators(model: Uint8Array): Uint8Array {
  const reversed = new ProtobufWriter(model.length + 64);
  for (const { number, integer, bytes } of readFields(model)) {
    if (number === 1) reversed.integer(number, integer);
    else if (number === 7) reversed.raw(number, reverseNodes(bytes));
    else reversed.raw(number, bytes);
  }
  return reversed.bytes();
}

function reverseNodes(graph: Uint8Array): Uint8Array {
  const fields = readFields(graph);
  const nodes = fields.filter(({ number }) => number === 1).reverse();
  const rest = fields.filter(({ number }) => number !== 1);
  const written = new ProtobufWriter(graph.length + 64);
  // As the model is written: its name, the operators, everything else.
  for (const { number, bytes } of [...rest.slice(0, 1), ...nodes, ...rest.slice(1)])
    written.raw(number, bytes);
  return written.bytes();
}
