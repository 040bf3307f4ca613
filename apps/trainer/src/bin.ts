#!/usr/bin/env node
import { writeSync } from 'node:fs';
import { describeError, isForLackOfFiles } from './errors.ts';

try {
  await import('./main.ts');
} catch (error) {
  // Not even the command line could be loaded.
  if (!isForLackOfFiles(error)) throw error;
  writeSync(2, `hgn: ${describeError(error)}\n`);
  process.exit(1);
}
