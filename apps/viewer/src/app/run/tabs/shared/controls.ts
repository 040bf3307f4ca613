import { el } from '../../../style/el.ts';

/** A labelled number. */
export interface NumberControl {
  readonly element: HTMLElement;
  value(): number;
  set(value: number): void;
}

/** How a number is asked for. */
export interface NumberOptions {
  readonly minimum: number;
  readonly maximum: number;
  readonly step?: number;
  readonly value: number;
  readonly change: (value: number) => void;
}

/** A labelled field for a number; what is out of range is brought into it. */
export function numberControl(
  label: string,
  { minimum, maximum, step = 1, value, change }: NumberOptions,
): NumberControl {
  const input = el('input', { type: 'number', min: minimum, max: maximum, step, value });
  const read = () => {
    const typed = Number(input.value);
    return Number.isFinite(typed) && input.value.trim() !== ''
      ? Math.min(maximum, Math.max(minimum, typed))
      : value;
  };
  input.addEventListener('change', () => {
    input.value = String(read());
    change(read());
  });
  return {
    element: el('label', {}, `${label} `, input),
    value: read,
    set: (next) => (input.value = String(next)),
  };
}

/** A labelled choice. */
export function selectControl<Value extends string>(
  label: string,
  choices: readonly (readonly [value: Value, title: string])[],
  value: Value,
  change: (value: Value) => void,
): { readonly element: HTMLElement; readonly select: HTMLSelectElement; value(): Value } {
  const select = el(
    'select',
    {},
    ...choices.map(([choice, title]) => el('option', { value: choice }, title)),
  );
  select.value = value;
  select.addEventListener('change', () => change(select.value as Value));
  return { element: el('label', {}, `${label} `, select), select, value: () => select.value as Value };
}

/** A button with words on it. */
export function button(
  text: string,
  act: () => void,
  properties: Record<string, string> = {},
): HTMLButtonElement {
  const made = el('button', { type: 'button', ...properties }, text);
  made.addEventListener('click', act);
  return made;
}

/** The integer that an address gives, in a range; `otherwise` where it gives none. */
export function integerOf(
  text: string | undefined,
  [low, high]: readonly [number, number],
  otherwise: number,
): number {
  const value = Number(text ?? NaN);
  return Number.isInteger(value) && value >= low && value <= high ? value : otherwise;
}
