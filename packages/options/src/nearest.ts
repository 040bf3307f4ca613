/**
 * The candidate that `name` was probably meant to be, or undefined when none is close: at most a third of the
 * longer word may differ (edit distance, letter case ignored), or `name` is made of its initials, as `lr` of `learningRate`,
 * or close to one of its words, as `sprng` to `mass-spring`.
 *
 * @example
 * console.log(nearest('stpes', ['steps', 'seed'])); // steps
 */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  return (
    closest(name, candidates, (candidate) => [candidate]) ??
    candidates.find((candidate) => initials(candidate) === name.toLowerCase()) ??
    (name.length > 3 ? closest(name, candidates, wordsOf) : undefined)
  );
}

/** The candidate one of whose `parts` differs least from `name`, and in a third of its letters at most. */
function closest(
  name: string,
  candidates: readonly string[],
  parts: (candidate: string) => readonly string[],
): string | undefined {
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    for (const part of parts(candidate)) {
      const distance = editDistance(name.toLowerCase(), part.toLowerCase());
      const allowed = Math.max(1, Math.floor(Math.max(name.length, part.length) / 3));
      if (distance <= allowed && distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
  }
  return best;
}

const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])|[-_ ]/).filter((word) => word.length > 3);

/** `lr` of `learningRate`, `ms` of `mass-spring`; of one word none. */
function initials(name: string): string | undefined {
  const words = name.split(/(?=[A-Z])|[-_ ]/).filter((word) => word !== '');
  return words.length > 1 ? words.map((word) => word.charAt(0).toLowerCase()).join('') : undefined;
}

/**
 * `; did you mean x?` or, without a close candidate, `; choose one of a, b`: the end of a message about a name.
 *
 * @example
 * console.log(`unknown system "pendulm"${suggestion('pendulm', ['pendulum', 'two-body'])}`);
 */
export function suggestion(name: string, candidates: readonly string[]): string {
  const close = nearest(name, candidates);
  if (close !== undefined) return `; did you mean ${close}?`;
  return candidates.length > 0 ? `; choose one of ${candidates.join(', ')}` : '';
}

/** Insertions, deletions, replacements and swaps of neighbours, one each (optimal string alignment). */
function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const above = rows[i - 1];
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? rows[i - 2][j - 2] + 1 : Infinity;
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return rows[a.length][b.length];
}
