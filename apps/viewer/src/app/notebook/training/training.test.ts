import { describe, expect, test } from 'vitest';
import { compilerPasses } from './compilerPasses.ts';
import { createGate } from './gate.ts';
import type { FieldMoment, FlowMoment } from './tasks.ts';
import { pendulumOf, trainField } from './trainField.ts';
import { trainFlow } from './trainFlow.ts';

const open = createGate(() => Promise.resolve());
let now = 0;
const clock = () => (now += 1);

const field = {
  mass: 0.5,
  gravity: 3,
  samples: 200,
  noise: 0.05,
  hidden: [32, 32],
  learningRate: 1e-2,
  seed: 1,
  every: 100,
  rollout: { q: 1.2, dt: 0.05, steps: 400 },
} as const;

describe('training in the page', () => {
  test('a Hamiltonian network keeps the energy better than a plain one of the same size', async () => {
    const drift: Record<string, number> = {};
    for (const kind of ['hnn', 'plain'] as const) {
      const moments: FieldMoment[] = [];
      await trainField(
        { ...field, kind, steps: 400 },
        { gate: open, clock, tell: (moment) => moments.push(moment) },
      );
      expect(moments.map(({ step }) => step)).toEqual([1, 100, 200, 300, 400]);
      const last = moments[4];
      expect(last.loss).toBeLessThan(moments[0].loss / 20);
      expect(last.q).toHaveLength(401);
      const { energy } = pendulumOf(field);
      expect(last.energy[0]).toBeCloseTo(energy([1.2], [0]), 12);
      drift[kind] = Math.max(...last.energy.map((E) => Math.abs(E - last.energy[0])));
    }
    expect(drift.hnn).toBeLessThan(drift.plain);
  });

  test('the gradients of the pendulum are those of its energy, for a mass that is not 1', () => {
    const { energy, dHdq, dHdp } = pendulumOf({ mass: 0.7, gravity: 2.5 });
    const out = new Float64Array(1);
    const h = 1e-5;
    const [q, p] = [0.9, -0.4];
    expect(dHdq(Float64Array.of(q), Float64Array.of(p), out, 0)[0]).toBeCloseTo(
      (energy([q + h], [p]) - energy([q - h], [p])) / (2 * h),
      8,
    );
    expect(dHdp(Float64Array.of(q), Float64Array.of(p), out, 0)[0]).toBeCloseTo(
      (energy([q], [p + h]) - energy([q], [p - h])) / (2 * h),
      8,
    );
  });

  test('a flow tells where its samples are, and comes nearer to the target', async () => {
    const moments: FlowMoment[] = [];
    await trainFlow(
      {
        kind: 'flow',
        target: 'twoMoons',
        samples: 500,
        steps: 120,
        hidden: [32],
        blocks: 2,
        leapfrogSteps: 2,
        seed: 3,
        every: 40,
      },
      { gate: open, clock, tell: (moment) => moments.push(moment) },
    );
    expect(moments.map(({ step }) => step)).toEqual([0, 40, 80, 120]);
    expect(moments[3].loss).toBeLessThan(moments[1].loss);
    expect(moments[3].potential).toHaveLength(33 * 33);
    // The mean of the samples is that of the target when all is learnt; at the beginning it need not be.
    const mean = (values: Float32Array, c: number) =>
      values.filter((_, i) => i % 2 === c).reduce((sum, x) => sum + x, 0) / (values.length / 2);
    for (const c of [0, 1]) {
      expect(Math.abs(mean(moments[3].samples, c) - mean(moments[3].target, c))).toBeLessThan(0.2);
    }
  });
});

describe('the gate', () => {
  test('lets one step pass at a time while paused, and all after that', async () => {
    const waits: number[] = [];
    const gate = createGate((milliseconds) => (waits.push(milliseconds), Promise.resolve()));
    let passed = 0;
    gate.pause(true);
    const running = (async () => {
      for (let i = 0; i < 5; i++) {
        await gate.pass();
        passed++;
      }
    })();
    const settled = () => new Promise((resolve) => setTimeout(resolve, 5));
    await settled();
    expect(passed).toBe(0);
    gate.step();
    await settled();
    expect(passed).toBe(1);
    gate.pace(30);
    gate.pause(false);
    await running;
    expect(passed).toBe(5);
    expect(waits.slice(-3)).toEqual([30, 30, 30]);
  });
});

describe('the compiler at work', () => {
  test.each(['leapfrog', 'training'] as const)('makes the graph of %s smaller', (subject) => {
    const passes = compilerPasses(subject);
    expect(passes[0].pass).toBe('trace');
    expect(passes[passes.length - 1].nodes).toBeLessThan(passes[0].nodes);
    for (const { nodes, operations } of passes) {
      expect(Object.values(operations).reduce((sum, n) => sum + n, 0)).toBe(nodes);
    }
  });
});
