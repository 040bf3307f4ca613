import type { ArrayDescription, GraphDescription, ModelDescription } from './description.ts';

/** A description to which checksums are still to come. */
type DescribedModel = Omit<ModelDescription, 'checksums'>;

/** A guide to an exported model, with examples that run as they stand in its folder. */
export function exportReadme(description: DescribedModel): string {
  const { graphs, image, inputFrames, stateFrame, dt, batch, foldedBlock } = description;
  const listed: GraphDescription[] = Object.values(graphs);
  const pixels = `${image.height} x ${image.width} pixels with ${image.channels} channel${image.channels === 1 ? '' : 's'}`;
  const folding =
    foldedBlock === 1
      ? ''
      : ` Inside, the graphs fold blocks of ${foldedBlock} x ${foldedBlock} pixels into channels; outside, nothing of that is seen.`;
  return `# A model of moving pictures, as ONNX

Learnt by [hgn](https://github.com/hgn-js/hgn): a state \`{ q, p }\` is inferred from ${inputFrames} frames, moved through time, and painted.
The files hold everything, use operators of ONNX's own operator set 17 only, and run wherever ONNX Runtime does: Python, Node, browsers.

All arrays are float32, row-major. Frames are ${pixels}, values from 0 to 1: plain pictures, \`[height, width, channels]\`.${folding}
${batch === 'any' ? '`batch` is the number of samples, any in every call.' : `Every call takes ${batch} sample${batch === 1 ? '' : 's'}: all shapes are fixed.`}
The inferred state is that of input frame ${stateFrame}, counted from 0. Frames of the training data are ${dt} apart in time.

${listed.map(section).join('\n\n')}

## In other runtimes

Every file takes exactly the inputs listed. Sigmoid, softplus and logarithms of sums are written in parts that neither overflow nor lose
their tails, whatever a runtime's own operators do. ONNX's reference evaluator, OpenVINO, tract and rten are tested to give the same numbers to 1e-4;
OpenVINO computes in bfloat16 by default on some processors: compile with \`{"INFERENCE_PRECISION_HINT": "f32"}\`.

## In Python

\`pip install onnxruntime numpy\`

\`\`\`python
${pythonExample(description)}
\`\`\`

## In JavaScript

\`npm install onnxruntime-web\` for a page, or \`onnxruntime-node\`, which has the same interface.

\`\`\`js
${javascriptExample(description)}
\`\`\`
`;
}

function section({ file, does, inputs, outputs }: GraphDescription): string {
  const row = (kind: string) => (array: ArrayDescription) =>
    `| ${kind} | \`${array.name}\` | ${shapeText(array)} | ${array.meaning} |`;
  return `## ${file}

${does[0].toUpperCase()}${does.slice(1)}.

|     | name | shape | what it is |
| --- | --- | --- | --- |
${[...inputs.map(row('in')), ...outputs.map(row('out'))].join('\n')}`;
}

const shapeText = ({ shape }: ArrayDescription): string => `[${shape.join(', ')}]`;

/** The shape of the example's input frames: one sample unless the batch is fixed. */
function exampleShape({ batch, inputFrames, image }: DescribedModel): number[] {
  return [batch === 'any' ? 1 : batch, inputFrames, image.height, image.width, image.channels];
}

function pythonExample(description: DescribedModel): string {
  const shape = exampleShape(description);
  const { dt, graphs } = description;
  const read = graphs.decode.inputs.map(({ name }) => name);
  const names = Object.keys(graphs).filter((name) => name !== 'state');
  const energy =
    graphs.hamiltonian === undefined
      ? ''
      : `
H, dHdq, dHdp = hamiltonian.run(None, {"q": q, "p": p})
print("energy", H)`;
  return `import numpy as np
import onnxruntime as ort

${names.join(', ')} = (
    ort.InferenceSession(f"{name}.onnx") for name in (${names.map((name) => `"${name}"`).join(', ')})
)

frames = np.full((${shape.join(', ')}), 0.5, np.float32)  # your frames, values from 0 to 1
mean, log_variance, q, p = encode.run(None, {"frames": frames})
dt = np.full(${shape[0]}, ${dt}, np.float32)  # ${-dt} goes backward in time, ${2 * dt} at double speed
film = []
for _ in range(30):
    film += decode.run(None, {${read.map((name) => `"${name}": ${name}`).join(', ')}})
    q, p = step.run(None, {"q": q, "p": p, "dt": dt})
film = np.stack(film, axis=1)
print("film", film.shape)${energy}`;
}

function javascriptExample(description: DescribedModel): string {
  const shape = exampleShape(description);
  const { dt, graphs } = description;
  const read = graphs.decode.inputs.map(({ name }) => name);
  const names = Object.keys(graphs).filter((name) => name !== 'state');
  const energy =
    graphs.hamiltonian === undefined
      ? ''
      : `
const { H } = await hamiltonian.run({ q, p });
console.log('energy', H.data[0]);`;
  return `import * as ort from 'onnxruntime-web';

const load = (name) => ort.InferenceSession.create(\`./\${name}.onnx\`);
const [${names.join(', ')}] = await Promise.all([${names.map((name) => `'${name}'`).join(', ')}].map(load));

const pixels = new Float32Array(${shape.join(' * ')}).fill(0.5); // your frames, values from 0 to 1
let { q, p } = await encode.run({ frames: new ort.Tensor('float32', pixels, [${shape.join(', ')}]) });
// ${-dt} goes backward in time, ${2 * dt} at double speed
const dt = new ort.Tensor('float32', new Float32Array(${shape[0]}).fill(${dt}), [${shape[0]}]);
const film = [];
for (let t = 0; t < 30; t++) {
  film.push((await decode.run({ ${read.join(', ')} })).frame.data);
  ({ nextQ: q, nextP: p } = await step.run({ q, p, dt }));
}
console.log('film', film.length, film[0].length);${energy}`;
}
