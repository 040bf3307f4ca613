import { localPolynomial } from '@hgn/datasets';

/** How fast swings die down. */
export interface Decay {
  /** Of the amplitude of small swings, in 1/s: half of the rate of the energy; negative where swings grow. */
  readonly rate: number;
  /** Standard error of the rate. */
  readonly error: number;
}

/** Swings smaller than this share of the first one do not count. */
const smallest = 0.15;
/** A swing begins anew where it comes back over its middle by this share of the largest swing. */
const back = 0.1;
/** Swings from rises and from falls, which overlap, that a rate is measured by at least. */
const fewest = 4;
/** Share of a period over which places and speeds are smoothed. */
const smoothed = 0.3;

/** Times at which a place rises through a level, having been clearly below and going clearly above. */
function risesThrough(place: Float64Array, level: number, clear: number): number[] {
  const rises: number[] = [];
  let isBelow = false;
  let last: number | undefined;
  for (let t = 1; t < place.length; t++) {
    if (place[t] < level - clear) isBelow = true;
    if (place[t - 1] < level && place[t] >= level)
      last = t - 1 + (level - place[t - 1]) / (place[t] - place[t - 1]);
    if (isBelow && place[t] > level + clear && last !== undefined) {
      rises.push(last);
      isBelow = false;
    }
  }
  return rises;
}

/** The integral of sampled values between two times in samples. */
function integral(values: Float64Array, from: number, to: number): number {
  const at = (t: number) => {
    const i = Math.min(values.length - 2, Math.floor(t));
    return values[i] + (t - i) * (values[i + 1] - values[i]);
  };
  let [sum, before] = [0, from];
  for (let t = Math.floor(from) + 1; before < to; t++) {
    const now = Math.min(t, to);
    sum += ((at(before) + at(now)) / 2) * (now - before);
    before = now;
  }
  return sum;
}

/**
 * The rate at which swings die down, from their action: the area that a swing encloses in the plane of place and speed, which
 * is the integral of the speed squared. Friction -gamma p lets that area shrink at the rate gamma whatever the potential and
 * however wide the swings (it is the divergence of the flow), while amplitudes fall at rates that depend on them. The rate
 * given is gamma / 2, at which the amplitude of small swings falls. It is the slope of a straight line through the logarithms
 * of the actions of swings, each from one rise or fall through the middle to the next, by weighted least squares; nothing
 * where there are fewer than three.
 *
 * @param along the place by frame, its unit does not matter
 * @param period seconds, about
 */
export function decayOf(along: Float64Array, dt: number, period: number): Decay | undefined {
  const time = Float64Array.from(along, (_, t) => t * dt);
  const window = { width: Math.max(smoothed * period, 4 * dt), degree: 3 };
  if (along.length * dt < 2 * window.width) return undefined;
  const place = localPolynomial(time, along, time, window).values;
  const speed = localPolynomial(time, along, time, window, 1).values;
  const squares = speed.map((value) => value * value);
  let [low, high] = [Infinity, -Infinity];
  for (const value of place) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const clear = back * ((high - low) / 2);
  let level = place.reduce((sum, value) => sum + value, 0) / place.length;
  // The mean over whole swings, which does not depend on where the film begins and ends.
  for (let pass = 0; pass < 2; pass++) {
    const rises = risesThrough(place, level, clear);
    if (rises.length < 2) return undefined;
    level = integral(place, rises[0], rises[rises.length - 1]) / (rises[rises.length - 1] - rises[0]);
  }
  const falls = risesThrough(
    place.map((value) => -value),
    -level,
    clear,
  );
  const swings = [risesThrough(place, level, clear), falls]
    .flatMap((starts) =>
      starts.slice(1).map((to, k) => ({
        at: ((starts[k] + to) / 2) * dt,
        action: integral(squares, starts[k], to) * dt,
      })),
    )
    .sort((a, b) => a.at - b.at);
  if (swings.length < fewest) return undefined;
  const end = swings.findIndex(({ action }) => action < smallest ** 2 * swings[0].action);
  const kept = swings.slice(0, end < fewest ? undefined : end);
  // What is off in a place is off in the logarithm by the more the smaller the swing.
  const total = kept.reduce((sum, { action }) => sum + action, 0);
  const mean = (value: (swing: (typeof kept)[number]) => number) =>
    kept.reduce((sum, swing) => sum + swing.action * value(swing), 0) / total;
  const [centre, middle] = [mean(({ at }) => at), mean(({ action }) => Math.log(action))];
  const below = mean(({ at }) => (at - centre) ** 2);
  const slope = mean(({ at, action }) => (at - centre) * (Math.log(action) - middle)) / below;
  const square = mean(({ at, action }) => (Math.log(action) - middle - slope * (at - centre)) ** 2);
  // Swings from rises and from falls overlap: half of them count.
  const free = Math.max(1, kept.length / 2 - 2);
  return { rate: -slope / 2, error: Math.sqrt(square / free / below) / 2 };
}
