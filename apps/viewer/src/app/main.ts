import { pages } from './pages.ts';
import { startRouter } from './router.ts';
import { describeRun } from './sources/describeRun.ts';
import { runLibrary } from './sources/runLibrary.ts';
import { serverRuns } from './sources/serverRuns.ts';
import { el } from './style/el.ts';
import { followTheme } from './style/theme.ts';
import { openPlayer } from './workers/openPlayer.ts';

const base = new URL('.', location.href);
/** Where runs come from, as the page's head says: its server's mark, or nothing but what is dropped. */
const isServed = document.querySelector<HTMLMetaElement>('meta[name="hgn-runs"]')?.content === 'server';
const library = runLibrary(isServed ? [serverRuns(base)] : [], describeRun, isServed);

followTheme(document.querySelector('[data-theme-switch]'));
document
  .querySelector('header nav')
  ?.append(
    ...pages.flatMap(({ bar, pattern }) =>
      bar === undefined ? [] : [el('a', { href: `#/${pattern}` }, bar)],
    ),
  );

const host = document.querySelector<HTMLElement>('#main');
if (host === null) throw new Error('main: the page must have a main part, but has none');
startRouter(host, pages, { library, openPlayer });
