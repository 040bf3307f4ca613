import { el } from './el.ts';

/**
 * Says in place of a page what is wrong and what to do.
 *
 * @param instead address of what can be opened instead; default the list of runs
 */
export function showProblem(host: HTMLElement, title: string, problem: string, instead = '#/'): void {
  const link = el('a', { href: instead }, instead === '#/' ? 'Go to the list of runs' : 'Open it without');
  host.replaceChildren(
    el(
      'section',
      { class: 'problem', role: 'alert' },
      el('h1', {}, title),
      el('p', {}, problem),
      el('p', {}, link),
    ),
  );
}
