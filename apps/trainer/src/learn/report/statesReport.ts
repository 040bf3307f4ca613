import { byHorizon } from './byHorizon.ts';
import type { Outcome } from '../outcome.ts';
import { lineChart, phasePortrait, type Report, type SvgNode } from '@hgn/viz';
import { duration, short } from '../../terminal/format.ts';
import type { Forecaster } from '../forecaster.ts';
import { bestBaseline, energyAlong, startsOf } from '../judge.ts';
import { describeDrive, describeFindings, describeOffsets } from './statesText.ts';

/** What worked and what did not, in plain words. */
export function verdictOf({ horizons, lost, balance, model }: Outcome): string[] {
  const lines: string[] = [];
  for (const [horizon, { rms, baselines }] of byHorizon(horizons)) {
    const [name, least] = bestBaseline(baselines);
    if (rms > least) {
      lines.push(
        `This did not work ${horizon} s ahead: the error of ${short(rms)} is above ${short(least)} of the baseline ${name}. Recordings that cover the motions of the test, with every force that acts as an input, would help most.`,
      );
    } else if (rms > least / 2) {
      lines.push(
        `This worked in part ${horizon} s ahead: the error of ${short(rms)} is less than twice below that of the baseline ${name}, ${short(least)}.`,
      );
    }
  }
  if (lost > 0) {
    lines.push(
      `${lost} forecasts could not be integrated and count as standing still: there the model was asked beyond what it had seen.`,
    );
  }
  if (balance > 0.2) {
    lines.push(
      `The energy balance is ${short(100 * balance)} % off: forces act that are not among the inputs, or their times are not those of the positions.`,
    );
  }
  if (model.names.inputs.length === 0) {
    lines.push(
      'Without inputs the energy is known up to a factor: masses and friction have no units of their own.',
    );
  }
  return lines;
}

/** The forecast that is drawn: its error is the median of all. */
function typicalStart({ series, foresee }: Forecaster, steps: number): number {
  const n = series.measured.length;
  const scored = startsOf(series, steps).flatMap((start) => {
    try {
      const { q } = foresee(start, steps);
      const error = series.measured.reduce(
        (sum, values, i) => sum + (q[steps * n + i] - values[start + 2 * steps]) ** 2,
        0,
      );
      return [{ start, error }];
    } catch {
      // Counted as lost where forecasts are judged; here another one is shown.
      return [];
    }
  });
  scored.sort((a, b) => a.error - b.error);
  return scored[scored.length >> 1]?.start ?? -1;
}

/** Draws the figures of an outcome, by file name. */
export function drawFigures({ model, test, horizons }: Outcome): Readonly<Record<string, SvgNode>> {
  const { learnt, names, growth } = model;
  const { system, parameters } = learnt;
  const n = names.positions.length;
  const unit = (i: number) => (names.isAngle[i] ? ' (rad)' : '');
  const [forecaster] = test;
  const { series, hindsight } = forecaster;
  const longest = Math.max(...Object.keys(horizons).map(Number));
  const steps = Math.max(1, Math.round(longest / (2 * series.dt)));
  const figures: Record<string, SvgNode> = {};
  const start = typicalStart(forecaster, steps);
  if (start >= 0) {
    const run = forecaster.foresee(start, steps);
    const times = Float64Array.from(run.t);
    names.positions.forEach((name, i) => {
      const foreseen = Float64Array.from(times, (_, k) => run.q[k * n + i]);
      const measured = Float64Array.from(times, (_, k) => series.measured[i][start + 2 * k]);
      const sigma = Float64Array.from(times, (t) => interpolate(growth.times, growth.errors[i], t));
      figures[`foreseen-${name}`] = lineChart(
        [
          { label: 'measured', x: times, y: measured, colour: 'grey', strokeWidth: 3 },
          { label: 'foreseen', x: times, y: foreseen },
          {
            ...{ label: '± 2 σ', x: times, pattern: 'dotted', colour: 'blue' },
            y: foreseen.map((value, k) => value + 2 * sigma[k]),
          },
          {
            ...{ label: '± 2 σ', x: times, pattern: 'dotted', colour: 'blue', labelled: false },
            y: foreseen.map((value, k) => value - 2 * sigma[k]),
          },
        ],
        {
          title: `${name} from ${short(start * series.dt)} s of unseen data`,
          xLabel: 'time ahead (s)',
          yLabel: `${name}${unit(i)}`,
        },
      );
    });
  }
  const { time, energy, work, loss } = energyAlong(learnt, forecaster);
  const thin = Math.max(1, Math.floor(time.length / 600));
  const kept = (values: Float64Array) => values.filter((_, k) => k % thin === 0);
  figures.energy = lineChart(
    [
      { label: 'energy', x: kept(time), y: kept(energy.map((h) => h - energy[0])) },
      { label: 'work − loss', x: kept(time), y: kept(work.map((w, k) => w - loss[k])), pattern: 'dashed' },
      { label: 'work', x: kept(time), y: kept(work) },
      { label: 'loss', x: kept(time), y: kept(loss) },
    ],
    {
      title: 'Learnt energy along an unseen recording',
      xLabel: 'time (s)',
      yLabel: 'energy since the start',
    },
  );
  figures.friction = lineChart(
    names.positions.map((name, i) => {
      const most = 3 * system.structure.scales.speeds[i];
      const speeds = Float64Array.from({ length: 201 }, (_, k) => (most * (k - 100)) / 100);
      const velocity = new Float64Array(n);
      const out = new Float64Array(n);
      return {
        label: name,
        x: speeds,
        y: Float64Array.from(speeds, (speed) => {
          velocity.fill(0);
          velocity[i] = speed;
          return system.friction(parameters, velocity, out)[i];
        }),
      };
    }),
    { title: 'Friction that was found', xLabel: 'velocity', yLabel: 'force against it' },
  );
  const [q, p] = [new Float64Array(n), new Float64Array(n)];
  const momenta = names.positions.map(() => new Float64Array(time.length));
  for (let k = 0; k < time.length; k++) {
    for (let i = 0; i < n; i++) q[i] = hindsight.positions[i][k];
    system.momentum(
      parameters,
      q,
      hindsight.velocities.map((values) => values[k]),
      p,
    );
    for (let i = 0; i < n; i++) momenta[i][k] = p[i];
  }
  figures.phase = phasePortrait(
    names.positions.map((name, i) => ({ label: name, q: kept(hindsight.positions[i]), p: kept(momenta[i]) })),
    { title: 'Phase portrait of an unseen recording, with learnt momenta', arrows: false },
  );
  return figures;
}

function interpolate(times: readonly number[], values: readonly number[], at: number): number {
  const next = times.findIndex((time) => time >= at);
  if (next <= 0) return values[next === 0 ? 0 : values.length - 1];
  const share = (at - times[next - 1]) / (times[next] - times[next - 1]);
  return values[next - 1] + share * (values[next] - values[next - 1]);
}

/** The page of an outcome. */
export function reportOf(outcome: Outcome, figures: Readonly<Record<string, SvgNode>>): Report {
  const { model, horizons, balance, seconds, findings, symmetry } = outcome;
  const { names, learnt } = model;
  const foreseen = Object.entries(figures).flatMap(([name, figure]) =>
    name.startsWith('foreseen-') ? [figure] : [],
  );
  const others = Object.keys(Object.values(horizons)[0].baselines);
  const verdict = verdictOf(outcome);
  return {
    title: `${names.positions.join(', ')}: what was learnt`,
    subtitle: `A port-Hamiltonian system of ${learnt.parameters.filter((value) => value !== 0).length} parameters, learnt and judged in ${duration(seconds)}.`,
    highlights: [
      ...byHorizon(horizons).map(([horizon, { rms, baselines }]) => ({
        value: short(rms),
        label: `error ${horizon} s ahead`,
        note: `${short(bestBaseline(baselines)[1] / rms)} times below the best baseline`,
      })),
      {
        value: `${short(100 * balance)} %`,
        label: 'energy balance',
        note: 'off, of the energy that changes hands',
      },
    ],
    sections: [
      {
        title: 'Forecasts of what was never trained on',
        text: [
          'From measured states up to a moment and the inputs that followed; a start every 50 ms; root mean square over all positions. The drawn forecast is the one of median error; the dotted lines are two root mean square errors of forecasts on the recordings of the training.',
          ...(verdict.length > 0
            ? verdict
            : ['At every horizon the error is less than half of the best baseline’s.']),
        ],
        table: {
          columns: ['seconds ahead', 'learnt', ...others],
          rows: byHorizon(horizons).map(([horizon, { rms, baselines }]) => [
            horizon,
            short(rms),
            ...others.map((name) => short(baselines[name])),
          ]),
        },
        figures: foreseen,
      },
      {
        title: 'Energy, friction, phase space',
        text: [
          'The learnt energy along measured states should change by the work of the inputs, and of a force that the recording has of its own, less the loss to friction.',
          ...describeOffsets(outcome),
          ...describeDrive(outcome),
        ],
        figures: [figures.energy, figures.friction, figures.phase],
      },
      ...(findings
        ? [
            {
              title: 'What was found in the recordings',
              text: [
                ...describeFindings(findings, names),
                ...(symmetry === undefined ? [] : [`Symmetry: ${symmetry}.`]),
              ],
            },
          ]
        : []),
    ],
  };
}
