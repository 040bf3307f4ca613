import { plainSplitting } from './splitting.ts';

const mcLachlanAtela1992 =
  'R. I. McLachlan, P. Atela, Nonlinearity 5 (1992) 541, doi:10.1088/0951-7715/5/2/011';
const deVogelaere1956 = 'R. de Vogelaere, Report 4, Dept. of Mathematics, Univ. of Notre Dame (1956)';
const verlet1967 = 'L. Verlet, Phys. Rev. 159 (1967) 98, doi:10.1103/PhysRev.159.98';

/**
 * Symplectic Euler, momentum first: p' = p - dt dH/dq(q), q' = q + dt dH/dp(p'). Order 1.
 *
 * @remarks The cheapest symplectic step; for teaching, games and crude long runs.
 */
export const symplecticEuler = /* @__PURE__ */ plainSplitting({
  name: 'symplecticEuler',
  order: 1,
  first: 'kick',
  weights: [1, 1],
  source: deVogelaere1956,
});

/**
 * Symplectic Euler, position first: q' = q + dt dH/dp(p), p' = p - dt dH/dq(q'). Order 1.
 *
 * @remarks The adjoint of symplecticEuler.
 */
export const symplecticEulerPositionFirst = /* @__PURE__ */ plainSplitting({
  name: 'symplecticEulerPositionFirst',
  order: 1,
  first: 'drift',
  weights: [1, 1],
  source: deVogelaere1956,
});

/**
 * Leapfrog, kick-drift-kick (velocity Verlet): order 2, reversible, one dHdq and one dHdp per step.
 *
 * @remarks The default: cheap, reversible and robust at large steps.
 */
export const leapfrog = /* @__PURE__ */ plainSplitting({
  name: 'leapfrog',
  order: 2,
  first: 'kick',
  weights: [0.5, 1, 0.5],
  source: verlet1967,
});

/**
 * Leapfrog, drift-kick-drift (position Verlet): order 2, reversible, one dHdq and one dHdp per step.
 *
 * @remarks Leapfrog beginning with a drift: its one force stands in the middle of the step.
 */
export const positionVerlet = /* @__PURE__ */ plainSplitting({
  name: 'positionVerlet',
  order: 2,
  first: 'drift',
  weights: [0.5, 1, 0.5],
  source: 'M. Tuckerman, B. J. Berne, G. J. Martyna, J. Chem. Phys. 97 (1992) 1990, doi:10.1063/1.463137',
});

/**
 * McLachlan and Atela's order 2 of least error: two kicks and two drifts, not reversible.
 *
 * @remarks Second order with a small error constant, where reversibility does not matter.
 */
export const mcLachlanAtela2 = /* @__PURE__ */ plainSplitting({
  name: 'mcLachlanAtela2',
  order: 2,
  first: 'kick',
  // 1 - 1 / sqrt(2) and 1 / sqrt(2), as numbers: a bundler cannot leave out what it would have to compute.
  weights: [0.2928932188134524, 0.7071067811865476, 0.7071067811865476, 0.2928932188134524],
  source: mcLachlanAtela1992,
});

/**
 * Ruth's third-order method: three kicks and three drifts, not reversible.
 *
 * @remarks The first symplectic method of order 3; mcLachlanAtela3 is more accurate at the same cost.
 */
export const ruth3 = /* @__PURE__ */ plainSplitting({
  name: 'ruth3',
  order: 3,
  first: 'kick',
  // 7 / 24, 2 / 3, 3 / 4, -2 / 3, -1 / 24, 1
  weights: [0.2916666666666667, 0.6666666666666666, 0.75, -0.6666666666666666, -0.041666666666666664, 1],
  source: 'R. D. Ruth, IEEE Trans. Nucl. Sci. 30 (1983) 2669, doi:10.1109/TNS.1983.4332919',
});

/**
 * McLachlan and Atela's order 3 of least error: three kicks and three drifts, not reversible.
 *
 * @remarks Third order with a small error constant, where reversibility does not matter.
 */
export const mcLachlanAtela3 = /* @__PURE__ */ plainSplitting({
  name: 'mcLachlanAtela3',
  order: 3,
  first: 'kick',
  weights: [
    0.2683300957817599, 0.9196615230173999, -0.1879916187991598, -0.1879916187991598, 0.9196615230173999,
    0.2683300957817599,
  ],
  source: mcLachlanAtela1992,
});
