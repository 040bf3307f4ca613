import { requireOptions, type OptionNames } from '@hgn/options';
import { figureOptionNames } from './optionNames.ts';
import { withDefaults } from '../chart/layout.ts';
import type { Numbers } from '../chart/lines.ts';
import { formatNumber } from '../scale/format.ts';
import type { SvgNode } from '../svg/node.ts';
import { seriesColour, type Colour } from '../theme/palette.ts';
import { chartOptionNames, drawLineChart, type LineChartOptions } from './lineChart.ts';

/** The energies of several rollouts under one Hamiltonian. */
export interface EnergyGroup {
  /** What the energy is of: `'learnt H'`, `'true H'`, `'Euler'`. */
  readonly label: string;
  /** One row a rollout, one energy a frame, any unit. */
  readonly rollouts: readonly Numbers[];
  /** Time of each frame; default `timeStep` times its index. */
  readonly times?: Numbers | undefined;
  /** Standard deviation of the energy over trajectories; default: computed from the mean energies of the rollouts. */
  readonly spread?: number | undefined;
  /** Colour by name; default: the next of the palette. */
  readonly colour?: Colour | undefined;
  /** Pattern of the lines; default `'solid'`. */
  readonly pattern?: 'solid' | 'dashed' | 'dotted' | undefined;
}

/** Options of `energyAlongRollouts`: those of `lineChart` and these. */
export interface EnergyOptions extends LineChartOptions {
  /**
   * `'levels'`: each rollout at its energy, so that conserved energies are flat lines at different heights;
   * `'drift'`: the change since the first frame. Default `'levels'`.
   */
  readonly show?: 'levels' | 'drift' | undefined;
  /** Time from one frame to the next; default 1, and x counts frames. */
  readonly timeStep?: number | undefined;
}

/** How well one group of rollouts keeps its energy. */
export interface EnergyDrift {
  /** Standard deviation over rollouts of their mean energy, in the unit of the data; NaN for fewer than two rollouts. */
  readonly spread: number;
  /** Largest |H(t) - H(0)| of each rollout, in units of the spread; in the unit of the data if the spread is 0 or NaN. */
  readonly drift: readonly number[];
  readonly relative: boolean;
}

/**
 * Measures how far the energy wanders along each rollout, relative to how much it differs between rollouts:
 * a learnt Hamiltonian has no unit, so only the ratio means something.
 *
 * @example
 * ```ts
 * import { energyDrift } from '@hgn/viz';
 * console.log(energyDrift([[1, 1.1, 1], [3, 3, 3.1]]).drift.map((d) => d.toFixed(2))); // [ '0.07', '0.07' ]
 * ```
 */
export function energyDrift(rollouts: readonly Numbers[], spread?: number): EnergyDrift {
  const finite = rollouts.map((energy) => Array.from(energy).filter(Number.isFinite));
  const means = finite.filter(({ length }) => length > 0).map((energy) => mean(energy));
  const found = spread ?? standardDeviation(means);
  const relative = Number.isFinite(found) && found > 0;
  const unit = relative ? found : 1;
  const drift = finite.map((energy) => {
    const first = energy[0] ?? NaN;
    return energy.reduce((most, value) => Math.max(most, Math.abs(value - first) / unit), 0);
  });
  return { spread: found, drift, relative };
}

const energyAlongRolloutsOptionNames: OptionNames<EnergyOptions> = {
  ...figureOptionNames,
  ...chartOptionNames,
  show: true,
  timeStep: true,
  height: true,
};

/**
 * Draws energy along several rollouts, in units of its spread over the rollouts: flat lines where it is conserved.
 * Several groups (learnt and true H, two integrators) are each measured by their own spread. One rollout, or equal
 * energies, have no spread: then the change since the first frame is drawn in the unit of the data.
 * The subtitle, unless given, tells the largest and the median drift.
 *
 * @throws RangeError if `times` has another length than a rollout.
 * @example
 * ```ts
 * import { energyAlongRollouts, toSvgString } from '@hgn/viz';
 * const rollouts = [1, 2, 4].map((level) => Float64Array.from({ length: 30 }, (_, t) => level + 0.01 * Math.sin(t)));
 * const figure = energyAlongRollouts([{ label: 'learnt H', rollouts }], { timeStep: 0.125, xLabel: 'time (s)' });
 * console.log(toSvgString(figure).includes('learnt H')); // true
 * ```
 */
export function energyAlongRollouts(groups: readonly EnergyGroup[], options: EnergyOptions = {}): SvgNode {
  requireOptions('energyAlongRollouts', options, energyAlongRolloutsOptionNames);
  const measured = groups.map((group) => ({ group, measure: energyDrift(group.rollouts, group.spread) }));
  const relative = measured.length > 0 && measured.every(({ measure }) => measure.relative);
  const levels = relative && options.show !== 'drift';
  const series = measured.flatMap(({ group, measure }, index) => {
    const centre = levels ? meanOfAll(group.rollouts) : 0;
    const unit = relative ? measure.spread : 1;
    const lines = group.rollouts.map((energy) => {
      const zero = levels ? centre : (Array.from(energy).find(Number.isFinite) ?? NaN);
      return Float64Array.from({ length: energy.length }, (_, t) => ((energy[t] ?? NaN) - zero) / unit);
    });
    // The label hangs on the first line of its name: put the highest first.
    const ordered = [...lines].sort((a, b) => lastFinite(b) - lastFinite(a));
    return ordered.map((y) => ({
      label: group.label,
      y,
      x: group.times ?? Float64Array.from(y, (_, t) => t * (options.timeStep ?? 1)),
      colour: group.colour ?? seriesColour(index),
      pattern: group.pattern,
      strokeWidth: 1.6,
      opacity: group.rollouts.length > 12 ? 0.6 : 0.9,
    }));
  });
  const defaults: LineChartOptions = {
    kind: 'Energy along rollouts',
    subtitle: driftSentence(measured, relative),
    xLabel: options.timeStep === undefined ? 'frame' : 'time',
    yLabel: levels
      ? 'H − mean, in standard deviations over trajectories'
      : relative
        ? 'H(t) − H(0), in standard deviations over trajectories'
        : 'H(t) − H(0)',
    references: levels ? [] : [{ value: 0 }],
  };
  return drawLineChart(series, withDefaults(defaults, options));
}

function driftSentence(
  measured: readonly { readonly group: EnergyGroup; readonly measure: EnergyDrift }[],
  relative: boolean,
): string | undefined {
  const parts = measured.flatMap(({ group, measure }) => {
    const drift = measure.drift.filter(Number.isFinite).sort((a, b) => a - b);
    const largest = drift.at(-1);
    if (largest === undefined) return [];
    const median = drift[Math.floor((drift.length - 1) / 2)] ?? largest;
    const write = (value: number): string =>
      relative ? `${formatNumber(100 * value, 2)}\u00a0%` : formatNumber(value, 2);
    const values = drift.length === 1 ? write(largest) : `median ${write(median)}, largest ${write(largest)}`;
    return [measured.length > 1 ? `${group.label}: ${values}` : values];
  });
  if (parts.length === 0) return undefined;
  return `Drift along a rollout${relative ? ' as a share of the spread over trajectories' : ''}: ${parts.join('; ')}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

function meanOfAll(rollouts: readonly Numbers[]): number {
  const means = rollouts
    .map((energy) => Array.from(energy).filter(Number.isFinite))
    .filter(({ length }) => length > 0)
    .map(mean);
  return mean(means);
}

function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return NaN;
  const centre = mean(values);
  return Math.hypot(...values.map((value) => value - centre)) / Math.sqrt(values.length - 1);
}

function lastFinite(values: Float64Array): number {
  return values.findLast(Number.isFinite) ?? -Infinity;
}
