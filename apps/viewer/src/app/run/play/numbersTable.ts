import { el } from '../../style/el.ts';
import { signed } from './controls.ts';
import { energyAt, reach, type ModelPath } from './moving/modelPath.ts';
import type { Plane } from './planes.ts';

/** Steps between two rows. */
const every = 10;

/** What the pictures show, as a table: for readers who do not see them, and for copying. Filled when it is opened. */
export function numbersTable(
  now: () => { readonly path: ModelPath | undefined; readonly plane: Plane | undefined },
): HTMLElement {
  const body = el('div', { class: 'numbers' });
  const details = el('details', {}, el('summary', {}, 'As numbers'), body);
  details.addEventListener('toggle', () => {
    const { path, plane } = now();
    if (!details.open || path === undefined || plane === undefined) return;
    const at = plane.project(path.states, path.size);
    const rows = Array.from({ length: (2 * reach) / every + 1 }, (_, row) => {
      const point = row * every;
      const cells = [
        signed((point - reach) * path.dt, 2),
        at.q[point].toFixed(3),
        at.p[point].toFixed(3),
        energyAt(path, point - reach)?.toFixed(4) ?? '–',
      ];
      return el('tr', {}, ...cells.map((text) => el('td', { class: 'number' }, text)));
    });
    const head = ['t', ...plane.labels, 'H'].map((text) => el('th', { scope: 'col', class: 'number' }, text));
    body.replaceChildren(el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...rows)));
  });
  return details;
}
