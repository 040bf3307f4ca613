import { pixelFrequencies } from '@hgn/model';
import { sequenceOf, type Film, type Preparation } from '../look/prepare.ts';

/** Frames that a period is looked for in, at most: the cost grows with their square. */
const mostFrames = 500;

/** Seconds of a swing, of a film's beginning; NaN where none is seen. */
export function periodOf(film: Film, preparation: Preparation): number {
  const sequences = sequenceOf(film, preparation, 0, Math.min(film.length, mostFrames));
  const [frequency] = pixelFrequencies(sequences);
  return (2 * Math.PI) / frequency;
}
