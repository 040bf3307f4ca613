// Runs every kernel's cases on the addon for another system, in an emulator of it:
//   node packages/jit/test/native/elsewhere/main.mjs linux-arm64 qemu-aarch64 -L /usr/aarch64-linux-gnu path/to/arm64/node
//   node packages/jit/test/native/elsewhere/main.mjs win32-x64 wine path/to/node.exe
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const [system, ...command] = process.argv.slice(2);
const addon = fileURLToPath(new URL(`../../../native/prebuilds/${system}/hgn.node`, import.meta.url));
if (command.length === 0 || !existsSync(addon)) {
  console.error(
    command.length === 0
      ? 'elsewhere: say a system and the command that is its Node: linux-arm64 qemu-aarch64 node'
      : `elsewhere: there is no addon for ${system}; node native/build.mjs --for ${system} builds it`,
  );
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'hgn-elsewhere-'));
try {
  // The same places as in the package: sources two folders down, addons beside them.
  const place = join(folder, 'native', 'prebuilds', system);
  mkdirSync(place, { recursive: true });
  cpSync(addon, join(place, 'hgn.node'));
  const program = join(folder, 'src', 'native', 'cases.mjs');
  await build({
    entryPoints: [fileURLToPath(new URL('cases.ts', import.meta.url))],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    // One copy of TensorFlow.js, whoever imports it.
    mainFields: ['module', 'main'],
    conditions: ['@hgn/source'],
    external: ['onnxruntime-node', 'onnxruntime-web', 'onnxruntime-web/*'],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
  const windows = system.startsWith('win32') && process.platform !== 'win32';
  const named = windows ? `Z:${program.replaceAll('/', '\\')}` : program;
  const child = spawn(command[0], [...command.slice(1), named], { stdio: ['ignore', 'inherit', 'inherit'] });
  process.exitCode = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
