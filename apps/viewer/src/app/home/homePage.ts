import './home.css';
import { formatNumber } from '@hgn/viz';
import { openButtons } from '../drop/dropTarget.ts';
import type { Page, PageContext } from '../page.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';
import { el } from '../style/el.ts';
import { thumbnail } from './thumbnail.ts';

/** Milliseconds between two looks for new runs and progress. */
const interval = 3000;

/** What there is to look at: the runs, and what else can be done here. */
export const homePage: Page = async (host, context) => {
  const { library, signal } = context;
  const list = el('ul', { class: 'runs' });
  const count = el('p', { class: 'muted', role: 'status' });
  host.append(el('h1', {}, 'Runs'), count, openButtons(context), list, invitations(context));
  const cards = new Map<
    string,
    { readonly element: HTMLElement; readonly facts: HTMLElement; shown: string }
  >();

  const refresh = async (): Promise<void> => {
    const runs = await library.list();
    if (signal.aborted) return;
    count.textContent = counted(runs.length, library.isLive);
    for (const [id, { element }] of cards) {
      if (runs.some((run) => run.id === id)) continue;
      element.remove();
      cards.delete(id);
    }
    for (const run of runs) {
      const text = JSON.stringify(run);
      const card = cards.get(run.id);
      if (card === undefined) {
        const facts = el('div', { class: 'run-facts' }, ...factsOf(run));
        const element = cardOf(run, facts, context);
        cards.set(run.id, { element, facts, shown: text });
        list.append(element);
      } else if (card.shown !== text) {
        card.facts.replaceChildren(...factsOf(run));
        card.shown = text;
      }
    }
  };
  /** Said where the number of runs stands, until an answer comes: what is shown still is what was known. */
  const unreachable = (): void => {
    if (!signal.aborted) count.textContent = silent;
  };
  await refresh();
  if (!library.isLive) return;
  const timer = setInterval(() => {
    if (document.visibilityState === 'visible') refresh().catch(unreachable);
  }, interval);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
};

const silent =
  'The server does not answer; these are the runs that it had. It is asked again every 3 seconds: start hgn view anew if it was stopped.';

const counted = (count: number, isLive: boolean): string => {
  if (count > 0) return `${count} ${count === 1 ? 'run' : 'runs'}`;
  return isLive
    ? 'There is no run yet: hgn quickstart makes one in a minute, and it appears here.'
    : 'There is no run here yet: drop one.';
};

function cardOf(run: RunSummary, facts: HTMLElement, context: PageContext): HTMLElement {
  const link = el('a', { href: `#/run/${encodeURIComponent(run.id)}` }, run.name);
  const picture = el('div', { class: 'run-picture' });
  const element = el('li', { class: 'card run-card' }, picture, el('div', {}, el('h2', {}, link), facts));
  void thumbnail(picture, run, context);
  return element;
}

/** What a card says under its name. */
function factsOf(run: RunSummary): readonly HTMLElement[] {
  const { kind, system, preset, status, step, steps, timesBelowBaseline, updated } = run;
  const what =
    kind === 'flow'
      ? `normalising flow${system === undefined ? '' : ` · ${system}`}`
      : [system, preset].filter(Boolean).join(' · ');
  const lines = [el('p', { class: 'muted' }, what)];
  if (timesBelowBaseline !== undefined) {
    lines.push(
      el('p', {}, el('strong', {}, `${formatNumber(timesBelowBaseline)}×`), ' below the baseline’s error'),
    );
  }
  const words = [
    status,
    step !== undefined && status !== 'finished'
      ? `step ${step}${steps === undefined ? '' : ` of ${steps}`}`
      : undefined,
    updated === undefined ? undefined : dateOf(updated),
  ];
  const state = el('p', { class: 'run-state', 'data-status': status }, words.filter(Boolean).join(' · '));
  if (status === 'running' && step !== undefined && steps !== undefined) {
    const bar = el('progress', { max: steps, value: step, 'aria-label': `Progress of ${run.name}` });
    return [...lines, state, bar];
  }
  return [...lines, state];
}

function dateOf(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? text
    : date.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** What else can be opened: runs of one's own, notebooks. */
function invitations({ places }: Pick<PageContext, 'places'>): HTMLElement {
  const others = places
    .filter(({ path }) => path !== '/')
    .map(({ path, title }) => el('li', {}, el('a', { href: `#${path}` }, title)));
  return el(
    'section',
    { class: 'invitations' },
    el('h2', {}, 'More'),
    el(
      'p',
      {},
      'Drop a run folder or a checkpoint anywhere on this page to play with it. It stays on this machine.',
    ),
    el('ul', {}, ...others),
  );
}
