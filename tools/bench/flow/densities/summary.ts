import type { DensityName } from './densities.ts';
import { average } from './judge.ts';
import type { Row } from './row.ts';
import type { FlowName } from './trials.ts';

/** The flow that the others are held against. */
const measure: FlowName = 'spline';

/**
 * A Markdown table of rows: for each density and flow the mean over the seeds of the nats below exact ± their standard
 * deviation, and how far the mean is from that of the spline flow, where both have the same seeds.
 */
export function summary(rows: readonly Row[]): string {
  const flows = [...new Set(rows.map(({ flow }) => flow))];
  const names = [...new Set(rows.map(({ density }) => density))];
  const others = rows.some(({ flow }) => flow === measure) ? flows.filter((flow) => flow !== measure) : [];
  const of = (density: DensityName, flow: FlowName) =>
    rows.filter((row) => row.density === density && row.flow === flow);
  const mean = (density: DensityName, flow: FlowName) =>
    average(of(density, flow).map(({ belowExact }) => belowExact));
  const cell = (density: DensityName, flow: FlowName): string => {
    const values = of(density, flow).map(({ belowExact }) => belowExact);
    const deviation = Math.sqrt(average(values.map((value) => (value - average(values)) ** 2)));
    if (values.length === 0) return '';
    return values.length === 1
      ? `${values[0].toFixed(3)} (1 seed)`
      : `${average(values).toFixed(3)} ± ${deviation.toFixed(3)}`;
  };
  const seeds = (density: DensityName, flow: FlowName): string =>
    of(density, flow)
      .map(({ seed }) => seed)
      .sort((a, b) => a - b)
      .join(',');
  const distance = (density: DensityName, flow: FlowName): string => {
    if (seeds(density, flow) === '' || seeds(density, flow) !== seeds(density, measure)) return '';
    const value = mean(density, flow) - mean(density, measure);
    return `${value < 0 ? '' : '+'}${value.toFixed(3)}`;
  };
  const lines = [
    ['density', ...flows, ...others.map((flow) => `${flow} minus ${measure}`)],
    ['---', ...flows.map(() => '--:'), ...others.map(() => '--:')],
    ...names.map((density) => [
      density,
      ...flows.map((flow) => cell(density, flow)),
      ...others.map((flow) => distance(density, flow)),
    ]),
  ];
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}
