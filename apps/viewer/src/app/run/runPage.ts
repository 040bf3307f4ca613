import type { Page } from '../page.ts';
import { describeRun } from '../sources/describeRun.ts';
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
  host.append(el('h1', {}, source.name));
  document.title = `${source.name} · HGN`;
  const fitting = tabs.filter(({ fits }) => fits(summary));
  await tabFrame(host, fitting, {
    ...context,
    source,
    summary,
    player: () => (player ??= openPlayer(source)),
    playing: () => undefined,
    play: () => undefined,
  });
};
