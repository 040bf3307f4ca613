// `solve` beside a plain loop of the same method, written for the purpose, in one process and in turn.
// One request a line on stdin, {"orbit", "tolerance", "rounds"}; the answer has the milliseconds and steps of both.
import { methods, solve } from '@hgn/integrators';
import { createInterface } from 'node:readline';
import { orbits, type Orbit } from './orbits.ts';
import { plainTsitouras } from './plainTsitouras.ts';

interface Request {
  readonly orbit: string;
  readonly tolerance: number;
  readonly rounds: number;
}

function follow(orbit: Orbit, { tolerance, rounds }: Request) {
  const { system, start, time } = orbit;
  const initialStep = time / 1e5;
  const options = {
    time,
    method: methods.tsitouras54,
    relativeTolerance: tolerance,
    absoluteTolerance: tolerance,
    initialStep,
  };
  const contestants = {
    end: () => solve(system, start, { ...options, keep: 'end' }),
    steps: () => solve(system, start, { ...options, keep: 'steps' }),
    plainEnd: () => plainTsitouras(system, start, { time, tolerance, initialStep, keep: false }),
    plainSteps: () => plainTsitouras(system, start, { time, tolerance, initialStep, keep: true }),
  };
  const ms = { end: Infinity, steps: Infinity, plainEnd: Infinity, plainSteps: Infinity };
  const found = { ...ms };
  for (let round = 0; round < rounds; round++) {
    for (const name of Object.keys(contestants) as (keyof typeof contestants)[]) {
      const before = performance.now();
      const { q } = contestants[name]();
      ms[name] = Math.min(ms[name], performance.now() - before);
      found[name] = q[q.length - 1];
    }
  }
  const { accepted, rejected } = contestants.end();
  return { ms, found, steps: accepted + rejected, plainSteps: contestants.plainEnd().tried };
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  const orbit = orbits.find(({ name }) => name === request.orbit);
  if (orbit === undefined) throw new Error(`followPlainly: there is no orbit ${request.orbit}`);
  console.log(JSON.stringify(follow(orbit, request)));
}
