import { parseArgs } from 'node:util';
import { runTool } from '../../check/src/process.ts';
import { publicPackages } from '../../check/src/workspace.ts';
import { buildExecutors } from './checks/executors.ts';
import { nextVersion, releaseNotes, waitingChanges } from './notes.ts';
import { steps } from './steps.ts';

const help = `npm run release -- [options]

One of these says what is to be done:
  --publish        publish the packages whose versions are not on the registry yet (changeset publish)
  --dry-run        everything before that, and nothing of it: see the steps below
  --only <steps>   some steps of the dry run, separated by commas
  --notes          print the notes of the next release, the waiting changesets by package, and nothing else
  --accept         take sizes and exports as they are now for the ones to compare with
  --help           this help

Steps:
${steps.map(({ name, rule }) => `  ${name.padEnd(12)} ${rule}`).join('\n')}
`;

/** The command line of a release. */
export async function main(args: readonly string[]): Promise<number> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        publish: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
        only: { type: 'string' },
        notes: { type: 'boolean' },
        accept: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    process.stderr.write(`release: ${error instanceof Error ? error.message : String(error)}; see --help\n`);
    return 2;
  }
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  if (values.notes === true) {
    const packages = publicPackages().map(({ manifest }) => manifest);
    const changes = waitingChanges();
    const version = nextVersion(packages[0]?.version ?? '0.0.0', changes);
    process.stdout.write(
      releaseNotes(
        version,
        changes,
        packages.map(({ name }) => name),
      ),
    );
    return 0;
  }
  // What cannot be taken back is never what a word that is missing means.
  if (values.publish === values['dry-run']) {
    process.stderr.write('release: say either --dry-run or --publish; see --help\n');
    return 2;
  }
  if (values.publish) {
    if (values.only !== undefined || values.accept) {
      process.stderr.write('release: --only and --accept go with --dry-run, not with --publish\n');
      return 2;
    }
    // Whoever tested here has built it for this machine alone.
    const { problems } = await buildExecutors();
    if (problems.length > 0) {
      process.stderr.write(`release: the executor is not built for every system\n${problems.join('\n')}\n`);
      return 1;
    }
    const { status } = await runTool('@changesets/cli#changeset', ['publish'], { show: true });
    return status;
  }
  const wanted = values.only?.split(',') ?? steps.map(({ name }) => name);
  const unknown = wanted.find((name) => !steps.some((step) => step.name === name));
  if (unknown !== undefined) {
    process.stderr.write(
      `release: --only takes ${steps.map(({ name }) => name).join(', ')}, but got ${unknown}\n`,
    );
    return 2;
  }
  const log = (line: string): void => void process.stderr.write(`${line}\n`);
  let failed = 0;
  for (const step of steps.filter(({ name }) => wanted.includes(name))) {
    const started = performance.now();
    const { problems, note } = await step
      .run({ accept: values.accept, log })
      .catch((error: unknown) => ({ problems: [String(error)], note: 'broken off' }));
    const seconds = ((performance.now() - started) / 1000).toFixed(0);
    process.stdout.write(
      `${problems.length === 0 ? 'ok  ' : 'FAIL'} ${step.name.padEnd(12)} ${seconds} s  ${note}\n`,
    );
    for (const problem of problems) process.stdout.write(`     ${problem.replaceAll('\n', '\n     ')}\n`);
    if (problems.length > 0) failed += 1;
  }
  process.stdout.write(`${wanted.length - failed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}
