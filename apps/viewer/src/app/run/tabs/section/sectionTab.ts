import '../tabs.css';
import { systems, type Hamiltonian } from '@hgn/datasets';
import {
  figurePoint,
  fitCanvas,
  layoutOf,
  paintPoints,
  poincareSection,
  seriesColours,
  type SectionOptions,
} from '@hgn/viz';
import { saveMenu } from '../../../share/saveMenu.ts';
import { el } from '../../../style/el.ts';
import type { RunTab } from '../../runTab.ts';
import { button } from '../shared/controls.ts';
import { figureElement, onModeChange, pageMode } from '../shared/figure.ts';
import { domainOf, enoughOfTruth, gaugeNote } from '../shared/plane.ts';
import { chartOf, fixedParameters, presetOf, unseenScenes } from '../../unseen/unseenScenes.ts';
import { learntOrbit, momentumOn, trueOrbit, type Orbit, type SectionPoint } from './orbits.ts';

/** Points of an orbit at which it is no longer followed. */
const mostPoints = 1500;
const [firstOrbits, mostOrbits] = [5, 40];

/** A section of the learnt energy's orbits beside that of the true one; a click starts an orbit on both. */
export const sectionTab: RunTab = async (host, { player: open, source, summary, state, signal }) => {
  const preset = presetOf(summary);
  const known = preset && systems[preset.system].hamiltonian(fixedParameters(preset.parameters));
  if (preset === undefined || known?.coordinates !== 2) {
    host.append(
      el('p', {}, 'A Poincaré section needs a system of two degrees of freedom whose truth is known.'),
    );
    return;
  }
  const hamiltonian: Hamiltonian = known;
  const status = el('p', { class: 'muted readout', role: 'status' }, 'Finding the plane of the states …');
  host.append(status);
  const player = await open();
  const run = { source, summary };
  const chart = await chartOf(player, run);
  const scenes = await unseenScenes(run, player, { trajectories: 16, frames: 40 });
  if (signal.aborted) return;
  const { data } = scenes;
  const energies = domainOf(data.energy, 0);
  const usual = (energies[0] + energies[1]) / 2;
  const asked = Number(state.get('section.energy') ?? NaN);
  let energy = Number.isFinite(asked) ? Math.min(energies[1], Math.max(energies[0], asked)) : usual;
  const fitted = chart.gauge?.toTruth.offset.length === 4 ? chart.gauge : undefined;
  const gauge = (fitted?.r2 ?? 0) >= enoughOfTruth ? fitted : undefined;

  const slider = el('input', {
    type: 'range',
    min: energies[0],
    max: energies[1],
    step: 'any',
    value: energy,
  });
  const told = el('output', {}, energy.toPrecision(4));
  const going = el('input', { type: 'checkbox' });
  going.checked = true;
  const trueSide = side('Section of the true energy');
  const learntSide = gauge === undefined ? undefined : side('Section of the learnt energy');
  const sides = learntSide === undefined ? [trueSide] : [trueSide, learntSide];
  const pairs: { readonly at: SectionPoint }[] = [];
  host.replaceChildren(
    el(
      'p',
      {},
      'Where orbits cross q₁ = 0 upward: regular orbits lie on curves, chaotic ones fill areas. Click, or move the cross with the arrow keys and press Enter, to start an orbit there.',
    ),
    el(
      'div',
      { class: 'controls' },
      el('label', { class: 'grow' }, 'Energy ', slider),
      told,
      el('label', {}, going, 'Going on'),
      button('Clear', () => restart([])),
    ),
    el(
      'p',
      { class: 'tab-panel-note' },
      gauge === undefined
        ? gaugeNote(chart)
        : `${gaugeNote(chart)} A learnt orbit begins at the likeliest latent state of the true one and is seen through the gauge.`,
    ),
    el('div', { class: 'beside' }, ...sides.map(({ element }) => element)),
    status,
  );
  slider.addEventListener('input', () => {
    energy = Number(slider.value);
    told.textContent = energy.toPrecision(4);
    state.write({ 'section.energy': String(energy), 'section.start': undefined });
    restart(usualStarts());
  });
  onModeChange(() => sides.forEach(({ paint }) => paint()), signal);
  const starts = state.getAll('section.start').flatMap((text) => {
    const [q2, p2] = text.split(',').map(Number);
    return Number.isFinite(q2) && Number.isFinite(p2) ? [[q2, p2] as SectionPoint] : [];
  });
  restart(starts.length > 0 ? starts : usualStarts());
  void goOn();

  /** Starts spread over what the energy allows, at rest in q₂. */
  function usualStarts(): SectionPoint[] {
    const reach = reachOf(hamiltonian, energy);
    return Array.from({ length: firstOrbits }, (_, i) => {
      const share = (i + 1) / (firstOrbits + 1);
      return [reach.q[0] + share * (reach.q[1] - reach.q[0]), 0] as const;
    });
  }

  function restart(at: readonly SectionPoint[]): void {
    pairs.length = 0;
    const reach = reachOf(hamiltonian, energy);
    const boundary = boundaryOf(hamiltonian, energy, reach);
    for (const one of sides) one.clear(reach, boundary);
    for (const point of at) start(point);
    write();
  }

  function start(at: SectionPoint): void {
    if (pairs.length >= mostOrbits) {
      status.textContent = `There are ${mostOrbits} orbits already; clear them first.`;
      return;
    }
    const p1 = momentumOn(hamiltonian, at, energy);
    if (p1 === undefined) {
      status.textContent = `The energy ${energy.toPrecision(4)} does not reach q₂ = ${at[0].toFixed(3)}, p₂ = ${at[1].toFixed(3)}.`;
      return;
    }
    const from = [0, at[0], p1, at[1]];
    const scale = player.description.dt;
    pairs.push({ at });
    trueSide.add(trueOrbit(hamiltonian, from, scale / 8, 1600), at);
    if (gauge !== undefined) learntSide?.add(learntOrbit(player, gauge, from, scale / 2), at);
  }

  function write(): void {
    state.write({
      'section.start': pairs.map(({ at }) => at.map((value) => Number(value.toPrecision(6))).join(',')),
    });
  }

  async function goOn(): Promise<void> {
    while (!signal.aborted) {
      const begun = performance.now();
      let advanced = false;
      if (going.checked) {
        for (const one of sides) advanced = (await one.advance()) || advanced;
        const counts = sides.map(({ points }) => points());
        status.textContent = `${pairs.length} orbits, ${counts.map((count) => count.toLocaleString('en')).join(' and ')} crossings.`;
      }
      // Something else comes in between, and a page at rest stays at rest.
      await new Promise((resolve) =>
        setTimeout(resolve, advanced ? Math.max(16, performance.now() - begun) : 200),
      );
    }
  }

  function side(title: string) {
    const canvas = el('canvas', { 'aria-hidden': 'true' });
    const plot = el('div', {
      class: 'plot pointed',
      tabindex: 0,
      role: 'application',
      'aria-label': `${title}. Arrow keys move the cross, Enter starts an orbit.`,
    });
    const where = el('p', { class: 'readout figure-text' });
    const orbits: { readonly orbit: Orbit; readonly q: number[]; readonly p: number[] }[] = [];
    let boundary: { readonly q: number[]; readonly p: number[] } = { q: [], p: [] };
    let options: SectionOptions = {};
    let figure = poincareSection({ orbits: [] }, {});
    let layout = layoutOf(figure);
    let cursor: SectionPoint = [0, 0];
    const say = () => (where.textContent = `q₂ ${cursor[0].toFixed(3)}, p₂ ${cursor[1].toFixed(3)}`);
    const paint = () => {
      const context = canvas.getContext('2d');
      if (context === null) return;
      fitCanvas(context, layout, Math.max(300, plot.clientWidth) * devicePixelRatio);
      orbits.forEach(({ q, p }, i) => {
        paintPoints(
          context,
          layout.plot,
          { q, p },
          { mode: pageMode(), colour: seriesColours[i % seriesColours.length] ?? 'blue', radius: 1.3 },
        );
      });
      if (document.activeElement === plot) {
        const pair = { q: [cursor[0]], p: [cursor[1]] };
        paintPoints(context, layout.plot, pair, { mode: pageMode(), colour: 'ink', radius: 4 });
      }
    };
    const begin = (at: SectionPoint) => {
      start(at);
      write();
    };
    const pointed = (event: PointerEvent | MouseEvent): SectionPoint => {
      const { x, y } = figurePoint(layout, plot.getBoundingClientRect(), {
        x: event.clientX,
        y: event.clientY,
      });
      return [layout.plot.x.invert(x), layout.plot.y.invert(y)];
    };
    plot.addEventListener('pointermove', (event) => {
      cursor = pointed(event);
      say();
    });
    plot.addEventListener('click', (event) => begin(pointed(event)));
    plot.addEventListener('focus', paint);
    plot.addEventListener('blur', paint);
    plot.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') {
        event.preventDefault();
        begin(cursor);
        return;
      }
      const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      const [x, y] = [layout.plot.x.domain, layout.plot.y.domain];
      cursor = [
        cursor[0] + ((step[0] ?? 0) * (x[1] - x[0])) / 60,
        cursor[1] + ((step[1] ?? 0) * (y[1] - y[0])) / 60,
      ];
      say();
      paint();
    });
    const save = el('div', { class: 'save-corner' });
    saveMenu(save, {
      name: `${source.name} ${title.toLowerCase()}`,
      svg: () => poincareSection({ orbits, boundary: [boundary] }, options),
      arrays: () => ({
        orbit: numbers(orbits.flatMap(({ q }, i) => q.map(() => i))),
        q2: numbers(orbits.flatMap(({ q }) => q)),
        p2: numbers(orbits.flatMap(({ p }) => p)),
        energy: numbers([energy]),
      }),
    });
    return {
      element: el('div', {}, plot, where, save),
      paint,
      points: () => orbits.reduce((sum, { q }) => sum + q.length, 0),
      clear(reach: Reach, around: typeof boundary) {
        orbits.length = 0;
        boundary = around;
        const domains = { qDomain: widened(reach.q), pDomain: widened(reach.p) };
        options = { title, qLabel: 'q₂', pLabel: 'p₂', width: 440, ...domains };
        figure = poincareSection({ orbits: [], boundary: [boundary] }, options);
        layout = layoutOf(figure);
        plot.replaceChildren(figureElement(figure), canvas);
        paint();
      },
      add(orbit: Orbit, at: SectionPoint) {
        orbits.push({ orbit, q: [at[0]], p: [at[1]] });
        paint();
      },
      async advance(): Promise<boolean> {
        const now = orbits.filter(({ q }) => q.length < mostPoints);
        for (const { orbit, q, p } of now) {
          for (const [q2, p2] of await orbit.advance()) {
            q.push(q2);
            p.push(p2);
          }
        }
        if (now.length > 0) paint();
        return now.length > 0;
      },
    };
  }
};

/** How far an energy lets q2 and p2 go on the section. */
interface Reach {
  readonly q: readonly [number, number];
  readonly p: readonly [number, number];
}

/** Looks outward from rest, as far as momenta exist. */
function reachOf(hamiltonian: Hamiltonian, energy: number): Reach {
  const reaches = (at: SectionPoint) => momentumOn(hamiltonian, at, energy) !== undefined;
  const farthest = (point: (x: number) => SectionPoint): number => {
    let x = 0;
    const step = 0.02;
    // An energy above a saddle reaches everywhere: a turn and a half is enough to look at.
    while (Math.abs(x) < 4.7 && reaches(point(x + step))) x += step;
    return x;
  };
  const q: [number, number] = [-farthest((x) => [-x, 0]), farthest((x) => [x, 0])];
  const p = Math.max(
    farthest((x) => [0, x]),
    farthest((x) => [0, -x]),
  );
  return { q: q[0] === q[1] ? [-1, 1] : q, p: p === 0 ? [-1, 1] : [-p, p] };
}

/** The closed curve around the states that the energy allows, seen from the middle of the reach. */
function boundaryOf(hamiltonian: Hamiltonian, energy: number, { q, p }: Reach): { q: number[]; p: number[] } {
  const middle = (q[0] + q[1]) / 2;
  const size = [q[1] - q[0], p[1] - p[0]] as const;
  const curve = { q: [] as number[], p: [] as number[] };
  for (let i = 0; i <= 72; i++) {
    const angle = (2 * Math.PI * i) / 72;
    const at = (share: number): SectionPoint => [
      middle + share * size[0] * Math.cos(angle),
      share * size[1] * Math.sin(angle),
    ];
    let [inside, outside] = [0, 1];
    for (let k = 0; k < 16; k++) {
      const half = (inside + outside) / 2;
      if (momentumOn(hamiltonian, at(half), energy) === undefined) outside = half;
      else inside = half;
    }
    const [q2, p2] = at(inside);
    curve.q.push(q2);
    curve.p.push(p2);
  }
  return curve;
}

const numbers = (values: readonly number[]) => ({
  shape: [values.length],
  data: Float64Array.from(values),
});

const widened = ([low, high]: readonly [number, number]): [number, number] => {
  const room = 0.12 * (high - low);
  return [low - room, high + room];
};
