import { entries, member, refuse, text, type Field } from './fields.ts';
import type { ArrayDescription, GraphDescription, GraphName, ModelDescription } from './types.ts';

/** The lengths that the rest of the description gives for every array. */
interface KnownShapes {
  readonly batch: number | 'batch';
  readonly frames: readonly number[];
  readonly frame: readonly number[];
  readonly isDriven: boolean;
}

const positive = (value: unknown): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;

/** Reads the graphs, and holds every shape against what else is said of it. */
export function readGraphs(field: Field, known: KnownShapes): ModelDescription['graphs'] {
  const { batch, isDriven } = known;
  const frames = [batch, ...known.frames];
  const frame = [batch, ...known.frame];
  // z and the state have any shape, the same wherever they stand; the first place gives it.
  const z = ofOneShape(batch);
  const state = ofOneShape(batch);
  const fixed = (shape: readonly (number | 'batch')[]) => (array: Field) => sameShape(array, shape);
  const graph = (name: GraphName, inputs: Arrays, outputs: Arrays) =>
    readGraph(member(field, name), inputs, outputs);
  const states = { q: state, p: state };
  return {
    encode: graph('encode', { frames: fixed(frames) }, { mean: z, logVariance: z, ...states }),
    state: graph('state', { z }, states),
    step: graph(
      'step',
      { ...states, dt: fixed([batch]), ...(isDriven && { drive: perSample(batch) }) },
      { nextQ: state, nextP: state },
    ),
    // A graph that paints positions reads q alone; older exports name p as well.
    decode: graph('decode', readsOneInput(member(field, 'decode')) ? { q: state } : states, {
      frame: fixed(frame),
    }),
    ...(member(field, 'hamiltonian').value !== undefined && {
      hamiltonian: graph('hamiltonian', states, { H: fixed([batch]), dHdq: state, dHdp: state }),
    }),
  };
}

const readsOneInput = (graph: Field): boolean => entries(member(graph, 'inputs')).length === 1;

type ShapeReader = (shape: Field) => readonly (number | 'batch')[];
type Arrays = Readonly<Record<string, ShapeReader>>;

function readGraph(field: Field, inputs: Arrays, outputs: Arrays): GraphDescription {
  return {
    file: fileName(member(field, 'file')),
    does: text(member(field, 'does')),
    inputs: readArrays(member(field, 'inputs'), inputs),
    outputs: readArrays(member(field, 'outputs'), outputs),
  };
}

function readArrays(field: Field, expected: Arrays): readonly ArrayDescription[] {
  const names = Object.keys(expected);
  return entries(field, names.length).map((entry, i) => {
    const name = member(entry, 'name');
    if (name.value !== names[i]) refuse(name, `'${names[i]}'`);
    return {
      name: names[i],
      shape: expected[names[i]](member(entry, 'shape')),
      meaning: text(member(entry, 'meaning')),
    };
  });
}

/** A file beside model.json: what could lead out of the folder is refused. */
function fileName(field: Field): string {
  const name = text(field);
  if (!/^[\w-][\w.-]*\.onnx$/.test(name)) refuse(field, "a file name such as 'step.onnx'");
  return name;
}

function sameShape(field: Field, shape: readonly (number | 'batch')[]): readonly (number | 'batch')[] {
  const lengths = entries(field);
  if (lengths.length !== shape.length || lengths.some(({ value }, i) => value !== shape[i])) {
    refuse(field, JSON.stringify(shape));
  }
  return shape;
}

/** So many numbers for every sample. */
const perSample =
  (batch: number | 'batch'): ShapeReader =>
  (field) => {
    const lengths = entries(field).map(({ value }) => value);
    if (lengths.length !== 2 || lengths[0] !== batch || !positive(lengths[1])) {
      refuse(field, `[${JSON.stringify(batch)}, channels]`);
    }
    return lengths as (number | 'batch')[];
  };

/** A shape of one's own, [batch, ...], that must be the same at every place. */
function ofOneShape(batch: number | 'batch'): ShapeReader {
  let first: readonly (number | 'batch')[] | undefined;
  return (field) => {
    if (first !== undefined) return sameShape(field, first);
    const [leading, ...lengths] = entries(field).map(({ value }) => value);
    if (leading !== batch || lengths.length === 0 || !lengths.every(positive)) {
      refuse(field, `${JSON.stringify(batch)} and then lengths of at least 1`);
    }
    first = [batch, ...(lengths as number[])];
    return first;
  };
}
