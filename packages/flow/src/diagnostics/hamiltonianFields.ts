import { pickOptions, requireOptions, type OptionNames } from '@hgn/options';
import type { NdArray } from '@hgn/autodiff';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { jitOptionNames, type JitOptions } from '@hgn/jit';
import { branch, type ParameterTensors } from '../core/parameters.ts';
import { scope } from '../core/scope.ts';
import type { Distribution } from '../distributions/distribution.ts';
import { compileTrees } from '../fit/trained/compiled.ts';
import { logDensity } from '../fit/trained/draw.ts';
import type { TrainedFlow } from '../fit/trained/trainedFlow.ts';
import type { Flow } from '../flows/flow.ts';
import type { NeuralHamiltonianFlow } from '../flows/neuralHamiltonianFlow.ts';
import {
  checkPlane,
  columnsOfPairs,
  nodesOf,
  type Plane,
  type PlaneField,
  type PlaneVectors,
} from './plane.ts';

/** Options of {@link hamiltonianFields}. */
export interface HamiltonianFieldsOptions extends JitOptions {
  /** The density that the flow was to learn; without it there is no `target`. */
  readonly target?: Distribution;
  /** First and last q_1 of the maps; default three deviations around the mean of the training samples. */
  readonly x?: readonly [number, number];
  /** First and last q_2; default as for q_1. */
  readonly y?: readonly [number, number];
  /** Greatest |p| of the map of K on either axis, in standardised units; default 3. */
  readonly momentum?: number;
  /** Nodes along each side of densities and energies; default 64. */
  readonly nodes?: number;
  /** Nodes along each side of vector fields; default 17. */
  readonly arrows?: number;
  /** Draws of the momentum for each value of the learnt density; default 64. */
  readonly importanceSamples?: number;
  /** Seed of these draws; default 0. */
  readonly seed?: number;
}

/** What one Hamiltonian of a flow looks like. */
export interface BlockFields {
  /** V(q), up to a constant, over the plane of the data. */
  readonly potential: PlaneField;
  /** K(p), up to a constant, over momenta in standardised units. */
  readonly kinetic: PlaneField;
  /** How far one integration step moves q from rest, in units of the data. */
  readonly step: PlaneVectors;
}

/** The maps of a Neural Hamiltonian Flow in the plane, as plain data. */
export interface HamiltonianFields {
  /** Density of the target, if one was given. */
  readonly target?: PlaneField;
  /** Density of the flow, by importance sampling. */
  readonly learnt: PlaneField;
  /** One a Hamiltonian, in the order from the prior to the data. */
  readonly blocks: readonly BlockFields[];
  /** How far all Hamiltonians together move q from rest, in units of the data. */
  readonly flow: PlaneVectors;
}

/** What the compiled function computes, block by block. */
interface Computed {
  readonly blocks: readonly {
    readonly potential: NdArray;
    readonly kinetic: NdArray;
    readonly step: NdArray;
  }[];
  readonly flow: NdArray;
}

const hamiltonianFieldsOptionNames: OptionNames<HamiltonianFieldsOptions> = {
  ...jitOptionNames,
  target: true,
  x: true,
  y: true,
  momentum: true,
  nodes: true,
  arrows: true,
  importanceSamples: true,
  seed: true,
};

/**
 * Maps of a trained Neural Hamiltonian Flow of two features: target and learnt density, potential and kinetic energy,
 * and how one integration step and the whole flow move q when it starts at rest, p = 0 (the mean of the prior).
 *
 * A flow works on standardised points z = (q - mean) / deviation. V and displacements are given over q; momenta stay in
 * standardised units. With linear maps between the Hamiltonians, each one's V is given over the units that it acts in.
 *
 * Cost: `nodes`^2 * `importanceSamples` draws for the learnt density; the rest is small.
 *
 * Source: the figure of Neural Hamiltonian Flows in Toth et al. (2020), section 4, arXiv:1909.13789.
 *
 * @throws TypeError if the flow is no Neural Hamiltonian Flow, or has coordinates of its own; RangeError if it has other than two features or takes a
 * context, or an option is out of its range.
 * @example
 * const samples = await draw(twoMoons(), 500, { seed: 1 });
 * const flow = await fit(neuralHamiltonianFlow({ features: 2, hidden: [16] }), samples, { steps: 20 });
 * const { blocks } = await hamiltonianFields(flow, { target: twoMoons(), nodes: 24, importanceSamples: 4 });
 * console.log(blocks[0].potential.values.length); // 576
 * await flow.dispose();
 */
export async function hamiltonianFields(
  trained: TrainedFlow,
  options: HamiltonianFieldsOptions = {},
): Promise<HamiltonianFields> {
  requireOptions('hamiltonianFields', options, hamiltonianFieldsOptionNames);
  const {
    target,
    momentum = 3,
    nodes = 64,
    arrows = 17,
    importanceSamples = 64,
    seed = 0,
    ...compiling
  } = options;
  const flow = hamiltonianOf(trained.flow);
  const { parameters, standardisation } = trained;
  const { shift, scale } = standardisation;
  const around = (column: number): [number, number] => [
    shift.data[column] - 3 * scale.data[column],
    shift.data[column] + 3 * scale.data[column],
  ];
  const sides = { x: options.x ?? around(0), y: options.y ?? around(1) };
  const plane: Plane = { ...sides, columns: nodes, rows: nodes };
  const momenta: Plane = { x: [-momentum, momentum], y: [-momentum, momentum], columns: nodes, rows: nodes };
  const sparse: Plane = { ...sides, columns: arrows, rows: arrows };
  for (const each of [plane, momenta, sparse]) checkPlane('hamiltonianFields', each);

  const given = [
    parameters,
    { ...standardisation },
    nodesOf(plane),
    nodesOf(momenta),
    nodesOf(sparse),
  ] as const;
  const compiled = await compileTrees(
    (...args: never[]) => fieldsOf(flow, ...(args as unknown as Arguments)),
    given,
    compiling,
  );
  let computed: Computed;
  try {
    computed = (await compiled.run(...given)) as unknown as Computed;
  } finally {
    await compiled.dispose();
  }
  const vectors = (moved: NdArray): PlaneVectors => {
    const [dx, dy] = columnsOfPairs(moved, scale.data);
    return { ...sparse, dx, dy };
  };
  const field = (where: Plane, { data }: Pick<NdArray, 'data'>): PlaneField => ({
    ...where,
    values: Float32Array.from(data),
  });
  const density = (logs: Float32Array) => field(plane, { data: logs.map(Math.exp) });
  const learnt = await trained.logProb(nodesOf(plane), { importanceSamples, seed });
  return {
    ...(target && {
      target: density(
        await logDensity(target, nodesOf(plane), pickOptions<JitOptions>(compiling, jitOptionNames)),
      ),
    }),
    learnt: density(learnt),
    blocks: computed.blocks.map(({ potential, kinetic, step }) => ({
      potential: field(plane, potential),
      kinetic: field(momenta, kinetic),
      step: vectors(step),
    })),
    flow: vectors(computed.flow),
  };
}

type Arguments = readonly [
  parameters: ParameterTensors,
  standardisation: { readonly shift: Tensor; readonly scale: Tensor },
  points: Tensor,
  momenta: Tensor,
  starts: Tensor,
];

/** Energies of every Hamiltonian at the points and momenta, and displacements in standardised units from rest. */
function fieldsOf(
  flow: NeuralHamiltonianFlow,
  ...[parameters, { shift, scale }, points, momenta, starts]: Arguments
) {
  return scope(() => {
    const standard = (q: Tensor): Tensor => tf.div(tf.sub(q, shift), scale);
    const transform = branch('hamiltonianFields', parameters, 'transform');
    const start = { q: standard(starts), p: tf.zerosLike(starts) };
    let state: { q: Tensor; p: Tensor } = start;
    const blocks = flow.stages.flatMap((stage, index) => {
      const own = branch('hamiltonianFields', transform, index);
      const block = flow.blocks.find((each) => each === stage);
      if (block === undefined) {
        const [q, p] = tf.split(stage.forward(own, tf.concat([state.q, state.p], 1)), 2, 1);
        state = { q, p };
        return [];
      }
      state = block.flow(own, state);
      return {
        potential: block.potential.value(branch('hamiltonianFields', own, 'potential'), standard(points)),
        kinetic: block.kinetic.value(branch('hamiltonianFields', own, 'kinetic'), momenta),
        step: tf.sub(block.flow(own, start, 1).q, start.q),
      };
    });
    return { blocks, flow: tf.sub(state.q, start.q) };
  });
}

function hamiltonianOf(flow: Flow): NeuralHamiltonianFlow {
  if (!('blocks' in flow && 'encoder' in flow)) {
    throw new TypeError(
      `hamiltonianFields: the flow must be a Neural Hamiltonian Flow, but is ${flow.config?.kind ?? 'one made of parts'}; others have no energies`,
    );
  }
  if (flow.features !== 2 || flow.context > 0) {
    throw new RangeError(
      `hamiltonianFields: the flow must have 2 features and no context, but has ${flow.features} and ${flow.context} columns of context; maps are planes`,
    );
  }
  const hamiltonian = flow as NeuralHamiltonianFlow;
  if (hamiltonian.config?.options.coordinates !== undefined) {
    throw new TypeError(
      'hamiltonianFields: the flow must act on q itself, but acts in learnt coordinates; make it without the option coordinates',
    );
  }
  return hamiltonian;
}
