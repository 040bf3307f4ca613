import { ndarray, valueAndGrad, treeLeaves, treePaths, toTensors } from '@hgn/autodiff';
import { foldIn, key, normal } from '@hgn/nn';
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, describe, expect, it } from 'vitest';
import {
  loadFlow,
  saveFlow,
  trainedFlow,
  type Flow,
  type NoiseTensors,
  type ParameterTensors,
} from '../src/index.ts';
import { perturbed, tensor, tensors } from './tensors.ts';

/** What is special about a flow. */
export interface FlowCase {
  /** Half the width of the square over which a density of two features is integrated; default 8. */
  readonly halfWidth?: number;
  /** Cells per axis of that integral; default 200 for exact flows, 60 for others. */
  readonly cells?: number;
  /** Draws of the latent variables a point; default 64. */
  readonly importanceSamples?: number;
  /** How far from their start parameters are tried; default 0.1. */
  readonly perturbation?: number;
  /** Parameters that samples do not depend on, such as those of an encoder. */
  readonly notInSamples?: RegExp;
}

const COUNT = 64;

/** What every flow must do: densities that integrate to 1, samples that agree, gradients, files that hold it all. */
export function describeFlow(name: string, make: () => Flow, options: FlowCase = {}): void {
  const { halfWidth = 8, importanceSamples = 64, perturbation = 0.1, notInSamples = /^$/ } = options;
  describe(`${name} as a flow`, () => {
    const flow = make();
    const { features, context: columns } = flow;
    const parameters = perturbed(flow.init(key(1)), 2, perturbation);
    const standardisation = {
      shift: ndarray(Float32Array.from({ length: features }, (_, i) => 0.5 - i)),
      scale: ndarray(Float32Array.from({ length: features }, (_, i) => 1.5 - 0.5 * i)),
    };
    const trained = trainedFlow(flow, { parameters, standardisation }, { engine: 'onnx-cpu' });
    afterAll(() => trained.dispose());

    const row = normal(foldIn(key(3), 'context'), [1, Math.max(1, columns)]);
    const context = (rows: number) => (columns > 0 ? tf.tile(tensor(row), [rows, 1]) : undefined);
    const contextRows = (rows: number) =>
      columns > 0 ? { context: new Array<ArrayLike<number>>(rows).fill(row.data) } : {};
    const noise = (): NoiseTensors => toTensors(flow.noise(key(4), COUNT));
    const latent = (seed = 5): NoiseTensors => toTensors(flow.latentNoise(key(seed), COUNT));

    if (flow.exact) {
      it('gives samples the log-density that logWeight gives', () => {
        tf.tidy(() => {
          const p = tensors(parameters);
          const { x, logWeight } = flow.sampleAndLogWeight(p, noise(), context(COUNT));
          expect(x).toBeAllClose(flow.sample(p, noise(), context(COUNT)), { absolute: 1e-5 });
          const again = flow.logWeight(p, x, latent(), context(COUNT));
          expect(logWeight).toBeAllClose(again, { absolute: 1e-3, relative: 1e-3 });
        });
      });
    }

    it('integrates to 1, and its lower bound is below its density', async () => {
      if (features !== 2) return;
      const cells = options.cells ?? (flow.exact ? 200 : 60);
      const width = (2 * halfWidth) / cells;
      const at = (index: number): number => -halfWidth + (index + 0.5) * width;
      const points = ndarray(
        Float32Array.from({ length: 2 * cells * cells }, (_, i) =>
          at(i % 2 === 0 ? (i >> 1) % cells : Math.floor((i >> 1) / cells)),
        ),
        [cells * cells, 2],
      );
      const { logProb, lowerBound } = await trained.density(points, {
        importanceSamples,
        ...contextRows(cells * cells),
      });
      const total = logProb.reduce((sum, value) => sum + Math.exp(value), 0) * width ** 2;
      expect(Math.abs(total - 1)).toBeLessThan(flow.exact ? 1e-3 : 0.02);
      const boundTotal = lowerBound.reduce((sum, value) => sum + Math.exp(value), 0) * width ** 2;
      if (flow.exact) expect(lowerBound).toEqual(logProb);
      else expect(boundTotal).toBeLessThan(total);
      expect(lowerBound.every((value, i) => value <= logProb[i] + 1e-4)).toBe(true);
    });

    it('gives every parameter a gradient, through weights and through samples', () => {
      tf.tidy(() => {
        const x = tensor(normal(key(8), [COUNT, features]));
        const weights = tensor(normal(key(9), [COUNT, features]));
        const cases = [
          {
            f: (p: ParameterTensors) => tf.sum(flow.logWeight(p, x, latent(), context(COUNT))),
            without: /^$/,
          },
          {
            f: (p: ParameterTensors) => tf.sum(tf.mul(weights, flow.sample(p, noise(), context(COUNT)))),
            without: notInSamples,
          },
          {
            f: (p: ParameterTensors) => tf.sum(flow.sampleAndLogWeight(p, noise(), context(COUNT)).logWeight),
            without: /^$/,
          },
        ];
        for (const { f, without } of cases) {
          const { grad } = valueAndGrad(f)(tensors(parameters));
          const paths = treePaths(grad);
          treeLeaves<tf.Tensor>(grad).forEach((g, i) => {
            if (without.test(paths[i])) return;
            const values = Array.from(g.dataSync());
            expect(values.every(Number.isFinite), paths[i]).toBe(true);
            expect(
              values.some((value) => value !== 0),
              paths[i],
            ).toBe(true);
          });
        }
      });
    });

    it('has the same densities and samples, bit for bit, after saving and loading', async () => {
      const bytes = saveFlow(trained);
      const loaded = loadFlow(bytes, {
        engine: 'onnx-cpu',
        ...(flow.config === undefined && { flow }),
      });
      const points = normal(key(6), [32, features]);
      const draws = { importanceSamples: 8, seed: 3, ...contextRows(32) };
      expect(await loaded.logProb(points, draws)).toEqual(await trained.logProb(points, draws));
      const own = { seed: 7, ...contextRows(20) };
      expect(await loaded.sample(20, own)).toEqual(await trained.sample(20, own));
      expect(loaded.flow.config).toEqual(flow.config);
      expect(saveFlow(loaded)).toEqual(bytes);
      await loaded.dispose();
    });

    it('draws the same samples from the same seed, and fewer are the first of more', async () => {
      const [many, few] = [
        await trained.sample(20, contextRows(20)),
        await trained.sample(5, contextRows(5)),
      ];
      expect(few.data).toEqual(many.data.slice(0, 5 * features));
      const others = await trained.sample(20, { seed: 1, ...contextRows(20) });
      expect(others.data).not.toEqual(many.data);
    });

    it('leaves no tensor behind', () => {
      const [p, x, z, l, c] = [
        tensors(parameters),
        tensor(normal(key(8), [COUNT, features])),
        noise(),
        latent(),
        context(COUNT),
      ];
      const before = tf.memory().numTensors;
      const { x: y, logWeight } = flow.sampleAndLogWeight(p, z, c);
      tf.dispose([flow.sample(p, z, c), flow.logWeight(p, x, l, c), y, logWeight]);
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}
