import { el } from '../../style/el.ts';
import { nodeButton } from '../details.ts';
import type { Comparison, Neighbour, Summary } from './study.ts';

/** The passes to choose from, what they are compared with, and a search. */
export interface PassList {
  readonly element: HTMLElement;
  /** Lists the passes of a compilation. */
  fill(summary: Summary): void;
  /** Marks what is shown. */
  mark(comparison: Comparison): void;
}

/** What the list asks of the page. */
export interface PassListEvents {
  readonly change: (comparison: Comparison) => void;
  readonly find: (words: string) => Promise<readonly Neighbour[]>;
  readonly go: (id: number) => void;
}

/** Makes the list, empty. */
export function passList({ change, find, go }: PassListEvents): PassList {
  const passes = el('div', { class: 'graph-passes' });
  const against = el('select', {});
  const sides = (['after', 'before'] as const).map((value) =>
    el('input', { type: 'radio', name: 'graph-side', value }),
  );
  const words = el('input', { type: 'search', placeholder: 'MatMul decoder 16x32', autocomplete: 'off' });
  const found = el('ul', { class: 'graph-found', 'aria-live': 'polite' });

  const radios = () => [...passes.querySelectorAll('input')];
  const chosen = (): Comparison => ({
    after: Number(radios().find(({ checked }) => checked)?.value ?? 0),
    before: Number(against.value),
    side: sides[1].checked ? 'before' : 'after',
  });
  passes.addEventListener('change', () => {
    const { after } = chosen();
    // Another pass is compared with the one before it, until something else is asked for.
    against.value = String(Math.max(0, after - 1));
    change(chosen());
  });
  for (const input of [against, ...sides]) input.addEventListener('change', () => change(chosen()));
  let asked = 0;
  words.addEventListener('input', () => {
    const turn = ++asked;
    void find(words.value).then((nodes) => {
      if (turn !== asked) return;
      const none = words.value.trim() !== '' && nodes.length === 0;
      found.replaceChildren(
        ...nodes.map((node) => el('li', {}, nodeButton(node, go))),
        ...(none ? [el('li', { class: 'muted' }, 'No node has all of these words.')] : []),
      );
    });
  });

  return {
    element: el(
      'div',
      { class: 'graph-list' },
      el('label', { class: 'graph-search' }, 'Find nodes ', words),
      found,
      el('fieldset', {}, el('legend', {}, 'Graph after'), passes),
      el('label', {}, 'compared with ', against),
      el(
        'fieldset',
        { class: 'graph-sides' },
        el('legend', {}, 'Show'),
        ...sides.map((input) =>
          el('label', {}, input, input.value === 'after' ? 'the later graph' : 'the earlier graph'),
        ),
      ),
    ),
    fill({ traced, passes: ran }) {
      const rows = [
        { pass: 'trace', nodes: traced, change: '', time: '' },
        ...ran.map(({ pass, nodesBefore, nodesAfter, milliseconds }) => ({
          pass,
          nodes: nodesAfter,
          change: signed(nodesAfter - nodesBefore),
          time: `${milliseconds.toFixed(0)} ms`,
        })),
      ];
      const most = Math.max(...rows.map(({ nodes }) => nodes));
      passes.replaceChildren(...rows.map((row, i) => passRow(row, i, most)));
      against.replaceChildren(
        ...rows.map(({ pass }, i) => el('option', { value: i }, `${i === 0 ? '' : `${i}. `}${pass}`)),
      );
    },
    mark({ before, after, side }) {
      for (const radio of radios()) radio.checked = Number(radio.value) === after;
      against.value = String(before);
      for (const input of sides) input.checked = input.value === side;
    },
  };
}

function passRow(
  { pass, nodes, change, time }: { pass: string; nodes: number; change: string; time: string },
  index: number,
  most: number,
): HTMLElement {
  const bar = el('span', { class: 'graph-pass-bar', 'aria-hidden': 'true' });
  bar.style.width = `${(100 * nodes) / most}%`;
  return el(
    'label',
    { class: change === '' && time !== '' ? 'graph-pass idle' : 'graph-pass' },
    el('input', { type: 'radio', name: 'graph-pass', value: index }),
    el('span', { class: 'graph-pass-name' }, pass),
    el('span', { class: 'graph-pass-nodes' }, nodes.toLocaleString('en')),
    el('span', { class: 'graph-pass-change' }, change),
    el('span', { class: 'graph-pass-time muted' }, time),
    bar,
  );
}

const signed = (change: number): string =>
  change === 0 ? '' : `${change > 0 ? '+' : '−'}${Math.abs(change)}`;
