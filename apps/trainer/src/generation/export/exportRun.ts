import { join } from 'node:path';
import type { ExportOptions } from './exportOptions.ts';
import type { Io } from '../../io.ts';
import { asOnlyWriter } from '../../runs/lock/writer.ts';
import { bytes as sizeText } from '../../terminal/format.ts';
import { textTable } from '../../terminal/table.ts';
import { readRunModel } from '../runModel.ts';
import { assertReplaceable, writeExport } from './writeExport.ts';

/** Runs `hgn export`. */
export async function exportRun(shown: string, options: ExportOptions, io: Io): Promise<void> {
  const out = options.out ?? join(shown, 'export');
  const runModel = await readRunModel(shown, options, io);
  const { files, description } = await asOnlyWriter(
    { shown: out, command: 'hgn export' },
    io,
    async ({ folder }) => {
      await assertReplaceable(folder, out, options.force ?? false);
      return writeExport(runModel, folder, options.batchSize);
    },
  );
  const { step } = runModel;

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
