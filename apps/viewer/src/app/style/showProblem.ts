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

/** A place on a page that stands, for what goes wrong on it later. */
export interface ProblemNote {
  /** Empty and unseen as long as nothing is wrong. */
  readonly element: HTMLElement;
  /** What to give a promise or a task as its handler of errors: says what is not done because of one, and why. */
  saying(what: string): (error: unknown) => void;
  clear(): void;
}

/**
 * Makes a note that says what went wrong, beside what still works.
 *
 * @param signal what fails after it is aborted was stopped, and is not said
 */
export function problemNote(signal: AbortSignal): ProblemNote {
  const element = el('p', { class: 'problem', role: 'alert', hidden: true });
  return {
    element,
    saying: (what) => (error) => {
      if (signal.aborted) return;
      element.hidden = false;
      element.textContent = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    },
    clear: () => {
      element.hidden = true;
      element.textContent = '';
    },
  };
}
