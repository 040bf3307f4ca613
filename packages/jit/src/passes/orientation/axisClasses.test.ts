import { expect, test } from 'vitest';
import { GraphBuilder } from '../../graph/builder.ts';
import { axisClasses } from './axisClasses.ts';

test('samples stay samples and features features from one product to the next', () => {
  const build = new GraphBuilder();
  const [x, w, v] = [
    [4, 4],
    [4, 4],
    [4, 4],
  ].map((shape, i) => build.input(i, shape, 'float32'));
  const hidden = build.unary('Tanh', build.matMul(x, w));
  const y = build.matMul(hidden, v, { transposeB: true });
  const gradient = build.matMul(hidden, y, { transposeA: true });
  const classOf = axisClasses({ inputs: [], outputs: [gradient] });
  const samples = classOf(x, 0);
  expect([hidden, y].map((node) => classOf(node, 0))).toEqual([samples, samples]);
  expect(classOf(w, 0)).toBe(classOf(x, 1));
  expect(classOf(v, 1)).toBe(classOf(w, 1));
  expect(classOf(gradient, 0)).toBe(classOf(hidden, 1));
  expect(classOf(gradient, 1)).toBe(classOf(v, 0));
  expect(new Set([samples, classOf(x, 1), classOf(w, 1), classOf(v, 0)]).size).toBe(4);
});

test('axes of length 1 that broadcast, and vectors, say nothing', () => {
  const build = new GraphBuilder();
  const [x, column, row] = [[4, 3], [4, 1], [3]].map((shape, i) => build.input(i, shape, 'float32'));
  const scaled = build.mul(build.mul(x, column), row);
  const classOf = axisClasses({ inputs: [], outputs: [scaled] });
  expect(classOf(scaled, 0)).toBe(classOf(column, 0));
  expect(classOf(scaled, 1)).toBe(classOf(x, 1));
  expect(classOf(column, 1)).not.toBe(classOf(x, 1));
});

test('a concatenation counts the same along the axis that it makes longer', () => {
  const build = new GraphBuilder();
  const [x, y] = [
    [4, 3],
    [2, 3],
  ].map((shape, i) => build.input(i, shape, 'float32'));
  const both = build.concat([x, build.transpose(build.transpose(y, [1, 0]), [1, 0])], 0);
  const classOf = axisClasses({ inputs: [], outputs: [both] });
  expect([classOf(both, 0), classOf(both, 1)]).toEqual([classOf(x, 0), classOf(x, 1)]);
  expect(classOf(y, 0)).toBe(classOf(x, 0));
});
