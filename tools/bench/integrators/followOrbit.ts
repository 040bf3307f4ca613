// Our side of the work-precision benchmark, one problem and method a process: as a program that integrates one system.
// One request a line on stdin, {"orbit", "method", "effort", "repeats"}; the answer is the error and the milliseconds.
import { compensated, integrate, methods, solve, taylor } from '@hgn/integrators';
import { createInterface } from 'node:readline';
import { orbits, type Orbit } from './orbits.ts';

interface Request {
  readonly orbit: string;
  readonly method: string;
  /** One over the tolerance, or steps. */
  readonly effort: number;
  readonly repeats: number;
}

const formulas = new Map<string, ReturnType<Orbit['formula']>>();

function run({ orbit: name, method, effort }: Request): Float64Array {
  const orbit = orbits.find((one) => one.name === name);
  if (orbit === undefined) throw new Error(`followOrbit: there is no orbit ${name}`);
  const { system, formula, start, time } = orbit;
  const n = start.q.length;
  const tolerance = { relativeTolerance: 1 / effort, absoluteTolerance: 1 / effort };
  if (method === 'taylor') {
    const known = formulas.get(name) ?? formula();
    formulas.set(name, known);
    return solve(known, start, { time, method: taylor, keep: 'end', ...tolerance }).q.subarray(n);
  }
  const compensates = method.startsWith('compensated ');
  const base = methods[method.replace('compensated ', '') as keyof typeof methods];
  if (base.adaptive)
    return solve(system, start, { time, method: base, keep: 'end', ...tolerance }).q.subarray(n);
  const steps = Math.round(effort);
  const options = { dt: time / steps, steps, saveEvery: steps };
  return integrate(compensates ? compensated(base) : base, system, start, options).q.subarray(n);
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  let [ms, error] = [Infinity, NaN];
  for (let k = 0; k < request.repeats; k++) {
    const before = performance.now();
    const q = run(request);
    ms = Math.min(ms, performance.now() - before);
    const end = orbits.find(({ name }) => name === request.orbit)?.end ?? [];
    error = Math.max(...end.map((x, i) => Math.abs(q[i] - x)));
  }
  console.log(JSON.stringify({ ms, error }));
}
