import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { key, normal } from '@hgn/nn';
import { hasPython, hasRten, runInBrowser, runPython, runRten } from '@hgn/testing';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, describe, expect, it } from 'vitest';
import { tinyMap, tinyPresets, tinyVector } from '../../test/tiny.ts';
import { createModel } from '../architecture/model.ts';
import type { Preset } from '../presets/preset.ts';
import { createTrainer } from '../training/trainingStep.ts';
import type { ModelDescription } from './description.ts';
import { exportOnnx } from './exportOnnx.ts';

const inPython = await hasPython('the exported models in Python', 'onnx', 'onnxruntime', 'numpy');
const home = mkdtempSync(join(tmpdir(), 'hgn-export-'));
afterAll(() => rmSync(home, { recursive: true }));

const presetNamed = (name: string): Preset =>
  tinyPresets.find((preset) => preset.name === name) ?? tinyVector;
const withoutEnergy = presetNamed('tiny-gru');

/** An exported model in a folder of its own. */
function inFolder(preset: Preset, batchSize: number | 'any' = 'any') {
  const folder = mkdtempSync(join(home, `${preset.name}-`));
  const model = createModel(preset.model);
  const trainer = createTrainer(model, preset);
  const { parameters } = trainer.init(key(8), { background: [0.4] });
  const { files, description } = exportOnnx(model, trainer, parameters, {
    dt: 0.125,
    protocol: preset.protocol,
    batchSize,
  });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  const readme = new TextDecoder().decode(files['README.md']);
  const block = (language: string): string =>
    new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(readme)?.[1] ?? '';
  return { folder, files, description, readme, python: block('python'), javascript: block('js') };
}

/** An input for every array of every graph, and what onnxruntime-node gives for it. */
async function references(files: Readonly<Record<string, Uint8Array>>, { graphs }: ModelDescription) {
  const cases = [];
  for (const { file, inputs } of Object.values(graphs)) {
    const feeds = Object.fromEntries(
      inputs.map(({ name, shape }, i) => {
        const lengths = shape.map((n) => (n === 'batch' ? 2 : n));
        return [name, { shape: lengths, data: Array.from(normal(key(30 + i), lengths).data) }];
      }),
    );
    const session = await InferenceSession.create(files[file]);
    const outputs = await session.run(
      Object.fromEntries(
        Object.entries(feeds).map(([name, { data, shape }]) => [
          name,
          new Tensor('float32', Float32Array.from(data), shape),
        ]),
      ),
    );
    await session.release();
    const expected = Object.fromEntries(
      Object.entries(outputs).map(([name, { data }]) => [name, Array.from(data as Float32Array)]),
    );
    cases.push({ file, feeds, expected });
  }
  return cases;
}

/** Checks every file by onnx.checker and prints the largest difference from the expected outputs. */
const compare = `
import json, sys
import numpy as np
import onnx, onnx.reference, onnxruntime
try:
    import openvino
except ImportError:
    openvino = None
try:
    import tract
except ImportError:
    tract = None
worst = {}
for case in json.load(open("cases.json")):
    model = onnx.load(case["file"])
    onnx.checker.check_model(model, full_check=True)
    assert {node.domain for node in model.graph.node} == {""}, "operators of others"
    session = onnxruntime.InferenceSession(case["file"])
    feeds = {name: np.array(x["data"], np.float32).reshape(x["shape"]) for name, x in case["feeds"].items()}
    names = [output.name for output in session.get_outputs()]
    results = {"onnxruntime": session.run(None, feeds)}
    results["reference"] = onnx.reference.ReferenceEvaluator(model).run(None, feeds)
    if openvino is not None:
        compiled = openvino.Core().compile_model(case["file"], "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
        given = compiled(feeds)
        results["openvino"] = [given[name] for name in names]
    if tract is not None:
        loaded = tract.onnx().load(case["file"])
        order = [loaded.input_name(i) for i in range(loaded.input_count())]
        for i, name in enumerate(order):
            loaded.set_input_fact(i, ",".join(map(str, feeds[name].shape)) + ",f32")
        given = loaded.into_model().into_runnable().run([feeds[name] for name in order])
        results["tract"] = [value.to_numpy() for value in given]
    for runtime, outputs in results.items():
        for name, values in zip(names, outputs):
            expected = np.array(case["expected"][name], np.float32)
            scale = max(1.0, float(np.abs(expected).max()))
            worst[runtime] = max(worst.get(runtime, 0.0), float(np.abs(values.ravel() - expected).max()) / scale)
print(json.dumps(worst))
`;

describe('the README of an exported model', () => {
  it('names every array with its shape and meaning, and the pixels', () => {
    const { readme } = inFolder(tinyVector);
    expect(readme).toContain(
      '| in | `frames` | [batch, 3, 8, 8, 1] | 3 consecutive frames, 0.125 apart, values from 0 to 1 |',
    );
    expect(readme).toContain('| in | `dt` | [batch] |');
    expect(readme).toContain('| out | `nextQ` | [batch, 2] | position dt later |');
    expect(readme).toContain('blocks of 2 x 2 pixels');
    expect(readme).toContain('8 x 8 pixels with 1 channel,');
    expect(readme).toContain('looks at q only');
    expect(inFolder(tinyMap).readme).not.toContain('blocks of');
    expect(inFolder(presetNamed('tiny-lagrangian')).readme).toContain('velocity dt later');
    expect(inFolder(withoutEnergy).readme).not.toContain('hamiltonian');
    expect(inFolder(tinyVector, 2).readme).toContain('Every call takes 2 samples: all shapes are fixed.');
  });
});

describe.runIf(inPython)('in Python', () => {
  it.each([tinyVector, tinyMap, withoutEnergy])(
    'the files of $name pass onnx.checker and give the same numbers',
    async (preset) => {
      const { folder, files, description } = inFolder(preset);
      writeFileSync(join(folder, 'cases.json'), JSON.stringify(await references(files, description)));
      const worst = JSON.parse(await runPython(compare, { cwd: folder })) as Record<string, number>;
      expect(worst.onnxruntime).toBeLessThan(1e-5);
      expect(worst.reference).toBeLessThan(1e-4);
      if (await hasPython('the comparison of exported models with OpenVINO', 'openvino'))
        expect(worst.openvino).toBeLessThan(1e-4);
      if (await hasPython('the comparison of exported models with tract', 'tract'))
        expect(worst.tract).toBeLessThan(1e-4);
    },
  );

  it('the example of the README runs as it stands', async () => {
    const { folder, python } = inFolder(tinyVector);
    expect(await runPython(python, { cwd: folder })).toMatch(/^film \(1, 30, 8, 8, 1\)\nenergy \[/);
    const fixed = inFolder(withoutEnergy, 2);
    expect(await runPython(fixed.python, { cwd: fixed.folder })).toBe('film (2, 30, 8, 8, 1)\n');
  });
});

describe.runIf(hasRten('the comparison of exported models with rten'))('in rten', () => {
  it.each([tinyVector, tinyMap, withoutEnergy])(
    'the files of $name give the same numbers',
    async (preset) => {
      const { folder, files, description } = inFolder(preset);
      for (const { file, feeds, expected } of await references(files, description)) {
        const outputs = await runRten(join(folder, file), feeds);
        expect(Object.keys(outputs).sort()).toEqual(Object.keys(expected).sort());
        for (const [name, values] of Object.entries(expected)) {
          expect(outputs[name]).toHaveLength(values.length);
          const scale = Math.max(1, ...values.map(Math.abs));
          const worst = Math.max(...values.map((value, i) => Math.abs(value - outputs[name][i])));
          expect(worst / scale, `${file}: ${name}`).toBeLessThan(1e-4);
        }
      }
    },
  );
});

describe('in a browser, without tfjs', () => {
  it('the example of the README runs and ends where onnxruntime-node does', async () => {
    const { files, javascript } = inFolder(tinyVector);
    const source = javascript
      .replace(/^(import .*)$/m, '$1\nconst lines: string[] = [];\nexport const main = async () => {')
      .replace('(name) =>', '(name: string) =>')
      .replaceAll('console.log(', 'lines.push([')
      .replaceAll(/(lines\.push\(\[.*)\);$/gm, '$1].join(" "));')
      .concat('\nreturn { lines, last: Array.from(film[29]) };\n};\n');
    const dist = dirname(
      createRequire(import.meta.url).resolve('onnxruntime-web/ort-wasm-simd-threaded.jsep.wasm'),
    );
    const wasm = 'ort-wasm-simd-threaded.jsep.wasm';
    const served = Object.fromEntries(Object.entries(files).map(([name, content]) => [`/${name}`, content]));
    const result = (await runInBrowser(source, {
      folder: import.meta.dirname,
      files: { ...served, [`/${wasm}`]: await readFile(join(dist, wasm)) },
      conditions: [],
    })) as { lines: string[]; last: number[] };
    expect(result.lines[0]).toBe('film 30 64');
    expect(result.lines[1]).toMatch(/^energy -?\d/);

    const load = (name: string) => InferenceSession.create(files[`${name}.onnx`]);
    const [encode, step, decode] = await Promise.all(['encode', 'step', 'decode'].map(load));
    const frames = new Tensor('float32', new Float32Array(3 * 64).fill(0.5), [1, 3, 8, 8, 1]);
    let { q, p } = await encode.run({ frames });
    for (let t = 0; t < 29; t++) {
      const next = await step.run({ q, p, dt: new Tensor('float32', Float32Array.of(0.125), [1]) });
      [q, p] = [next.nextQ, next.nextP];
    }
    const { frame } = await decode.run({ q });
    (frame.data as Float32Array).forEach((value, i) =>
      expect(Math.abs(value - result.last[i])).toBeLessThan(1e-5),
    );
  });
});
