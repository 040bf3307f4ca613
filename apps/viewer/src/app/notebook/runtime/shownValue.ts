import { toSvgElement, withoutStyle, type SvgNode } from '@hgn/viz';
import { el } from '../../style/el.ts';

/** What a reader sees of a value: an element as it is, a figure of `@hgn/viz` drawn, anything else in words. */
export function shownValue(value: unknown): Node {
  if (value instanceof Node) return value;
  if (isFigure(value)) return el('div', { class: 'figure' }, toSvgElement(withoutStyle(value), document));
  return el('pre', { class: 'value' }, inspect(value));
}

function isFigure(value: unknown): value is SvgNode {
  const node = value as Partial<SvgNode> | null;
  return typeof node === 'object' && node?.tag === 'svg' && Array.isArray(node.children);
}

const longest = 40;

/** A value in words, long ones cut. */
export function inspect(value: unknown, depth = 0): string {
  if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value);
  if (typeof value === 'function') return `function ${value.name || '(without a name)'}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'symbol') return value.toString();
  if (typeof value !== 'object' || value === null) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const name = value.constructor?.name ?? 'object';
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const items = Array.from(value as ArrayLike<unknown>);
    const prefix = Array.isArray(value) ? '' : `${name}(${items.length}) `;
    if (depth > 2) return `${prefix}[…]`;
    const shown = items.slice(0, longest).map((item) => inspect(item, depth + 1));
    return `${prefix}[${[...shown, ...(items.length > longest ? [`… ${items.length - longest} more`] : [])].join(', ')}]`;
  }
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  const prefix = name === 'Object' ? '' : `${name} `;
  if (depth > 2) return `${prefix}{…}`;
  const shown = entries.slice(0, longest).map(([key, item]) => `${String(key)}: ${inspect(item, depth + 1)}`);
  return `${prefix}{ ${[...shown, ...(entries.length > longest ? ['…'] : [])].join(', ')} }`;
}
