import type { Page } from '../page.ts';
import { el } from '../style/el.ts';

/** What there is to look at: the runs. */
export const homePage: Page = async (host, { library }) => {
  const runs = await library.list();
  host.append(
    el('h1', {}, 'Runs'),
    el(
      'ul',
      {},
      ...runs.map(({ id, name }) => el('li', {}, el('a', { href: `#/run/${encodeURIComponent(id)}` }, name))),
    ),
  );
};
