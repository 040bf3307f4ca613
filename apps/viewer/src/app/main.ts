import { dropTarget } from './drop/dropTarget.ts';
import { pages } from './pages.ts';
import { startRouter } from './router.ts';
import { describeRun } from './sources/describeRun.ts';
import { runLibrary } from './sources/runLibrary.ts';
import { serverRuns } from './sources/serverRuns.ts';
import { staticRuns } from './sources/staticRuns.ts';
import { el } from './style/el.ts';
import { followTheme } from './style/theme.ts';
import { openPlayer } from './workers/openPlayer.ts';

const base = new URL('.', location.href);
/** Where runs come from, as the page's head says: its server's mark, that of a static host, or nothing but what is dropped. */
const origin = document.querySelector<HTMLMetaElement>('meta[name="hgn-runs"]')?.content;
const places = origin === 'server' ? [serverRuns(base)] : origin === 'static' ? [staticRuns(base)] : [];
const library = runLibrary(places, describeRun, origin === 'server');

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
dropTarget({
  library,
  go: (path) => {
    location.hash = `#${path}`;
  },
});
startRouter(host, pages, { library, openPlayer });
