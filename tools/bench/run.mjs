// `npm run bench -- NAME [--json]`: runs tools/bench/NAME/main.ts against the built packages.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./lib/cli.ts');
process.exitCode = await main(process.argv.slice(2));
