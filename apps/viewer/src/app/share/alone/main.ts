import '../../style/base.css';
import { playKeys } from '../../run/playKeys.ts';
import { startRouter } from '../../router.ts';
import { describeRun } from '../../sources/describeRun.ts';
import { exportFiles } from '../../sources/exportFiles.ts';
import { runLibrary } from '../../sources/runLibrary.ts';
import { followTheme } from '../../style/theme.ts';
import { startPlayer } from '../../workers/playerClient.ts';
import { runPage } from '../../run/runPage.ts';
import { embeddedEngine, embeddedId, embeddedRun, embeddedWorker } from './embedded.ts';

/** The engine takes longest to unpack: it begins before anything is drawn. */
const engine = embeddedEngine();
const library = runLibrary([], describeRun, false);
library.add(embeddedRun());
followTheme(document.querySelector('[data-theme-switch]'));

const host = document.querySelector<HTMLElement>('#main');
if (host === null) throw new Error('main: the page must have a main part, but has none');
if (!location.hash.startsWith(`#/run/${embeddedId}`)) history.replaceState(null, '', `#/run/${embeddedId}`);
startRouter(
  host,
  [{ pattern: 'run/:id', title: 'Run', keys: playKeys, load: () => Promise.resolve(runPage) }],
  {
    library,
    openPlayer: async (source, signal) =>
      startPlayer(await exportFiles(source, signal), await engine, signal, embeddedWorker),
  },
);
