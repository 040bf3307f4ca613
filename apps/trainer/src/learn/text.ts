import { duration, short } from '../terminal/format.ts';
import { bestBaseline } from './judge.ts';
import type { Outcome } from './outcome.ts';
import type { Findings, Names } from './series.ts';

/** What was found in the recordings, a line each. */
export function describeFindings(findings: Findings, names: Names): string[] {
  const { files, duration: total, interval, longestInterval, noise, spread, swing } = findings;
  const jitter =
    longestInterval > 1.02 * interval ? `, unevenly: up to ${short(1000 * longestInterval)} ms` : ', evenly';
  return [
    `Found ${files} ${files === 1 ? 'recording' : 'recordings'}, ${duration(total)} in all, a sample every ${short(1000 * interval)} ms${jitter}.`,
    ...names.positions.map(
      (name, i) =>
        `  ${name}${names.isAngle[i] ? ' (angle)' : ''}: spread ${short(spread[i])}, noise ${short(noise[i])}, a swing lasts about ${short(swing[i])} s`,
    ),
    names.inputs.length > 0
      ? `  inputs: ${names.inputs.join(', ')}`
      : '  no inputs: the system is taken to be on its own',
  ];
}

/** The result in words and numbers for a terminal. */
export function textOf(outcome: Outcome, folder: string): string {
  const rows = Object.entries(outcome.horizons).map(([horizon, { rms, baselines, starts }]) => {
    const others = Object.entries(baselines)
      .map(([name, value]) => `${name} ${short(value)}`)
      .join(', ');
    const [, least] = bestBaseline(baselines);
    return `  ${horizon} s ahead: ${short(rms)}, ${short(least / rms)} times below the best baseline (${others}; ${starts} starts)`;
  });
  return `${[
    'Root mean square error of foreseen positions:',
    ...rows,
    `Energy along the measured states differs from work less loss by ${short(100 * outcome.balance)} % of what changes hands.`,
    `Model, figures and report.html are in ${folder}.`,
  ].join('\n')}\n`;
}
