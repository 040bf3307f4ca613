import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportOnnx, factsOfCheckpoint, type ExportedModel } from '@hgn/model';
import { CommandError } from '../../errors.ts';
import { replaceFolder } from '../../runs/create.ts';
import type { RunModel } from '../runModel.ts';

/** Names that an export may leave in its folder; anything else there belongs to somebody. */
const exportEntries: readonly string[] = [
  'encode.onnx',
  'state.onnx',
  'step.onnx',
  'decode.onnx',
  'hamiltonian.onnx',
  'model.json',
  'README.md',
];

/** A model with what its checkpoint tells of it as ONNX files, in memory. */
export function exportedModel(
  { config, model, trainer, parameters, metadata, timeStep }: Omit<RunModel, 'run' | 'step'>,
  batchSize?: number,
): ExportedModel {
  return exportOnnx(model, trainer, parameters, {
    dt: timeStep,
    protocol: config.protocol,
    ...factsOfCheckpoint(metadata, timeStep),
    ...(batchSize === undefined ? {} : { batchSize }),
  });
}

/** Writes a model with what its checkpoint tells of it as ONNX files, in place of an export that is there. */
export async function writeExport(
  runModel: Omit<RunModel, 'run' | 'step'>,
  folder: string,
  batchSize?: number,
): Promise<ExportedModel> {
  const exported = exportedModel(runModel, batchSize);
  await replaceFolder(folder, async (partial) => {
    for (const [name, content] of Object.entries(exported.files))
      await writeFile(join(partial, name), content);
  });
  return exported;
}

/** Refuses a folder that holds an export (files of the `allowed` names), unless it may be replaced, or anything else. */
export async function assertReplaceable(
  folder: string,
  shown: string,
  force: boolean,
  allowed = exportEntries,
): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  if (entries.some((name) => !allowed.includes(name))) {
    throw new CommandError(
      `${shown}: holds files that no export made, so nothing is written there; choose another --out`,
    );
  }
  if (entries.length > 0 && !force) {
    throw new CommandError(
      `${shown}: holds an export already; replace it with --force or choose another --out`,
    );
  }
}
