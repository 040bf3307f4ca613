import { logLogSvg, type Series } from './plot.ts';
import type { WorkPrecisionRow } from '../workPrecision.ts';

/** Which methods a chart shows, and how: ours first. */
const shown: readonly (readonly [method: string, name: string, style: number])[] = [
  ['taylor', 'taylor', 0],
  ['dormandPrince853', 'dormandPrince853', 7],
  ['tsitouras54', 'tsitouras54', 6],
  ['compensated kahanLi8', 'compensated kahanLi8', 1],
  ['blanesMoanNystrom6', 'blanesMoanNystrom6', 2],
  ['heyoka', 'heyoka', 3],
  ['diffrax', 'diffrax Dopri8', 4],
  ['scipy', 'SciPy DOP853', 5],
  ['rebound', 'REBOUND IAS15', 8],
];

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The best error for each time, so that a curve falls: a tolerance below rounding costs more and brings nothing. */
function front(points: WorkPrecisionRow['points']): Series['points'] {
  let best = Infinity;
  return [...points]
    .sort(([a], [b]) => a - b)
    .filter(([, error]) => {
      const better = error < best && error < 0.3;
      best = Math.min(best, error);
      return better;
    })
    .map(([x, error]) => ({ x, y: Math.max(error, 1e-16) }));
}

/** Charts of error against milliseconds for the problems that were measured, by the names of their files. */
export function measuredCharts(
  rows: readonly WorkPrecisionRow[],
  titles: Readonly<Record<string, string>>,
): Map<string, string> {
  const problems = [...new Set(rows.map(({ problem }) => problem))];
  return new Map(
    problems.map((problem) => {
      const curves = shown.flatMap(([method, name, style]) => {
        const [, variant] = name.split(' ');
        const row = rows.find(
          (one) =>
            one.problem === problem &&
            one.method.startsWith(method) &&
            // A peer's row has its version between its name and that of its method.
            (method === name || one.method.endsWith(variant)),
        );
        const points = front(row?.points ?? []);
        return points.length === 0 ? [] : [{ name, points, style }];
      });
      const file = `measured-${problem.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.svg`;
      return [
        file,
        logLogSvg({ title: capital(titles[problem]), x: 'milliseconds', y: 'error of q' }, curves),
      ];
    }),
  );
}
