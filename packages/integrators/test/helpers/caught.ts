import { expect } from 'vitest';
import type { Method } from '../../src/core/method.ts';
import type { Check } from './checks.ts';

/** Fails unless each of these methods, the right one with one thing wrong, fails one of the checks that it passes. */
export function expectCaught(
  right: Method,
  checks: readonly Check[],
  wrong: Readonly<Record<string, Method>>,
): void {
  for (const [name, mutant] of Object.entries(wrong)) {
    const caught = checks.some(({ run }) => {
      try {
        run(mutant, right);
        return false;
      } catch {
        return true;
      }
    });
    expect(caught, `${name} is found`).toBe(true);
  }
}
