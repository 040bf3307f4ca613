import {
  grad,
  ndarray,
  toTensors,
  treeLeaves,
  treeMap,
  treePaths,
  type NdArray,
  type Tree,
} from '@hgn/autodiff';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { foldIn, key, normal, type Layer, type Shape } from '../src/index.ts';

type Tensors = Tree<tf.Tensor>;
interface Point {
  readonly params: Tree<NdArray>;
  readonly x: NdArray;
}
interface PointTensors {
  params: Tensors;
  x: tf.Tensor;
}

/** What a layer is tested on. */
export interface LayerCase {
  /** A shape that fits, without the batch axis. */
  readonly inputShape: Shape;
  /** A shape that does not fit; leave out for a layer that takes any. */
  readonly wrongShape?: Shape;
  /** False for a layer with kinks, whose second derivative is not compared with differences; default true. */
  readonly smooth?: boolean;
  /** Whether first parameters depend on the key; default true. */
  readonly drawn?: boolean;
  /** Finite-difference step; default 0.02. */
  readonly stepSize?: number;
}

const BATCH = 2;

/** What every layer must do: shapes, seeds, batches, first and second derivatives, no leaks. */
export function describeLayer(name: string, make: () => Layer, options: LayerCase): void {
  const { inputShape, wrongShape, smooth = true, drawn = true, stepSize = 0.02 } = options;
  const layer = make();
  const random =
    (seed: string) =>
    (shape: Shape, index = 0) =>
      normal(foldIn(foldIn(key(7), seed), index), shape);
  const like = (seed: string, tree: Tree<NdArray>): Tree<NdArray> => {
    let index = 0;
    return treeMap((leaf: NdArray) => random(seed)(leaf.shape, index++), tree);
  };
  // Biases start at zero, where a mistake in their use could not be seen.
  const params = like('params', layer.init(key(1)));
  const at: Point = { params: scale(params, 0.5), x: random('x')([BATCH, ...inputShape]) };
  const direction: Point = { params: like('direction', params), x: random('dx')([BATCH, ...inputShape]) };

  /** A scalar function of parameters and input that weighs every output differently. */
  const weights = random('weights')([BATCH, ...layer.outputShape(inputShape)]);
  const objective = ({ params: p, x }: PointTensors): tf.Tensor =>
    tf.sum(tf.mul(layer.apply(p, x), tf.tensor(weights.data as Float32Array, [...weights.shape])));

  /** The slope of the objective along the direction of x: what a Hamiltonian layer feeds into the dynamics. */
  const slopeInX = (point: PointTensors): tf.Tensor => {
    const dx = grad((x: tf.Tensor) => objective({ params: point.params, x }))(point.x);
    return tf.sum(tf.mul(dx, tf.tensor(direction.x.data as Float32Array, [...direction.x.shape])));
  };

  describe(`${name} as a layer`, () => {
    it('draws the same float32 parameters from the same key, and others from another', () => {
      expect(layer.init(key(1))).toEqual(layer.init(key(1)));
      const leaves = treeLeaves(layer.init(key(1)));
      expect(leaves.every(({ dtype }) => dtype === 'float32')).toBe(true);
      if (drawn && leaves.length > 0) expect(layer.init(key(2))).not.toEqual(layer.init(key(1)));
    });

    it('has the output shape that it tells', () => {
      const out = tf.tidy(() => layer.apply(tensors(at.params), tensor(at.x)).shape);
      expect(out).toEqual([BATCH, ...layer.outputShape(inputShape)]);
      expect(layer.macs(inputShape)).toBeGreaterThanOrEqual(0);
      if (wrongShape) expect(() => layer.outputShape(wrongShape)).toThrow(RangeError);
    });

    it('treats the examples of a batch one by one', () => {
      tf.tidy(() => {
        const x = tensor(at.x);
        const p = tensors(at.params);
        const together = layer.apply(p, x).dataSync();
        const alone = tf.split(x, BATCH).flatMap((one) => Array.from(layer.apply(p, one).dataSync()));
        together.forEach((value, index) => expect(value).toBeCloseTo(alone[index], 5));
      });
    });

    it('has the first derivatives that central differences give', () => {
      compare(objective, at, direction, stepSize);
    });

    if (smooth) {
      it('has the second derivatives that central differences of the first give', () => {
        compare(slopeInX, at, direction, stepSize);
      });
    }

    it('leaves no tensor behind', () => {
      const [p, x] = [tensors(at.params), tensor(at.x)];
      const before = tf.memory().numTensors;
      layer.apply(p, x).dispose();
      expect(tf.memory().numTensors).toBe(before);
      tf.dispose([p, x] as tf.TensorContainer);
    });
  });
}

function tensor({ data, shape }: NdArray): tf.Tensor {
  return tf.tensor(data, [...shape]);
}

function tensors(tree: Tree<NdArray>): Tensors {
  return toTensors(tree);
}

function scale(tree: Tree<NdArray>, factor: number): Tree<NdArray> {
  return treeMap(
    ({ data, shape }: NdArray) =>
      ndarray(
        Float32Array.from(data, (v) => factor * v),
        shape,
      ),
    tree,
  );
}

/** Compares the derivative along each parameter's part of the direction, and along x, with central differences. */
function compare(f: (point: PointTensors) => tf.Tensor, at: Point, direction: Point, h: number): void {
  const point = at as unknown as Tree<NdArray>;
  const paths = treePaths(point);
  const ways = treeLeaves(direction as unknown as Tree<NdArray>);
  const value = (tree: Tree<NdArray>) =>
    tf.tidy(() => f(toTensors(tree) as unknown as PointTensors).dataSync()[0]);
  const shifted = (leaf: number, by: number): Tree<NdArray> => {
    let index = 0;
    return treeMap(
      ({ data, shape }: NdArray) =>
        index++ === leaf
          ? ndarray(
              Float32Array.from(data, (v, i) => v + by * ways[leaf].data[i]),
              shape,
            )
          : ndarray(data, shape),
      point,
    );
  };
  const slopes = tf.tidy(() => {
    const gradient = treeLeaves(grad(f)(toTensors(point) as never) as unknown as Tensors);
    return gradient.map((g, leaf) => tf.sum(tf.mul(g, tensor(ways[leaf]))).dataSync()[0]);
  });
  const differences = paths.map((_, leaf) => {
    // Richardson: the error of order h^2 cancels, so that a step large enough for float32 is still exact enough.
    const central = (by: number) => (value(shifted(leaf, by)) - value(shifted(leaf, -by))) / (2 * by);
    return (4 * central(h / 2) - central(h)) / 3;
  });
  const size = Math.max(...differences.map(Math.abs), 1e-3);
  paths.forEach((path, leaf) => {
    const error = Math.abs(slopes[leaf] - differences[leaf]) / size;
    expect(error, `${path}: ${slopes[leaf]} against ${differences[leaf]}`).toBeLessThan(1e-3);
  });
}
