import { hasWideVectors, nativeTarget } from '@hgn/jit';
import { expect, it } from 'vitest';
import type { EngineReport } from './examine.ts';
import { spawnHgn } from '../../test/child.ts';
import { temporaryFolder } from '../../test/folder.ts';
import { hgn } from '../../test/io.ts';
import { engines as names } from './names.ts';

/** What `auto` takes where onnxruntime-node is installed. */
const fastest = hasWideVectors(nativeTarget()) ? 'native' : 'onnx-cpu';

it('hgn doctor tries every engine and says which one auto takes, and lets no line of a driver through', async () => {
  const doctor = spawnHgn(['doctor'], await temporaryFolder());
  expect(await doctor.ended).toEqual({ code: 0, signal: null });
  const { stdout, stderr } = doctor.written;
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^works {2}onnx-cpu /m);
  expect(stdout).toMatch(/^works {2}tfjs:cpu /m);
  expect(stdout).toContain(`--engine auto takes ${fastest}.`);
  // The tests' own setting.
  expect(stdout).toMatch(/^Compiled models are not kept between runs\.$/m);
});

it('hgn doctor --json prints one document', async () => {
  const { code, stdout } = await hgn(['doctor', '--json']);
  expect(code).toBe(0);
  const { machine, engines, auto } = JSON.parse(stdout) as {
    machine: { node: string };
    engines: EngineReport[];
    auto: string;
  };
  expect(machine.node).toBe(process.versions.node);
  expect(engines.map(({ engine }) => engine)).toEqual(
    names.filter((name) => name !== 'auto' && name !== 'tfjs'),
  );
  expect(auto).toBe(fastest);
});

it('hgn doctor says why an engine does not work, and what it needs', async () => {
  const { stdout } = await hgn(['doctor', '--json']);
  const { engines } = JSON.parse(stdout) as { engines: EngineReport[] };
  const notes = new Map(engines.map(({ engine, works, note }) => [engine, works ? 'works' : note]));
  expect(notes.get('onnx-webgpu')).toMatch(/^works$|needs a graphics driver: Vulkan on Linux/);
  expect(notes.get('onnx-cuda')).toMatch(
    /^works$|npm install onnxruntime-node --onnxruntime-node-install=cuda12/,
  );
});

it('an engine that is refused is refused by name, with the reason', async () => {
  const { code, stderr } = await hgn(['train', '--engine', 'tfjs:webgpu']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/tfjs:webgpu.*It is refused: tfjs' webgpu backend gives wrong numbers.*onnx-webgpu/);
  const named = await hgn(['train', '--steps', '1'], { env: { HGN_ENGINE: 'tfjs:webgl' } });
  expect(named.stderr).toMatch(/HGN_ENGINE: tfjs:webgl is refused: .* runs in pages only/);
});
