// Every check of the repository: `npm test`, or `npm test -- --help` for how to run some of them.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./src/main.ts');
process.exitCode = await main(process.argv.slice(2));
