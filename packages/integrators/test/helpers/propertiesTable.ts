import { readdirSync, readFileSync } from 'node:fs';
import type { Method } from '../../src/core/method.ts';
import { methods } from '../../src/methods.ts';

const folder = new URL('../../src/', import.meta.url);
const sources = (readdirSync(folder, { recursive: true }) as string[])
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
  .map((path) => readFileSync(new URL(path.replaceAll('\\', '/'), folder), 'utf8'));

/** When to take a method: the `@remarks` of the doc comment that it stands under. */
function adviceOn(name: string): string {
  for (const source of sources) {
    const at = source.indexOf(`\nexport const ${name} `) + 1 || source.indexOf(`\nexport const ${name}:`) + 1;
    if (at === 0) continue;
    const comment = source.slice(source.lastIndexOf('/**', at), at);
    const [, remarks] = /@remarks ([\s\S]*?)(?=\n \* @|\n \*\n|\n \*\/)/.exec(comment) ?? [];
    if (remarks !== undefined) return remarks.replace(/\s*\n \* */g, ' ').trim();
  }
  throw new Error(`propertiesTable: ${name} needs a doc comment with @remarks that say when to take it`);
}

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
    adviceOn(method.name),
    method.source.replace(/doi:(\S+)$/, (_, doi: string) => `[doi:${doi}](${link(doi)})`),
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column].length)));
  const line = (row: readonly string[], fill = ' ') =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column], fill)).join(' | ')} |`;
  // As Prettier has it.
  return [
    line(head),
    line(
      head.map(() => '-'),
      '-',
    ),
    ...rows.map((row) => line(row)),
  ].join('\n');
}
