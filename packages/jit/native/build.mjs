// Builds the addon for this machine into prebuilds/PLATFORM-ARCH/hgn.node with the C++ compiler that is there (CXX, else
// g++, else clang++). What has not changed is not built again.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = dirname(fileURLToPath(import.meta.url));
const place = join(root, 'prebuilds', `${process.platform}-${process.arch}`);
const target = join(place, 'hgn.node');
const headers = join(
  dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')),
  'include',
);

const common = [
  '-O3',
  '-std=c++20',
  '-fPIC',
  '-fno-exceptions',
  '-fno-rtti',
  '-ffp-contract=fast',
  '-fvisibility=hidden',
];
const x64 = {
  avx2: ['-mavx2', '-mfma', '-mf16c'],
  avx512: ['-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw', '-mfma', '-mf16c'],
};
const targets = { baseline: [], ...(process.arch === 'x64' ? x64 : {}) };

/** Whether a program can be started. */
const works = (command) =>
  run(command, ['--version']).then(
    () => true,
    () => false,
  );

async function compiler() {
  const wanted = process.env.CXX ? [process.env.CXX] : ['g++', 'clang++'];
  for (const command of wanted) if (await works(command)) return command;
  return undefined;
}

/** What the addon is made of, as one number. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(fileURLToPath(import.meta.url)));
  const cpp = join(root, 'cpp');
  for (const name of readdirSync(cpp, { recursive: true }).sort()) {
    if (/\.(h|cc)$/.test(name)) hash.update(name).update(readFileSync(join(cpp, name)));
  }
  return hash.digest('hex');
}

const mark = join(place, 'sources');
const sources = fingerprint();
if (existsSync(target) && existsSync(mark) && readFileSync(mark, 'utf8') === sources) process.exit(0);

const cxx = await compiler();
if (cxx === undefined) {
  console.error(
    'native: there is no C++ compiler (g++ or clang++; CXX names another), so the engine native is not built; others are used',
  );
  process.exit(0);
}
mkdirSync(place, { recursive: true });
const work = join(place, `building-${process.pid}`);
mkdirSync(work);
try {
  const compile = async (source, object, options) => {
    const file = join(work, object);
    await run(cxx, [...common, ...options, '-I', headers, '-c', join(root, 'cpp', source), '-o', file]);
    return file;
  };
  const objects = await Promise.all([
    ...Object.entries(targets).map(([name, options]) =>
      compile('executor.cc', `${name}.o`, [`-DHGN_TARGET=${name}`, ...options]),
    ),
    compile('host/processor.cc', 'processor.o', []),
    compile('host/pool.cc', 'pool.o', []),
    compile('host/numbers.cc', 'numbers.o', []),
    compile('host/addon.cc', 'addon.o', ['-DHGN_TARGET=baseline']),
  ]);
  const link =
    process.platform === 'darwin'
      ? ['-undefined', 'dynamic_lookup']
      : ['-static-libstdc++', '-static-libgcc'];
  const made = join(work, 'hgn.node');
  await run(cxx, ['-shared', ...objects, ...link, '-pthread', '-o', made]);
  renameSync(made, target);
  writeFileSync(mark, sources);
} finally {
  rmSync(work, { recursive: true, force: true });
}
