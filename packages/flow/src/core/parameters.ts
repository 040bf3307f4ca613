import type { NdArray, Tree } from '@hgn/autodiff';
import { Tensor } from '@tensorflow/tfjs-core';

/** First parameters of a learnable map or density: float32 host arrays, nested by name. */
export type Parameters = Tree<NdArray>;

/** The same parameters as tensors, inside a computation. */
export type ParameterTensors = Tree<Tensor>;

/** The branch of a parameter tree under a name or a position. Throws, naming who asks, if there is none. */
export function branch(owner: string, parameters: ParameterTensors, name: string | number): ParameterTensors {
  if (parameters instanceof Tensor || !Object.hasOwn(parameters, name)) {
    throw new TypeError(
      `${owner}: the parameters must have an entry '${name}', but got ${
        parameters instanceof Tensor ? 'a tensor' : `entries [${Object.keys(parameters).join(', ')}]`
      }; pass the tree that init returned`,
    );
  }
  return (parameters as Readonly<Record<string | number, ParameterTensors>>)[name];
}

/** The tensor of a parameter tree under a name. Throws, naming who asks, if there is none. */
export function parameter(owner: string, parameters: ParameterTensors, name: string): Tensor {
  const found = branch(owner, parameters, name);
  if (found instanceof Tensor) return found;
  throw new TypeError(
    `${owner}: the parameter '${name}' must be a tensor, but got a subtree; pass the tree that init returned`,
  );
}
