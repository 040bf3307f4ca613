import { draw, hamiltonianFields, logDensity, targets, type HamiltonianFields } from '@hgn/flow';
import { fieldPanels, resolveTheme, toSvgString, type FieldPanel, type PanelRow } from '@hgn/viz';
import { readFlow } from './records.ts';
import { flows, targetNames, type FlowName } from './trials.ts';

const nodes = 64;
const half = 2.9;
const engine = { engine: 'onnx-cpu', threads: 1 } as const;

/** Where each target lies: a square around its middle. */
const centres = { eightGaussians: [0, 0], twoMoons: [0.5, 0.25], checkerboard: [0, 0] } as const;

const titles = {
  eightGaussians: 'Eight Gaussians',
  twoMoons: 'Two moons',
  checkerboard: 'Checkerboard',
} as const;

type Target = (typeof targetNames)[number];

const seed = 1;

/** The flow of a trial of the first seed. Throws if it was not kept on this machine. */
function flowOf(target: Target, flow: FlowName) {
  const trained = readFlow({ target, flow, seed });
  if (trained !== undefined) return trained;
  throw new Error(
    `flow-study: the figures need the trained flow of ${target}, ${flow}, seed ${seed}, which is not in runs/flow-study; remove its record and run the study again`,
  );
}

function planeOf(target: Target) {
  const [x, y] = centres[target];
  return { x: [x - half, x + half], y: [y - half, y + half] } as const;
}

/** Points [x, y] of a plane's nodes, x fastest. */
function gridOf(target: Target): number[][] {
  const { x, y } = planeOf(target);
  const at = ([low, high]: readonly [number, number], i: number) => low + (i / (nodes - 1)) * (high - low);
  return Array.from({ length: nodes * nodes }, (_, i) => [at(x, i % nodes), at(y, Math.floor(i / nodes))]);
}

function densityPanel(target: Target, title: string, values: Float32Array, peak: number): FieldPanel {
  return {
    title,
    ...planeOf(target),
    field: { columns: nodes, rows: nodes, values },
    colourMap: 'magma',
    valueDomain: [0, peak],
  };
}

/** Target and learnt densities side by side. */
export async function densitiesFigure(log: (line: string) => void): Promise<string> {
  const rows: PanelRow[] = [];
  for (const target of targetNames) {
    log(`figure: densities of ${target}`);
    const grid = gridOf(target);
    const truth = (await logDensity(targets[target](), grid, engine)).map(Math.exp);
    const peak = Math.max(...truth);
    const panels = [densityPanel(target, 'target', truth, peak)];
    for (const flow of Object.keys(flows) as FlowName[]) {
      const trained = flowOf(target, flow);
      const learnt = (await trained.logProb(grid, { importanceSamples: 64 })).map(Math.exp);
      panels.push(densityPanel(target, flow, learnt, peak));
      await trained.dispose();
    }
    rows.push({ label: titles[target], panels });
  }
  return svg(rows, 'What each flow learnt', 1000);
}

/** The columns of the paper's figure: target, learnt density, K, V, a single step, the integrated flow. */
export async function hamiltonianFigure(flow: FlowName, log: (line: string) => void): Promise<string> {
  const rows: PanelRow[] = [];
  for (const target of targetNames) {
    log(`figure: Hamiltonians of ${flow} on ${target}`);
    const trained = flowOf(target, flow);
    const options = {
      ...planeOf(target),
      target: targets[target](),
      nodes,
      importanceSamples: 64,
      ...engine,
    };
    const fields = await hamiltonianFields(trained, options);
    const samples = await trained.sample(1500, { seed: 5 });
    await trained.dispose();
    const drawn = await draw(targets[target](), 1500, { seed: 6, ...engine });
    rows.push({ label: titles[target], panels: panelsOf(target, fields, [drawn.data, samples.data]) });
  }
  return svg(rows, `Densities, energies and motion: ${flow}`, 1160);
}

function panelsOf(
  target: Target,
  { target: truth, learnt, blocks, flow }: HamiltonianFields,
  [drawn, sampled]: readonly ArrayLike<number>[],
): FieldPanel[] {
  const plane = planeOf(target);
  // The last Hamiltonian is the one that acts on the data.
  const { kinetic, potential, step } = blocks[blocks.length - 1];
  const peak = Math.max(...(truth ?? learnt).values);
  return [
    ...(truth ? [densityPanel(target, 'target density', truth.values, peak)] : []),
    densityPanel(target, 'learnt density', learnt.values, peak),
    { title: 'target samples', ...plane, points: Array.from(drawn) },
    { title: 'learnt samples', ...plane, points: Array.from(sampled) },
    { title: 'K(p)', x: kinetic.x, y: kinetic.y, field: kinetic },
    { title: 'V(q)', ...plane, field: potential },
    { title: 'single step', ...plane, vectors: step },
    { title: 'integrated flow', ...plane, vectors: flow },
  ];
}

const svg = (rows: readonly PanelRow[], title: string, width: number): string =>
  toSvgString(resolveTheme(fieldPanels(rows, { title, width, levels: 8 }), 'light'));
