import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { presets } from '@hgn/model';
import { z } from 'zod';
import { resolveConfig } from '../../../apps/trainer/src/config/resolve.ts';
import { runConfigSchema } from '../../../apps/trainer/src/config/schema.ts';
import type { Io } from '../../../apps/trainer/src/io.ts';
import { createProgram } from '../../../apps/trainer/src/program.ts';
import { writeApiReference } from './api.ts';
import { commandReference } from './commands.ts';
import { configurationReference, type Schema } from './configuration.ts';

/** The command line is described here, never run: nothing reaches these. */
const silent: Io = {
  stdout: { write: () => true },
  stderr: { write: () => true },
  clock: { now: () => 0 },
  cwd: '.',
  env: {},
  signal: new AbortController().signal,
  isTTY: false,
  columns: 100,
};

/** Writes the pages that the code itself tells: commands, configuration, exports. */
export async function writeReferences(
  root: string,
  content: string,
  packages: readonly string[],
): Promise<void> {
  const folder = join(content, 'reference');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'commands.md'), commandReference(createProgram(silent)));
  const schema = z.toJSONSchema(runConfigSchema) as Schema;
  await writeFile(
    join(folder, 'configuration.md'),
    configurationReference(schema, resolveConfig({ presets })),
  );
  await writeApiReference(root, packages, join(content, 'api'));
}
