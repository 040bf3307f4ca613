// Writes the generated parts of packages/integrators/docs: `node --import tsx tools/bench/integrators/docs.ts`.
import { readFileSync, writeFileSync } from 'node:fs';
import { integrate, methods, type Method, type System } from '../../../packages/integrators/src/index.ts';
import {
  doublePendulum,
  henonHeiles,
  kepler,
  type Problem,
} from '../../../packages/integrators/test/helpers/problems.ts';
import { propertiesTable } from '../../../packages/integrators/test/helpers/propertiesTable.ts';
import { workPrecisionSvg, type Series } from './plot.ts';

const docs = new URL('../../../packages/integrators/docs/', import.meta.url);

const explicitOnes: Method[] = [
  methods.leapfrog,
  methods.yoshida4,
  methods.pefrl4,
  methods.blanesMoan4,
  methods.blanesMoanNystrom6,
  methods.kahanLi8,
  methods.rk4,
];
const generalOnes: Method[] = [
  methods.implicitMidpoint,
  methods.stormerVerlet,
  methods.gaussLegendre4,
  methods.gaussLegendre6,
  methods.tao4,
  methods.rk4,
];

const figures: [file: string, title: string, problem: Problem, list: Method[]][] = [
  ['work-precision-kepler.svg', 'Kepler orbit, e = 0.6', kepler, explicitOnes],
  ['work-precision-henon-heiles.svg', 'Hénon-Heiles', henonHeiles, explicitOnes],
  ['work-precision-double-pendulum.svg', 'Double pendulum', doublePendulum, generalOnes],
];

for (const [file, title, problem, list] of figures) {
  writeFileSync(
    new URL(file, docs),
    workPrecisionSvg(
      title,
      list.map((method) => series(method, problem)),
    ),
  );
}
const page = new URL('which-method.md', docs);
const marks = /(<!-- table: [^>]*-->)[\s\S]*(<!-- end of table -->)/;
writeFileSync(
  page,
  readFileSync(page, 'utf8').replace(
    marks,
    (_, begin: string, end: string) => `${begin}\n\n${propertiesTable()}\n\n${end}`,
  ),
);

/** Error against evaluations of dHdq, from coarse steps (at which the implicit equations still have a solution) to rounding error or 3e4 evaluations. */
function series(method: Method, { system, start, time, exact }: Problem): Series {
  const points: { x: number; y: number }[] = [];
  const truth = exact(time);
  for (let steps = 15; ; steps = Math.ceil(steps * 1.5)) {
    let evaluations = 0;
    const counted: System = {
      ...system,
      dHdq: (q, p, out, t) => (evaluations++, system.dHdq(q, p, out, t)),
    };
    const { q } = integrate(method, counted, start, { dt: time / steps, steps, saveEvery: steps });
    const error = Math.max(...truth.q.map((value, i) => Math.abs(value - q[truth.q.length + i])));
    if (evaluations > 30_000 || error < 1e-13) break;
    if (error < 1) points.push({ x: evaluations, y: error });
  }
  return { name: method.name, points };
}
