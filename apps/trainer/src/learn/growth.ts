import type { Forecaster } from './forecaster.ts';
import { startsOf } from './judge.ts';
import type { SavedModel } from './modelFile.ts';

/** At most so many forecasts are made. */
const forecasts = 80;

/** How the errors of forecasts grow over time on the recordings of the training, position by position. */
export function growthOf(train: readonly Forecaster[], span: number): SavedModel['growth'] {
  const { dt, measured } = train[0].series;
  const n = measured.length;
  const every = Math.max(1, Math.round(span / 40 / (2 * dt)));
  const marks = Math.max(1, Math.round(span / (2 * dt) / every));
  const squares = Array.from({ length: n }, () => new Float64Array(marks + 1));
  let count = 0;
  const all = train.flatMap(({ series, foresee }) =>
    startsOf(series, marks * every).map((start) => ({ series, foresee, start })),
  );
  const stride = Math.max(1, Math.floor(all.length / forecasts));
  for (let k = 0; k < all.length; k += stride) {
    const { series, foresee, start } = all[k];
    const { q } = foresee(start, marks * every);
    for (let mark = 0; mark <= marks; mark++) {
      for (let i = 0; i < n; i++) {
        squares[i][mark] += (q[mark * every * n + i] - series.measured[i][start + 2 * mark * every]) ** 2;
      }
    }
    count++;
  }
  return {
    times: Array.from({ length: marks + 1 }, (_, mark) => mark * every * 2 * dt),
    errors: squares.map((each) => Array.from(each, (square) => Math.sqrt(square / Math.max(1, count)))),
  };
}
