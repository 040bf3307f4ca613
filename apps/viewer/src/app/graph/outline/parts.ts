import { split, type Outline, type Stretch } from './outline.ts';
import { cutByTheme, type Themes } from './themes.ts';

/** How many boxes a picture of a large part has, beside the two for what is outside. */
const boxes = 22;

/** Up to so many nodes are shown one by one. */
const nodesShown = 48;

/** An outline that knows what its places are about. */
export interface Parted extends Outline {
  readonly themes: Themes;
}

/**
 * The stretches that a picture of this one shows: single nodes where they are few, else the parts of the model, else
 * stretches of similar size with few values between them.
 */
export function partsOf(outline: Parted, whole: Stretch): Stretch[] {
  const size = whole.end - whole.start;
  if (size <= nodesShown) return split(outline, whole, size);
  for (const themes of outline.themes) {
    const parts = cutByTheme(themes, whole, Math.max(4, Math.min(12, size / 40)));
    if (parts.length > 1 && parts.length <= boxes) return parts;
  }
  return split(outline, whole, Math.min(boxes, Math.ceil(size / 16)));
}

/** The pictures that lead from everything down to a stretch, itself last. */
export function wayTo(outline: Parted, stretch: Stretch): Stretch[] {
  const way = descend(outline, stretch);
  const last = way[way.length - 1];
  return last.start === stretch.start && last.end === stretch.end ? way : [...way, stretch];
}

/** The smallest stretch whose picture shows the node at this place by itself. */
export function stretchAround(outline: Parted, place: number): Stretch {
  const way = descend(outline, { start: place, end: place + 1 });
  const last = way[way.length - 1];
  return last.end - last.start === 1 && way.length > 1 ? way[way.length - 2] : last;
}

/** From everything on, the part of each picture that holds the stretch, as long as one does. */
function descend(outline: Parted, { start, end }: Stretch): Stretch[] {
  const way: Stretch[] = [{ start: 0, end: outline.order.length }];
  for (;;) {
    const last = way[way.length - 1];
    if (last.end - last.start === 1) return way;
    const next = partsOf(outline, last).find((part) => part.start <= start && end <= part.end);
    if (next === undefined) return way;
    way.push(next);
  }
}
