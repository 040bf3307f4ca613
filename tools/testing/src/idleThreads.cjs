// Lets threads of ONNX Runtime sleep while they have nothing to do, in this process: loaded before anything else. By default
// they keep their core for a while, which is quicker where a core is free; test files run on all cores at once, and there a
// waiting thread takes the time of another file: small models took two to three times the processor time. Numbers are the
// same to the last bit.
const Module = require('node:module');

const sleeping = { extra: { session: { intra_op: { allow_spinning: '0' } } } };
const changed = new WeakSet();
const load = Module._load;

// When the class is loaded: most files and programs do without it.
Module._load = function (request, ...rest) {
  const loaded = load.call(this, request, ...rest);
  if (request === 'onnxruntime-common' && !changed.has(loaded)) {
    changed.add(loaded);
    const { InferenceSession } = loaded;
    const create = InferenceSession.create.bind(InferenceSession);
    InferenceSession.create = (model, options) => create(model, { ...sleeping, ...options });
  }
  return loaded;
};
