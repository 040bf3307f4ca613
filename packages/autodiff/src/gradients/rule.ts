import * as tf from '@tensorflow/tfjs-core';

/** Gradients by input name, each computed only when it is asked for. */
export type Pullbacks = Readonly<Record<string, () => tf.Tensor>>;

/** Which inputs of the kernel the gradient reads. Outputs are never saved: a saved output is a constant of the tape. */
export type Saved = readonly string[] | 'all';

/**
 * The gradient of a one-output kernel: from the derivative `dy` of the loss by its output, the saved inputs
 * and the attributes, the derivative by each input. Written in differentiable tfjs ops of `dy` and the
 * inputs, it can itself be differentiated.
 */
export function gradientOf(
  kernelName: string,
  saved: Saved,
  pull: (dy: tf.Tensor, inputs: tf.Tensor[], attributes: never) => Pullbacks,
): tf.GradConfig {
  return {
    kernelName,
    ...(saved === 'all' ? { saveAllInputs: true } : { inputsToSave: [...saved] }),
    gradFunc: (dy, inputs, attributes) => {
      const pullbacks = pull(dy as tf.Tensor, inputs, attributes as never);
      return Object.fromEntries(
        Object.entries(pullbacks).map(([name, pullback]) => [name, () => fresh(pullback(), dy, inputs)]),
      );
    },
  };
}

/** The gradient of a kernel with several outputs: `dys` holds the derivative by each, zeros where unused. */
export function gradientOfMany(
  kernelName: string,
  saved: Saved,
  pull: (dys: tf.Tensor[], inputs: tf.Tensor[], attributes: never) => Pullbacks,
): tf.GradConfig {
  return gradientOf(kernelName, saved, (dys, inputs, attributes) =>
    // tfjs passes a lone output's derivative without its array
    pull(Array.isArray(dys) ? (dys as tf.Tensor[]) : [dys], inputs, attributes),
  );
}

/**
 * The gradient of `y = f(x)` with one float input `x` and output of the same shape: `pull` maps dL/dy to
 * dL/dx.
 */
export function elementwise(
  kernelName: string,
  pull: (dy: tf.Tensor, x: tf.Tensor, attributes: never) => tf.Tensor,
): tf.GradConfig {
  return gradientOf(kernelName, ['x'], (dy, [x], attributes) => ({
    x: () => pull(dy, float(x), attributes),
  }));
}

type BinaryPull = (dy: tf.Tensor, a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** The gradient of `y = f(a, b)` with broadcasting: each pullback may return y's shape and is summed down. */
export function broadcasting(kernelName: string, pulls: { a: BinaryPull; b: BinaryPull }): tf.GradConfig {
  return gradientOf(kernelName, ['a', 'b'], (dy, [a, b]) => ({
    a: () => unbroadcast(pulls.a(dy, float(a), float(b)), a.shape),
    b: () => unbroadcast(pulls.b(dy, float(a), float(b)), b.shape),
  }));
}

/** A gradient of zeros by every input: for kernels that are constant almost everywhere, and by integers. */
export function zeroGradient(kernelName: string, ...inputNames: string[]): tf.GradConfig {
  return gradientOf(kernelName, inputNames, (_, inputs) =>
    Object.fromEntries(inputNames.map((name, i) => [name, () => tf.zeros(inputs[i].shape)])),
  );
}

/** Sums a gradient down to the shape that was broadcast to it. */
export function unbroadcast(gradient: tf.Tensor, shape: readonly number[]): tf.Tensor {
  const axes = tf.broadcast_util.getReductionAxes([...shape], gradient.shape);
  return toShape(axes.length === 0 ? gradient : tf.sum(gradient, axes), shape);
}

/** Reshapes, unless the shape is already right: each kernel spared is one less in every trace. */
export function toShape(x: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return tf.util.arraysEqual(x.shape, [...shape]) ? x : tf.reshape(x, [...shape]);
}

/** `x` as float32; gradients of integer inputs are float32 too. */
export function float(x: tf.Tensor): tf.Tensor {
  return x.dtype === 'float32' ? x : tf.cast(x, 'float32');
}

/** Runs a kernel that tfjs exports no function for. */
export function runKernel(
  kernelName: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
  attributes: object = {},
): tf.Tensor {
  return tf.engine().runKernel(kernelName, { ...inputs }, { ...attributes });
}

/** tfjs disposes a gradient once it is accumulated, so a pullback must not hand out a tensor used elsewhere. */
function fresh(dx: tf.Tensor, dy: tf.Tensor | tf.Tensor[], inputs: tf.Tensor[]): tf.Tensor {
  const used = dx === dy || (Array.isArray(dy) && dy.includes(dx)) || inputs.includes(dx);
  return used ? tf.clone(dx) : dx;
}
