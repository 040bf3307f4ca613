// Runs a job of this repository with nothing but Node and npm on the machine: pnpm comes through `npm exec`
// at the version that package.json pins, and the lockfile is frozen.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const { packageManager } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const [job, ...rest] = process.argv.slice(2);

const install = 'pnpm install --frozen-lockfile --prefer-offline --reporter=append-only --loglevel=warn';
const build = 'pnpm exec turbo run build --output-logs=errors-only';
const quote = (word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
const args = rest.map(quote).join(' ');

const jobs = {
  setup: [install, build],
  quickstart: [install, build, `node apps/trainer/dist/bin.js quickstart ${args}`],
  test: [install, build, `node tools/check/all.mjs ${args}`],
  hgn: [install, build, `node apps/trainer/dist/bin.js ${args}`],
  bench: [install, build, `node tools/bench/run.mjs ${args}`],
};

if (!Object.hasOwn(jobs, job)) {
  console.error(`bootstrap: the job must be one of ${Object.keys(jobs).join(', ')}, but got ${job}`);
  process.exit(2);
}

const { status, signal } = spawnSync(
  'npm',
  ['exec', '--yes', `--package=${packageManager}`, '--call', jobs[job].join(' && ')],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
  },
);
process.exit(status ?? (signal === 'SIGINT' ? 130 : 1));
