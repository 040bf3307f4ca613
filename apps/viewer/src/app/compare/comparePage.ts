import './compare.css';
import '../run/tabs/tabs.css';
import { createMetricsClient } from '../metrics/metricsClient.ts';
import type { CurveSet } from '../metrics/protocol.ts';
import type { Page } from '../page.ts';
import type { RunSource } from '../sources/runSource.ts';
import { numberControl, selectControl } from '../run/tabs/shared/controls.ts';
import { onModeChange } from '../run/tabs/shared/figure.ts';
import { saveMenu } from '../share/saveMenu.ts';
import { el } from '../style/el.ts';
import { curvesFigure, curvesView } from './curvesView.ts';
import { runTable, type TableRun } from './runTable.ts';
import { stages } from './stages.ts';

const [stretches, redrawEvery, mostRuns, lanes] = [300, 300, 200, 6];

/** Runs side by side: what they do with the same frames, and how they were trained. */
export const comparePage: Page = async (host, { library, state, signal, openPlayer }) => {
  host.append(el('h1', {}, 'Compare runs'));
  const listed = (await library.list()).slice(0, mostRuns);
  const runs: TableRun[] = listed.map((summary, i) => ({ summary, colour: colourOf(i) }));
  const known = new Set(listed.map(({ id }) => id));
  const asked = state.getAll('run').filter((id) => known.has(id));
  let chosen = asked.length > 0 ? asked : listed.slice(0, 2).map(({ id }) => id);
  let pointed: string | undefined;
  let set: CurveSet | undefined;
  const client = createMetricsClient(signal);
  const view = curvesView();
  const status = el('p', { class: 'muted readout', role: 'status' }, 'Reading metrics …');
  const curve = selectControl<string>('Curve', [['loss', 'loss']], 'loss', (name) => {
    state.write({ curve: name });
    void update();
  });
  const whose = selectControl<'chosen' | 'all'>(
    'of',
    [
      ['all', 'all runs'],
      ['chosen', 'the chosen runs'],
    ],
    state.get('curves') === 'chosen' ? 'chosen' : 'all',
    (value) => {
      state.write({ curves: value });
      void update();
    },
  );
  const film = numberControl('Film number', {
    minimum: 0,
    maximum: 9999,
    value: Number(state.get('film') ?? 0) || 0,
    change: () => void playAll(),
  });
  const stage = stages(library, openPlayer, signal);
  const table = runTable(
    runs,
    () => chosen,
    () => state.get('sort') ?? 'Run',
    {
      toggle(id, on) {
        chosen = on ? [...chosen, id] : chosen.filter((other) => other !== id);
        state.write({ run: chosen });
        void update();
        void playAll();
      },
      point(id) {
        pointed = id;
        draw();
      },
      sort: (sort) => state.write({ sort: sort === 'Run' ? undefined : sort }),
    },
  );
  const save = el('div', { class: 'save-corner' });
  saveMenu(save, {
    name: 'compared training',
    svg: () =>
      curvesFigure(setNow(), curve.value(), new Map(runs.map((run, i) => [run.summary.id, lineOf(run, i)]))),
    arrays: () =>
      Object.fromEntries(
        setNow().curves.flatMap(({ id, steps, mean }) => [
          [`${id} step`, { shape: [steps.length], data: steps }],
          [`${id} ${curve.value()}`, { shape: [mean.length], data: mean }],
        ]),
      ),
  });
  host.append(
    el('h2', {}, 'The same frames, the same clock'),
    el(
      'p',
      {},
      'Each chosen model infers a state from the same unseen frames of its system and rolls it on.',
    ),
    el('div', { class: 'controls' }, film.element),
    stage.element,
    el('h2', {}, 'Training'),
    el('div', { class: 'controls' }, curve.element, whose.element),
    view.element,
    save,
    status,
    el('h2', {}, many(runs.length)),
    table.element,
  );
  table.draw();
  state.subscribe(() => {
    const now = state.getAll('run').filter((id) => known.has(id));
    if (now.join('\n') === chosen.join('\n') || now.length === 0) return;
    chosen = now;
    table.draw();
    void update();
    void playAll();
  }, signal);
  onModeChange(draw, signal);
  void playAll();
  void readAll();

  async function playAll(): Promise<void> {
    state.write({ film: film.value() === 0 ? undefined : String(film.value()) });
    await stage.show(
      listed.filter(({ id }) => chosen.includes(id)),
      film.value(),
    );
  }

  /** Reads the metrics of all runs, a few at a time, and then follows those that grow. */
  async function readAll(): Promise<void> {
    const begun = performance.now();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let cost = 0;
    const redraw = async (): Promise<void> => {
      const start = performance.now();
      table.draw();
      await update();
      cost = performance.now() - start;
      waiting = undefined;
    };
    // Reading comes first: drawing takes no more than a small part of the time.
    const soon = () => {
      waiting ??= setTimeout(() => void redraw(), Math.max(redrawEvery, 8 * cost));
    };
    signal.addEventListener('abort', () => clearTimeout(waiting), { once: true });
    const readRun = async (run: TableRun, source: RunSource): Promise<void> => {
      try {
        await client.read(source, state.get('curve') ?? 'loss', (told) => {
          run.metrics = told;
          offer(told.names);
          soon();
        });
      } catch (error) {
        if (!signal.aborted) console.warn(`metrics of ${run.summary.name}: ${(error as Error).message}`);
      }
    };
    const opened = await Promise.all(
      runs.map(async (run) => ({ run, source: await library.open(run.summary.id) })),
    );
    // Whole files go through the page's memory: a few at a time. What a server reads comes in few pieces anyway.
    const queue = opened.filter(({ source }) => source.metrics === undefined);
    const lane = async (): Promise<void> => {
      for (let next = queue.shift(); next !== undefined && !signal.aborted; next = queue.shift())
        await readRun(next.run, next.source);
    };
    const near = opened.filter(({ source }) => source.metrics !== undefined);
    await Promise.all([
      ...near.map(({ run, source }) => readRun(run, source)),
      ...Array.from({ length: lanes }, lane),
    ]);
    await update();
    table.draw();
    const rows = runs.reduce((sum, { metrics }) => sum + (metrics?.rows ?? 0), 0);
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    status.textContent = `${rows.toLocaleString('en')} logged steps of ${many(runs.length)}, read in ${seconds} s.`;
    host.dataset.seconds = seconds;
    host.dataset.read = 'done';
  }

  function offer(names: readonly string[]): void {
    const there = new Set(Array.from(curve.select.options, ({ value }) => value));
    const fresh = names.filter((name) => !there.has(name));
    if (fresh.length === 0) return;
    curve.select.append(...fresh.map((name) => el('option', { value: name }, name)));
    const wanted = state.get('curve');
    if (wanted !== undefined && fresh.includes(wanted)) curve.select.value = wanted;
  }

  async function update(): Promise<void> {
    const ids = whose.value() === 'all' ? listed.map(({ id }) => id) : chosen;
    const found = await client.curves(ids, curve.value(), stretches);
    if (signal.aborted) return;
    set = found;
    draw();
  }

  function setNow(): CurveSet {
    if (set === undefined) throw new Error('The metrics are still being read: save them in a moment.');
    return set;
  }

  function draw(): void {
    if (set === undefined) return;
    const begun = performance.now();
    view.draw(set, curve.value(), new Map(runs.map(({ summary, colour }) => [summary.id, colour])), pointed);
    host.dataset.redraw = (performance.now() - begun).toFixed(1);
  }
};

const many = (runs: number): string => (runs === 1 ? '1 run' : `${runs} runs`);

const names = ['blue', 'orange', 'teal', 'purple', 'amber', 'sky'] as const;

/** How a run is drawn in a saved figure: by its name, in colours that repeat after those of the palette. */
const lineOf = ({ summary }: TableRun, index: number) => ({
  label: summary.name,
  colour: names[index % names.length] ?? 'grey',
});

/** A colour for a run, by its name or as CSS: those of the palette first, then hues that lie far apart. */
function colourOf(index: number): string {
  const name = names[index];
  return name ?? `hsl(${Math.round((index * 137.508) % 360)} 60% 50%)`;
}
