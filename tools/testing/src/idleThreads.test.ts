import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { runCommand } from './programs/command.ts';

const fromJit = createRequire(new URL('../../../packages/jit/package.json', import.meta.url));
const runtime = fromJit.resolve('onnxruntime-node');

/** Makes a session at a backend that only notes what it is told, and gives that as JSON. */
const noted = `
  const { createRequire } = require('node:module');
  const { InferenceSession, registerBackend } = createRequire(${JSON.stringify(runtime)})('onnxruntime-common');
  let told;
  const createInferenceSessionHandler = async (model, options) => ((told = options), { inputNames: [], outputNames: [] });
  registerBackend('noting', { init: async () => undefined, createInferenceSessionHandler }, 1);
  const asked = { executionProviders: ['noting'], intraOpNumThreads: 2 };
  InferenceSession.create(new Uint8Array(1), asked).then(() => console.log(JSON.stringify(told)));
`;

test('sessions of programs that tests start are told that threads may sleep, and what else was asked for', async () => {
  const { stdout, stderr } = await runCommand(process.execPath, ['-e', noted], { cwd: process.cwd() });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    intraOpNumThreads: 2,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
});
