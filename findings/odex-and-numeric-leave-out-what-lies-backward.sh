#!/usr/bin/env bash
# Two integrators for JavaScript, asked to go back in time, say nothing and leave most of it out. odex 2.0.4 solves backward as well as
# forward, but its callback `grid` is then called at the start alone: no intermediate value, no error. numeric 1.2.6's `dopri` takes no
# step at all when the end lies before the start: `x` holds the start, `message` is empty, and `at` gives NaN in between.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund odex@2.0.4 numeric@1.2.6
cat >run.mjs <<'JS'
import { readFileSync } from 'node:fs';
import numeric from 'numeric';
import { Solver } from 'odex';

for (const name of ['odex', 'numeric'])
  console.log(name, JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version);
const oscillator = (t, [q, p]) => [p, -q];
const wrong = ([q, p], passed) => Math.hypot(q - Math.cos(passed), p + Math.sin(passed)) < 1e-6 ? 'right' : 'wrong';
for (const [from, to] of [[0, 10], [10, 0]]) {
  const solver = new Solver(2);
  solver.denseOutput = true;
  solver.absoluteTolerance = solver.relativeTolerance = 1e-10;
  let values = 0;
  const { y, outcome } = solver.solve(oscillator, from, [1, 0], to, solver.grid(0.5, () => void values++));
  console.log(`odex from ${from} to ${to}: end ${wrong(y, to - from)}, outcome ${outcome}, ${values} values on the grid`);
  const solution = numeric.dopri(from, to, [1, 0], oscillator, 1e-10, 10_000);
  const between = solution.at(5)[0];
  console.log(
    `numeric from ${from} to ${to}: ends at ${solution.x.at(-1)}, message ${JSON.stringify(solution.message)}, ` +
      `half-way ${Number.isNaN(between) ? 'NaN' : wrong(solution.at(5), 5 - from)}`,
  );
}
JS
node run.mjs | tee seen.txt
diff seen.txt - <<'SEEN'
odex 2.0.4
numeric 1.2.6
odex from 0 to 10: end right, outcome 0, 21 values on the grid
numeric from 0 to 10: ends at 10, message "", half-way right
odex from 10 to 0: end right, outcome 0, 1 values on the grid
numeric from 10 to 0: ends at 10, message "", half-way NaN
SEEN
