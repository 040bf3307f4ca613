import { byHorizon } from '../../report/byHorizon.ts';
import { errorPerFrame, filmStrips, lineChart, rolloutColours, type Report, type SvgNode } from '@hgn/viz';
import { duration, short, times } from '../../../terminal/format.ts';
import { baselineNames } from '../judge/judgeFilm.ts';
import { timesBelow, type FilmOutcome } from './filmOutcome.ts';
import { describeFilms, filmVerdict } from './filmText.ts';
import { alongPath, pathOf } from '../motion/path.ts';

const labels = {
  last: 'last frame',
  mean: 'mean frame',
  linear: 'linear extrapolation',
  nearest: 'most similar stretch',
} as const;

/** Draws the figures of an outcome, by file name. */
export function drawFilmFigures({ judgement, preparation }: FilmOutcome) {
  const { size, channels, dt } = preparation;
  const { shown, energy, perFrame } = judgement;
  const length = shown.times.length;
  const followed = { length, size, channels, box: preparation.box };
  const path = pathOf(shown.measured, followed);
  const measured = alongPath(shown.measured, followed, path);
  const foreseen = alongPath(shown.foreseen, followed, path);
  const widest = measured.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const ahead = Float64Array.from(perFrame, (_, k) => (k + 1) * dt);
  return {
    films: filmStrips(
      {
        ...{ height: size, width: size, channels },
        rows: [
          { label: 'filmed', frames: shown.measured, times: shown.times, colour: rolloutColours.truth },
          {
            label: 'foreseen',
            frames: Uint8Array.from(shown.foreseen, Math.round),
            times: shown.times,
            colour: rolloutColours.forward,
          },
        ],
      },
      { title: 'A held-out stretch, background taken off', timeLabel: 's', columns: 14 },
    ),
    errors: errorPerFrame(
      {
        rollouts: [
          {
            label: 'foreseen',
            error: perFrame.map(({ mse }) => mse),
            times: ahead,
            colour: rolloutColours.forward,
          },
        ],
        baselines: baselineNames.map((name) => ({
          label: labels[name],
          error: perFrame.map(({ baselines }) => baselines[name]),
          times: ahead,
        })),
      },
      { title: 'Error of each unseen frame', xLabel: 'time ahead (s)', yLabel: 'pixel MSE', yScale: 'log' },
    ),
    place: lineChart(
      [
        {
          label: 'filmed',
          x: shown.times,
          y: measured.map((value) => value / widest),
          colour: 'grey',
          strokeWidth: 3,
        },
        { label: 'foreseen', x: shown.times, y: foreseen.map((value) => value / widest) },
      ],
      {
        title: 'Where it is, along the path of its motion',
        xLabel: 'time after the last frame that was seen (s)',
        yLabel: 'share of the widest filmed swing',
      },
    ),
    energy: lineChart(
      [
        {
          label: 'inferred from the film',
          x: energy.times,
          y: energy.measured,
          colour: 'grey',
          strokeWidth: 3,
        },
        { label: 'foreseen from its beginning', x: energy.times, y: energy.foreseen },
      ],
      { title: 'Learnt energy along a held-out stretch', xLabel: 'time (s)', yLabel: 'learnt H' },
    ),
  } satisfies Record<string, SvgNode>;
}

/** The page of an outcome. */
export function filmReportOf(
  outcome: FilmOutcome,
  figures: ReturnType<typeof drawFilmFigures>,
  name: string,
): Report {
  const { horizons, unseen, judgement, findings, preparation, dissipative, seconds, parameters, steps } =
    outcome;
  const { drivePeriod } = outcome;
  const verdict = filmVerdict(outcome);
  const { decay, lostPerPeriod } = judgement;
  const halved = (rate: number) => (rate > 0 ? `halved in ${short(Math.LN2 / rate)} s` : 'not falling');
  return {
    title: `${name}: what was learnt`,
    subtitle: `A ${dissipative ? 'dissipative' : 'conservative'} Hamiltonian model${drivePeriod === undefined ? '' : `, driven every ${Number(drivePeriod.toPrecision(5))} s,`} of ${parameters.toLocaleString('en')} parameters, trained for ${steps} steps; learnt and judged in ${duration(seconds)}.`,
    highlights: [
      {
        value: times(timesBelow(unseen, ['last', 'mean'])).replace('x', '×'),
        label: `below the better of last and mean frame`,
        note: `mean square over ${unseen.frames} unseen frames`,
      },
      {
        value: times(timesBelow(unseen, ['nearest'])).replace('x', '×'),
        label: 'below the most similar stretch',
        note: 'what followed it in the film',
      },
      {
        value: `${short(100 * judgement.balance)} %`,
        label: 'energy balance',
        note: 'off, of the energy that goes to and fro',
      },
    ],
    sections: [
      {
        title: 'Forecasts of what was never trained on',
        text: [
          'From five frames of a held-out stretch; root mean square over the pixels of what moves, values from 0 to 1.',
          ...(verdict.length > 0
            ? verdict
            : [
                'The mean square error is more than ten times below that of the better of last and mean frame.',
              ]),
        ],
        table: {
          columns: ['ahead', 'learnt', ...baselineNames.map((each) => labels[each])],
          rows: [
            ...byHorizon(horizons).map(([horizon, errors]) => ({ ahead: `${horizon} s`, errors })),
            { ahead: `${unseen.frames} frames`, errors: unseen },
          ].map(({ ahead, errors }) => [
            ahead,
            short(errors.rms),
            ...baselineNames.map((each) => short(errors.baselines[each])),
          ]),
        },
        figures: [
          { figure: figures.films, wide: true },
          { figure: figures.errors },
          { figure: figures.place },
        ],
      },
      {
        title: 'Energy and friction',
        text: [
          'The energy that the model infers from the film should be the one that it foresees, friction included.',
          ...(findings.decay ? [`Filmed swings: ${halved(findings.decay.rate)}.`] : []),
          ...(decay
            ? [`Foreseen swings: ${halved(decay.rate)}, from held-out starts on, six periods long.`]
            : []),
          ...(lostPerPeriod === undefined
            ? []
            : [`A period takes ${short(100 * lostPerPeriod)} % of the learnt energy that goes to and fro.`]),
        ],
        figures: [{ figure: figures.energy }],
      },
      { title: 'What was found in the film', text: describeFilms(findings, preparation) },
    ],
  };
}
