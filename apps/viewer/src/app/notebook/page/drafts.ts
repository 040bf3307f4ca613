/** A notebook that is being written, or that was opened from a file; it lives as long as this window. */
export interface Draft {
  readonly text: string;
  /** Name of the file it came from, or that it is saved under. */
  readonly name: string;
  /** Whether its code was written here, or by whoever wrote the file. */
  readonly isOwn: boolean;
}

const prefix = 'hgn-notebook:';

/** The draft of an id. */
export function readDraft(id: string): Draft | undefined {
  const text = sessionStorage.getItem(prefix + id);
  return text === null ? undefined : (JSON.parse(text) as Draft);
}

/** Keeps a draft for this window. */
export function keepDraft(id: string, draft: Draft): void {
  sessionStorage.setItem(prefix + id, JSON.stringify(draft));
}

/** Forgets a draft. */
export function dropDraft(id: string): void {
  sessionStorage.removeItem(prefix + id);
}

/** Keeps a notebook under an id of its own, and gives the address of its page. */
export function openAsNotebook(draft: Draft): string {
  let number = 1;
  while (readDraft(`draft-${number}`) !== undefined) number++;
  keepDraft(`draft-${number}`, draft);
  return `/notebook/draft-${number}`;
}
