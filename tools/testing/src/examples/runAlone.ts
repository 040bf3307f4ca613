import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import ts from 'typescript';
import { isUpToDate } from '../../../setup/fingerprint.mjs';
import { runCommand } from '../programs/command.ts';
import type { PreparedExample } from './prepare.ts';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Runs an example as a user would: in a fresh process, where nothing is set up but what it sets up itself, with the packages
 * as they are built. Where these are older than the sources, it runs with the sources, which takes seconds more to load.
 *
 * @throws Error with the place and what the process said, if it ends with another exit status than 0
 */
export async function runAlone(example: PreparedExample, cwd: string): Promise<void> {
  const args = isUpToDate(root) ? [inJavaScript(example)] : fromSources(example.file);
  const { status, stderr } = await runCommand(process.execPath, args, { cwd });
  if (status !== 0)
    throw new Error(`the example at ${example.place} ended with exit status ${status}\n${stderr}`);
}

/** The example's file without its types, beside it. */
function inJavaScript({ file, language }: PreparedExample): string {
  if (language === 'js') return file;
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  });
  const bare = file.replace(/\.ts$/, '.mjs');
  writeFileSync(bare, outputText);
  return bare;
}

function fromSources(file: string): string[] {
  const tsx = join(dirname(createRequire(import.meta.url).resolve('tsx/package.json')), 'dist', 'loader.mjs');
  return ['--conditions=@hgn/source', '--import', pathToFileURL(tsx).href, file];
}
