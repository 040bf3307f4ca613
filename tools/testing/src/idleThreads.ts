import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Threads of ONNX Runtime sleep between calls in every test file, and in the programs that it starts: see idleThreads.cjs. */
const preload = fileURLToPath(new URL('idleThreads.cjs', import.meta.url)).replaceAll('\\', '/');
createRequire(import.meta.url)(preload);
// In quotes, since a path may have spaces; once, where test files share a process.
const { NODE_OPTIONS = '' } = process.env;
if (!NODE_OPTIONS.includes(preload))
  process.env.NODE_OPTIONS = `${NODE_OPTIONS} --require="${preload}"`.trim();
