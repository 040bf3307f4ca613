import { implicitRungeKutta } from './rungeKutta.ts';

/** The implicit midpoint rule: order 2, symplectic and reversible for every H. */
export const implicitMidpoint = /* @__PURE__ */ implicitRungeKutta({
  name: 'implicitMidpoint',
  order: 2,
  a: [[0.5]],
  b: [1],
  c: [0.5],
  summary: 'The leapfrog of H that do not separate; also for stiff ones.',
  source: 'K. Feng, Proc. 1984 Beijing Symp. Diff. Geom. and Diff. Eq., Science Press (1985) 42',
});
