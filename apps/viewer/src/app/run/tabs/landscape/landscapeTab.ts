import '../tabs.css';
import {
  contourMap,
  figurePoint,
  fitCanvas,
  layoutOf,
  paintSurface,
  paintTrajectories,
  phasePortrait,
  surfaceLayout,
} from '@hgn/viz';
import type { States } from '@hgn/player';
import { saveMenu } from '../../../share/saveMenu.ts';
import { el } from '../../../style/el.ts';
import type { RunTab } from '../../runTab.ts';
import { integerOf, numberControl, selectControl } from '../shared/controls.ts';
import { figureElement, onModeChange, pageMode } from '../shared/figure.ts';
import { domainOf, everyOther, gaugeNote, planeOf, type PlanePoint } from '../shared/plane.ts';
import type { Scenes } from '../../unseen/scenes.ts';
import { chartOf, NoScenesError, unseenScenes } from '../../unseen/unseenScenes.ts';
import { energyAt, energyGrid } from './energyGrid.ts';

const [nodes, frames, trajectories] = [64, 160, 12];

/** The learnt energy over the plane of the states, with a state that moves on it; the truth beside it. */
export const landscapeTab: RunTab = async (host, context) => {
  const { player: open, source, summary, state, playing, signal } = context;
  const status = el('p', { class: 'muted readout', role: 'status' }, 'Finding the plane of the states …');
  host.append(status);
  const player = await open();
  const { hamiltonian, description, sizes } = player;
  if (hamiltonian === undefined) {
    status.textContent = `The dynamics of this model (${description.dynamics}) knows no energy, so there is no landscape.`;
    return;
  }
  const chart = await chartOf(player, { source, summary });
  const plane = planeOf(chart, sizes.state);
  const { starts, truth } = await startsOf();
  const rolled = await player.rollout({ from: starts, dt: description.dt, frames, signal });
  const paths = plane.of(rolled);
  const shape = { q: domainOf(everyOther(paths, 0)), p: domainOf(everyOther(paths, 1)), nodes };
  const grid = await energyGrid(plane, hamiltonian, shape);
  const energies = await hamiltonian(rolled);
  if (signal.aborted) return;

  const count = starts.q.length / sizes.state;
  const path = (n: number) => ({
    q: everyOther(paths.subarray(2 * n * frames, 2 * (n + 1) * frames), 0),
    p: everyOther(paths.subarray(2 * n * frames, 2 * (n + 1) * frames), 1),
  });
  const plot = el('div', {
    class: 'plot pointed',
    tabindex: 0,
    role: 'application',
    'aria-label': 'Landscape of the learnt energy. Arrow keys move the point.',
  });
  const canvas = el('canvas', { 'aria-hidden': 'true' });
  const readout = el('p', { class: 'readout figure-text' });
  const view = selectControl<'map' | 'surface'>(
    'View',
    [
      ['map', 'map'],
      ['surface', 'surface (3-D)'],
    ],
    state.get('landscape.view') === 'surface' ? 'surface' : 'map',
    (value) => {
      state.write({ 'landscape.view': value === 'map' ? undefined : value });
      build();
    },
  );
  const orbit = numberControl('Orbit', {
    minimum: 1,
    maximum: count,
    value: integerOf(state.get('landscape.orbit'), [1, count], 1),
    change: (value) => {
      state.write({ 'landscape.orbit': String(value) });
      at = 0;
    },
  });
  const turn = el('input', { type: 'range', min: -180, max: 180, value: 35 });
  const turnLabel = el('label', { class: 'grow' }, 'Turn ', turn);
  const moving = el('input', { type: 'checkbox' });
  moving.checked = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  turn.addEventListener('input', () => paint());
  let at = 0;
  let point: PlanePoint | undefined;
  let asked = 0;
  let drawn: { readonly width: number; readonly height: number } = { width: 520, height: 460 };
  let overlay: (context: CanvasRenderingContext2D) => void = () => undefined;

  const learnt = phasePortrait(
    Array.from({ length: count }, (_, n) => ({ ...path(n), level: energies.H[n * frames] ?? 0 })),
    { title: 'Learnt', qLabel: plane.labels[0], pLabel: plane.labels[1], levelLabel: 'learnt H' },
  );
  const save = el('div', { class: 'save-corner' });
  saveMenu(save, {
    name: `${source.name} landscape`,
    svg: () => map(),
    arrays: () => ({
      q: { shape: [nodes], data: along(grid.q) },
      p: { shape: [nodes], data: along(grid.p) },
      H: { shape: [nodes, nodes], data: Float32Array.from(grid.values) },
      orbits: { shape: [count, frames, 2], data: paths },
    }),
  });
  host.replaceChildren(
    el(
      'p',
      {},
      'The learnt Hamiltonian over the plane in which states are drawn: orbits run along its contours. Point at a place, or move the point with the arrow keys, to read the energy there.',
    ),
    el(
      'div',
      { class: 'controls' },
      view.element,
      orbit.element,
      el('label', {}, moving, 'Moving'),
      turnLabel,
    ),
    el('div', { class: 'beside' }, el('div', {}, plot, readout, save)),
    el('h2', {}, 'Truth beside learnt'),
    el('p', { class: 'tab-panel-note' }, gaugeNote(chart)),
    el(
      'div',
      { class: 'beside' },
      ...(truth === undefined ? [] : [figureElement(truth)]),
      figureElement(learnt),
    ),
    status,
  );
  status.textContent = `${nodes} × ${nodes} points; ${count} orbits of ${frames} frames.`;
  const move = ([x, y]: PlanePoint) => {
    const clamp = (value: number, [low, high]: readonly [number, number]) =>
      Math.min(high, Math.max(low, value));
    point = [clamp(x, grid.q), clamp(y, grid.p)];
    void tell(point);
    paint();
  };
  plot.addEventListener('pointermove', (event) => {
    if (view.value() !== 'map') return;
    const { plot: scales } = layoutOf(map());
    const { x, y } = figurePoint(drawn, plot.getBoundingClientRect(), { x: event.clientX, y: event.clientY });
    move([scales.x.invert(x), scales.y.invert(y)]);
  });
  plot.addEventListener('keydown', (event) => {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const [x, y] = point ?? [(grid.q[0] + grid.q[1]) / 2, (grid.p[0] + grid.p[1]) / 2];
    move([
      x + ((step[0] ?? 0) * (grid.q[1] - grid.q[0])) / 63,
      y + ((step[1] ?? 0) * (grid.p[1] - grid.p[0])) / 63,
    ]);
  });
  onModeChange(() => paint(), signal);
  build();
  requestAnimationFrame(tick);

  function map() {
    return contourMap(grid, {
      width: 520,
      qLabel: plane.labels[0],
      pLabel: plane.labels[1],
      valueLabel: 'H',
    });
  }

  function build(): void {
    const isMap = view.value() === 'map';
    turnLabel.hidden = isMap;
    plot.classList.toggle('alone', !isMap);
    if (isMap) {
      const figure = map();
      const layout = layoutOf(figure);
      drawn = layout;
      overlay = (context) => {
        const one = path(orbit.value() - 1);
        const colours = { mode: pageMode(), headRadius: 5, until: at, trail: 24, lineWidth: 2.5 };
        paintTrajectories(context, layout.plot, [{ ...one, colour: 'on-map' }], colours);
        if (point !== undefined)
          cross(context, layout.plot.x.position(point[0]), layout.plot.y.position(point[1]));
      };
      plot.replaceChildren(figureElement(figure), canvas);
    } else {
      drawn = surfaceLayout(grid, { width: 520, height: 420 });
      overlay = (context) => {
        const layout = surfaceLayout(grid, { width: 520, height: 420, azimuth: Number(turn.value) });
        const one = path(orbit.value() - 1);
        const shown = Math.max(2, Math.floor(at) + 1);
        paintSurface(context, layout, grid, {
          faces: 40,
          mode: pageMode(),
          trajectories: [{ q: one.q.slice(0, shown), p: one.p.slice(0, shown) }],
        });
      };
      plot.replaceChildren(canvas);
      plot.style.aspectRatio = '';
    }
    paint();
  }

  function paint(): void {
    const context = canvas.getContext('2d');
    if (context === null) return;
    fitCanvas(context, drawn, Math.max(320, plot.clientWidth) * devicePixelRatio);
    overlay(context);
  }

  function tick(): void {
    if (signal.aborted) return;
    if (moving.checked) {
      at = (at + 0.35) % (frames - 1);
      paint();
      if (point === undefined) tellMoving();
    }
    requestAnimationFrame(tick);
  }

  function tellMoving(): void {
    const n = (orbit.value() - 1) * frames;
    const H = energies.H[n + Math.round(at)] ?? NaN;
    const first = energies.H[n] ?? NaN;
    readout.textContent = `frame ${Math.round(at)}: H ${H.toPrecision(5)}, ${(H - first).toExponential(1)} from the start`;
  }

  /** The energy at the point, asked of the model itself: the map is only a grid. */
  async function tell([x, y]: PlanePoint): Promise<void> {
    const turnOf = ++asked;
    const near = energyAt(grid, [x, y]);
    const here = (H: number) =>
      `${plane.labels[0]} ${x.toFixed(3)}, ${plane.labels[1]} ${y.toFixed(3)}: H ${H.toPrecision(6)}`;
    readout.textContent = here(near);
    const exact = await hamiltonian?.(plane.at([[x, y]]));
    if (turnOf !== asked || exact === undefined) return;
    const H = exact.H[0] ?? NaN;
    readout.textContent = here(H);
    readout.dataset.point = `${x} ${y} ${H}`;
  }

  /** Where orbits begin: what is inferred from unseen films, and the state that plays, or draws of the prior. */
  async function startsOf() {
    const now = playing();
    try {
      const { inputFrames, stateFrame } = description;
      const choice = { trajectories, frames: Math.max(60, inputFrames) };
      const scenes = await unseenScenes({ source, summary }, player, choice);
      const first = { ...scenes, data: { ...scenes.data } };
      const inputs = Array.from({ length: scenes.data.trajectories }, (_, i) => window(first, i));
      const { q, p } = await player.encode(concatenated(inputs));
      return { starts: joined(now, { q, p }), truth: truthOf(scenes, stateFrame) };
    } catch (error) {
      if (!(error instanceof NoScenesError)) throw error;
      const { key, normal } = await import('../../../later/noise.ts');
      const z = normal(key(0), [trajectories, sizes.latent]).data as Float32Array;
      return { starts: joined(now, await player.state(z)), truth: undefined };
    }
  }

  function window(scenes: Scenes, trajectory: number): Float32Array {
    const start = trajectory * scenes.data.length * scenes.frameSize;
    return scenes.frames.subarray(start, start + description.inputFrames * scenes.frameSize);
  }

  function truthOf({ data }: Scenes, from: number) {
    if (data.coordinates !== 1) return undefined;
    const orbits = Array.from({ length: data.trajectories }, (_, n) => ({
      q: data.q.subarray(n * data.length + from, (n + 1) * data.length),
      p: data.p.subarray(n * data.length + from, (n + 1) * data.length),
      level: data.energy[n * data.length] ?? 0,
    }));
    return phasePortrait(orbits, { title: 'Truth', levelLabel: 'true H' });
  }
};

/** Where the nodes of a grid lie along a side. */
const along = ([low, high]: readonly [number, number]): Float64Array =>
  Float64Array.from({ length: nodes }, (_, i) => low + ((high - low) * i) / (nodes - 1));

const concatenated = (parts: readonly Float32Array[]): Float32Array => {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
};

/** The state that plays, first, and others. */
const joined = (first: States | undefined, { q, p }: States): States =>
  first === undefined ? { q, p } : { q: concatenated([first.q, q]), p: concatenated([first.p, p]) };

function cross(context: CanvasRenderingContext2D, x: number, y: number): void {
  for (const [width, colour] of [
    [3.5, '#14171c'],
    [1.5, '#ffffff'],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(x - 7, y);
    context.lineTo(x + 7, y);
    context.moveTo(x, y - 7);
    context.lineTo(x, y + 7);
    context.stroke();
  }
}
