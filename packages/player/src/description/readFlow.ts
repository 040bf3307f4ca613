import { entries, integer, member, refuse, text, type Field } from './fields.ts';

/** An array that goes into or comes out of a graph of a flow. */
export interface FlowArrayDescription {
  readonly name: string;
  /** Rows are `batch`. */
  readonly shape: readonly (number | 'batch')[];
  readonly meaning: string;
  /** What noise is drawn from; absent for arrays that are no noise. */
  readonly drawn?: 'uniform on (0, 1)' | 'standard normal';
}

/** A graph of a flow. */
export interface FlowGraphDescription {
  readonly file: string;
  readonly does: string;
  readonly inputs: readonly FlowArrayDescription[];
  readonly outputs: readonly FlowArrayDescription[];
}

/** What `flow.json` says. */
export interface FlowDescription {
  /** Names of the columns of a point. */
  readonly columns: readonly string[];
  /** Columns of the context; 0 for none. */
  readonly context: number;
  /** Whether the density is known, or estimated by draws of noise. */
  readonly exact: boolean;
  readonly graphs: { readonly sample: FlowGraphDescription; readonly logProb: FlowGraphDescription };
}

/** Reads `flow.json`, version 1. */
export function readFlow(bytes: Uint8Array): FlowDescription {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new Error(`openModel: model.json: must be JSON (${(cause as Error).message})`, { cause });
  }
  const root: Field = { value, path: '' };
  const format = member(root, 'format');
  if (format.value !== 'hgn-flow-export') refuse(format, "'hgn-flow-export'");
  const version = member(root, 'version');
  if (version.value !== 1) refuse(version, '1');
  const columns = entries(member(root, 'columns')).map(text);
  const context = integer(member(root, 'context'), 0, 1e6);
  const exact = member(root, 'exact');
  if (typeof exact.value !== 'boolean') refuse(exact, 'true or false');
  const known = (array: FlowArrayDescription, field: Field): FlowArrayDescription => {
    const columnsOf = { points: columns.length, context, logProb: undefined }[array.name];
    const [batch, ...rest] = array.shape;
    const isKnown = ['points', 'context'].includes(array.name);
    if (batch !== 'batch' || (isKnown && (rest.length !== 1 || rest[0] !== columnsOf))) {
      refuse(member(field, 'shape'), isKnown ? `["batch",${columnsOf ?? ''}]` : '["batch", …]');
    }
    if (!isKnown && array.name !== 'logProb' && array.drawn === undefined) {
      refuse(member(field, 'drawn'), "'standard normal' or 'uniform on (0, 1)'");
    }
    return array;
  };
  const arrays = (field: Field): readonly FlowArrayDescription[] =>
    entries(field).map((entry) => known(readArray(entry), entry));
  const graph = (name: 'sample' | 'logProb', output: string): FlowGraphDescription => {
    const field = member(member(root, 'graphs'), name);
    const file = member(field, 'file');
    if (!/^[\w-][\w.-]*\.onnx$/.test(text(file))) refuse(file, `a file name such as '${name}.onnx'`);
    const outputs = arrays(member(field, 'outputs'));
    if (outputs.length !== 1 || outputs[0].name !== output) {
      refuse(member(field, 'outputs'), `a list of one array, ${output}`);
    }
    return {
      file: text(file),
      does: text(member(field, 'does')),
      inputs: arrays(member(field, 'inputs')),
      outputs,
    };
  };
  return {
    columns,
    context,
    exact: exact.value,
    graphs: { sample: graph('sample', 'points'), logProb: graph('logProb', 'logProb') },
  };
}

function readArray(field: Field): FlowArrayDescription {
  const shape = entries(member(field, 'shape')).map((length) => {
    if (length.value === 'batch') return 'batch' as const;
    return integer(length, 1, 1e6);
  });
  const drawn = member(field, 'drawn');
  if (drawn.value !== undefined && drawn.value !== 'uniform on (0, 1)' && drawn.value !== 'standard normal') {
    refuse(drawn, "'standard normal' or 'uniform on (0, 1)'");
  }
  return {
    name: text(member(field, 'name')),
    shape,
    meaning: text(member(field, 'meaning')),
    ...(drawn.value !== undefined && { drawn: drawn.value }),
  };
}
