// `npm run findings [-- NAME …]`: runs the scripts of `findings/`, each of which shows how some outside software behaves, and
// says which of them no longer hold. Needs bash, npm and the registry; takes minutes. Not a part of `npm test`.
import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../findings/', import.meta.url));
const all = readdirSync(folder).filter((name) => name.endsWith('.sh'));
const words = process.argv.slice(2);
if (words.includes('--help') || words.includes('-h')) {
  console.log(
    `npm run findings [-- NAME ...]\n\nRuns the scripts whose names contain one of the words, or all:\n  ${all.join('\n  ')}`,
  );
  process.exit(0);
}
const unknown = words.find((word) => !all.some((name) => name.includes(word)));
if (unknown !== undefined) {
  console.error(`findings: "${unknown}" is in none of ${all.join(', ')}`);
  process.exit(2);
}

let failed = 0;
for (const name of all.filter((each) => words.length === 0 || words.some((word) => each.includes(word)))) {
  const started = performance.now();
  const { status, output } = await run(name);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${status === 0 ? 'holds  ' : 'CHANGED'} ${name}  ${seconds} s`);
  if (status !== 0) {
    failed += 1;
    console.log(output.trimEnd().replaceAll(/^/gm, '        '));
  }
}
process.exitCode = failed === 0 ? 0 : 1;

/** What a script said, on either stream, and how it ended. */
function run(name) {
  return new Promise((resolve, reject) => {
    // What npm tells its scripts, `--silent` among it, would change what npm says inside them.
    const env = Object.fromEntries(
      Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key) || /registry|cache/i.test(key)),
    );
    const child = spawn('bash', [folder + name], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, output }));
  });
}
