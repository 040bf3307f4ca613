import { grad, valueAndGrad } from '@hgn/autodiff';
import { passGraphs } from '@hgn/jit';
import { createHnn } from '@hgn/model';
import { adam, key, ravel } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledPass, CompilerSubject } from './tasks.ts';

const layers = [
  { type: 'dense', units: 64 },
  { type: 'activation', name: 'softplus' },
  { type: 'dense', units: 64 },
  { type: 'activation', name: 'softplus' },
] as const;

/**
 * What the compiler makes of one leapfrog step of a learnt H = V(q) + K(p), or of one step that trains a Hamiltonian
 * network: nodes after each pass, by operation.
 */
export function compilerPasses(subject: CompilerSubject): readonly CompiledPass[] {
  const hnn = createHnn({ coordinates: 1, separable: true, layers });
  const layout = ravel(hnn.init(key(1)));
  const column = { dtype: 'float32', shape: [32, 1], data: new Float32Array(32) } as const;
  const batch = { q: column, p: column };
  if (subject === 'leapfrog') {
    const leapfrog = (vector: tf.Tensor, state: { q: tf.Tensor; p: tf.Tensor }, dt: tf.Tensor) => {
      const parameters = layout.unravel(vector);
      const slopes = (q: tf.Tensor, p: tf.Tensor) =>
        grad((at: { q: tf.Tensor; p: tf.Tensor }) => tf.sum(hnn.hamiltonian(parameters, at)))({ q, p });
      const half = tf.sub(state.p, tf.mul(tf.div(dt, 2), slopes(state.q, state.p).q));
      const q = tf.add(state.q, tf.mul(dt, slopes(state.q, half).p));
      return { q, p: tf.sub(half, tf.mul(tf.div(dt, 2), slopes(q, half).q)) };
    };
    return counted(passGraphs(leapfrog as never, [layout.vector, batch, 0.1] as never).graphs);
  }
  const optimiser = adam();
  const moments = optimiser.init(layout.vector);
  const step = (vector: tf.Tensor, before: never, seen: Record<'q' | 'p' | 'dqdt' | 'dpdt', tf.Tensor>) => {
    const loss = (at: tf.Tensor): tf.Scalar => {
      const { dqdt, dpdt } = hnn.derivatives(layout.unravel(at), seen);
      return tf.mean(tf.add(tf.squaredDifference(dqdt, seen.dqdt), tf.squaredDifference(dpdt, seen.dpdt)));
    };
    const { value, grad: slope } = valueAndGrad(loss)(vector);
    const next = optimiser.update(slope, before, vector);
    return { parameters: next.params, optimiser: next.state, loss: value };
  };
  const seen = { ...batch, dqdt: column, dpdt: column };
  return counted(passGraphs(step as never, [layout.vector, moments, seen] as never).graphs);
}

function counted(graphs: ReturnType<typeof passGraphs>['graphs']): readonly CompiledPass[] {
  return graphs.map(({ pass, nodes }) => {
    const operations: Record<string, number> = {};
    for (const { op } of nodes) operations[op] = (operations[op] ?? 0) + 1;
    return { pass, nodes: nodes.length, operations };
  });
}
