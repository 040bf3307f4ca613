import type { GraphNode, GraphSnapshot } from '@hgn/jit';
import type { ParameterSpan } from '../subjects.ts';

/** What nodes of a graph are called, and what they are about. */
export interface NodeNames {
  /** The argument, the array of the model or the result that a node is; most are none. */
  name(id: number): string | undefined;
  /** The parts of the model whose parameters a node reads: encoder, potential, decoder … */
  parts(id: number): readonly string[];
  /** Whether it is made of parameters and constants alone. */
  weights(id: number): boolean;
  /** Whether the loss needs it; where there is no loss, everything is. */
  forward(id: number): boolean;
}

/** How the leaves of a function are called. */
export interface LeafNames {
  readonly inputPaths: readonly string[];
  readonly outputPaths: readonly string[];
  readonly spans: readonly ParameterSpan[];
}

/** Names the nodes of a graph after arguments, results, and the arrays that slices of the parameter vector are. */
export function nodeNames(graph: GraphSnapshot, { inputPaths, outputPaths, spans }: LeafNames): NodeNames {
  const names = new Map<number, string>();
  const parts = new Map<number, readonly string[]>();
  /** Parts of the model that a node is made of alone: weights and what is worked out of nothing else. */
  const weights = new Map<number, readonly string[]>();
  const constants = new Set(
    graph.nodes.filter(({ op }) => op === 'Constant' || op === 'Fill').map(({ id }) => id),
  );
  const inputName = new Map(graph.inputs.map((id, i) => [id, shortened(inputPaths[i])]));
  const vector = graph.inputs[inputPaths.indexOf('0.parameters')];

  for (const node of graph.nodes) {
    const { id, op, inputs } = node;
    const input = inputName.get(id);
    if (spans.length > 0 && inputs.some((other) => isMoment(inputName.get(other)))) {
      parts.set(id, ['update']);
      continue;
    }
    if (input !== undefined) {
      names.set(id, input);
      if (spans.length === 0 && isWeight(input)) weights.set(id, [partOf(input)]);
      continue;
    }
    if (op === 'Slice' && inputs[0] === vector && spans.length > 0) {
      const sliced = slicedSpans(node, spans);
      names.set(id, sliced.length > 2 ? `${sliced[0]} … ${sliced[sliced.length - 1]}` : sliced.join(' and '));
      weights.set(id, unique(sliced.map(partOf)));
      continue;
    }
    const read = inputs.map((other) => weights.get(other));
    const constant = inputs.map((other) => constants.has(other));
    if (
      inputs.length > 0 &&
      read.every((w, i) => w !== undefined || constant[i]) &&
      !constant.every(Boolean)
    ) {
      weights.set(id, unique(read.flatMap((w) => w ?? [])));
    } else {
      parts.set(id, unique(read.flatMap((w) => w ?? [])));
    }
  }
  graph.outputs.forEach((id, i) => {
    const known = names.get(id);
    names.set(id, known === undefined ? `→ ${outputPaths[i]}` : `${known} → ${outputPaths[i]}`);
  });
  const forward = ancestors(graph, graph.outputs[outputPaths.findIndex((path) => /(^|\.)loss$/.test(path))]);
  return {
    name: (id) => names.get(id),
    parts: (id) => parts.get(id) ?? weights.get(id) ?? [],
    weights: (id) => weights.has(id) || constants.has(id),
    forward: (id) => forward?.has(id) ?? true,
  };
}

/** `0.potential.0.kernel` without the number of its argument, where that says nothing. */
const shortened = (path: string): string => path.replace(/^\d+\.(?=.)/, '');

/** What the optimiser remembers, as the state of a training step names it. */
const isMoment = (name: string | undefined) => name !== undefined && /^(optimiser|average)\./.test(name);

const isWeight = (name: string) => /\.(kernel|bias)$/.test(name);

/** The part of a model that an array belongs to: the first name of its path, below `dynamics` the second. */
function partOf(name: string): string {
  const [first, second = ''] = name.split('.');
  return first === 'dynamics' && /^[a-z]+$/i.test(second) && second !== 'kernel' && second !== 'bias'
    ? second
    : first;
}

function slicedSpans({ attributes, shape }: GraphNode, spans: readonly ParameterSpan[]): string[] {
  const [begin] = attributes.begin as readonly number[];
  const end = begin + shape[0];
  return spans.filter((span) => span.begin < end && span.end > begin).map(({ name }) => name);
}

function ancestors({ nodes }: GraphSnapshot, of: number | undefined): Set<number> | undefined {
  if (of === undefined) return undefined;
  const needed = new Set([of]);
  // From the last: users stand behind what they read.
  for (let i = nodes.length - 1; i >= 0; i--) {
    if (needed.has(nodes[i].id)) for (const id of nodes[i].inputs) needed.add(id);
  }
  return needed;
}

const unique = (names: readonly string[]): string[] => [...new Set(names)];
