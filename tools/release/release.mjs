// `npm run release`: publishes what the changesets made; with `--dry-run` everything but that. See `--help`.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./src/main.ts');
process.exitCode = await main(process.argv.slice(2));
