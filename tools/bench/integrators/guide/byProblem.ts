import {
  integrateUntil,
  leapfrog,
  methods,
  poincareSection,
  positionVerlet,
  type Method,
  type System,
} from '../../../../packages/integrators/src/index.ts';
import {
  adaptiveReversible,
  conformal,
  kustaanheimoStiefel,
  laskarRobutel82,
  logarithmic,
  rattle,
  wisdomHolman,
  withDamping,
} from '../../../../packages/integrators/src/systems/index.ts';
import {
  doublePendulum,
  forcedPendulum,
  henonHeiles,
  pendulum,
} from '../../../../packages/integrators/test/helpers/problems.ts';
import { charges, gradients, heat, magnets, rounding } from './byKind.ts';
import { accurately, adaptive, at, counting, curve, distance, fixed } from './errorCurves.ts';
import { logLogSvg, type Series } from './plot.ts';

function closeEncounters(): Series[] {
  const system: System = {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => {
      const r = Math.hypot(q[0], q[1]);
      out[0] = q[0] / r ** 3;
      out[1] = q[1] / r ** 3;
      return out;
    },
    dHdp: (_q, p, out) => (out.set(p), out),
  };
  const start = { q: at(0.1, 0), p: at(0, Math.sqrt(19)) };
  const [time, end] = [10 * Math.PI, [0.1, 0]];
  const parts = {
    kinetic: (p: Float64Array) => (p[0] ** 2 + p[1] ** 2) / 2,
    potential: (q: Float64Array) => -1 / Math.hypot(q[0], q[1]),
  };
  const transformed = (method: Method) =>
    curve(`log, ${method.name}`, 60 / method.evaluations.dHdq + 4, (perRevolution) => {
      const made = logarithmic(system, start, parts);
      const { counted, count } = counting(made.system);
      const options = { dt: (2 * Math.PI) / perRevolution, maximumSteps: Math.ceil(20 * perRevolution) };
      const { q } = integrateUntil(method, counted, made.start, { of: (x) => x[2] - time }, options);
      return { error: distance(q, end), evaluations: count.evaluations };
    });
  const reversible = curve('adaptiveReversible', 60, (perRevolution) => {
    const { counted, count } = counting(system);
    const density = (q: Float64Array) => Math.hypot(q[0], q[1]) ** -1.5;
    const made = adaptiveReversible(leapfrog, counted, start, { density });
    const options = { dt: 6 / perRevolution, maximumSteps: Math.ceil(40 * perRevolution) };
    const { q } = integrateUntil(made.method, made.system, made.start, { of: (x) => x[2] - time }, options);
    return { error: distance(q, end), evaluations: count.evaluations };
  });
  const regular = curve('regularised, kahanLi6', 8, (perRevolution) => {
    const made = kustaanheimoStiefel(start, { mass: 1, attraction: 1 });
    const { counted, count } = counting(made.system);
    const options = { dt: (2 * Math.PI) / perRevolution, maximumSteps: Math.ceil(20 * perRevolution) };
    const event = { of: (_u: Float64Array, w: Float64Array) => w[2] + time };
    const { q, p } = integrateUntil(methods.kahanLi6, counted, made.start, event, options);
    return { error: distance(made.stateAt(q, p).q, end), evaluations: count.evaluations };
  });
  return [
    fixed(leapfrog, system, start, time, end),
    fixed(methods.blanesMoanNystrom6, system, start, time, end),
    reversible,
    transformed(positionVerlet),
    transformed(methods.kahanLi8),
    regular,
    { ...adaptive(system, start, time, end), style: 7 },
  ];
}

function planets(): Series[] {
  const masses = [1, 9.5e-4, 2.9e-4];
  const gravity = 4 * Math.PI ** 2;
  const system: System = {
    separable: true,
    quadraticKinetic: true,
    dHdq: (q, _p, out) => {
      out.fill(0);
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < i; j++) {
          const [x, y] = [q[2 * i] - q[2 * j], q[2 * i + 1] - q[2 * j + 1]];
          const pull = (gravity * masses[i] * masses[j]) / Math.hypot(x, y) ** 3;
          out[2 * i] += pull * x;
          out[2 * i + 1] += pull * y;
          out[2 * j] -= pull * x;
          out[2 * j + 1] -= pull * y;
        }
      }
      return out;
    },
    dHdp: (_q, p, out) => {
      for (let i = 0; i < p.length; i++) out[i] = p[i] / masses[i >> 1];
      return out;
    },
  };
  const speed = (r: number, share: number) => share * Math.sqrt(gravity / r);
  const p = at(0, 0, 0, masses[1] * speed(5.2, 1.02), -masses[2] * speed(9.5, 0.97), 0);
  p[0] = -p[4];
  p[1] = -p[3];
  const start = { q: at(0, 0, 5.2, 0, 0, 9.5), p };
  const time = 300;
  const end = accurately(system, start, time);
  const wisdom = wisdomHolman({ masses, gravity, dimensions: 2 });
  const accurate = wisdomHolman({ masses, gravity, dimensions: 2, scheme: laskarRobutel82 });
  return [
    fixed(leapfrog, system, start, time, end),
    fixed(methods.blanesMoanNystrom6, system, start, time, end),
    fixed(wisdom, system, start, time, end),
    fixed(accurate, system, start, time, end, 'laskarRobutel82'),
    { ...adaptive(system, start, time, end), style: 7 },
  ];
}

function driven(): Series[] {
  const { system, start } = forcedPendulum;
  const time = 40;
  const end = accurately(system, start, time);
  return [
    ...[leapfrog, methods.blanesMoan4, methods.blanesMoanNystrom6, methods.kahanLi8].map((method) =>
      fixed(method, system, start, time, end),
    ),
    { ...fixed(methods.rk4, system, start, time, end), style: 6 },
    { ...adaptive(system, start, time, end), style: 7 },
  ];
}

function friction(): Series[] {
  const { system, start } = pendulum;
  const [damping, time] = [0.1, 40];
  const damped = withDamping(system, { damping });
  const end = accurately(damped, start, time);
  return [
    fixed(conformal(leapfrog, { damping }), system, start, time, end),
    fixed(methods.implicitMidpoint, damped, start, time, end),
    fixed(methods.gaussLegendre6, damped, start, time, end),
    { ...fixed(methods.rk4, damped, start, time, end), style: 6 },
    { ...adaptive(damped, start, time, end), style: 7 },
  ];
}

function constraints(): Series[] {
  const [m1, m2, l1, l2, gravity] = [0.7, 1.1, 0.9, 0.6, 3];
  const masses = [m1, m1, m2, m2];
  const bobs: System = {
    separable: true,
    quadraticKinetic: true,
    dHdq: (_q, _p, out) => (out.fill(0), (out[1] = m1 * gravity), (out[3] = m2 * gravity), out),
    dHdp: (_q, p, out) => (out.set(p.map((x, i) => x / masses[i])), out),
  };
  const rods = rattle({
    count: 2,
    g: (q, out) => {
      out[0] = q[0] ** 2 + q[1] ** 2 - l1 ** 2;
      out[1] = (q[2] - q[0]) ** 2 + (q[3] - q[1]) ** 2 - l2 ** 2;
    },
    dgdq: (q, out) => {
      const [x, y] = [2 * (q[2] - q[0]), 2 * (q[3] - q[1])];
      out.set([2 * q[0], 2 * q[1], 0, 0, -x, -y, x, y]);
    },
  });
  const { system, start, exact } = doublePendulum;
  const place = ([a, b]: ArrayLike<number> & Iterable<number>) => [
    l1 * Math.sin(a),
    -l1 * Math.cos(a),
    l1 * Math.sin(a) + l2 * Math.sin(b),
    -l1 * Math.cos(a) - l2 * Math.cos(b),
  ];
  const rates = system.dHdp(start.q, start.p, new Float64Array(2), NaN);
  const [a, b] = start.q;
  const velocity = [
    l1 * Math.cos(a) * rates[0],
    l1 * Math.sin(a) * rates[0],
    l1 * Math.cos(a) * rates[0] + l2 * Math.cos(b) * rates[1],
    l1 * Math.sin(a) * rates[0] + l2 * Math.sin(b) * rates[1],
  ];
  const inPlane = { q: at(...place(start.q)), p: at(...velocity.map((v, i) => masses[i] * v)) };
  const time = 5;
  const angles = exact(time).q;
  return [
    fixed(rods, bobs, inPlane, time, place(angles), 'rattle'),
    ...[methods.implicitMidpoint, methods.gaussLegendre4, methods.gaussLegendre6].map((method) =>
      fixed(method, system, start, time, angles),
    ),
  ];
}

function events(): Series[] {
  const { system, start } = henonHeiles;
  const event = { of: (q: Float64Array) => q[0], crossing: 'rising' } as const;
  const crossings = 10;
  const find = (method: Method, dt: number) => {
    const { counted, count } = counting(system);
    const options = { dt, maximumSteps: Math.ceil(200 / dt), crossings };
    const { t } = poincareSection(method, counted, start, event, options);
    return { t: t[crossings - 1], evaluations: count.evaluations };
  };
  const truth = find(methods.kahanLi8, 0.02).t;
  return [
    leapfrog,
    methods.yoshida4,
    methods.blanesMoanNystrom4,
    methods.blanesMoanNystrom6,
    methods.kahanLi8,
  ].map((method) =>
    curve(method.name, 3 / method.evaluations.dHdq, (effort) => {
      const { t, evaluations } = find(method, 1 / effort);
      return { error: Math.abs(t - truth), evaluations };
    }),
  );
}

/** A chart: its file, title, what is on its axes, and its curves. */
type Figure = readonly [file: string, title: string, x: string, y: string, make: () => Series[]];

const asked = 'evaluations of dHdq';
const figures: readonly Figure[] = [
  ['close-encounters', 'Kepler, e = 0.9, five orbits', asked, 'error of q', closeEncounters],
  ['planets', 'Sun and two planets, 300 years', asked, 'error of q', planets],
  ['driven', 'Driven pendulum, time 40', asked, 'error of q', driven],
  ['friction', 'Damped pendulum, time 40', asked, 'error of q', friction],
  [
    'constraints',
    'Double pendulum, time 5: rattle in the plane, others in angles',
    asked,
    'error of q',
    constraints,
  ],
  ['events', 'Hénon-Heiles, tenth crossing', asked, 'error of the time', events],
  ['spins', 'Three spins, 50 dHds a unit of time', 'time', 'largest error of H so far', magnets],
  ['charges', 'Charge in a trap and a field, time 20', 'evaluations of the field', 'error of x', charges],
  ['heat', 'Spring in a heat bath', 'dt', 'relative error of the mean of q²', heat],
  ['rounding', 'Oscillator, dt = 0.05', 'steps', 'error of the energy that leapfrog conserves', rounding],
  ['gradients', 'Chain of pendula, 100 steps of leapfrog', 'parameters', asked, gradients],
];

/** The charts of the guide by problem, by the names of their files. Takes some seconds. */
export const chartsByProblem = (): Map<string, string> =>
  new Map(
    figures.map(([file, title, x, y, make]) => [`problem-${file}.svg`, logLogSvg({ title, x, y }, make())]),
  );
