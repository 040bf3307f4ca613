import { el } from '../style/el.ts';
import type { Details, Neighbour } from './comparing/study.ts';

/** What is known of the chosen node, with ways to its neighbours. */
export function detailsPanel({ go }: { readonly go: (id: number) => void }): {
  readonly element: HTMLElement;
  draw(details: Details | undefined): void;
} {
  const element = el('section', {
    class: 'graph-details',
    'aria-label': 'Chosen node',
    'aria-live': 'polite',
  });
  const hint = () => el('p', { class: 'muted' }, 'Choose a node to see what it computes.');
  element.append(hint());
  return {
    element,
    draw(details) {
      if (details === undefined) {
        element.replaceChildren(hint());
        return;
      }
      const { node, name, change, was, reads, readBy } = details;
      const attributes = Object.entries(node.attributes);
      element.replaceChildren(
        el('h2', {}, node.op, ' ', el('span', { class: 'muted' }, `#${node.id}`)),
        el(
          'dl',
          {},
          ...term('Name', name),
          ...term('Shape', node.shape.length === 0 ? 'a single number' : node.shape.join(' × ')),
          ...term('Type', node.dtype),
          ...term(
            'Elements',
            node.shape.reduce((product, length) => product * length, 1).toLocaleString('en'),
          ),
          ...attributes.flatMap(([key, value]) => term(key, written(value))),
          ...term('Against before', was === undefined ? change : `${change}: was #${was}`),
        ),
        el(
          'div',
          { class: 'graph-neighbours' },
          neighbours('Reads', reads, go),
          neighbours('Read by', readBy, go),
        ),
      );
    },
  };
}

const term = (name: string, value: string | undefined): Node[] =>
  value === undefined ? [] : [el('div', {}, el('dt', {}, name), el('dd', {}, value))];

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

function neighbours(title: string, nodes: readonly Neighbour[], go: (id: number) => void): HTMLElement {
  if (nodes.length === 0) return el('div', {}, el('h3', {}, title), el('p', { class: 'muted' }, 'nothing'));
  const shown = nodes.slice(0, 30).map((node) => el('li', {}, nodeButton(node, go)));
  const more = nodes.length > 30 ? [el('li', { class: 'muted' }, `and ${nodes.length - 30} more`)] : [];
  return el('div', {}, el('h3', {}, title), el('ul', {}, ...shown, ...more));
}

/** A button that leads to a node. */
export function nodeButton({ id, op, shape, name }: Neighbour, go: (id: number) => void): HTMLElement {
  const size = shape.length === 0 ? 'number' : shape.join(' × ');
  const button = el('button', { type: 'button', class: 'link' }, name === undefined ? op : `${op} ${name}`);
  button.addEventListener('click', () => go(id));
  return el('span', {}, button, ' ', el('span', { class: 'muted' }, `${size} #${id}`));
}
