import { el } from '../../style/el.ts';
import { proseElement } from '../prose/proseElement.ts';
import { cellRuntime, type CellEnvironment, type CellRuntime } from '../runtime/cellRuntime.ts';
import { cellView } from '../runtime/cellView.ts';
import type { BundledNotebook } from './bundled.ts';
import { codeBlock } from './codeBlock.ts';

/** Shows a notebook that came with the app, and runs it. */
export function showBundled(
  host: HTMLElement,
  { parts }: BundledNotebook,
  environment: CellEnvironment,
): CellRuntime {
  const runtime = cellRuntime(environment);
  for (const part of parts) {
    if (part.kind === 'prose') {
      host.append(proseElement(part.html));
      continue;
    }
    const view = cellView();
    const code = codeBlock(part.source, part.isOpen);
    host.append(el('section', { class: 'cell', 'data-cell': part.id }, view.element, code));
    runtime.define(part.cell, view);
  }
  return runtime;
}
