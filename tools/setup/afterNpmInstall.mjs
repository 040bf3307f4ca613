// `npm install` at the root is what fingers type from habit, but npm knows nothing of this workspace's layout. When
// npm is the one that ran, hand over to the real set-up, which replaces what npm has just put into node_modules.
import { fileURLToPath } from 'node:url';
import { runWithPnpm } from './process.mjs';

if (process.env.npm_config_user_agent?.startsWith('npm/')) {
  console.error('This workspace is installed with pnpm; doing that now (same as `npm run setup`).');
  process.exitCode = await runWithPnpm(fileURLToPath(new URL('../..', import.meta.url)), [
    'tools/setup/prepare.mjs',
  ]);
}
