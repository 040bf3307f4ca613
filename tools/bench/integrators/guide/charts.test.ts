import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chartsByProblem } from './byProblem.ts';
import { charts } from './charts.ts';

const docs = new URL('../../../../packages/integrators/docs/', import.meta.url);
const numbers = /-?\d+(\.\d+)?/g;

test('the charts of the integrators are those that the script draws', { timeout: 120_000 }, () => {
  // Written by: npm run integrators:docs -- charts
  for (const [file, drawn] of [...charts(), ...chartsByProblem()]) {
    const kept = readFileSync(new URL(file, docs), 'utf8');
    expect(kept.replace(numbers, '#'), file).toBe(drawn.replace(numbers, '#'));
    const [now, before] = [drawn, kept].map((svg) => Array.from(svg.matchAll(numbers), ([x]) => Number(x)));
    // In pixels: near rounding error another sine may move a point a little.
    now.forEach((x, i) => expect(Math.abs(x - before[i]), file).toBeLessThan(3));
  }
});
