/** What a cell holds. `other` is a type that other programs run: it is kept and shown, and does nothing here. */
export type CellKind = 'code' | 'markdown' | 'formula' | 'html' | 'other';

/** One cell of a notebook. */
export interface NotebookCell {
  /** Unlike all others of the notebook. */
  readonly id: string;
  readonly kind: CellKind;
  /** Media type as the file has it: `module`, `text/markdown`, `application/x-tex`, `text/html`. */
  readonly type: string;
  /** Without the indentation that all its lines share. */
  readonly source: string;
  /** Attributes of the element besides `id` and `type`, as the file has them; `true` for one without a value. */
  readonly attributes: ReadonlyMap<string, string | true>;
  /** Line of the file on which the source begins, from 1; 0 for a cell that no file had. */
  readonly line: number;
  /** The element as it was read, and the white space before it: written again as long as nothing changed. */
  readonly written?: WrittenCell;
}

/** A cell as its file has it. */
export interface WrittenCell {
  readonly lead: string;
  readonly text: string;
  readonly source: string;
  readonly type: string;
  readonly id: string;
}

/** A notebook: prose and JavaScript cells in order. */
export interface Notebook {
  readonly title: string;
  readonly cells: readonly NotebookCell[];
  /** All before the first cell and after the last, as read. */
  readonly written?: { readonly title: string; readonly start: string; readonly end: string };
}

/** Media type by kind of cell. */
export const cellTypes = {
  code: 'module',
  markdown: 'text/markdown',
  formula: 'application/x-tex',
  html: 'text/html',
} as const;

/** The kind of a media type. */
export function kindOf(type: string): CellKind {
  const found = Object.entries(cellTypes).find(([, known]) => known === type);
  return found === undefined ? 'other' : (found[0] as CellKind);
}

/** An id that no cell of the notebook has. */
export function freeId(cells: readonly NotebookCell[]): string {
  const taken = new Set(cells.map(({ id }) => id));
  let number = cells.length + 1;
  while (taken.has(String(number))) number++;
  return String(number);
}

/** A cell that no file has yet. */
export function newCell(kind: Exclude<CellKind, 'other'>, source: string, id: string): NotebookCell {
  return { id, kind, type: cellTypes[kind], source, attributes: new Map(), line: 0 };
}
