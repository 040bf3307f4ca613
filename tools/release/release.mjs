// `npm run release`: with `--publish` publishes what the changesets made, with `--dry-run` does everything but that.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./src/main.ts');
process.exitCode = await main(process.argv.slice(2));
