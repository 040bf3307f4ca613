import { byHorizon } from './byHorizon.ts';
import { basename } from 'node:path';
import { duration, short } from '../../terminal/format.ts';
import { bestBaseline } from '../judge.ts';
import type { Outcome } from '../outcome.ts';
import type { Findings, Names } from '../series.ts';

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

/** Forces of its own smaller than this share of what they are expected to be are not worth a line. */
const worthSaying = 0.1;

/** What the recordings that were judged have of their own: forces that no input tells, a line each. */
export function describeOffsets({ model, test }: Outcome): string[] {
  const { names, learnt } = model;
  return test.flatMap(({ series, hindsight }) => {
    const found = names.positions.flatMap((name, i) =>
      Math.abs(hindsight.offset[i]) > worthSaying * learnt.noise.offset[i]
        ? [`${short(hindsight.offset[i])} on ${name}`]
        : [],
    );
    return found.length > 0
      ? [`${basename(series.source)}: a constant force of its own that no input tells: ${found.join(', ')}.`]
      : [];
  });
}

/** What shakes the system, a line where something was said to. */
export function describeDrive({ model }: Outcome): string[] {
  const { system, parameters } = model.learnt;
  const { drive } = system.structure;
  if (drive === undefined) return [];
  const period = drive.period * Math.exp(-parameters[system.layout.drive]);
  return [
    `The energy changes in time with a period of ${period.toPrecision(6)} s, told ${short(drive.period)} s; what it gains by that counts as work.`,
  ];
}

/** The result in words and numbers for a terminal. */
export function textOf(outcome: Outcome, folder: string): string {
  const rows = byHorizon(outcome.horizons).map(([horizon, { rms, baselines, starts }]) => {
    const others = Object.entries(baselines)
      .map(([name, value]) => `${name} ${short(value)}`)
      .join(', ');
    const [, least] = bestBaseline(baselines);
    return `  ${horizon} s ahead: ${short(rms)}, ${short(least / rms)} times below the best baseline (${others}; ${starts} starts)`;
  });
  return `${[
    'Root mean square error of foreseen positions:',
    ...rows,
    ...describeOffsets(outcome),
    ...describeDrive(outcome),
    `Energy along the measured states differs from work less loss by ${short(100 * outcome.balance)} % of what changes hands.`,
    `Model, figures and report.html are in ${folder}.`,
  ].join('\n')}\n`;
}
