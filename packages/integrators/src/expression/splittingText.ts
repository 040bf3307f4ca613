import type { Splitting, Stepper } from '../core/stepper.ts';
import { clocksOf, closed } from '../splitting/weights.ts';
import { fromText, lineOf, nameOf, sine } from './code.ts';
import { inOrder, type Expression } from './expression.ts';

/** So many formulas in a loop: V8 leaves longer ones unoptimised. */
const longest = 500;

/** The loop of a splitting as code that `splittingFromText` makes, and how many numbers it carries from call to call. */
type Loop = (
  q: Float64Array,
  p: Float64Array,
  start: number,
  dt: number,
  first: number,
  count: number,
  carried: Float64Array,
) => number;

/**
 * Makes the steppers of a splitting for dq/dt and dp/dt as formulas: one loop with the state in variables, where a step
 * of `splitting` calls gradients and goes through memory. Undefined where that would be too long.
 */
export function splittingFromText(
  field: readonly Expression[],
  { first, weights }: Splitting,
): (() => Stepper) | undefined {
  const n = field.length / 2;
  const all = closed(weights);
  const clocks = clocksOf(all);
  const last = all.length - 1;
  const halves = { q: field.slice(0, n), p: field.slice(n) };
  const [x, y] = first === 'kick' ? (['p', 'q'] as const) : (['q', 'p'] as const);
  if ((inOrder(field).length * last) / 2 > longest) return undefined;
  const each = (text: (i: number) => string) => Array.from({ length: n }, (_, i) => text(i)).join(' ');
  /** The rates of q or p, in q0, p0, … at time t, into variables. */
  const rates = (half: 'q' | 'p', s: number) => {
    const nodes = inOrder(halves[half]);
    const timed = nodes.some(({ operation }) => operation === 'time')
      ? `const t = now + ${clocks[s]} * dt;`
      : '';
    const lines = nodes.map((node) => lineOf(node, (c) => (c < n ? `q${c}` : `p${c - n}`)));
    const results = halves[half].map((node, i) => `r${half}${i} = ${nameOf(node)};`);
    return `{ ${timed} ${lines.join(' ')} ${results.join(' ')} }`;
  };
  const move = (half: 'q' | 'p', by: string) => each((i) => `${half}${i} += ${by} * r${half}${i};`);
  const stages = Array.from({ length: last >> 1 }, (_, k) => 2 * k + 1).map(
    (s) => `${rates(y, s)} ${move(y, `w${s}`)}
${rates(x, s + 1)} ${move(x, s + 1 === last ? `(k + 1 < count ? both : w${last})` : `w${s + 1}`)}`,
  );
  const body = `
${each((i) => `let q${i} = q[${i}], p${i} = p[${i}], rq${i} = 0, rp${i} = 0;`)}
${all.map((w, s) => `const w${s} = ${w} * dt;`).join(' ')}
const both = w${last} + w0;
let now = start + first * dt;
if (carried[${n}] === 0) ${rates(x, 0)} else { ${each((i) => `r${x}${i} = carried[${i}];`)} }
if (count > 0) { ${move(x, 'w0')} }
let k = 0;
for (; k < count; k++) {
now = start + (first + k) * dt;
${stages.join('\n')}
if (${Array.from({ length: n }, (_, i) => `q${i} - q${i} + (p${i} - p${i})`).join(' + ')} !== 0) break;
}
${each((i) => `q[${i}] = q${i}; p[${i}] = p${i}; carried[${i}] = r${x}${i};`)}
carried[${n}] = 1;
return k;`;
  const loop = fromText(
    [],
    `${sine}return (q, p, start, dt, first, count, carried) => { ${body} };`,
  )() as Loop;
  return () => {
    const carried = new Float64Array(n + 1);
    return {
      advance: (q, p, start, dt, from, count) => loop(q, p, start, dt, from, count, carried),
      reset: () => void carried.fill(0),
    };
  };
}
