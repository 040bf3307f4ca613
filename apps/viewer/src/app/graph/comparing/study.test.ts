import { jit } from '@hgn/jit';
import { createModel, createTrainer, makeBatch, presets } from '@hgn/model';
import { key } from '@hgn/nn';
import { beforeAll, describe, expect, test } from 'vitest';
import { study, type Comparison, type Study } from './study.ts';
import { functions, type FunctionName } from '../functions.ts';
import { traceSubject, type Traced } from '../subjects.ts';

describe.each(Object.keys(functions) as FunctionName[])('the function %s', (name) => {
  test('is told with every pass, and gets no larger in the end', () => {
    const { summary, picture } = study(traceSubject({ kind: 'function', name }));
    expect(summary.traced).toBeGreaterThan(10);
    const last = summary.passes.at(-1)?.nodesAfter ?? Infinity;
    expect(last).toBeLessThanOrEqual(summary.traced);
    const { boxes, counts } = picture({ before: 0, after: summary.passes.length, side: 'after' });
    const nodes = boxes.reduce((sum, box) => sum + box.nodes, 0);
    expect(nodes).toBe(last);
    expect(counts.kept + counts.rewired + counts.added).toBe(last);
  });
});

test('an unknown preset is refused with those that there are', () => {
  expect(() => traceSubject({ kind: 'preset', name: 'toString' })).toThrow(
    'must be one of quickstart, pendulum-small, paper',
  );
});

describe('the training step of the quickstart', () => {
  let traced: Traced;
  let seen: Study;
  const whole = (after: number): Comparison => ({ before: Math.max(0, after - 1), after, side: 'after' });
  beforeAll(() => {
    traced = traceSubject({ kind: 'preset', name: 'quickstart' });
    seen = study(traced);
  }, 120_000);

  test('has the nodes that the statistics of the compiler count', { timeout: 120_000 }, async () => {
    const preset = presets.quickstart;
    const model = createModel(preset.model);
    const trainer = createTrainer(model, preset);
    const sequences = { trajectories: 1, length: 140, height: 32, width: 32, channels: 3, dt: 1, frames: new Uint8Array(140 * 32 * 32 * 3) }; // oxfmt-ignore
    const { batchSize, sampling } = preset.training;
    const batch = makeBatch(model, sequences, { protocol: preset.protocol, batchSize, sampling }, key(0), 0);
    const compiled = await jit(trainer.step, [trainer.init(key(0)), batch, 0] as never, {
      engine: 'onnx-cpu',
    });
    const untimed = ({ pass, nodesBefore, nodesAfter }: (typeof traced.passes)[number]) => [
      pass,
      nodesBefore,
      nodesAfter,
    ];
    expect(seen.summary.passes.map(untimed)).toEqual(compiled.stats?.passes.map(untimed));
    expect(seen.summary.kernelCalls).toBe(compiled.stats?.kernelCalls);
    await compiled.dispose();
    seen.summary.passes.forEach(({ nodesAfter }, i) => {
      const { boxes } = seen.picture(whole(i + 1));
      expect(boxes.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(nodesAfter);
    });
  });

  test('shows its parts by name, in a picture of a few boxes without a cycle', () => {
    const { boxes, wires, trail, width, height } = seen.picture(whole(0));
    expect(seen.summary.traced).toBeGreaterThan(2500);
    expect(boxes.length).toBeLessThan(26);
    const titles = boxes.map(({ title }) => title).join();
    for (const part of ['encoder', 'potential', 'decoder', 'gradients of']) expect(titles).toContain(part);
    expect(trail).toHaveLength(1);
    const place = new Map(boxes.map((box) => [box.key, box.y]));
    for (const { from, to, values, points } of wires) {
      // Layers go down: an edge upward would be one of a cycle.
      expect(place.get(from) ?? NaN).toBeLessThan(place.get(to) ?? NaN);
      expect(values).toBeGreaterThan(0);
      expect(points.length).toBeGreaterThan(1);
    }
    for (const { x, y, width: wide, height: high } of boxes) {
      expect(x - wide / 2).toBeGreaterThanOrEqual(0);
      expect(x + wide / 2).toBeLessThanOrEqual(width);
      expect(y + high / 2).toBeLessThanOrEqual(height);
    }
  });

  test('opens part by part down to single nodes, and finds a node again from its name', () => {
    const comparison = whole(0);
    const [kernel] = seen.find(comparison, 'slice decoder.0.kernel', 5);
    expect(kernel).toMatchObject({ op: 'Slice', name: 'decoder.0.kernel' });
    const stretch = seen.locate(comparison, kernel.id);
    const { boxes, trail } = seen.picture(comparison, stretch);
    expect(boxes.filter(({ node }) => node === kernel.id)).toHaveLength(1);
    expect(trail.length).toBeGreaterThan(1);
    expect(trail.at(-1)?.stretch).toEqual(stretch);
    expect(boxes.map(({ kind }) => kind)).toContain('before');
    expect(boxes.length).toBeLessThan(52);
    const { node, reads, readBy, change } = seen.details(comparison, kernel.id);
    expect(node.shape).toEqual([16 * 512]);
    expect(reads.map(({ name }) => name)).toEqual(['parameters']);
    expect(readBy.map(({ op }) => op)).toEqual(['Reshape']);
    expect(change).toBe('kept');
  });

  test('says which operations a pass takes away and which it brings', () => {
    const at = seen.summary.passes.findIndex(({ pass }) => pass === 'expandConvolutions') + 1;
    const { operations, counts } = seen.picture(whole(at));
    const convolutions = operations.find(({ op }) => op === 'Conv2D');
    expect(convolutions?.before).toBeGreaterThan(convolutions?.after ?? Infinity);
    expect(operations.find(({ op }) => op === 'SpatialMap')?.after).toBeGreaterThan(10);
    expect(counts.added).toBeGreaterThan(10);
    const before = seen.picture({ ...whole(at), side: 'before' });
    expect(before.boxes.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(
      seen.summary.passes[at - 1].nodesBefore,
    );
  });

  test('a picture of all of it takes less than a second', () => {
    const begun = performance.now();
    study(traced).picture(whole(traced.passes.length));
    expect(performance.now() - begun).toBeLessThan(1000);
  });

  test('refuses passes, parts and nodes that are not there', () => {
    expect(() => seen.picture({ before: 0, after: 99, side: 'after' })).toThrow(
      'passes must be from 0 to 18',
    );
    expect(() => seen.picture(whole(1), { start: 5, end: 5 })).toThrow('a part must lie in');
    expect(() => seen.details(whole(1), -1)).toThrow('no node -1');
  });
});
