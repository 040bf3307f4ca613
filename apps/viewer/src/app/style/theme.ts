import type { Mode } from '@hgn/viz';
import { el } from './el.ts';

const choices = ['system', 'light', 'dark'] as const;
type Choice = (typeof choices)[number];

const storageKey = 'hgn-theme';

/** Makes the button go through system, light and dark; the choice is kept in this browser. */
export function followTheme(button: HTMLButtonElement | null): void {
  const apply = (choice: Choice): void => {
    if (choice === 'system') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', choice);
    const label = el('span', { class: 'visually-hidden' }, 'Colours: ');
    button?.replaceChildren(label, { system: 'Auto', light: 'Light', dark: 'Dark' }[choice]);
    dispatchEvent(new Event('hgn-theme'));
  };
  let choice = stored();
  apply(choice);
  button?.addEventListener('click', () => {
    choice = choices[(choices.indexOf(choice) + 1) % choices.length] ?? 'system';
    apply(choice);
    keep(choice);
  });
}

/** Whether the page is light or dark now. */
export function currentMode(): Mode {
  const chosen = document.documentElement.getAttribute('data-theme');
  if (chosen === 'light' || chosen === 'dark') return chosen;
  return matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
}

/** Calls `listener` when the page turns light or dark: what is painted on canvas has to be painted again. */
export function onModeChange(listener: (mode: Mode) => void, signal: AbortSignal): void {
  const tell = (): void => listener(currentMode());
  addEventListener('hgn-theme', tell, { signal });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', tell, { signal });
}

function stored(): Choice {
  try {
    return choices.find((choice) => choice === localStorage.getItem(storageKey)) ?? 'system';
  } catch {
    // Pages opened from a file, or with storage switched off, forget the choice.
    return 'system';
  }
}

function keep(choice: Choice): void {
  try {
    localStorage.setItem(storageKey, choice);
  } catch {
    // As above.
  }
}
