// Builds the documentation site into site/dist: `npm run site`, and `npm run site -- --serve` to look at it.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('./src/main.ts');
process.exitCode = await main(process.argv.slice(2));
