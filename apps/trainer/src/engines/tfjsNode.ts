import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-core';
import { CommandError, describeError } from '../errors.ts';
import type { Io } from '../io.ts';

/** TensorFlow's C library under TensorFlow.js, on the processor or on an NVIDIA card. */
export type TfjsNodeEngine = 'tfjs-node' | 'tfjs-node-gpu';

/** How much of such a package is there: nothing, its JavaScript without the addon, or all of it. */
export type TfjsNodeInstallation =
  | { readonly state: 'absent' }
  | { readonly state: 'half'; readonly folder: string; readonly version: string; readonly missing: string }
  | { readonly state: 'complete'; readonly folder: string; readonly version: string };

/**
 * Looks for the package without loading it: in the folder that HGN_TFJS_NODE names, beside this command, and in the
 * working folder.
 */
export function findTfjsNode(
  engine: TfjsNodeEngine,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): TfjsNodeInstallation {
  const named = env.HGN_TFJS_NODE ?? '';
  const origins = [...(named === '' ? [] : [named]), import.meta.dirname, cwd];
  for (const origin of origins) {
    const manifest = resolveFrom(origin, `@tensorflow/${engine}/package.json`);
    if (manifest === undefined) continue;
    const folder = dirname(manifest);
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string };
    const missing = missingPart(folder);
    return missing === undefined
      ? { state: 'complete', folder, version }
      : { state: 'half', folder, version, missing };
  }
  return { state: 'absent' };
}

function resolveFrom(origin: string, specifier: string): string | undefined {
  try {
    return createRequire(pathToFileURL(join(origin, 'here.js'))).resolve(specifier);
  } catch {
    // Not to be found from there; the next place may have it.
    return undefined;
  }
}

/** What its install script should have laid into the package and did not. */
function missingPart(folder: string): string | undefined {
  const lib = join(folder, 'lib');
  const built = existsSync(lib)
    ? readdirSync(lib).some((version) => existsSync(join(lib, version, 'tfjs_binding.node')))
    : false;
  if (!built) return 'its addon, tfjs_binding.node';
  const deps = join(folder, 'deps', 'lib');
  // On Windows the library lies beside the addon.
  if (process.platform === 'win32' || (existsSync(deps) && readdirSync(deps).length > 0)) return undefined;
  return 'the TensorFlow library, deps/lib';
}

/** How to complete an installation that lacks a part. */
export const completion =
  'its install script was not run or could not download; allow it with `npm rebuild`, or where that host cannot be reached see tools/tfjs-node/README.md of the repository';

/** What each package needs besides Node 20, 22 or 24. */
export const tfjsNodeNeeds: Readonly<Record<TfjsNodeEngine, string>> = {
  'tfjs-node': 'npm install @tensorflow/tfjs-node downloads TensorFlow from outside the npm registry',
  'tfjs-node-gpu':
    'npm install @tensorflow/tfjs-node-gpu downloads TensorFlow from outside the npm registry; that build needs Linux or Windows, an NVIDIA driver, CUDA 11.2 and cuDNN 8.1, and runs on the processor without them',
};

/**
 * Loads the package and makes it TensorFlow.js' backend.
 *
 * @throws CommandError when it is absent, half installed or will not load
 */
export async function useTfjsNode(engine: TfjsNodeEngine, io: Pick<Io, 'cwd' | 'env'>): Promise<void> {
  const found = findTfjsNode(engine, io);
  if (found.state === 'absent') {
    throw new CommandError(
      `engine ${engine}: @tensorflow/${engine} is not installed; ${tfjsNodeNeeds[engine]}`,
    );
  }
  if (found.state === 'half') {
    throw new CommandError(`engine ${engine}: ${found.folder} lacks ${found.missing}; ${completion}`);
  }
  restoreUtil();
  // TensorFlow reads it once, when it is loaded: its notes on the processor are no news to users of this command.
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
  try {
    createRequire(join(found.folder, 'package.json'))(found.folder);
  } catch (cause) {
    throw new CommandError(
      `engine ${engine}: ${found.folder} does not load (${describeError(cause)}); ${completion}`,
      {
        cause,
      },
    );
  }
  await tf.setBackend('tensorflow');
}

/** Two functions that @tensorflow/tfjs-node calls and that Node 23 took out of `util`. */
function restoreUtil(): void {
  const util = process.getBuiltinModule('node:util') as unknown as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

/** Whether the backend in use is that of tfjs-node, and which of the two. */
export function tfjsNodeInUse(): TfjsNodeEngine | undefined {
  if (tf.getBackend() !== 'tensorflow') return undefined;
  const { isGPUPackage } = tf.backend() as { readonly isGPUPackage?: boolean };
  return isGPUPackage === true ? 'tfjs-node-gpu' : 'tfjs-node';
}
