import { ndarray, treeMap, type NdArray } from '@hgn/autodiff';
import { key } from '@hgn/nn';
import { afterAll, describe, expect, it } from 'vitest';
import { perturbed } from '../../test/tensors.ts';
import { logDensity } from '../fit/trained/draw.ts';
import { trainedFlow } from '../fit/trained/trainedFlow.ts';
import { neuralHamiltonianFlow, type NeuralHamiltonianFlowOptions } from '../flows/neuralHamiltonianFlow.ts';
import { realNVP } from '../flows/realNVP.ts';
import { twoMoons } from '../targets/curves.ts';
import { hamiltonianFields } from './hamiltonianFields.ts';
import { nodesOf, type PlaneField } from './plane.ts';

const standardisation = {
  shift: ndarray(Float32Array.of(1, -0.5)),
  scale: ndarray(Float32Array.of(2, 0.5)),
};
const made = (options: Partial<NeuralHamiltonianFlowOptions>, size = 0.2) => {
  const flow = neuralHamiltonianFlow({ features: 2, hidden: [8, 8], encoder: { hidden: [8] }, ...options });
  const parameters = perturbed(flow.init(key(1)), 2, size);
  return trainedFlow(flow, { parameters, standardisation }, { engine: 'onnx-cpu' });
};

/** The value at a node and its central differences by x and y, in units of the plane. */
function slopesAt(
  { values, columns, rows, x, y }: PlaneField,
  column: number,
  row: number,
): [number, number] {
  const at = (c: number, r: number) => values[r * columns + c];
  const [dx, dy] = [(x[1] - x[0]) / (columns - 1), (y[1] - y[0]) / (rows - 1)];
  return [
    (at(column + 1, row) - at(column - 1, row)) / (2 * dx),
    (at(column, row + 1) - at(column, row - 1)) / (2 * dy),
  ];
}

describe('hamiltonianFields', () => {
  const dt = 0.3;
  const one = made({ blocks: 1, steps: 1, dt, kinetic: 'full' });
  const two = made({ blocks: 2, steps: 2 }, 0.1);
  afterAll(async () => {
    await one.dispose();
    await two.dispose();
  });

  it('shows the step that the energies beside it make: from rest, q moves by -dt^2/2 M^-1 dV/dq', async () => {
    // 97 nodes: every sixth is one of the 17 arrows.
    const fields = await hamiltonianFields(one, { nodes: 97, arrows: 17, importanceSamples: 1, momentum: 2 });
    const [{ potential, kinetic, step }] = fields.blocks;
    const { scale } = standardisation;
    // M^-1 from second differences of K around p = 0, where a quadratic K has no other terms.
    const h = 4 / 96;
    const k = (i: number, j: number) => kinetic.values[(48 + j) * 97 + 48 + i];
    const inverseMass = [
      [
        (k(1, 0) - 2 * k(0, 0) + k(-1, 0)) / h ** 2,
        (k(1, 1) - k(1, -1) - k(-1, 1) + k(-1, -1)) / (4 * h * h),
      ],
      [0, (k(0, 1) - 2 * k(0, 0) + k(0, -1)) / h ** 2],
    ];
    inverseMass[1][0] = inverseMass[0][1];
    expect(Math.abs(inverseMass[0][1])).toBeGreaterThan(0.02);
    for (const [i, j] of [
      [3, 4],
      [8, 8],
      [12, 5],
      [6, 13],
    ]) {
      const force = slopesAt(potential, 6 * i, 6 * j).map((slope, c) => -slope * scale.data[c]);
      const expected = inverseMass.map(
        (row, c) => (scale.data[c] * dt ** 2 * (row[0] * force[0] + row[1] * force[1])) / 2,
      );
      expect(step.dx[j * 17 + i]).toBeCloseTo(expected[0], 2);
      expect(step.dy[j * 17 + i]).toBeCloseTo(expected[1], 2);
      expect(Math.hypot(...expected)).toBeGreaterThan(0.01);
    }
    // With one step in one block, that step is the flow.
    expect(fields.flow).toEqual(step);
  });

  it('moves by more than one step where there are more', async () => {
    const { blocks, flow } = await hamiltonianFields(two, { nodes: 4, importanceSamples: 1 });
    expect(blocks).toHaveLength(2);
    expect(flow.dx).not.toEqual(blocks[0].step.dx);
    expect(blocks[1].step.dx).not.toEqual(blocks[0].step.dx);
  });

  it('shows densities: the target as it is, the learnt one integrating to 1', async () => {
    const sides = { x: [-14, 16], y: [-4.5, 3.5] } as const;
    const { target, learnt } = await hamiltonianFields(two, { ...sides, target: twoMoons(), nodes: 60 });
    const cell = (30 * 8) / 59 ** 2;
    expect(Math.abs(learnt.values.reduce((sum, value) => sum + value, 0) * cell - 1)).toBeLessThan(0.02);
    const plane = { ...sides, columns: 60, rows: 60 };
    const exact = (await logDensity(twoMoons(), nodesOf(plane))).map(Math.exp);
    expect(target).toEqual({ ...plane, values: exact });
    expect((await hamiltonianFields(two, { nodes: 4, importanceSamples: 1 })).target).toBeUndefined();
  });

  it('covers three deviations around the mean of the data unless told otherwise', async () => {
    const { learnt, blocks } = await hamiltonianFields(two, { nodes: 4, importanceSamples: 1 });
    expect([learnt.x, learnt.y]).toEqual([
      [-5, 7],
      [-2, 1],
    ]);
    expect(blocks[0].kinetic.x).toEqual([-3, 3]);
  });

  it('refuses what has no such maps', async () => {
    const others = realNVP({ features: 2, layers: 2, hidden: [4] });
    const trained = trainedFlow(others, { parameters: others.init(key(1)) });
    await expect(hamiltonianFields(trained)).rejects.toThrow(
      'must be a Neural Hamiltonian Flow, but is realNVP',
    );
    const wide = neuralHamiltonianFlow({ features: 3, hidden: [4], encoder: { hidden: [4] } });
    const three = trainedFlow(wide, { parameters: wide.init(key(1)) });
    await expect(hamiltonianFields(three)).rejects.toThrow('must have 2 features and no context, but has 3');
    await expect(hamiltonianFields(two, { x: [1, 1] })).rejects.toThrow(
      'x must be two rising finite numbers',
    );
    await expect(hamiltonianFields(two, { nodes: 1 })).rejects.toThrow(
      'columns must be a whole number from 2 up',
    );
  });

  it('leaves the flow as it was', async () => {
    const before = treeMap(({ data }: NdArray) => ndarray(Float32Array.from(data)), two.parameters);
    await hamiltonianFields(two, { nodes: 4, importanceSamples: 1 });
    expect(treeMap(({ data }: NdArray) => ndarray(Float32Array.from(data)), two.parameters)).toEqual(before);
  });
});
