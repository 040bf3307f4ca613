// Installs what the lockfile says and builds every package. Started by tools/bootstrap.mjs with pnpm on the PATH.
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { markUpToDate } from './fingerprint.mjs';
import { install } from './install.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

process.exitCode = (await install(root)) || (await build(root));
if (process.exitCode === 0) markUpToDate(root);
