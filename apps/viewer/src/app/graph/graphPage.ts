import './graph.css';
import type { Page } from '../page.ts';
import { el } from '../style/el.ts';
import { createGraphClient } from './client.ts';
import { changesPanel } from './comparing/changesPanel.ts';
import { firstSubject, readSubject, subjectChoice } from './choices.ts';
import { detailsPanel } from './details.ts';
import type { Stretch } from './outline/outline.ts';
import { graphPicture } from './drawing/picture.ts';
import { passList } from './comparing/passList.ts';
import type { Comparison, Summary } from './comparing/study.ts';
import { trail } from './trail.ts';

/** The graph that the compiler makes of a function, after each of its passes. */
export const graphPage: Page = (host, { library, state, signal }) => {
  const client = createGraphClient(signal);
  const status = el('p', { class: 'graph-status muted', role: 'status' });
  const told = (words: string) => (status.textContent = words);
  const panel = el('div', { class: 'graph-side' });
  const picture = graphPicture({
    open: (box) => {
      if (box.node !== undefined) void choose(box.node);
      else if (box.kind === 'group') void show(box.stretch);
    },
  });
  const way = trail((stretch) => void show(stretch));
  const details = detailsPanel({ go: (id) => void reveal(id) });
  const changes = changesPanel();
  const choice = subjectChoice();
  const passes = passList({ change: (to) => void compare(to), find, go: (id) => void reveal(id) });

  let summary: Summary | undefined;
  let comparison: Comparison = { before: 0, after: 0, side: 'after' };
  let chosen: number | undefined;
  /** Only the latest picture counts: an earlier one may come later. */
  let asked = 0;

  choice.select.addEventListener('change', () => {
    const { value } = choice.select;
    state.write({
      ...subjectKeys(value),
      pass: undefined,
      with: undefined,
      side: undefined,
      part: undefined,
      node: undefined,
    });
    void trace();
  });
  panel.append(passes.element, changes.element);
  host.classList.add('graph-page');
  host.append(
    el('h1', {}, 'What the compiler sees'),
    el(
      'p',
      {},
      'A function of tensors is traced once into a graph, which the passes of the compiler then rewrite. Boxes are parts of the graph; open one to see what is inside.',
    ),
    el('div', { class: 'controls' }, choice.element, status),
    el(
      'div',
      { class: 'graph-columns' },
      panel,
      el('div', { class: 'graph-main' }, way.element, picture.element, details.element),
    ),
  );
  state.subscribe(() => void followAddress(), signal);
  told('Starting …');
  void choice
    .fill(client, library)
    .then(() => {
      chooseSubject();
      return trace();
    })
    .catch((error: unknown) => told(error instanceof Error ? error.message : String(error)));
  return Promise.resolve();

  /** Takes the subject from the address; true where it is another than before. */
  function chooseSubject(): boolean {
    const run = state.get('run');
    const asked = run === undefined ? (state.get('of') ?? firstSubject) : `run:${run}`;
    const before = choice.select.value;
    choice.select.value = asked;
    if (choice.select.value !== asked) {
      choice.select.value = firstSubject;
      told(`There is no ${asked} to trace here.`);
    }
    return choice.select.value !== before;
  }

  async function followAddress(): Promise<void> {
    if (chooseSubject()) await trace();
    else await restore();
  }

  async function trace(): Promise<void> {
    told('Tracing …');
    panel.inert = true;
    const begun = performance.now();
    try {
      summary = await client.ask('trace', { subject: await readSubject(library, choice.select.value) });
    } catch (error) {
      told(error instanceof Error ? error.message : String(error));
      return;
    }
    panel.inert = false;
    const seconds = ((performance.now() - begun) / 1000).toFixed(1);
    told(`Traced in ${seconds} s: ${summary.kernelCalls} kernels of TensorFlow.js, ${summary.traced} nodes.`);
    passes.fill(summary);
    await restore();
  }

  /** Shows what the address says. */
  async function restore(): Promise<void> {
    if (summary === undefined) return;
    const last = summary.passes.length;
    const number = (name: string, otherwise: number) => {
      const value = Number(state.get(name) ?? otherwise);
      return Number.isInteger(value) && value >= 0 && value <= last ? value : otherwise;
    };
    const after = number('pass', last);
    const side = state.get('side') === 'before' ? 'before' : 'after';
    comparison = { after, before: number('with', Math.max(0, after - 1)), side };
    passes.mark(comparison);
    const [start, end] = (state.get('part') ?? '').split('-').map(Number);
    const node = Number(state.get('node') ?? NaN);
    const part = Number.isInteger(start) && Number.isInteger(end) ? { start, end } : undefined;
    await show(part, Number.isInteger(node) ? node : undefined);
  }

  async function compare(to: Comparison): Promise<void> {
    comparison = to;
    const last = summary?.passes.length ?? 0;
    state.write({
      pass: to.after === last ? undefined : String(to.after),
      with: to.before === Math.max(0, to.after - 1) ? undefined : String(to.before),
      side: to.side === 'after' ? undefined : to.side,
    });
    await show(undefined);
  }

  async function show(focus: Stretch | undefined, node?: number): Promise<void> {
    const turn = ++asked;
    const begun = performance.now();
    try {
      const drawn = await client.ask('picture', { comparison, focus });
      if (turn !== asked) return;
      const isPart = drawn.trail.length > 1;
      state.write({ part: isPart && focus ? `${focus.start}-${focus.end}` : undefined });
      way.draw(drawn.trail);
      if (summary !== undefined) changes.draw(drawn, comparison, summary);
      picture.draw(drawn, node);
      host.dataset.drawn = (performance.now() - begun).toFixed(1);
      await choose(node);
    } catch (error) {
      told(error instanceof Error ? error.message : String(error));
      // A part of another graph: everything is there in any.
      if (focus !== undefined) await show(undefined);
    }
  }

  async function choose(node: number | undefined): Promise<void> {
    chosen = node;
    state.write({ node: node === undefined ? undefined : String(node) });
    picture.choose(node);
    const turn = asked;
    const found = node === undefined ? undefined : await client.ask('details', { comparison, id: node });
    if (turn === asked && chosen === node) details.draw(found);
  }

  /** Opens the part with the node in it, and chooses it. */
  async function reveal(id: number): Promise<void> {
    await show(await client.ask('locate', { comparison, id }), id);
  }

  async function find(words: string) {
    return client.ask('find', { comparison, words, limit: 30 });
  }
};

/** A subject as it stands in the address: a run has a name of its own there. */
const subjectKeys = (value: string) => {
  const run = value.startsWith('run:') ? value.slice(4) : undefined;
  return { run, of: run !== undefined || value === firstSubject ? undefined : value };
};
