import type { ValueElement } from '../inputs/inputValues.ts';

/** Border and padding around a figure, in pixels. */
const around = 34;

/** Narrower no figure becomes: it is scrolled instead. */
const narrowest = 280;

/** Smaller changes are no reason to draw everything again: a scroll bar that comes or goes. */
const tolerance = 20;

/** How wide a figure may be that stands in an element, told again when the element becomes wider or narrower. */
export function roomFor(element: Element): ValueElement {
  const measured = (): number => Math.max(narrowest, Math.floor(element.clientWidth - around));
  let value = measured();
  const room = Object.defineProperty(new EventTarget(), 'value', { get: () => value });
  new ResizeObserver(() => {
    const now = measured();
    if (Math.abs(now - value) < tolerance) return;
    value = now;
    room.dispatchEvent(new Event('input'));
  }).observe(element);
  return room;
}
