import type { Expression } from '../expression/expression.ts';
import { coefficient, walked } from '../expression/walk.ts';
import type { Series } from './seriesType.ts';

/** The recurrences of a formula, walked node by node: where a page forbids code. */
export function walkedSeries(
  nodes: readonly Expression[],
  field: readonly Expression[],
  order: number,
): Series {
  const width = order + 1;
  const coefficients = new Float64Array(field.length * width);
  const { steps, of } = walked(nodes, width);
  const rates = field.map(of);
  const states = field.map((_, i) =>
    of(nodes.find(({ operation, value }) => operation === 'coordinate' && value === i)),
  );
  for (const { node, x } of steps) if (node.operation === 'time') x[1] = 1;
  return {
    coefficients,
    fill(s, t) {
      for (const { node, x } of steps) {
        if (node.operation === 'time') x[0] = t[0];
        if (node.operation === 'coordinate') x[0] = s[node.value];
      }
      for (let k = 0; k < order; k++) {
        for (const step of steps) if (step.node.of.length > 0) step.x[k] = coefficient(step, k);
        for (let i = 0; i < rates.length; i++) {
          const next = rates[i][k] / (k + 1);
          states[i][k + 1] = next;
          coefficients[i * width + k + 1] = next;
          if (k === 0) coefficients[i * width] = s[i];
        }
      }
    },
  };
}
