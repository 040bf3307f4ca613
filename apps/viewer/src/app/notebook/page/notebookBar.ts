import { el } from '../../style/el.ts';

/** What the bar over a notebook can do. */
export interface BarActions {
  readonly edit: () => void;
  readonly showCode: (isShown: boolean) => void;
  readonly save: () => void;
  readonly discard: () => void;
}

/** The bar over a notebook: back to the list, save, edit; and a line to say things. */
export function notebookBar({ edit, showCode, save, discard }: BarActions): {
  readonly element: HTMLElement;
  readonly note: HTMLElement;
  show(state: { readonly isEditing: boolean; readonly mayDiscard: boolean }): void;
  say(text: string): void;
  allowEditing(allowed: boolean): void;
  /** Offers to show the code of a notebook that is being read. */
  offerCode(offered: boolean): void;
} {
  const editing = el('button', { type: 'button' }, 'Edit');
  const coding = el('button', { type: 'button', hidden: true }, 'Show code');
  const saving = el('button', { type: 'button' }, 'Save as file');
  const discarding = el('button', { type: 'button', class: 'quiet', hidden: true }, 'Discard changes');
  const note = el('p', { class: 'notebook-note', role: 'status', hidden: true });
  editing.addEventListener('click', edit);
  let isCodeShown = false;
  coding.addEventListener('click', () => {
    isCodeShown = !isCodeShown;
    coding.textContent = isCodeShown ? 'Hide code' : 'Show code';
    showCode(isCodeShown);
  });
  saving.addEventListener('click', save);
  discarding.addEventListener('click', discard);
  const buttons = el('div', { class: 'controls' }, discarding, coding, saving, editing);
  return {
    element: el('div', { class: 'notebook-bar' }, el('a', { href: '#/notebook' }, 'Notebooks'), buttons),
    note,
    show({ isEditing, mayDiscard }) {
      editing.textContent = isEditing ? 'Done' : 'Edit';
      discarding.hidden = !mayDiscard;
    },
    say(text) {
      note.textContent = text;
      note.hidden = text === '';
    },
    allowEditing: (allowed) => void (editing.disabled = !allowed),
    offerCode: (offered) => void (coding.hidden = !offered),
  };
}
