// Builds the addon into prebuilds/PLATFORM-ARCH/hgn.node.
//
//   node build.mjs                     for this machine, with the C++ compiler that is there (CXX, else g++, else clang++)
//   node build.mjs --for all           for every system that the package is published for, with zig, which compiles for all
//   node build.mjs --for win32-x64     for one of them
//
// What has not changed is not built again.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);
const self = fileURLToPath(import.meta.url);
const root = dirname(self);
const headers = dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json'));

const common = [
  '-O3',
  '-std=c++20',
  '-fPIC',
  '-fno-exceptions',
  '-fno-rtti',
  '-ffp-contract=fast',
  '-fvisibility=hidden',
];
/** Instructions of x64 that not every processor has; which there are is asked when the addon is loaded. */
const x64 = {
  avx2: ['-mavx2', '-mfma', '-mf16c'],
  avx512: ['-mavx512f', '-mavx512vl', '-mavx512dq', '-mavx512bw', '-mfma', '-mf16c'],
};

/** Systems that the package is published for, as zig names them: Linux from glibc 2.28 on. */
const published = {
  'linux-x64': 'x86_64-linux-gnu.2.28',
  'linux-arm64': 'aarch64-linux-gnu.2.28',
  'win32-x64': 'x86_64-windows-gnu',
};

/** Whether a program can be started. */
const works = ([command, ...args], flag) =>
  run(command, [...args, flag]).then(
    () => true,
    () => false,
  );

async function firstThatWorks(commands, flag) {
  for (const command of commands) if (await works(command, flag)) return command;
  return undefined;
}

/** What the addon is made of, as one number. */
function fingerprint() {
  const hash = createHash('sha256').update(readFileSync(self));
  const cpp = join(root, 'cpp');
  for (const name of readdirSync(cpp, { recursive: true, encoding: 'utf8' }).sort()) {
    if (/\.(h|cc)$/.test(name)) hash.update(name).update(readFileSync(join(cpp, name)));
  }
  return hash.digest('hex');
}

/** Compiles and links for a system; `cxx` is the command, `options` what it takes for that system. */
async function build(system, { cxx, options, link }) {
  const place = join(root, 'prebuilds', system);
  const work = join(place, `building-${process.pid}`);
  mkdirSync(work, { recursive: true });
  try {
    const [command, ...first] = cxx;
    const compile = async (source, object, own) => {
      const file = join(work, object);
      const include = ['-I', join(headers, 'include')];
      await run(command, [
        ...first,
        ...options,
        ...common,
        ...own,
        ...include,
        '-c',
        join(root, 'cpp', source),
        '-o',
        file,
      ]);
      return file;
    };
    const targets = { baseline: [], ...(system.endsWith('-x64') ? x64 : {}) };
    const objects = await Promise.all([
      ...Object.entries(targets).map(([name, own]) =>
        compile('executor.cc', `${name}.o`, [`-DHGN_TARGET=${name}`, ...own]),
      ),
      compile('host/processor.cc', 'processor.o', []),
      compile('host/pool.cc', 'pool.o', []),
      compile('host/numbers.cc', 'numbers.o', []),
      compile('host/addon.cc', 'addon.o', ['-DHGN_TARGET=baseline']),
    ]);
    const made = join(work, 'hgn.node');
    await run(command, [...first, ...options, '-shared', ...objects, ...(await link(work)), '-o', made]);
    renameSync(made, join(place, 'hgn.node'));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Builds for a system unless that was done from the same sources; `by` names the compiler where that matters. */
async function keep(system, by, how) {
  const mark = join(root, 'prebuilds', system, 'sources');
  const sources = fingerprint();
  const built =
    existsSync(join(dirname(mark), 'hgn.node')) && existsSync(mark) ? readFileSync(mark, 'utf8') : '';
  if (by === '' ? built.startsWith(sources) : built === `${sources} ${by}`) return;
  rmSync(mark, { force: true });
  await build(system, how);
  writeFileSync(mark, `${sources} ${by}`);
}

async function buildHere() {
  const { CXX } = process.env;
  const cxx = await firstThatWorks(CXX ? [[CXX]] : [['g++'], ['clang++']], '--version');
  if (cxx === undefined) {
    console.error(
      'native: there is no C++ compiler (g++ or clang++; CXX names another), so the engine native is not built; others are used',
    );
    return;
  }
  const link =
    process.platform === 'darwin'
      ? ['-undefined', 'dynamic_lookup', '-pthread']
      : ['-static-libstdc++', '-static-libgcc', '-pthread'];
  await keep(`${process.platform}-${process.arch}`, '', {
    cxx,
    options: [],
    link: () => Promise.resolve(link),
  });
}

async function buildFor(systems) {
  const { HGN_ZIG } = process.env;
  const candidates = HGN_ZIG ? [[HGN_ZIG]] : [['zig'], ['python3', '-m', 'ziglang']];
  const zig = await firstThatWorks(candidates, 'version');
  if (zig === undefined) {
    throw new Error(
      'native: --for needs zig, which compiles for every system; pip install ziglang, or name it in HGN_ZIG',
    );
  }
  const [command, ...first] = zig;
  for (const system of systems) {
    await keep(system, 'zig', {
      cxx: [command, ...first, 'c++'],
      options: ['-target', published[system], '-g0', '-fno-sanitize=undefined'],
      link: async (work) => {
        if (!system.startsWith('win32')) return ['-s'];
        // Windows wants to know where the functions of Node are, which is in the program itself.
        const library = join(work, 'node_api.lib');
        const definitions = join(headers, 'def', 'node_api.def');
        await run(command, [...first, 'dlltool', '-m', 'i386:x86-64', '-d', definitions, '-l', library]);
        return ['-s', library];
      },
    });
  }
}

async function main() {
  const { values } = parseArgs({ options: { for: { type: 'string' } } });
  if (values.for === undefined) return buildHere();
  const systems = values.for === 'all' ? Object.keys(published) : values.for.split(',');
  const unknown = systems.find((system) => !Object.hasOwn(published, system));
  if (unknown !== undefined) {
    throw new Error(
      `native: --for must be all or some of ${Object.keys(published).join()}, but got ${unknown}`,
    );
  }
  return buildFor(systems);
}

try {
  await main();
} catch (error) {
  // What a compiler said is all that is wanted; other errors are their message.
  console.error(error.stderr || error.message);
  process.exitCode = 1;
}
