import type { Graph } from '../graph/graph.ts';
import type { NativeProgram } from '../native/lowerNative.ts';
import type { Format, OnnxFile, Packed } from './format.ts';
import { areInputs, onnxContent, onnxFile } from './onnxFormat.ts';

/** Programs for this package's own executor. They are ONNX files only for those who ask for one. */
export function programFormat(lower: (graph: Graph) => NativeProgram): Format<NativeProgram> {
  return {
    name: 'program 1',
    write: (graph) => lower(graph),
    pack,
    unpack,
    onnx: (_, optimised) => whenAsked(() => onnxFile(onnxContent(optimised(), false))),
  };
}

/** What is kept of a program beside its words and constants. */
interface Description extends Omit<NativeProgram, 'words' | 'constants'> {
  /** How many numbers of 4 bytes each takes. */
  readonly lengths: { readonly words: number; readonly constants: number };
}

function pack({ words, constants, ...rest }: NativeProgram): Packed {
  const description: Description = {
    ...rest,
    lengths: { words: words.length, constants: constants.length },
  };
  const bytes = new Uint8Array(words.byteLength + constants.byteLength);
  bytes.set(bytesOf(words));
  bytes.set(bytesOf(constants), words.byteLength);
  return { description, bytes };
}

function unpack(description: unknown, bytes: Uint8Array, graph: Graph): NativeProgram | undefined {
  const { lengths, arenaLength, usedInputs, instructions, barriers } = description as Partial<Description>;
  const counts = [lengths?.words, lengths?.constants, arenaLength, instructions, barriers];
  if (!counts.every(isCount) || !areInputs(usedInputs, graph)) return undefined;
  const [wordCount, constantCount, arena, instructionCount, barrierCount] = counts;
  if (bytes.length !== 4 * (wordCount + constantCount)) return undefined;
  const words = new Int32Array(wordCount);
  const constants = new Float32Array(constantCount);
  // Copies, since what is read from a file begins anywhere.
  bytesOf(words).set(bytes.subarray(0, words.byteLength));
  bytesOf(constants).set(bytes.subarray(words.byteLength));
  return {
    words,
    constants,
    arenaLength: arena,
    usedInputs,
    instructions: instructionCount,
    barriers: barrierCount,
  };
}

function whenAsked(write: () => OnnxFile): OnnxFile {
  let written: OnnxFile | undefined;
  const file = () => (written ??= write());
  return {
    bytes: () => file().bytes(),
    get size() {
      return file().size;
    },
    get operators() {
      return file().operators;
    },
  };
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) =>
  new Uint8Array(buffer, byteOffset, byteLength);
