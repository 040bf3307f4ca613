// Builds @tensorflow/tfjs-node (or tfjs-node-gpu) from what the npm registry and PyPI hold, for machines that cannot reach
// the hosts from which its own install script downloads. See README.md beside it.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

const versions = { tfjs: '4.22.0', napiHeaders: '1.9.0', tensorflow: '2.15.1' };

const usage = `node tools/tfjs-node/build.mjs FOLDER [--gpu] [--force]

Installs @tensorflow/tfjs-node ${versions.tfjs} into FOLDER/node_modules and builds its addon there against TensorFlow
${versions.tensorflow} of PyPI. Then: HGN_TFJS_NODE=FOLDER hgn doctor

  --gpu    @tensorflow/tfjs-node-gpu, against the library that knows CUDA
  --force  build again although the folder holds a build
  --help   print this`;

/** What one of the two packages is made of. */
const flavours = {
  cpu: { name: '@tensorflow/tfjs-node', wheel: 'tensorflow-cpu' },
  gpu: { name: '@tensorflow/tfjs-node-gpu', wheel: 'tensorflow' },
};

main();

function main() {
  const { values, positionals } = readArguments();
  if (values.help) return console.log(usage);
  if (positionals.length !== 1) fail(`needs one folder, but got ${positionals.length}; see --help`);
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    fail(
      `builds on Linux with an x64 processor, but this is ${process.platform}-${process.arch}; npm install @tensorflow/tfjs-node downloads a build elsewhere`,
    );
  }
  const folder = resolve(positionals[0]);
  const { name, wheel } = values.gpu ? flavours.gpu : flavours.cpu;
  const home = join(folder, 'node_modules', name);
  const stamp = join(folder, `${name.split('/')[1]}.json`);
  const wanted = JSON.stringify({ name, ...versions });
  if (!values.force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return console.log(`${folder}: is built already`);
  }
  rmSync(stamp, { force: true });
  installSources(folder, name);
  const work = mkdtempSync(join(tmpdir(), 'hgn-tfjs-node-'));
  try {
    placeLibrary(home, unpackWheel(work, wheel));
    compileAddon(folder, home);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  // Written last: a folder without it was interrupted half-way.
  writeFileSync(stamp, wanted);
  console.log(`${folder}: built ${name} ${versions.tfjs} against TensorFlow ${versions.tensorflow}`);
}

function readArguments() {
  const boolean = { type: 'boolean', default: false };
  try {
    return parseArgs({ allowPositionals: true, options: { gpu: boolean, force: boolean, help: boolean } });
  } catch (error) {
    return fail(`${error.message}; see --help`);
  }
}

/** npm's package without its install script, which would download. */
function installSources(folder, name) {
  mkdirSync(folder, { recursive: true });
  if (!existsSync(join(folder, 'package.json')))
    writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  console.log(`installing ${name} ${versions.tfjs} without its install script`);
  run(
    'npm',
    [
      ...['install', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      ...[`${name}@${versions.tfjs}`, `node-api-headers@${versions.napiHeaders}`],
    ],
    folder,
  );
}

/** Downloads TensorFlow's wheel and gives the folder of its library and headers. */
function unpackWheel(work, wheel) {
  console.log(`downloading ${wheel} ${versions.tensorflow} from PyPI`);
  const python = process.env.HGN_PYTHON ?? 'python3';
  run(
    python,
    [
      ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps'],
      ...['--only-binary=:all:', '--python-version=3.11', '--platform=manylinux2014_x86_64', '--dest', work],
      `${wheel}==${versions.tensorflow}`,
    ],
    work,
  );
  const file = readdirSync(work).find((entry) => entry.endsWith('.whl'));
  if (file === undefined) fail(`pip put no wheel of ${wheel} into ${work}; run it with a current pip`);
  run(python, ['-m', 'zipfile', '-e', file, work], work);
  return join(work, 'tensorflow');
}

/** Lays library and headers where the package's own install script lays them. */
function placeLibrary(home, tensorflow) {
  const deps = join(home, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
  for (const library of libraries) renameOrCopy(join(tensorflow, library), join(deps, 'lib', library));
  cpSync(join(tensorflow, 'include', 'tensorflow'), join(deps, 'include', 'tensorflow'), { recursive: true });
  cpSync(join(tensorflow, 'include', 'tsl'), join(deps, 'include', 'tsl'), { recursive: true });
}

function renameOrCopy(from, to) {
  try {
    renameSync(from, to);
  } catch (error) {
    // Across file systems a file cannot be renamed.
    if (error.code !== 'EXDEV') throw error;
    cpSync(from, to);
  }
}

/** Compiles the package's C++ sources against Node-API, whose headers and promises are the same for every Node. */
function compileAddon(folder, home) {
  console.log('compiling the addon');
  const napi = 8;
  const out = join(home, 'lib', `napi-v${napi}`);
  mkdirSync(out, { recursive: true });
  run(
    process.env.CXX ?? 'g++',
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DBUILDING_NODE_EXTENSION', `-DNAPI_VERSION=${napi}`],
      ...[
        '-I',
        join(folder, 'node_modules', 'node-api-headers', 'include'),
        '-I',
        join(home, 'deps', 'include'),
      ],
      ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((source) => join(home, 'binding', source)),
      ...['-o', join(out, 'tfjs_binding.node'), '-L', join(home, 'deps', 'lib')],
      ...['-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ],
    folder,
  );
}

function run(command, args, cwd) {
  try {
    execFileSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  } catch (error) {
    fail(
      error.code === 'ENOENT'
        ? `needs ${command}, which is not on the PATH; install it`
        : `${command} ${args[0]} … ended with exit status ${error.status}; see what it said above`,
    );
  }
}

function fail(message) {
  console.error(`tfjs-node build: ${message}`);
  process.exit(2);
}
