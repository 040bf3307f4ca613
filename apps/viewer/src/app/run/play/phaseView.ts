import {
  figurePoint,
  fitCanvas,
  latentChart,
  layoutOf,
  paintPoints,
  paintTrajectories,
  type FigureLayout,
} from '@hgn/viz';
import { el } from '../../style/el.ts';
import { figureElement } from '../../style/figure.ts';
import { currentMode, onModeChange } from '../../style/theme.ts';
import type { Plane } from './planes.ts';

type Points = { readonly q: Float64Array; readonly p: Float64Array };

/** What the phase view shows. */
export interface PhaseScene {
  readonly plane: Plane;
  readonly domains: readonly [readonly [number, number], readonly [number, number]];
  /** States of unseen films, as dots. */
  readonly cloud?: Points | undefined;
  /** The path that is played. */
  readonly path?: Points | undefined;
  /** Many orbits, all with as many points as the path. */
  readonly orbits?: readonly Points[] | undefined;
}

/** The phase view: axes in SVG over trails on canvas. */
export interface PhaseView {
  readonly element: HTMLElement;
  /** Shows another scene: axes are drawn anew. */
  setScene(scene: PhaseScene): void;
  /** Paints the scene at a point of the path, counted from its first; fractions lie between points. */
  paint(until: number): void;
}

/** What moving a state by hand calls. */
export interface PhaseHandlers {
  /** Moves the state to a place in the plane. */
  readonly onMove: (to: { readonly q: number; readonly p: number }) => void;
  readonly onGrab: () => void;
  readonly onRelease: () => void;
  /** Moves the state by a distance in the plane. */
  readonly onNudge: (by: { readonly q: number; readonly p: number }) => void;
}

/** Points of the trail that is drawn strongly. */
const trail = 24;

/** Share of an axis that an arrow key moves the state by. */
const nudge = 0.02;

/** A phase view in which the state can be dragged, or nudged by arrow keys. */
export function createPhaseView(handlers: PhaseHandlers, signal: AbortSignal): PhaseView {
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const axes = el('div', { class: 'phase-axes' });
  const element = el(
    'div',
    { class: 'phase', role: 'application', tabindex: 0, 'aria-roledescription': 'phase view' },
    canvas,
    axes,
  );
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('createPhaseView: the browser must draw on canvas, but does not');
  let scene: PhaseScene | undefined;
  let layout: FigureLayout | undefined;
  let until = 0;

  const paint = (at: number): void => {
    until = at;
    if (scene === undefined || layout === undefined) return;
    const mode = currentMode();
    const { plot } = layout;
    fitCanvas(context, layout, canvas.clientWidth * devicePixelRatio);
    const { cloud, path, orbits } = scene;
    if (cloud !== undefined && orbits === undefined) {
      paintPoints(context, plot, cloud, { mode, colour: 'grey', radius: 1.4, opacity: 0.5 });
    }
    if (orbits !== undefined) {
      const lines = orbits.map((orbit) => ({ ...orbit, colour: 'sky' }));
      paintTrajectories(context, plot, lines, { mode, until: at, trail, lineWidth: 1, opacity: 0.55 });
    }
    if (path === undefined) return;
    const line = [{ ...path, colour: 'blue' }];
    paintTrajectories(context, plot, line, { mode, lineWidth: 1.1, opacity: 0.35 });
    paintTrajectories(context, plot, line, { mode, until: at, trail, lineWidth: 2.6, headRadius: 5.5 });
  };

  const draw = (): void => {
    if (scene === undefined) return;
    const { plane, domains } = scene;
    const figure = latentChart(
      { plane: { labels: plane.labels, ...plane.known } },
      {
        marks: false,
        width: 420,
        qDomain: domains[0],
        pDomain: domains[1],
        equalUnits: plane.id === 'principal',
      },
    );
    layout = layoutOf(figure);
    axes.replaceChildren(figureElement(figure));
    canvas.style.aspectRatio = `${layout.width} / ${layout.height}`;
    element.setAttribute(
      'aria-label',
      `State in the plane of ${plane.labels[0]} and ${plane.labels[1]}; arrow keys move it, with Shift further`,
    );
    paint(until);
  };

  const place = (event: PointerEvent): { q: number; p: number } | undefined => {
    if (layout === undefined) return undefined;
    const at = figurePoint(layout, element.getBoundingClientRect(), { x: event.clientX, y: event.clientY });
    return { q: layout.plot.x.invert(at.x), p: layout.plot.y.invert(at.y) };
  };
  let grabbed = false;
  element.addEventListener(
    'pointerdown',
    (event) => {
      const to = place(event);
      if (to === undefined || event.button !== 0) return;
      event.preventDefault();
      element.focus({ preventScroll: true });
      element.setPointerCapture(event.pointerId);
      grabbed = true;
      handlers.onGrab();
      handlers.onMove(to);
    },
    { signal },
  );
  element.addEventListener(
    'pointermove',
    (event) => {
      const to = grabbed ? place(event) : undefined;
      if (to !== undefined) handlers.onMove(to);
    },
    { signal },
  );
  const release = (): void => {
    if (!grabbed) return;
    grabbed = false;
    handlers.onRelease();
  };
  element.addEventListener('pointerup', release, { signal });
  element.addEventListener('pointercancel', release, { signal });
  element.addEventListener(
    'keydown',
    (event) => {
      const [right, up] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[
        event.key
      ] ?? [0, 0];
      if (scene === undefined || (right === 0 && up === 0)) return;
      event.preventDefault();
      const share = event.shiftKey ? 5 * nudge : nudge;
      const [[left, rightEnd], [bottom, top]] = scene.domains;
      handlers.onNudge({ q: right * share * (rightEnd - left), p: up * share * (top - bottom) });
    },
    { signal },
  );
  onModeChange(() => paint(until), signal);
  const observer = new ResizeObserver(() => paint(until));
  observer.observe(canvas);
  signal.addEventListener('abort', () => observer.disconnect(), { once: true });
  return {
    element,
    setScene: (next) => {
      const same =
        scene?.plane === next.plane && scene.domains.flat().every((end, i) => end === next.domains.flat()[i]);
      scene = next;
      if (same) paint(until);
      else draw();
    },
    paint,
  };
}
