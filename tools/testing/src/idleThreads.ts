import { createRequire } from 'node:module';

/**
 * Lets threads of ONNX Runtime sleep while they have nothing to do, before a test file runs. By default they keep their core for
 * a while, which is quicker where a core is free; test files run on all cores at once, and there a waiting thread takes the
 * time of another file: small models took two to three times the processor time. Numbers are the same to the last bit.
 */
const fromJit = createRequire(new URL('../../../packages/jit/package.json', import.meta.url));
// The class that onnxruntime-node passes on, without its library, which most files do not need.
const { InferenceSession } = createRequire(fromJit.resolve('onnxruntime-node'))('onnxruntime-common') as {
  InferenceSession: { create: (model: unknown, options?: object) => Promise<unknown> };
};
const sleeping = { extra: { session: { intra_op: { allow_spinning: '0' } } } };
const create = InferenceSession.create.bind(InferenceSession);
InferenceSession.create = (model, options) => create(model, { ...sleeping, ...options });
