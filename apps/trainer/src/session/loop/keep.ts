import type { RunConfig } from '../../config/schema.ts';

/** Checkpoints that stay in any case: should the last be damaged, there are others. */
const latest = 3;

/**
 * Which checkpoints of a training stay, of the steps at which there are any: the last three; with `spaced` also the
 * start and two of every doubling of the steps, so that a long training is kept from its beginning on in a few files;
 * or all.
 */
export function keptSteps({
  keep,
  checkpointEvery,
}: Pick<RunConfig['training'], 'keep' | 'checkpointEvery'>): (steps: readonly number[]) => number[] {
  return (steps) => {
    const recent = steps.slice(-latest);
    return steps.filter(
      (step) =>
        keep === 'all' || recent.includes(step) || (keep === 'spaced' && isSpaced(step / checkpointEvery)),
    );
  };
}

/** 0, 1, 2, 3, 4, 6, 8, 12, 16, …: powers of two and the middles between them. */
function isSpaced(index: number): boolean {
  if (index === 0) return true;
  if (!Number.isInteger(index)) return false;
  const power = 2 ** Math.floor(Math.log2(index));
  return index === power || 2 * index === 3 * power;
}
