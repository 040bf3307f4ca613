import type { NodeNames } from './names.ts';
import type { Outline, Stretch } from './outline.ts';

/** What each place of an outline is about, coarsely first, then finely. */
export type Themes = readonly (readonly string[])[];

/** Parts of a model that move its state: one theme while all of it is in view. */
const dynamics = new Set(['potential', 'kinetic', 'energy', 'field', 'mass']);

/**
 * What each place is about: the part of the model whose parameters a node reads, forward or in the gradients; a node
 * that reads none goes with the one before it.
 */
export function themesOf({ order }: Outline, names: NodeNames): Themes {
  let [coarse, fine, wasForward] = ['', '', true];
  const themes = order.map(({ id }) => {
    const forward = names.forward(id);
    if (forward !== wasForward) [coarse, fine, wasForward] = ['', '', forward];
    const [part] = names.parts(id);
    if (part !== undefined) [coarse, fine] = [dynamics.has(part) ? 'dynamics' : part, part];
    return [
      `${forward ? '' : 'gradients of '}${coarse}`,
      `${forward ? '' : 'gradients of '}${fine}`,
    ] as const;
  });
  return [themes.map(([first]) => first), themes.map(([, second]) => second)];
}

/** Cuts a stretch where its theme changes; a theme of fewer than `least` places goes with its neighbour. */
export function cutByTheme(themes: readonly string[], { start, end }: Stretch, least: number): Stretch[] {
  const runs: { theme: string; start: number; end: number }[] = [];
  for (let at = start; at < end; at++) {
    const last = runs.at(-1);
    if (last?.theme === themes[at]) last.end = at + 1;
    else runs.push({ theme: themes[at], start: at, end: at + 1 });
  }
  const lengthOf = (run: Stretch) => run.end - run.start;
  for (;;) {
    let shortest = 0;
    runs.forEach((run, i) => {
      if (lengthOf(run) < lengthOf(runs[shortest])) shortest = i;
    });
    if (runs.length < 2 || lengthOf(runs[shortest]) >= least)
      return runs.map(({ start, end }) => ({ start, end }));
    join(shortest);
  }

  /** Gives run i to its longer neighbour, and joins what then is of one theme. */
  function join(i: number): void {
    const [before, behind] = [runs[i - 1] as Stretch | undefined, runs[i + 1] as Stretch | undefined];
    const into =
      behind === undefined || (before !== undefined && lengthOf(before) >= lengthOf(behind)) ? i - 1 : i + 1;
    const [low, high] = [Math.min(i, into), Math.max(i, into)];
    runs.splice(low, 2, { theme: runs[into].theme, start: runs[low].start, end: runs[high].end });
    for (const at of [low, low - 1]) {
      if (at < 0 || at + 1 >= runs.length || runs[at].theme !== runs[at + 1].theme) continue;
      runs.splice(at, 2, { ...runs[at], end: runs[at + 1].end });
    }
  }
}
