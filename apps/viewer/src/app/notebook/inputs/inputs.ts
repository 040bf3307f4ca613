import { el } from '../../style/el.ts';

/** A control of a notebook: its value, and `input` events when that changes. */
export interface Control<T> extends HTMLElement {
  value: T;
}

/** Options that every control takes. */
export interface ControlOptions<T> {
  /** What it sets, written beside it. */
  readonly label: string;
  readonly value?: T;
}

let numbered = 0;

/** A control around native elements, with one label for one field. */
function control<T>(
  field: HTMLElement & { id: string },
  label: string,
  after: readonly Node[],
  value: {
    readonly get: () => T;
    readonly set: (next: T) => void;
  },
): Control<T> {
  field.id = `input-${++numbered}`;
  const holder = el('div', { class: 'input' }, el('label', { for: field.id }, label), field, ...after);
  Object.defineProperty(holder, 'value', { get: value.get, set: value.set });
  return holder as unknown as Control<T>;
}

/** Options of a slider. */
export interface RangeOptions extends ControlOptions<number> {
  readonly step?: number;
  /** How the number is written; default as it is, with its unit where one is given. */
  readonly format?: (value: number) => string;
  /** Sets 10^x for the position x: both ends are then exponents of ten. */
  readonly logarithmic?: boolean;
}

/** A slider from the first to the last of two numbers. */
export function range([low, high]: readonly [number, number], options: RangeOptions): Control<number> {
  const {
    label,
    step = (high - low) / 100,
    value,
    format = (x) => String(Number(x.toPrecision(4))),
    logarithmic = false,
  } = options;
  if (!(low < high)) throw new RangeError(`Inputs.range: the ends must rise, but are ${low} and ${high}`);
  const from = (position: number): number => (logarithmic ? 10 ** position : position);
  const to = (number: number): number => (logarithmic ? Math.log10(number) : number);
  const slider = el('input', { type: 'range', min: low, max: high, step });
  slider.valueAsNumber = value === undefined ? (low + high) / 2 : to(value);
  const shown = el('output', { class: 'input-value', 'aria-hidden': 'true' });
  const write = (): void => {
    const text = format(from(slider.valueAsNumber));
    shown.textContent = text;
    slider.setAttribute('aria-valuetext', text);
  };
  slider.addEventListener('input', write);
  write();
  return control(slider, label, [shown], {
    get: () => from(slider.valueAsNumber),
    set: (next) => {
      slider.valueAsNumber = to(next);
      write();
    },
  });
}

/** A list to choose one of. */
export function select<T>(
  choices: readonly T[],
  { label, value, format = String }: ControlOptions<T> & { readonly format?: (choice: T) => string },
): Control<T> {
  const list = el(
    'select',
    {},
    ...choices.map((choice, index) => el('option', { value: index }, format(choice))),
  );
  const place = value === undefined ? 0 : choices.indexOf(value);
  list.selectedIndex = place < 0 ? 0 : place;
  return control(list, label, [], {
    get: () => choices[list.selectedIndex],
    set: (next) => {
      list.selectedIndex = choices.indexOf(next);
    },
  });
}

/** A box to tick. */
export function checkbox({ label, value = false }: ControlOptions<boolean>): Control<boolean> {
  const box = el('input', { type: 'checkbox', checked: value });
  return control(box, label, [], { get: () => box.checked, set: (next) => (box.checked = next) });
}

/** A line of text. */
export function text({ label, value = '' }: ControlOptions<string>): Control<string> {
  const field = el('input', { type: 'text', value });
  return control(field, label, [], { get: () => field.value, set: (next) => (field.value = next) });
}

/** A button; its value is how often it was pressed. */
export function button(label: string): Control<number> {
  let presses = 0;
  const press = el('button', { type: 'button' }, label);
  const holder = el('div', { class: 'input' }, press);
  press.addEventListener('click', () => {
    presses++;
    holder.dispatchEvent(new Event('input', { bubbles: true }));
  });
  Object.defineProperty(holder, 'value', {
    get: () => presses,
    set(next: number) {
      presses = next;
    },
  });
  return holder as unknown as Control<number>;
}

/** Several controls as one, whose value has the values of all by name. */
export function form<T extends Readonly<Record<string, Control<unknown>>>>(
  controls: T,
): Control<{ readonly [K in keyof T]: T[K]['value'] }> {
  const holder = el('div', { class: 'inputs' }, ...Object.values(controls));
  Object.defineProperty(holder, 'value', {
    get: () => Object.fromEntries(Object.entries(controls).map(([name, each]) => [name, each.value])),
  });
  return holder as unknown as Control<{ readonly [K in keyof T]: T[K]['value'] }>;
}
