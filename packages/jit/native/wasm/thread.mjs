// A thread of the engine wasm, in Node and in pages: it does its part of every program until it is ended from outside.
const threads = globalThis.process?.getBuiltinModule?.('node:worker_threads');

/** Serves in the executor's memory with a stack of its own; says beforehand that it is there, or what is wrong. */
function serve({ module, memory, stack, thread }, say) {
  let exports;
  try {
    const sleeper = new Int32Array(new SharedArrayBuffer(4));
    const rest = () => void Atomics.wait(sleeper, 0, 0, 0.05);
    exports = new globalThis.WebAssembly.Instance(module, { env: { memory }, host: { rest } }).exports;
    exports.__stack_pointer.value = stack;
  } catch (error) {
    say({ failed: String(error) });
    return;
  }
  say({ ready: true });
  exports.serve(thread);
}

if (threads === undefined) {
  globalThis.onmessage = ({ data }) => serve(data, (message) => globalThis.postMessage(message));
} else {
  serve(threads.workerData, (message) => threads.parentPort.postMessage(message));
}
