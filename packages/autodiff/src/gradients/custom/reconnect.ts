import * as tf from '@tensorflow/tfjs-core';

/**
 * Some ops of tfjs define their gradient by `tf.customGrad` and save a result made with the tape off: a constant
 * to every further derivative. This gives that result back its inputs, which the tape node of the op names.
 *
 * @param saved the array of saved tensors that tfjs passes to the gradient; it identifies the tape node.
 * @param value the saved result.
 * @param pull dL/dy to dL/d(input), from the reconnected result itself, so that every order is right.
 */
export function reconnect(
  saved: readonly tf.Tensor[],
  value: tf.Tensor,
  inputName: string,
  pull: (dy: tf.Tensor, y: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const tape = (tf.engine().state.activeTape as readonly Node[] | null) ?? [];
  const input = tape.find((node) => node.saved === saved)?.inputs[inputName];
  if (input === undefined) return value;
  const connected = (): tf.Tensor =>
    tf.customGrad(() => ({
      value: tf.clone(value),
      gradFunc: (dy: tf.Tensor) => pull(dy, connected()),
    }))(input);
  return connected();
}

interface Node {
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly saved: readonly tf.Tensor[];
}
