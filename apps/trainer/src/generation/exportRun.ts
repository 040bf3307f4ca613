import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exportOnnx } from '@hgn/model';
import type { ExportOptions } from '../commands/export.ts';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { replaceFolder } from '../runs/create.ts';
import { bytes as sizeText } from '../terminal/format.ts';
import { textTable } from '../terminal/table.ts';
import { readRunModel } from './runModel.ts';

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

/** Runs `hgn export`. */
export async function exportRun(shown: string, options: ExportOptions, io: Io): Promise<void> {
  const out = options.out ?? join(shown, 'export');
  const folder = resolve(io.cwd, out);
  const { config, model, trainer, parameters, step, timeStep } = await readRunModel(shown, options, io);
  await assertReplaceable(folder, out, options.force ?? false);

  const { files, description } = exportOnnx(model, trainer, parameters, {
    dt: timeStep,
    protocol: config.protocol,
    ...(options.batchSize === undefined ? {} : { batchSize: options.batchSize }),
  });
  await replaceFolder(folder, async (partial) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(partial, name), content);
  });

  if (options.json === true) {
    const sizes = Object.fromEntries(Object.entries(files).map(([name, { length }]) => [name, length]));
    io.stdout.write(`${JSON.stringify({ folder: out, step, batch: description.batch, files: sizes })}\n`);
    return;
  }
  const rows = Object.entries(files).map(([name, { length }]) => [
    name,
    sizeText(length),
    Object.values(description.graphs).find(({ file }) => file === name)?.does ?? about[name] ?? '',
  ]);
  io.stdout.write(
    `${out}: the model after step ${step}, for ${description.batch === 'any' ? 'any batch' : `batches of ${description.batch}`}\n\n${textTable(
      [
        { header: 'file', align: 'left' },
        { header: 'size', align: 'right' },
        { header: 'what it does', align: 'left' },
      ],
      rows,
    )}`,
  );
}

const about: Readonly<Record<string, string>> = {
  'model.json': 'names all inputs and outputs, their shapes and meanings',
  'README.md': 'shows how to use the files in Python and JavaScript',
};

/** Refuses a folder that holds an export, unless it may be replaced, or anything else. */
async function assertReplaceable(folder: string, shown: string, force: boolean): Promise<void> {
  const entries = await readdir(folder).catch((error: unknown): string[] => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  if (entries.some((name) => !exportEntries.includes(name))) {
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
