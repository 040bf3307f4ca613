import { RuntimeError } from '@observablehq/runtime';
import { el } from '../../style/el.ts';
import type { CellSink } from './cellRuntime.ts';
import { shownValue } from './shownValue.ts';

/** What a reader sees of a cell that runs. */
export interface CellView extends CellSink {
  readonly element: HTMLElement;
}

/**
 * Shows what a cell shows. Until a new run shows something, and when it fails, the last good figure stays; then it is
 * greyed, with the error below it.
 *
 * @param describe turns an error into a sentence; default its message
 */
export function cellView(describe: (error: unknown) => string = describeError): CellView {
  const output = el('div', { class: 'cell-output' });
  const problem = el('p', { class: 'cell-error', role: 'status', hidden: true });
  const element = el('div', { class: 'cell-result', 'data-state': 'waiting' }, output, problem);
  let current = 0;
  let fresh = false;
  const show = (value: unknown): void => {
    const node = shownValue(value);
    if (fresh) output.replaceChildren(node);
    else output.append(node);
    fresh = false;
  };
  const good = (): void => {
    if (fresh) output.replaceChildren();
    fresh = false;
    problem.hidden = true;
    problem.textContent = '';
    element.dataset.state = 'done';
  };
  return {
    element,
    begin() {
      const own = ++current;
      fresh = true;
      element.dataset.state = 'running';
      return { show: (value) => own === current && show(value) };
    },
    value(value) {
      // Expressions may give several values, one after the other, each in the place of the last.
      const displayed = !fresh;
      if (value === undefined && displayed) {
        good();
        return;
      }
      if (!displayed || element.dataset.state === 'done') fresh = true;
      if (value !== undefined) show(value);
      good();
    },
    done: good,
    failed(error) {
      current++;
      problem.textContent = describe(error);
      problem.hidden = false;
      element.dataset.state = 'failed';
    },
  };
}

/** An error as a reader can use it. */
export function describeError(error: unknown): string {
  if (
    error instanceof RuntimeError &&
    error.input !== undefined &&
    !error.message.includes('is not defined')
  ) {
    return `Waits for ${error.input.startsWith('cell ') ? 'the cell above' : error.input}: ${error.message}`;
  }
  if (!(error instanceof Error)) return `The cell threw ${String(error)}`;
  const place = /blob:[^\s)]+:(\d+):\d+/.exec(error.stack ?? '');
  const line = place === null || error.name === 'CellSyntaxError' ? '' : `line ${place[1] ?? ''}: `;
  return `${error.name === 'RuntimeError' ? '' : `${error.name}: `}${line}${error.message}`;
}
