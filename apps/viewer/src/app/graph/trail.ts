import { el } from '../style/el.ts';
import type { Stretch } from './outline/outline.ts';
import type { Picture } from './comparing/study.ts';

/** The way from everything down to what is shown; a click goes back up. */
export function trail(go: (stretch: Stretch | undefined) => void): {
  readonly element: HTMLElement;
  draw(steps: Picture['trail']): void;
} {
  const list = el('ol', {});
  return {
    element: el('nav', { class: 'graph-trail', 'aria-label': 'Part of the graph' }, list),
    draw(steps) {
      list.replaceChildren(
        ...steps.map(({ title, stretch }, i) => {
          const size = `${stretch.end - stretch.start}`;
          if (i === steps.length - 1) return el('li', { 'aria-current': 'true' }, `${title} (${size} nodes)`);
          const button = el('button', { type: 'button', class: 'link' }, title);
          button.addEventListener('click', () => go(i === 0 ? undefined : stretch));
          return el('li', {}, button);
        }),
      );
    },
  };
}
