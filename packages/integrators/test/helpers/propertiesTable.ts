import type { Method } from '../../src/core/method.ts';
import { methods, type MethodName } from '../../src/methods.ts';

/** When to take each method, in one sentence. */
const advice: Readonly<Record<MethodName, string>> = {
  yoshida4: 'The classic fourth order; blanesMoan4 and pefrl4 are more accurate for their cost.',
  forestRuth4: 'yoshida4 beginning with a drift.',
  suzuki4: 'Steadier than yoshida4 at large steps, for more gradients.',
  pefrl4: 'Fourth order with four forces and a small error; popular in molecular dynamics.',
  calvoSanzSerna4: 'Fourth order optimised for quadratic kinetic energy, not reversible.',
  mcLachlanAtela4: 'Fourth order with few forces for quadratic kinetic energy, not reversible.',
  blanesMoan4: 'The fourth order to take for a separable H.',
  blanesMoanNystrom4: 'The fourth order to take where dq/dt = M^-1 p.',
  symplecticEuler: 'The cheapest symplectic step; for teaching, games and crude long runs.',
  symplecticEulerPositionFirst: 'The adjoint of symplecticEuler.',
  leapfrog: 'The default: cheap, reversible and robust at large steps.',
  positionVerlet: 'Leapfrog beginning with a drift: its one force stands in the middle of the step.',
  mcLachlanAtela2: 'Second order with a small error constant, where reversibility does not matter.',
  ruth3: 'The first symplectic method of order 3; mcLachlanAtela3 is more accurate at the same cost.',
  mcLachlanAtela3: 'Third order with a small error constant, where reversibility does not matter.',
  yoshida6: 'The classic sixth order; kahanLi6 and blanesMoan6 are more accurate for their cost.',
  kahanLi6: 'Sixth order by composing leapfrog: for high accuracy and any separable H.',
  kahanLi8: 'Eighth order: for accuracy near rounding error.',
  blanesMoan6: 'The sixth order to take for a separable H.',
  blanesMoanNystrom6: 'The sixth order to take where dq/dt = M^-1 p.',
  dormandPrince54: 'The pair of MATLAB and of SciPy (RK45); tsitouras54 is more accurate for its cost.',
  tsitouras54: 'Tolerances above 1e-6, in runs that are not long: the cheapest steps that adapt.',
  dormandPrince853:
    'Ground truth for runs that are not too long: it meets a tolerance, and its energy drifts slowly.',
  stormerVerlet:
    'Leapfrog for H that do not separate; its equations are half as long as those of implicitMidpoint.',
  implicitMidpoint: 'The first to try for an H that does not separate; also for stiff ones.',
  gaussLegendre4: 'Fourth order for an H that does not separate.',
  gaussLegendre6: 'Sixth order for any H: the most accurate for its cost where H does not separate.',
  euler: 'A reference for what goes wrong; its energy grows without bound.',
  explicitMidpoint: 'A reference of the order of leapfrog that is not symplectic.',
  rk4: 'Good for short runs of any H; its energy drifts in long ones.',
  tao2: 'Explicit and nearly symplectic for H that do not separate; needs omega chosen.',
  tao4: 'tao2 at fourth order; needs omega chosen.',
};

const needs = (method: Method): string => {
  if (method.requires === 'general') return 'any H';
  return method.requiresQuadraticKinetic ? 'H = V(q) + pᵀM⁻¹p/2' : 'H = V(q) + K(p)';
};

const cost = ({ evaluations, implicit, adaptive }: Method): string => {
  const { dHdq, dHdp } = evaluations;
  return `${dHdq} + ${dHdp}${implicit ? ' per iteration' : ''}${adaptive ? ' per step tried' : ''}`;
};

const symplectic = (method: Method): string => {
  if (method.doubled === true) return 'doubled';
  return method.symplectic ? 'yes' : 'no';
};

// Markdown wants angle brackets around an address that has parentheses.
const link = (doi: string): string =>
  doi.includes('(') ? `<https://doi.org/${doi}>` : `https://doi.org/${doi}`;

/** The properties of every method as a Markdown table, from the method table itself. */
export function propertiesTable(): string {
  const head = ['method', 'order', 'for', 'symplectic', 'reversible', 'dHdq + dHdp', 'take it for', 'source'];
  const rows = Object.values(methods).map((method) => [
    `\`${method.name}\``,
    String(method.order),
    needs(method),
    symplectic(method),
    method.doubled === true ? 'doubled' : method.reversible ? 'yes' : 'no',
    cost(method),
    advice[method.name as MethodName],
    method.source.replace(/doi:(\S+)$/, (_, doi: string) => `[doi:${doi}](${link(doi)})`),
  ]);
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}
