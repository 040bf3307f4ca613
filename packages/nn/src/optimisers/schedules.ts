import { requireOptions, type OptionNames } from '@hgn/options';
/** The learning rate of a step, counted from 0. */
export type Schedule = (step: number) => number;

/**
 * The same rate at every step.
 *
 * @example
 * constant(1.5e-4)(1000); // 1.5e-4
 */
export function constant(rate: number): Schedule {
  checkAtLeastZero('constant', 'the rate', rate);
  return () => rate;
}

/** Options of {@link warmupCosine}. */
export interface WarmupCosine {
  /** The highest rate. */
  readonly peak: number;
  /** Steps of linear rise: step `t` has `peak * (t + 1) / warmup`; default 0. */
  readonly warmup?: number;
  /** The step at which the rate has fallen to `final`; it stays there afterwards. */
  readonly steps: number;
  /** The last rate; default 0. */
  readonly final?: number;
}

const warmupCosineOptionNames: OptionNames<WarmupCosine> = {
  peak: true,
  warmup: true,
  steps: true,
  final: true,
};

/**
 * A linear rise to `peak`, then half a cosine down to `final`.
 *
 * Source: Loshchilov and Hutter (2017), equation 5, without restarts, arXiv:1608.03983.
 *
 * @throws RangeError if a rate is negative or `steps` is not above `warmup`.
 * @example
 * const rate = warmupCosine({ peak: 3e-3, warmup: 50, steps: 2500, final: 6e-5 });
 * rate(49); // 3e-3
 */
export function warmupCosine(options: WarmupCosine): Schedule {
  requireOptions('warmupCosine', options, warmupCosineOptionNames);
  const { peak, warmup = 0, steps, final = 0 } = options;
  checkAtLeastZero('warmupCosine', 'the peak', peak);
  checkAtLeastZero('warmupCosine', 'the final rate', final);
  checkAtLeastZero('warmupCosine', 'the warm-up', warmup);
  if (!(steps > warmup)) {
    throw new RangeError(
      `warmupCosine: there must be more steps than warm-up steps, but got ${steps} and ${warmup}`,
    );
  }
  return (step) => {
    if (step < warmup) return (peak * (step + 1)) / warmup;
    const progress = Math.min(1, (step - warmup) / (steps - warmup));
    return final + ((peak - final) * (1 + Math.cos(Math.PI * progress))) / 2;
  };
}

function checkAtLeastZero(schedule: string, what: string, value: number): void {
  if (!(value >= 0 && value < Infinity)) {
    throw new RangeError(`${schedule}: ${what} must be a number from 0 up, but got ${value}`);
  }
}
