// `npm run fuzz -- [--count 200] [--seed 1] [reader …]`: mutated files for every reader, each in 10 s and 1 GB. Prints the
// outcomes by reader, and exits with 1 when a file was not refused clearly, read wrongly, or took too long.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./src/main.ts');
process.exitCode = await main(process.argv.slice(2));
