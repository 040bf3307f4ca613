import type { FlowArray, FlowDescription, FlowGraph } from './description.ts';

/** A guide to an exported flow, with an example in Python that runs as it stands in its folder. */
export function flowReadme(description: FlowDescription): string {
  const { columns, exact, graphs } = description;
  return `# A learnt density, as ONNX

Learnt by [hgn](https://github.com/hgn-js/hgn) over ${columns.length} columns: ${columns.join(', ')}.
The files hold everything, use operators of ONNX's own operator set 17 only, and run wherever ONNX Runtime does.
All arrays are float32 with one row a sample; \`batch\` is any number. Densities are in nats and in units of the data.
${exact ? '' : '\nThe density has latent variables. `logProb` is the log-weight of one draw of their noise: for the density of a point, repeat it in many rows with fresh noise, and take the logarithm of the mean of exp.\n'}
${section(graphs.sample)}

${section(graphs.logProb)}

## In Python

\`pip install onnxruntime numpy\`

\`\`\`python
${pythonExample(description)}
\`\`\`
`;
}

const row = (kind: string, { name, shape, meaning, drawn }: FlowArray): string =>
  `| ${kind} | \`${name}\` | [${shape.join(', ')}] | ${meaning}${drawn === undefined ? '' : `, ${drawn}`} |`;

function section({ file, does, inputs, outputs }: FlowGraph): string {
  return `## ${file}

${does[0].toUpperCase()}${does.slice(1)}.

|     | name | shape | what it is |
| --- | --- | --- | --- |
${[...inputs.map((array) => row('in', array)), ...outputs.map((array) => row('out', array))].join('\n')}`;
}

function pythonExample({ exact, graphs, context }: FlowDescription): string {
  const feed = ({ name, shape, drawn }: FlowArray): string => {
    const lengths = `(${['n', ...shape.slice(1)].join(', ')},)`;
    if (name === 'points') return '"points": points';
    if (drawn === undefined) return `"${name}": np.zeros(${lengths}, np.float32)`;
    const draw = drawn === 'standard normal' ? 'rng.standard_normal' : 'rng.random';
    return `"${name}": ${draw}(${lengths}, np.float32)`;
  };
  const feeds = (graph: FlowGraph): string => graph.inputs.map(feed).join(', ');
  return `import numpy as np
import onnxruntime as ort

sample, log_prob = (ort.InferenceSession(name) for name in ("sample.onnx", "logProb.onnx"))
rng = np.random.default_rng(1)
n = 1000
${context > 0 ? '# the context is 0 here: give your own\n' : ''}points = sample.run(None, {${feeds(graphs.sample)}})[0]
logarithms = log_prob.run(None, {${feeds(graphs.logProb)}})[0]
print("${exact ? 'log-densities' : 'log-weights'}", points.shape, logarithms.shape, logarithms.mean())`;
}
