import { byHorizon } from '../../report/byHorizon.ts';
import { count, short, times } from '../../../terminal/format.ts';
import { timesBelow, type FilmOutcome } from './filmOutcome.ts';
import { showsFriction, type FilmFindings } from '../look/lookAtFilms.ts';
import { baselineNames } from '../judge/judgeFilm.ts';
import type { Preparation } from '../look/prepare.ts';

/** What was found in films, a line each. */
export function describeFilms(findings: FilmFindings, preparation: Preparation): string[] {
  const { films, pictures, size, interval, isCut, hasBackground, drift, noise, contrast, period } = findings;
  const { box, channels, every } = preparation;
  const whole = (value: number) => String(Math.round(value));
  return [
    `Found ${count(films, 'film')}, ${count(pictures, 'picture')} of ${size.width}x${size.height}, ${short(1 / interval)} a second${isCut ? '; what is longer than 3000 pictures is left out' : ''}.`,
    `  what moves: ${whole(box.width)}x${whole(box.height)} pixels from (${whole(box.x)}, ${whole(box.y)}), in ${channels === 1 ? 'grey: colour adds nothing' : 'colour'}; it changes pixels by ${short(contrast)} levels, resting ones vary by ${short(noise)}`,
    hasBackground
      ? `  camera: still (the background is shifted by ${short(100 * drift)} % of the picture at most)`
      : '  camera: taken to be still, the background has too little structure to tell',
    Number.isNaN(period)
      ? '  period: none that comes back'
      : `  period: about ${short(period)} s${every > 1 ? `; every ${every} pictures are a frame` : ''}`,
    frictionLine(findings),
  ];
}

function frictionLine(findings: FilmFindings): string {
  const { decay, period } = findings;
  if (decay === undefined) return '  friction: too short to tell from the film';
  const perPeriod = `swings change by ${short(-100 * decay.rate * period)} % a period (± ${short(100 * decay.error * period)} %)`;
  return showsFriction(findings) ? `  friction: seen, ${perPeriod}` : `  friction: none seen, ${perPeriod}`;
}

/** The result in words and numbers for a terminal. */
export function filmText(
  { horizons, unseen, judgement, preparation, drivePeriod }: FilmOutcome,
  folder: string,
): string {
  const table = byHorizon(horizons).map(
    ([horizon, { rms, baselines }]) =>
      `  ${horizon} s ahead: ${short(rms)} (${baselineNames.map((name) => `${name} ${short(baselines[name])}`).join(', ')})`,
  );
  return `${[
    `Root mean square error of foreseen pixels, from 0 to 1 (${count(judgement.starts, 'start')} in held-out stretches):`,
    ...table,
    `  ${unseen.frames} frames (${short(unseen.frames * preparation.dt)} s): ${short(unseen.rms)}; mean square ${times(timesBelow(unseen, ['last', 'mean']))} below the better of last and mean frame, ${times(timesBelow(unseen, ['nearest']))} below the most similar stretch, ${times(timesBelow(unseen, ['linear']))} below linear`,
    ...(drivePeriod === undefined
      ? []
      : [`What drives it repeats itself every ${Number(drivePeriod.toPrecision(5))} s, as learnt.`]),
    `Energy inferred from the film differs from the foreseen one by ${short(100 * judgement.balance)} % of what goes to and fro.`,
    `Run, figures and report.html are in ${folder}; play with it: hgn view ${folder}`,
  ].join('\n')}\n`;
}

/** How many times below the better of last and mean frame a model that works is. */
const works = 10;

/** What worked and what did not, in plain words. */
export function filmVerdict(outcome: FilmOutcome): string[] {
  const { unseen, findings, preparation } = outcome;
  const below = timesBelow(unseen, ['last', 'mean']);
  const nearest = timesBelow(unseen, ['nearest']);
  const lines: string[] = [];
  const reasons = [
    ...(Number.isNaN(findings.period)
      ? ['the film shows no motion that comes back, and what was never seen twice cannot be foreseen']
      : []),
    ...(findings.noise > 0.1 * findings.contrast
      ? [
          `noise (${short(findings.noise)} levels) is not far below what moves (${short(findings.contrast)} levels)`,
        ]
      : []),
    ...(findings.pictures / preparation.every < 200
      ? [
          `${Math.floor(findings.pictures / preparation.every)} frames are few; a minute of film, or several films, would help most`,
        ]
      : []),
  ];
  const because =
    reasons.length > 0
      ? reasons.join('; ')
      : 'the training was too short or the motion too rich: try --steps 6000, or more film';
  if (below < 1) {
    lines.push(
      `This did not work: over ${unseen.frames} unseen frames the error is above that of ${unseen.baselines.last < unseen.baselines.mean ? 'the last frame' : 'the mean frame'}, because ${because}.`,
    );
  } else if (below < works) {
    lines.push(
      `This worked in part: over ${unseen.frames} unseen frames the mean square is ${times(below)} below that of the better of last and mean frame, not ${works}, because ${because}.`,
    );
  }
  if (below >= 1 && nearest < 1) {
    lines.push(
      `What followed the most similar stretch of the film is nearer than what the model foresees (${times(1 / nearest)}): the motion hardly changes from swing to swing.`,
    );
  }
  return lines;
}
