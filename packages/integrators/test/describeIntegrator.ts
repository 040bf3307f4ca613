import { describe, test } from 'vitest';
import type { Method } from '../src/core/method.ts';
import { checksFor } from './helpers/checks.ts';

/** The conformance suite: what every method must hold to, on every problem that it may be given. */
export function describeIntegrator(method: Method): void {
  describe(method.name, () => {
    for (const { name, run } of checksFor(method)) {
      test(name, () => {
        run(method);
      });
    }
  });
}
