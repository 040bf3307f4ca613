import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportFlow } from '@hgn/flow';
import type { FlowExportOptions } from './options.ts';
import { assertReplaceable } from '../generation/export/writeExport.ts';
import type { Io } from '../io.ts';
import { replaceFolder } from '../runs/create.ts';
import { asOnlyWriter } from '../runs/lock/writer.ts';
import { bytes as sizeText } from '../terminal/format.ts';
import { textTable } from '../terminal/table.ts';
import { openFlow } from './runFolder.ts';

/** Names that an export of a flow may leave in its folder. */
const entries: readonly string[] = ['sample.onnx', 'logProb.onnx', 'flow.json', 'README.md'];

/** Runs `hgn flow export`. */
export async function exportFlowFolder(shown: string, options: FlowExportOptions, io: Io): Promise<void> {
  const out = options.out ?? join(shown, 'export');
  const { trained, record } = await openFlow(shown, io, {});
  const { files, description } = exportFlow(trained, { columns: record.columns });
  await asOnlyWriter({ shown: out, command: 'hgn flow export' }, io, async ({ folder }) => {
    await assertReplaceable(folder, out, options.force ?? false, entries);
    await replaceFolder(folder, async (partial) => {
      for (const [name, content] of Object.entries(files)) await writeFile(join(partial, name), content);
    });
  });
  if (options.json === true) {
    const sizes = Object.fromEntries(Object.entries(files).map(([name, { length }]) => [name, length]));
    io.stdout.write(`${JSON.stringify({ folder: out, exact: description.exact, files: sizes })}\n`);
    return;
  }
  const { sample, logProb } = description.graphs;
  const about: Readonly<Record<string, string>> = {
    [sample.file]: sample.does,
    [logProb.file]: logProb.does,
    'flow.json': 'names all inputs and outputs, and the noise to draw',
    'README.md': 'shows how to use the files in Python',
  };
  const rows = Object.entries(files).map(([name, { length }]) => [name, sizeText(length), about[name]]);
  const columns = [
    { header: 'file', align: 'left' },
    { header: 'size', align: 'right' },
    { header: 'what it does', align: 'left' },
  ] as const;
  io.stdout.write(`${out}: the density of ${shown}\n\n${textTable(columns, rows)}`);
}
