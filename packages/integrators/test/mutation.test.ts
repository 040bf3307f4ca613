import { describe, expect, test } from 'vitest';
import type { Method } from '../src/core/method.ts';
import { image } from '../src/diagnostics/map.ts';
import { gaussLegendre } from '../src/implicit/gauss.ts';
import { methods } from '../src/methods.ts';
import { checksFor, problemsFor } from './helpers/checks.ts';
import { fixedSteps } from './helpers/measure.ts';
import { mutantsOf, signMutantsOf } from './helpers/mutants.ts';

/** Whether a mutant steps differently at all: a stale p, for one, is what Euler's method takes anyway. */
function differs(mutant: Method, method: Method): boolean {
  return problemsFor(method).some(({ system, start, dt }) => {
    const options = { ...fixedSteps(dt), steps: 3 };
    const right = image(method, system, start, options);
    try {
      const there = image(mutant, system, start, options);
      return (
        there.q.some((value, i) => value !== right.q[i]) || there.p.some((value, i) => value !== right.p[i])
      );
    } catch {
      return true;
    }
  });
}

/** The name of the first conformance check that the mutant fails. */
function caughtBy(mutant: Method, method: Method): string | undefined {
  // The weights themselves are compared too, but the measurements must suffice without it.
  const checks = checksFor(method).filter(({ name }) => !name.startsWith('has weights'));
  return checks.find(({ run }) => {
    try {
      run(mutant, method);
      return false;
    } catch {
      return true;
    }
  })?.name;
}

describe.each(Object.values(methods))('$name', (method) => {
  test('every mutant fails a conformance check', () => {
    const mutants = mutantsOf(method).filter((mutant) => differs(mutant.method, method));
    expect(mutants.length).toBeGreaterThan(method.order + 1);
    for (const { name, method: mutant } of mutants) {
      expect(caughtBy(mutant, method), `${name}: caught by`).toBeDefined();
    }
  });
});

describe.each([8, 10, 12, 14, 16])('gaussLegendre of order %i', (order) => {
  const method = gaussLegendre({ order });
  test('every coefficient of the other sign fails a conformance check', () => {
    const mutants = signMutantsOf(method);
    expect(mutants.length).toBeGreaterThanOrEqual((order / 2) ** 2 + order - 1);
    for (const { name, method: mutant } of mutants) {
      expect(caughtBy(mutant, method), `${name}: caught by`).toBeDefined();
    }
  });
});

test('a check that every mutant fails is not one that the methods themselves fail', () => {
  const [check] = checksFor(methods.leapfrog);
  expect(() => check.run(methods.leapfrog)).not.toThrow();
});
