#!/usr/bin/env bash
# InferenceSession.run(feeds, fetches) takes output tensors that are made beforehand. onnxruntime-node 1.30.0 writes the
# results into them; onnxruntime-web 1.30.0 (wasm, CPU tensors) computes, leaves them as they were and returns them, without
# an error. So arrays for outputs cannot be reused through `fetches` by code that is to run on both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "private": true, "type": "module" }' >package.json
npm install --silent --ignore-scripts onnxruntime-node@1.30.0 onnxruntime-web@1.30.0
cat >run.js <<'JS'
// An ONNX file of one Neg node on two numbers, in protocol buffer by hand.
const field = (n, x) => typeof x === 'number' ? [n << 3, x] : [(n << 3) | 2, x.length, ...x];
const text = (s) => [...Buffer.from(s)];
const value = (name) => [...field(1, text(name)), ...field(2, field(1, [...field(1, 1), ...field(2, field(1, field(1, 2)))]))];
const node = [...field(1, text('x')), ...field(2, text('y')), ...field(4, text('Neg'))];
const graph = [...field(1, node), ...field(2, text('g')), ...field(11, value('x')), ...field(12, value('y'))];
const model = Uint8Array.from([...field(1, 8), ...field(7, graph), ...field(8, field(2, 17))]);
const [name, provider] = process.argv.slice(2);
const module = await import(name);
const ort = module.default ?? module;
const session = await ort.InferenceSession.create(model, { executionProviders: [provider] });
const x = new ort.Tensor('float32', Float32Array.of(1, 2), [2]);
const y = new ort.Tensor('float32', Float32Array.of(7, 7), [2]);
const plain = (await session.run({ x })).y.data;
const given = (await session.run({ x }, { y })).y.data;
console.log(`${name}: plain ${[...plain]}; with fetches returned ${[...given]}, tensor given holds ${[...y.data]}`);
process.exit(0);
JS
{ node run.js onnxruntime-node cpu; node run.js onnxruntime-web wasm; } | tee seen.txt
diff seen.txt - <<'SEEN'
onnxruntime-node: plain -1,-2; with fetches returned -1,-2, tensor given holds -1,-2
onnxruntime-web: plain -1,-2; with fetches returned 7,7, tensor given holds 7,7
SEEN
