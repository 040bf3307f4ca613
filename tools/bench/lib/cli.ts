import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { UsageError, type Benchmark } from './benchmark.ts';
import { describeMachine } from './machine.ts';
import { formatTable } from './table.ts';

const folder = new URL('..', import.meta.url);

/** Runs the benchmark that the command line names, or lists what there is. Returns the exit status. */
export async function main(argv: readonly string[]): Promise<number> {
  const json = argv.includes('--json');
  const [name, ...args] = argv.filter((word) => word !== '--json');
  const names = readdirSync(fileURLToPath(folder)).filter((entry) => existsSync(mainFile(entry)));
  if (name === undefined || name === '--help' || name === '-h') {
    console.log('npm run bench -- NAME [--json]\n');
    for (const each of names) console.log(`  ${each.padEnd(14)} ${(await load(each)).title ?? ''}`);
    return 0;
  }
  if (!names.includes(name)) {
    console.error(`bench: there is no benchmark "${name}"; there are: ${names.join(', ') || 'none'}`);
    return 2;
  }
  const log = (line: string) => {
    process.stderr.write(`${line}\n`);
  };
  // Libraries greet and warn with console.log: with --json, stdout holds the result and nothing else.
  if (json) console.log = console.error;
  const { run } = await load(name);
  const rows = await run({ json, args, log }).catch((error: unknown) => {
    // What is wrong with the words after the name needs no trace.
    if (error instanceof UsageError) console.error(error.message);
    else if (isMisspelt(error)) console.error(`bench ${name}: ${error.message.split('. ')[0]}`);
    else throw error;
    return undefined;
  });
  if (rows === undefined) return 2;
  if (json) {
    process.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
  } else {
    const { cpu, cores, memoryGiB, system, node } = describeMachine();
    console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}\n\n${formatTable(rows)}`);
  }
  return 0;
}

const isMisspelt = (error: unknown): error is Error =>
  error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');

function mainFile(name: string): URL {
  return new URL(`${name}/main.ts`, folder);
}

function load(name: string): Promise<Benchmark> {
  return import(mainFile(name).href) as Promise<Benchmark>;
}
