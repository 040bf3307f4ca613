// Runs a job of this repository with nothing but Node and npm on the machine. pnpm comes through `npm exec` at the
// version that package.json pins; installing and building are skipped when nothing changed since they last ran.
// Progress goes to stderr: stdout belongs to the job.
import { fileURLToPath } from 'node:url';
import { isUpToDate } from './setup/fingerprint.mjs';
import { run, runWithPnpm } from './setup/process.mjs';

const jobs = {
  setup: { script: undefined },
  quickstart: { script: 'apps/trainer/dist/bin.js', args: ['quickstart'] },
  hgn: { script: 'apps/trainer/dist/bin.js' },
  bench: { script: 'tools/bench/run.mjs' },
  endure: { script: 'tools/endure/main.mjs' },
  fuzz: { script: 'tools/fuzz/main.mjs' },
  explore: { script: 'tools/explore/explore.mjs', needsPnpm: true },
  release: { script: 'tools/release/release.mjs', needsPnpm: true },
  site: { script: 'site/build.mjs' },
  test: { script: 'tools/check/all.mjs', needsPnpm: true },
};

const [name, ...rest] = process.argv.slice(2);
if (!Object.hasOwn(jobs, name)) {
  console.error(`bootstrap: the job must be one of ${Object.keys(jobs).join(', ')}, but got ${name}`);
  process.exit(2);
}

const root = fileURLToPath(new URL('..', import.meta.url));
const { script, args = [], needsPnpm = false } = jobs[name];

if (script === undefined || !isUpToDate(root)) {
  const status = await runWithPnpm(root, ['tools/setup/prepare.mjs']);
  if (status !== 0) process.exit(status);
}
if (script !== undefined) {
  const command = [script, ...args, ...rest];
  process.exitCode = needsPnpm
    ? await runWithPnpm(root, command)
    : await run(process.execPath, command, root);
}
