import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { registerGradients } from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import type { EngineChoice } from './names.ts';
import { tfjsNodeInUse, useTfjsNode } from './tfjsNode.ts';

/**
 * Makes a backend of TensorFlow.js the one in use: the plain JavaScript one unless `engine` names another. A second call
 * does nothing. tfjs' advice to install another backend is silenced: hgn doctor says what to install.
 *
 * @throws CommandError when the backend is not installed or does not load
 */
export async function registerEagerBackend(
  engine: EngineChoice = 'tfjs:cpu',
  io: Pick<Io, 'cwd' | 'env'> = { cwd: process.cwd(), env: process.env },
): Promise<void> {
  tf.env().set('PROD', true);
  if (engine === 'tfjs-node' || engine === 'tfjs-node-gpu') {
    await useTfjsNode(engine, io);
  } else if (engine === 'tfjs:wasm') {
    await useWasm(io);
  } else {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
  }
  // A backend's own kernels came after ours, and tfjs-node brings tfjs' gradients with it.
  registerGradients();
}

/** What tfjs' wasm backend cannot do that training asks for. */
export const wasmLacks =
  "tfjs' wasm backend has no gradient of a convolution's filter: models with convolutions do not train on it";

/** tfjs' wasm backend comes from beside this command or from the working folder. */
async function useWasm({ cwd }: Pick<Io, 'cwd'>): Promise<void> {
  const name = '@tensorflow/tfjs-backend-wasm';
  const failures: unknown[] = [];
  for (const origin of [import.meta.dirname, cwd]) {
    try {
      createRequire(pathToFileURL(join(origin, 'here.js')))(name);
      await tf.setBackend('wasm');
      await tf.ready();
      return;
    } catch (error) {
      failures.push(error);
    }
  }
  throw new CommandError(
    `engine tfjs:wasm: ${name} is not installed; npm install ${name}@${tf.version_core}`,
    {
      cause: failures[0],
    },
  );
}

/** The name of the engine that a compiled function reports, with the backend where it is TensorFlow.js. */
export function engineInUse(compiledOn: string): string {
  return compiledOn === 'tfjs' ? (tfjsNodeInUse() ?? `tfjs:${tf.getBackend()}`) : compiledOn;
}
