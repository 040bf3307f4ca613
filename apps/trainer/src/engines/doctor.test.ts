import { expect, it } from 'vitest';
import type { EngineReport } from './doctor.ts';
import { hgn } from '../../test/io.ts';

it('hgn doctor tries every engine and says which one auto takes', async () => {
  const { code, stdout } = await hgn(['doctor']);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^works {2}onnx-cpu /m);
  expect(stdout).toMatch(/^works {2}tfjs /m);
  expect(stdout).toMatch(/--engine auto takes onnx-cpu\./);
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
  expect(engines.map(({ engine }) => engine)).toEqual(['onnx-cpu', 'onnx-wasm', 'tfjs']);
  expect(auto).toBe('onnx-cpu');
});
