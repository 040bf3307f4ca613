import type { Graph } from '../graph/graph.ts';
import { lower } from '../lower/lower.ts';
import { interfaceOf, reverseOperators } from '../onnx/interface.ts';
import type { Format, OnnxFile } from './format.ts';

/** A graph as a model for ONNX Runtime. */
export interface OnnxContent {
  /** The ONNX file, its operators in reverse order. */
  readonly bytes: Uint8Array;
  /** Which inputs of the graph the model takes. */
  readonly usedInputs: readonly number[];
  readonly operators: number;
}

/** Models for ONNX Runtime; with `standard`, of operators of ONNX itself only. */
export function onnxFormat({ standard }: { readonly standard: boolean }): Format<OnnxContent> {
  return {
    name: standard ? 'standard onnx 1' : 'onnx 1',
    write: (graph) => onnxContent(graph, standard),
    pack: ({ bytes, ...description }) => ({ description, bytes }),
    unpack: (description, bytes, graph) => {
      const { usedInputs, operators } = description as Partial<OnnxContent>;
      if (typeof operators !== 'number' || !areInputs(usedInputs, graph)) return undefined;
      return hasInterface(bytes, usedInputs, graph) ? { bytes, usedInputs, operators } : undefined;
    },
    onnx: onnxFile,
  };
}

/** Models for a provider of ONNX Runtime: 'cpu', 'wasm', 'webgpu', 'cuda'. */
export const onnxFormatFor = (provider: string): Format<OnnxContent> =>
  // The WebGPU provider lacks FusedMatMul, which would run on the processor, with copies there and back.
  onnxFormat({ standard: provider === 'webgpu' });

/** Writes a graph as a model for ONNX Runtime. */
export function onnxContent(graph: Graph, standard: boolean): OnnxContent {
  const { model, usedInputs } = lower(graph, { standard });
  // ONNX Runtime runs first what stands last and is needed: in reverse, gradients come as soon as they can, and what
  // they were computed from is freed.
  return { bytes: model.bytes({ reversed: true }), usedInputs, operators: model.nodeCount };
}

/** A model for ONNX Runtime as a file for anyone. */
export const onnxFile = ({ bytes, operators }: OnnxContent): OnnxFile => ({
  bytes: () => reverseOperators(bytes),
  size: bytes.length,
  operators,
});

/** Whether these are positions of some of a graph's inputs, each once. */
export function areInputs(used: unknown, { inputs }: Graph): used is readonly number[] {
  return (
    Array.isArray(used) &&
    used.every((index) => Number.isInteger(index) && index >= 0 && index < inputs.length) &&
    new Set(used).size === used.length
  );
}

/** Whether a model takes inputs of the graph, and gives its outputs, by name, type and shape. */
function hasInterface(model: Uint8Array, usedInputs: readonly number[], graph: Graph): boolean {
  const wanted = {
    inputs: usedInputs.map((index) => ({ name: `x${index}`, ...typeOf(graph.inputs[index]) })),
    outputs: graph.outputs.map((node, i) => ({ name: `y${i}`, ...typeOf(node) })),
  };
  return JSON.stringify(interfaceOf(model)) === JSON.stringify(wanted);
}

const typeOf = ({ dtype, shape }: Graph['outputs'][number]) => ({ dtype, shape });
