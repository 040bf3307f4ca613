// `npm run explore -- [--minutes 10] [--project @hgn/jit] [--workers 1]`: runs every test file with properties again and
// again, each time with another seed, and prints how to replay what fails. Exits with 1 if anything did.
// `npm run explore -- --counts`: runs the kernels' edge properties once, and prints what each kernel was tried with.
import { spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';

const usage = `npm run explore -- [--minutes 10] [--project @hgn/jit] [--workers 1]
npm run explore -- --counts

Runs every test file with properties again and again, each time with another seed, and prints how to replay what fails;
exits with 1 if anything did. With --counts it runs the kernels' edge properties once, and prints what each was tried with.`;
const values = readCommandLine();
if (values.help) {
  console.log(usage);
  process.exit(0);
}
if (values.counts) process.exit(printCounts());
const minutes = Number(values.minutes);
if (!(minutes > 0)) {
  console.error(`explore: --minutes must be a positive number, but got ${values.minutes}`);
  process.exit(2);
}

const files = filesWithProperties();
const selected = values.project === undefined ? [] : ['--project', values.project];
if (values.workers !== undefined) selected.push(`--maxWorkers=${values.workers}`);
const end = Date.now() + minutes * 60_000;
const folder = mkdtempSync(join(tmpdir(), 'hgn-explore-'));
const found = new Map();
let rounds = 0;
try {
  do {
    const seed = randomInt(2 ** 31);
    const failures = run(seed);
    rounds++;
    console.log(`seed ${seed}: ${failures.length === 0 ? 'nothing' : `${failures.length} failed`}`);
    for (const failure of failures) report(failure, seed);
  } while (Date.now() < end);
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`explore: ${rounds} rounds over ${files.length} files, ${found.size} tests failed`);
process.exitCode = found.size === 0 ? 0 : 1;

/** The options; where one is wrong, the process ends with what is right. */
function readCommandLine() {
  try {
    return parseArgs({
      options: {
        minutes: { type: 'string', default: '10' },
        project: { type: 'string' },
        workers: { type: 'string' },
        counts: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    console.error(`explore: ${error.message.split('. ')[0]}\n\n${usage}`);
    process.exit(2);
  }
}

/** One run over every kernel, its table of counts on the terminal; gives the exit status. */
function printCounts() {
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--project', '@hgn/jit', '--reporter=dot'];
  const env = { ...process.env, HGN_COUNTS: '1' };
  return (
    spawnSync(process.execPath, [...args, 'packages/jit/test/edges'], { env, stdio: 'inherit' }).status ?? 1
  );
}

/** Test files that draw from fast-check, as git knows them. */
function filesWithProperties() {
  const listed = spawnSync('git', ['ls-files', '*.test.ts'], { encoding: 'utf8' });
  if (listed.status !== 0) throw new Error(`explore: git ls-files failed: ${listed.stderr}`);
  return listed.stdout
    .trim()
    .split('\n')
    .filter((path) => readFileSync(path, 'utf8').includes("from 'fast-check'"));
}

/** The tests that fail with a seed. */
function run(seed) {
  const report = join(folder, `${seed}.json`);
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--reporter=json', `--outputFile=${report}`];
  // It runs beside other work: slowness is no finding.
  args.push('--testTimeout=1800000', '--hookTimeout=1800000');
  const child = spawnSync(process.execPath, [...args, ...selected, ...files], {
    env: { ...process.env, HGN_SEED: String(seed) },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  let results;
  try {
    results = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    throw new Error(`explore: vitest wrote no report with HGN_SEED=${seed}:\n${child.stderr}`);
  }
  return results.testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(process.cwd(), name);
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    if (failed.length === 0 && message) return [{ file, test: undefined, message }];
    return failed.map(({ fullName, failureMessages }) => ({
      file,
      test: fullName,
      message: failureMessages.join('\n'),
    }));
  });
}

/** The first failure of each test, with the command that repeats it. */
function report({ file, test, message }, seed) {
  const key = `${file} ${test}`;
  if (found.has(key)) return;
  found.set(key, seed);
  const named = test === undefined ? '' : ` -t ${JSON.stringify(escaped(test))}`;
  const lines = message.split('\n').filter((line) => !line.trimStart().startsWith('at '));
  console.log(`\n${file}: ${test ?? 'the file itself'}`);
  console.log(lines.slice(0, 12).join('\n'));
  console.log(`replay: HGN_SEED=${seed} npx vitest run ${file}${named}\n`);
}

/** A test's name as the pattern that it is taken for. */
function escaped(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
