import { el } from '../style/el.ts';
import { showProblem } from '../style/showProblem.ts';
import type { TabContext, TabEntry } from './runTab.ts';

/** Tabs over one panel. */
export interface TabFrame {
  /** Resolves when the first tab's view stands. */
  readonly ready: Promise<void>;
  /** Opens a tab, anew if it is open. */
  open(id: string): void;
}

/** Shows tabs over one panel; the open tab stands in the address. */
export function tabFrame(host: HTMLElement, entries: readonly TabEntry[], context: TabContext): TabFrame {
  const { state, signal } = context;
  const list = el('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Views of the run' });
  const panel = el('div', { class: 'panel', role: 'tabpanel', id: 'tab-panel', tabindex: -1 });
  const buttons = entries.map(({ id, title }) =>
    el('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': 'tab-panel' }, title),
  );
  list.append(...buttons);
  host.append(list, panel);

  let leave = new AbortController();
  let open: string | undefined;
  const show = async (id: string | undefined): Promise<void> => {
    const entry = entries.find((one) => one.id === id) ?? entries[0];
    if (entry === undefined || entry.id === open) return;
    open = entry.id;
    leave.abort();
    leave = new AbortController();
    const tabSignal = AbortSignal.any([leave.signal, signal]);
    for (const [i, button] of buttons.entries()) {
      const isOpen = entries[i] === entry;
      button.setAttribute('aria-selected', String(isOpen));
      button.tabIndex = isOpen ? 0 : -1;
      // On a narrow page the row of tabs is wider than the page.
      if (isOpen)
        list.scrollTo({
          left: button.offsetLeft - list.offsetLeft - (list.clientWidth - button.offsetWidth) / 2,
        });
    }
    panel.setAttribute('aria-labelledby', `tab-${entry.id}`);
    const inner = el('div', { class: `tab-${entry.id}` });
    panel.replaceChildren(inner);
    try {
      await (
        await entry.load()
      )(inner, { ...context, signal: tabSignal });
    } catch (error) {
      if (!tabSignal.aborted) {
        showProblem(
          inner,
          `“${entry.title}” cannot be shown`,
          error instanceof Error ? error.message : String(error),
        );
      }
    }
  };
  const choose = (index: number): void => {
    const entry = entries[(index + entries.length) % entries.length];
    if (entry === undefined) return;
    state.write({ tab: entry === entries[0] ? undefined : entry.id });
    void show(entry.id);
  };
  list.addEventListener('click', ({ target }) => {
    const index = buttons.indexOf(target as HTMLButtonElement);
    if (index >= 0) choose(index);
  });
  list.addEventListener('keydown', (event) => {
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    choose(to);
    buttons[(to + buttons.length) % buttons.length]?.focus();
  });
  state.subscribe(() => void show(state.get('tab')), signal);
  return {
    ready: show(state.get('tab')),
    open: (id) => {
      open = undefined;
      void show(id);
    },
  };
}
