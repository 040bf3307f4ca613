// Builds the executor as WebAssembly into prebuilds/wasm: hgn-simd.wasm, and hgn-relaxed.wasm for engines that multiply and
// add in one step. The compiler is clang, itself WebAssembly, from the package @yowasp/clang. What has not changed is not
// built again.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const self = fileURLToPath(import.meta.url);
const root = dirname(self);
const place = join(root, 'prebuilds', 'wasm');
const variants = { simd: [], relaxed: ['-mrelaxed-simd'] };

const compilation = [
  '--target=wasm32-wasip1',
  '-O3',
  '-std=c++20',
  '-fno-exceptions',
  '-fno-rtti',
  '-ffp-contract=fast',
  '-msimd128',
  '-matomics',
  '-mbulk-memory',
  '-DHGN_TARGET=wasm',
  '-I.',
];
// The C library is used for rare functions of numbers only, which know nothing of threads: hence no check of features.
const linking = [
  '-nostartfiles',
  `-Wl,${['--no-entry', '--import-memory', '--shared-memory', `--max-memory=${2 ** 32}`, '--no-check-features', '--strip-all', '-z', 'stack-size=65536', '--export=__stack_pointer', '--export=__heap_base'].join()}`,
];

/**
 * The sources as the compiler takes them, folders as objects. It knows no parent folders: what they include is named from
 * the root on.
 */
function sourcesIn(folder, within = '') {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isDirectory() || /\.h$/.test(entry.name) || entry.name === 'wasm.cc')
      .map((entry) => {
        const path = join(folder, entry.name);
        if (entry.isDirectory()) return [entry.name, sourcesIn(path, posix.join(within, entry.name))];
        const text = readFileSync(path, 'utf8');
        const named = (_, file) => `#include "${posix.join(within, file)}"`;
        return [entry.name, text.replace(/#include "([^"]+)"/g, named)];
      }),
  );
}

/** Compiles and links one variant into a file. */
async function compile(variant, file) {
  const { commands } = await import('@yowasp/clang');
  const said = [];
  const stderr = (bytes) => void (bytes !== null && said.push(Buffer.from(bytes)));
  const options = [...compilation, ...variants[variant], 'host/wasm.cc', ...linking, '-o', 'made.wasm'];
  try {
    const made = await commands['clang++'](options, sourcesIn(join(root, 'cpp')), {
      stderr,
      fetchProgress: null,
    });
    writeFileSync(file, made['made.wasm']);
  } catch (error) {
    // Where the compiler has said what is wrong, its own text is enough: the error holds all sources.
    if (said.length === 0) throw error;
    process.stderr.write(Buffer.concat(said));
    process.exitCode = 1;
  }
}

const targetOf = (variant) => join(place, `hgn-${variant}.wasm`);

async function buildAll() {
  const version = await compilerVersion();
  if (version === undefined) {
    console.error(
      'wasm: the package @yowasp/clang is not installed, so the engine wasm is not built; npm install @yowasp/clang',
    );
    return;
  }
  const hash = createHash('sha256').update(readFileSync(self)).update(version);
  const sources = hash.update(JSON.stringify(sourcesIn(join(root, 'cpp')))).digest('hex');
  const mark = join(place, 'sources');
  const isThere = Object.keys(variants).every((variant) => existsSync(targetOf(variant)));
  if (isThere && existsSync(mark) && readFileSync(mark, 'utf8') === sources) return;
  mkdirSync(place, { recursive: true });
  const work = join(place, `building-${process.pid}`);
  mkdirSync(work);
  try {
    // A process each: the compiler has one thread.
    await Promise.all(
      Object.keys(variants).map((variant) =>
        promisify(execFile)(process.execPath, [self, variant, join(work, variant)]).catch((error) => {
          throw new Error(`buildWasm: the variant ${variant} could not be compiled:\n${error.stderr}`);
        }),
      ),
    );
    for (const variant of Object.keys(variants)) renameSync(join(work, variant), targetOf(variant));
    writeFileSync(mark, sources);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The version of the compiler; undefined where it is not installed. */
async function compilerVersion() {
  try {
    return (await import('@yowasp/clang')).version;
  } catch (error) {
    if (error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

const [, , variant, file] = process.argv;
if (variant === undefined) await buildAll();
else await compile(variant, file);
