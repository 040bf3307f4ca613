import { el } from '../../style/el.ts';
import { changes } from '../drawing/picture.ts';
import type { Comparison, Picture, Summary } from './study.ts';

/** What changed between the two graphs: how many nodes of which kind, and of which operations. */
export function changesPanel(): {
  readonly element: HTMLElement;
  draw(picture: Picture, comparison: Comparison, summary: Summary): void;
} {
  const element = el('section', { class: 'graph-changes', 'aria-label': 'What changed' });
  return {
    element,
    draw({ counts, operations }, { before, after }, { passes }) {
      const name = (index: number) => (index === 0 ? 'the trace' : (passes[index - 1]?.pass ?? ''));
      const rows = operations
        .slice(0, 14)
        .map(({ op, before: earlier, after: later }) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, op),
            ...[earlier, later].map((count) => el('td', { class: 'number' }, String(count))),
            el('td', { class: 'number' }, `${later > earlier ? '+' : '−'}${Math.abs(later - earlier)}`),
          ),
        );
      element.replaceChildren(
        el('h2', {}, before === after ? 'One graph' : `From ${name(before)} to ${name(after)}`),
        el(
          'ul',
          { class: 'graph-legend' },
          ...changes.map((change) =>
            el(
              'li',
              {},
              el('span', { class: `graph-mark ${change}`, 'aria-hidden': 'true' }),
              `${counts[change]} ${change}`,
            ),
          ),
        ),
        rows.length === 0
          ? el('p', { class: 'muted' }, 'The same number of every operation.')
          : el(
              'table',
              {},
              el('caption', { class: 'visually-hidden' }, 'Operations by number, before and after'),
              el(
                'thead',
                {},
                el(
                  'tr',
                  {},
                  ...headings.map((title, i) =>
                    el('th', { scope: 'col', class: i > 0 ? 'number' : '' }, title),
                  ),
                ),
              ),
              el('tbody', {}, ...rows),
            ),
        ...(operations.length > 14
          ? [el('p', { class: 'muted' }, `and ${operations.length - 14} more operations`)]
          : []),
      );
    },
  };
}

const headings = ['Operation', 'Before', 'After', 'Change'];
