import { parseArgs } from 'node:util';
import { buildSite } from './buildSite.ts';
import { firstFigure } from './firstFigure.ts';
import { serveSite } from './serveSite.ts';

const help = `npm run site -- [options]

Builds the documentation site into site/dist, without a network.

  --serve        show it on the loopback address when it is built
  --measure      say how long its first page takes to show its first figure, in Chromium
  --port <n>     the port to serve on (default: 4173)
  --no-api       leave out the reference of the packages' exports, which takes the longest
  --help         this help
`;

/** The command line of the site. */
export async function main(args: readonly string[]): Promise<number> {
  let options;
  try {
    ({ values: options } = parseArgs({
      args: [...args],
      options: {
        serve: { type: 'boolean' },
        measure: { type: 'boolean' },
        port: { type: 'string', default: '4173' },
        api: { type: 'boolean', default: true },
        help: { type: 'boolean', short: 'h' },
      },
      allowNegative: true,
    }));
  } catch (error) {
    process.stderr.write(
      `site: ${error instanceof Error ? error.message : String(error)}; see: npm run site -- --help\n`,
    );
    return 2;
  }
  if (options.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const port = Number(options.port);
  if (!Number.isInteger(port) || port < 0 || port > 65535) {
    process.stderr.write(`site: --port must be a whole number from 0 to 65535, but got ${options.port}\n`);
    return 2;
  }
  const started = performance.now();
  const { out, pages } = await buildSite({ api: options.api });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stderr.write(`site: ${pages} pages in ${out}, ${seconds} s\n`);
  if (options.measure === true) {
    const times = await firstFigure(out, 9);
    const [least, middle, most] = [0, 4, 8].map((index) => times[index]?.toFixed(0));
    process.stdout.write(`first figure after ${middle} ms (median of 9 visits, ${least} to ${most})\n`);
  }
  if (options.serve === true) {
    const { address } = await serveSite(out, port);
    process.stdout.write(`${address}\n`);
    await new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
  }
  return 0;
}
