// `npm run endure -- kills|locks|sweep|soak [--rounds 50] [command …]`: hours of what real runs meet, on the built command. Prints
// counts, and exits with 1 when anything was lost, torn or left behind.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./src/cli.ts');
process.exitCode = await main(process.argv.slice(2));
