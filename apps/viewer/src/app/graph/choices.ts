import type { RunLibrary } from '../sources/runLibrary.ts';
import { el } from '../style/el.ts';
import type { GraphClient } from './client.ts';
import { configurationOf } from './configurationOf.ts';
import { functions, type FunctionName } from './functions.ts';
import type { Subject } from './subjects.ts';

/** What is looked at, as the address says it: `function:leapfrog`, `preset:quickstart`, `run:ID`. */
export const firstSubject = 'function:leapfrog';

/** A labelled choice of what to trace. */
export interface SubjectChoice {
  readonly element: HTMLElement;
  readonly select: HTMLSelectElement;
  /** Adds the runs of the library and the presets that the worker knows. */
  fill(client: GraphClient, library: RunLibrary): Promise<void>;
}

/** Offers the small functions at once, and runs and presets when they are known. */
export function subjectChoice(): SubjectChoice {
  const select = el(
    'select',
    {},
    group(
      'Small functions',
      Object.entries(functions).map(([name, title]) => [`function:${name}`, title]),
    ),
  );
  return {
    element: el('label', {}, 'Function ', select),
    select,
    async fill(client, library) {
      const runs = await library.list();
      const known = runs
        .filter(({ kind }) => kind === 'hgn')
        .map(({ id, name }) => [`run:${id}`, name] as const);
      const presets = await client.ask('presets', undefined);
      select.append(
        group('Training steps of runs', known),
        group(
          'Training steps of presets',
          presets.map((name) => [`preset:${name}`, name]),
        ),
      );
    },
  };
}

/** The subject of an address. Reads the configuration of a run. */
export async function readSubject(library: RunLibrary, value: string): Promise<Subject> {
  const [, kind = '', name = ''] = /^(\w+):(.*)$/s.exec(value) ?? [];
  if (kind === 'run') {
    return { kind: 'configuration', configuration: await configurationOf(await library.open(name)) };
  }
  if (kind === 'preset') return { kind, name };
  return { kind: 'function', name: name as FunctionName };
}

function group(label: string, options: readonly (readonly [value: string, title: string])[]): Node {
  if (options.length === 0) return document.createDocumentFragment();
  return el('optgroup', { label }, ...options.map(([value, title]) => el('option', { value }, title)));
}
