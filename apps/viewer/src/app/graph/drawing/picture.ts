import { select } from 'd3-selection';
import { zoom, zoomIdentity } from 'd3-zoom';
import { el } from '../../style/el.ts';
import type { Change } from '../comparing/diff.ts';
import type { PlacedBox, PlacedWire } from './layout.ts';
import type { Picture } from '../comparing/study.ts';
import { svgElement } from './svgElement.ts';

/** What a picture tells the page. */
export interface PictureEvents {
  /** A group was opened, or a node chosen. */
  readonly open: (box: PlacedBox) => void;
}

/** A picture of a graph that can be moved, enlarged and walked through with the keyboard. */
export interface GraphPicture {
  readonly element: HTMLElement;
  draw(picture: Picture, chosen: number | undefined): void;
  choose(node: number | undefined): void;
}

/** Changes in the order in which bars show them. */
export const changes: readonly Change[] = ['kept', 'rewired', 'added', 'removed'];

/** Makes an empty picture. */
export function graphPicture({ open }: PictureEvents): GraphPicture {
  const stage = svgElement('g');
  const svg = svgElement(
    'svg',
    { class: 'graph-picture', role: 'group', 'aria-label': 'The graph, from arguments down to results' },
    svgElement('defs', {}, arrowHead()),
    stage,
  );
  const view = select(svg);
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.1, 4])
    // A page that is scrolled past stays a page: the wheel enlarges with a key held, as on maps.
    .filter((event: Event) =>
      event.type === 'wheel'
        ? (event as WheelEvent).ctrlKey || (event as WheelEvent).metaKey
        : (event as MouseEvent).button !== 2,
    )
    .on('zoom', ({ transform }: { transform: { toString(): string } }) =>
      stage.setAttribute('transform', transform.toString()),
    );
  view.call(behaviour).on('dblclick.zoom', null);

  let size = { width: 1, height: 1 };
  const fit = () => {
    const { width, height } = svg.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    // No smaller than can be read: what does not fit can be moved into view.
    const scale = Math.max(0.6, Math.min(1.2, width / size.width, height / size.height));
    const left = (width - scale * size.width) / 2;
    const top = Math.max(0, (height - scale * size.height) / 2);
    view.call(behaviour.transform, zoomIdentity.translate(left, top).scale(scale));
  };
  const button = (label: string, text: string, act: () => void) => {
    const made = el('button', { type: 'button', class: 'quiet', 'aria-label': label, title: label }, text);
    made.addEventListener('click', act);
    return made;
  };
  const controls = el(
    'div',
    { class: 'graph-controls', role: 'group', 'aria-label': 'Size of the picture' },
    button('Larger', '+', () => view.call(behaviour.scaleBy, 1.3)),
    button('Smaller', '−', () => view.call(behaviour.scaleBy, 1 / 1.3)),
    button('Fit all of it', 'Fit', fit),
  );

  const choose = (node: number | undefined) => {
    for (const box of stage.querySelectorAll('.graph-box')) {
      const chosen = node !== undefined && box.getAttribute('data-node') === String(node);
      box.classList.toggle('chosen', chosen);
      box.setAttribute('aria-pressed', String(chosen));
    }
  };
  return {
    element: el('div', { class: 'graph-frame' }, svg, controls),
    draw(picture, chosen) {
      size = picture;
      stage.replaceChildren(
        ...picture.wires.map(wireElement),
        ...picture.boxes.map((box) => boxElement(box, open)),
      );
      choose(chosen);
      fit();
    },
    choose,
  };
}

function wireElement({ points, values }: PlacedWire): SVGElement {
  const path = points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('');
  const width = 1 + Math.min(4, Math.log2(values) / 2);
  return svgElement('path', {
    class: 'graph-wire',
    d: path,
    'stroke-width': round(width),
    'marker-end': 'url(#graph-arrow)',
  });
}

function boxElement(box: PlacedBox, open: (box: PlacedBox) => void): SVGElement {
  const { x, y, width, height, kind, title, subtitle, node, nodes } = box;
  const outside = kind === 'before' || kind === 'behind';
  const changed = changes.filter((change) => change !== 'kept' && (box.changes[change] ?? 0) > 0);
  const words = changed.map((change) => `${box.changes[change] ?? 0} ${change}`).join(', ');
  const label = `${title}, ${subtitle}${kind === 'group' ? `, ${nodes} nodes` : ''}${words === '' ? '' : `, ${words}`}`;
  const act = () => open(box);
  const made = svgElement(
    'g',
    {
      class: `graph-box ${kind} ${kind === 'node' ? mostChanged(box) : ''}`,
      transform: `translate(${round(x - width / 2)},${round(y - height / 2)})`,
      ...(outside ? {} : { role: 'button', tabindex: 0 }),
      ...(node === undefined ? {} : { 'data-node': node }),
    },
    svgElement('title', {}, label),
    svgElement('rect', { width: round(width), height, rx: 7 }),
    svgElement('text', { class: 'graph-title', x: 12, y: 19 }, shortened(title, width, 7.9)),
    svgElement(
      'text',
      { class: 'graph-subtitle', x: 12, y: 35 },
      shortened(kind === 'group' ? `${nodes} nodes · ${subtitle}` : subtitle, width, 6.3),
    ),
    ...(kind === 'group' ? changeBar(box) : []),
  );
  if (!outside) {
    made.addEventListener('click', act);
    made.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      act();
    });
  }
  return made;
}

/** A bar along the lower edge: the shares of nodes that were kept, rewired, added, removed. */
function changeBar({ changes: counts, width, height, nodes }: PlacedBox): SVGElement[] {
  let left = 8;
  return changes.flatMap((change) => {
    const share = ((counts[change] ?? 0) / nodes) * (width - 16);
    if (share === 0) return [];
    const bar = svgElement('rect', {
      class: `graph-bar ${change}`,
      x: round(left),
      y: height - 5,
      width: round(share),
      height: 3,
    });
    left += share;
    return [bar];
  });
}

const mostChanged = ({ changes: counts }: PlacedBox) =>
  changes.find((change) => (counts[change] ?? 0) > 0) ?? '';

/** Text cut to the width of its box: SVG does not. */
function shortened(text: string, width: number, letter: number): string {
  const letters = Math.floor((width - 22) / letter);
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

const arrowHead = () =>
  svgElement(
    'marker',
    {
      id: 'graph-arrow',
      viewBox: '0 0 8 8',
      refX: 7,
      refY: 4,
      markerWidth: 7,
      markerHeight: 7,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    svgElement('path', { class: 'graph-arrow', d: 'M0,0.5L7.5,4L0,7.5Z' }),
  );

const round = (value: number) => Math.round(value * 10) / 10;
