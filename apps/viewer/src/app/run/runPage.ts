import './runPage.css';
import type { States } from '@hgn/player';
import { formatNumber } from '@hgn/viz';
import type { Page } from '../page.ts';
import { openAsNotebook } from '../notebook/page/drafts.ts';
import { notebookOfRun, type RunToPlay } from '../notebook/page/notebookOfRun.ts';
import { safeName } from '../share/saveFile.ts';
import { shareButton } from '../share/shareButton.ts';
import { describeRun } from '../sources/describeRun.ts';
import type { RunSummary } from '../../sharing/runSummary.ts';
import { encodeFloats } from '../state/floats.ts';
import { el } from '../style/el.ts';
import type { PlayerClient } from '../workers/playerClient.ts';
import { tabFrame } from './tabFrame.ts';
import { tabs } from './tabs.ts';

/** One run: what is known of it, and tabs to play with it. */
export const runPage: Page = async (host, context) => {
  const { library, parameters, openPlayer } = context;
  const source = await library.open(parameters.id ?? '');
  const summary = await describeRun(source);
  let player: Promise<PlayerClient> | undefined;
  let playing: () => States | undefined = () => undefined;
  host.append(runHead(source.name, summary));
  const share = summary.kind === 'flow' ? undefined : shareButton(source, context.signal);
  if (share !== undefined) {
    share.prepend(notebookButton({ id: source.id, name: source.name, system: summary.system }, context.go));
    host.append(share);
  }
  document.title = `${source.name} · HGN`;
  const fitting = tabs.filter(({ fits }) => fits(summary));
  const frame = tabFrame(host, fitting, {
    ...context,
    source,
    summary,
    player: () => (player ??= openPlayer(source)),
    playing: () => playing(),
    tellPlaying: (now) => (playing = now),
    play: ({ q, p }) => {
      context.state.write({ tab: undefined, t: undefined, state: encodeFloats([...q, ...p]) });
      frame.open('play');
    },
  });
  await frame.ready;
};

/** Opens what this page shows as cells that can be changed. */
function notebookButton(run: RunToPlay, go: (path: string) => void): HTMLElement {
  const button = el('button', { type: 'button' }, 'Open this view as a notebook');
  button.addEventListener('click', () => {
    const name = `${safeName(run.name)}.html`;
    go(openAsNotebook({ text: notebookOfRun(run), name, isOwn: true }));
  });
  return button;
}

/** What is known of the run, in one line under its name. */
function runHead(name: string, summary: RunSummary): HTMLElement {
  const { system, preset, status, step, steps, timesBelowBaseline } = summary;
  const progress =
    step === undefined ? undefined : `step ${step}${steps === undefined ? '' : ` of ${steps}`}`;
  const facts = [
    system,
    preset === undefined ? undefined : `preset ${preset}`,
    [status, progress].filter((part) => part !== undefined).join(', '),
    timesBelowBaseline === undefined
      ? undefined
      : `error ${formatNumber(timesBelowBaseline)} times below the baseline`,
  ].filter((fact): fact is string => fact !== undefined && fact !== '');
  return el('div', { class: 'run-head' }, el('h1', {}, name), el('p', { class: 'muted' }, facts.join(' · ')));
}
