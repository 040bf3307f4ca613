import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Whether HGN_TFJS_NODE names a folder with @tensorflow/tfjs-node in its node_modules (see tools/tfjs-node). */
export function hasTfjsNode(): boolean {
  const folder = process.env.HGN_TFJS_NODE ?? '';
  if (folder === '') return false;
  if (existsSync(join(folder, 'node_modules/@tensorflow/tfjs-node'))) return true;
  throw new Error(
    `HGN_TFJS_NODE: ${folder} holds no @tensorflow/tfjs-node; node tools/tfjs-node/build.mjs ${folder}`,
  );
}

/** Loads @tensorflow/tfjs-node from that folder: its backend `tensorflow` is registered afterwards. */
export function loadTfjsNode(): void {
  const util = process.getBuiltinModule('node:util') as unknown as Record<string, unknown>;
  // Node 23 took them out, and the package calls them.
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
  createRequire(join(process.env.HGN_TFJS_NODE ?? '', 'here.js'))('@tensorflow/tfjs-node');
}
