import type { NdArray, Tree } from '@hgn/autodiff';
import { ndarray } from '@hgn/autodiff';
import type { Key } from '@hgn/nn';
import { dense, split } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { CellName, DynamicsConfig } from '../config.ts';
import type { Dynamics } from '../types.ts';
import { joinState, splitState, type LatentState } from '../latent.ts';
import { withTimeStep } from './timeStepChannel.ts';

/** One step of a cell over flat states [batch, n]. */
interface Cell {
  init(key: Key): Tree<NdArray>;
  next(parameters: Tree<tf.Tensor>, state: LatentState, dt: number | tf.Tensor1D): LatentState;
  readonly macs: number;
}

/** A recurrent cell from frame to frame, whose only input is dt, over the flattened state. */
export function recurrent(
  { cell: name }: Extract<DynamicsConfig, { type: 'recurrent' }>,
  stateShape: readonly number[],
): Dynamics {
  const size = stateShape.reduce((product, n) => product * n, 1);
  const cell = cells[name](size);
  const shaped = (state: LatentState, shape: readonly number[]): LatentState => {
    const batch = state.q.shape[0];
    return { q: tf.reshape(state.q, [batch, ...shape]), p: tf.reshape(state.p, [batch, ...shape]) };
  };
  return {
    init: (key) => cell.init(key),
    rollout(parameters, state, { dt, steps }) {
      const states: LatentState[] = [state];
      let flat = shaped(state, [size]);
      for (let step = 0; step < steps; step++) {
        flat = cell.next(parameters, flat, dt);
        states.push(shaped(flat, stateShape));
      }
      return states;
    },
    macsPerFrame: cell.macs,
  };
}

/** h' = tanh(W [h, dt] + b), h the whole state. */
function vanilla(size: number): Cell {
  const gate = dense({ inputs: 2 * size + 1, outputs: 2 * size });
  return {
    init: (key) => gate.init(key),
    next: (parameters, state, dt) =>
      splitState(tf.tanh(gate.apply(parameters, withTimeStep(joinState(state), dt)))),
    macs: gate.macs([2 * size + 1]),
  };
}

/** Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078), h the whole state. */
function gru(size: number): Cell {
  const inputs = 2 * size + 1;
  const gates = dense({ inputs, outputs: 4 * size });
  const candidate = dense({ inputs, outputs: 2 * size });
  return {
    init(key) {
      const [gatesKey, candidateKey] = split(key, 2);
      return { gates: gates.init(gatesKey), candidate: candidate.init(candidateKey) };
    },
    next(parameters, state, dt) {
      const own = parameters as { gates: Tree<tf.Tensor>; candidate: Tree<tf.Tensor> };
      const h = joinState(state);
      const [reset, update] = tf.split(tf.sigmoid(gates.apply(own.gates, withTimeStep(h, dt))), 2, 1);
      const proposed = tf.tanh(candidate.apply(own.candidate, withTimeStep(tf.mul(reset, h), dt)));
      return splitState(tf.add(proposed, tf.mul(update, tf.sub(h, proposed))));
    },
    macs: gates.macs([inputs]) + candidate.macs([inputs]),
  };
}

/** Long short-term memory (Hochreiter and Schmidhuber 1997, doi:10.1162/neco.1997.9.8.1735): q output, p memory. */
function lstm(size: number): Cell {
  const inputs = size + 1;
  const gates = dense({ inputs, outputs: 4 * size });
  return {
    init(key) {
      const { kernel, bias } = gates.init(key) as { readonly kernel: NdArray; readonly bias: NdArray };
      // Forget gates start open (Jozefowicz et al. 2015), so that gradients reach the first frames.
      const open = Float32Array.from(bias.data, (_, i) => (i >= size && i < 2 * size ? 1 : 0));
      return { kernel, bias: ndarray(open, bias.shape) };
    },
    next(parameters, { q, p }, dt) {
      const [input, forget, proposed, output] = tf.split(gates.apply(parameters, withTimeStep(q, dt)), 4, 1);
      const memory = tf.add(tf.mul(tf.sigmoid(forget), p), tf.mul(tf.sigmoid(input), tf.tanh(proposed)));
      return { q: tf.mul(tf.sigmoid(output), tf.tanh(memory)), p: memory };
    },
    macs: gates.macs([inputs]),
  };
}

const cells: Record<CellName, (size: number) => Cell> = { vanilla, gru, lstm };
