import * as tf from '@tensorflow/tfjs-core';

/** The same tensor to the tape, which may dispose it without taking it from whoever else holds it. */
class LentTensor extends tf.Tensor {
  override dispose(): void {
    // Its data is a node of a graph.
  }
}

/** The part of tfjs's engine that keeps what the backward pass reads. */
interface SavingEngine {
  saveTensorsForBackwardMode(tensors: readonly tf.Tensor[]): tf.Tensor[];
}

/**
 * Runs `fn`, with what tfjs saves for backward passes lent to it in place of copied. A copy is a kernel call and an
 * entry of the tape, which is differentiated again in higher derivatives: a third of all calls of a training step
 * through a Hamiltonian. Where tensors hold no data, there is nothing that must outlive its tensor.
 */
export function lendingSaved<T>(fn: () => T): T {
  const engine = tf.engine() as unknown as SavingEngine;
  const before = Object.getOwnPropertyDescriptor(engine, 'saveTensorsForBackwardMode');
  engine.saveTensorsForBackwardMode = (tensors) => tensors.map(lent);
  try {
    return fn();
  } finally {
    if (before === undefined) delete (engine as Partial<SavingEngine>).saveTensorsForBackwardMode;
    else Object.defineProperty(engine, 'saveTensorsForBackwardMode', before);
  }
}

const lent = ({ shape, dtype, dataId, id }: tf.Tensor) => new LentTensor(shape, dtype, dataId, id);
