import type { Tree } from '@hgn/autodiff';
import { Tensor } from '@tensorflow/tfjs-core';

/** The branch of a parameter tree under a name or a position. Throws, naming the layer, if there is none. */
export function branch(layer: string, params: Tree<Tensor>, name: string | number): Tree<Tensor> {
  if (params instanceof Tensor || !Object.hasOwn(params, name)) {
    throw new TypeError(
      `${layer}: the tree must have an entry '${name}', but got ${
        params instanceof Tensor ? 'a tensor' : `entries [${Object.keys(params).join(', ')}]`
      }; pass the tree that init returned`,
    );
  }
  return (params as Readonly<Record<string | number, Tree<Tensor>>>)[name];
}

/** The tensor of a parameter tree under a name. Throws, naming the layer, if there is none. */
export function parameter(layer: string, params: Tree<Tensor>, name: string): Tensor {
  const found = branch(layer, params, name);
  if (found instanceof Tensor) return found;
  throw new TypeError(
    `${layer}: the parameter '${name}' must be a tensor, but got a subtree; pass the tree that init returned`,
  );
}
