/** A runtime that computes nothing and allocates nothing: every output is 1, in arrays that are made once. */
export function fakeRuntime(outputs: Readonly<Record<string, number>>) {
  const tensor = (length: number) => ({
    type: 'float32',
    dims: [length],
    data: new Float32Array(length).fill(1),
  });
  const results = Object.fromEntries(Object.entries(outputs).map(([name, n]) => [name, tensor(n)]));
  const calls: { readonly dt: number; readonly q: number }[] = [];
  return {
    calls,
    InferenceSession: {
      create: (bytes: Uint8Array) => {
        const [inputNames, outputNames] = JSON.parse(new TextDecoder().decode(bytes)) as [string[], string[]];
        const run = (feeds: Readonly<Record<string, { readonly data: Float32Array }>>) => {
          calls.push({ dt: feeds.dt.data[0], q: feeds.q.data[0] });
          return Promise.resolve(results);
        };
        return Promise.resolve({ inputNames, outputNames, run, release: () => Promise.resolve() });
      },
    },
    Tensor: class {
      readonly type: string;
      readonly data: Float32Array;
      readonly dims: readonly number[];
      constructor(type: string, data: Float32Array, dims: readonly number[]) {
        this.type = type;
        this.data = data;
        this.dims = dims;
      }
    },
    env: { wasm: {} },
  };
}

/** An export for that runtime: every "graph" is the list of its inputs and outputs. */
export function fakeExport(stateSize: number): Record<string, Uint8Array> {
  const array = (name: string, ...shape: number[]) => ({ name, shape: ['batch', ...shape], meaning: name });
  const [q, p, z] = [array('q', stateSize), array('p', stateSize), array('z', 3)];
  const graph = (name: string, inputs: { name: string }[], outputs: { name: string }[]) =>
    ({ file: `${name}.onnx`, does: name, inputs, outputs }) as const;
  const graphs = {
    encode: graph('encode', [array('frames', 2, 4, 4, 1)], [array('mean', 3), array('logVariance', 3), q, p]),
    state: graph('state', [z], [q, p]),
    step: graph('step', [q, p, array('dt')], [array('nextQ', stateSize), array('nextP', stateSize)]),
    decode: graph('decode', [q, p], [array('frame', 4, 4, 1)]),
  };
  const description = {
    format: 'hgn-export',
    version: 1,
    dynamics: 'hamiltonian',
    image: { height: 4, width: 4, channels: 1 },
    inputFrames: 2,
    stateFrame: 0,
    dt: 0.1,
    batch: 'any',
    foldedBlock: 1,
    graphs,
  };
  const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
  const names = (arrays: readonly { name: string }[]) => arrays.map(({ name }) => name);
  return {
    'model.json': bytes(description),
    ...Object.fromEntries(
      Object.values(graphs).map(({ file, inputs, outputs }) => [
        file,
        bytes([names(inputs), names(outputs)]),
      ]),
    ),
  };
}
