import type { ExportOptions } from '../../generation/export/exportOptions.ts';
import type { Command } from 'commander';
import type { Io } from '../../io.ts';
import { jsonOption, wholeNumber } from '../options.ts';

/** Adds `hgn export`. */
export function defineExport(program: Command, io: Io): void {
  program
    .command('export')
    .description('write a trained model as ONNX files, for Python, browsers and other programs')
    .argument('<run>', 'run folder that hgn train wrote')
    .option('-o, --out <folder>', 'folder to write (default: <run>/export)')
    .option('-b, --batch-size <n>', 'samples per call, fixed (default: any number)', wholeNumber(1))
    .option('--checkpoint <file>', 'checkpoint to export: a file, or best (default: the last one)')
    .option('--force', 'replace an export that is already there')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  hgn export runs/quickstart\n\nThe README.md in the folder says how to use the files.',
    )
    .action(async (run: string, options: ExportOptions) => {
      const { exportRun } = await import('../../generation/export/exportRun.ts');
      await exportRun(run, options, io);
    });
}
