import type { JitOptions } from '@hgn/jit';
import { integrate, methods, type System } from '@hgn/integrators';
import { createHnn, createPlainField, fitVectorField, sampleDerivatives } from '@hgn/model';
import { key, normal, uniform } from '@hgn/nn';
import type { Gate } from './gate.ts';
import type { FieldMoment, FieldTask } from './tasks.ts';

/** The pendulum of a task: m, g, length 1. */
export function pendulumOf({ mass, gravity }: Pick<FieldTask, 'mass' | 'gravity'>): System & {
  readonly energy: (q: ArrayLike<number>, p: ArrayLike<number>) => number;
} {
  return {
    separable: true,
    dHdq: (q, _p, out) => ((out[0] = mass * gravity * Math.sin(q[0])), out),
    dHdp: (_q, p, out) => ((out[0] = p[0] / mass), out),
    energy: (q, p) => p[0] ** 2 / (2 * mass) + mass * gravity * (1 - Math.cos(q[0])),
  };
}

/**
 * Trains a Hamiltonian network, or a plain one of the same hidden layers, on the same derivatives, and rolls both out
 * by the same method (the classical Runge-Kutta method, which favours neither): what differs is the network alone.
 */
export async function trainField(
  task: FieldTask,
  {
    gate,
    tell,
    clock,
    ...jit
  }: JitOptions & {
    readonly gate: Gate;
    readonly tell: (moment: FieldMoment) => void;
    readonly clock: () => number;
  },
): Promise<void> {
  const pendulum = pendulumOf(task);
  const { samples: count, noise, seed, steps, every, rollout, mass, gravity } = task;
  const at = key(seed);
  const reach = { q: 2, p: Math.sqrt(2 * mass * mass * gravity * (1 - Math.cos(2))) };
  const draws = uniform(at, [2, count], { min: -1, max: 1 }).data;
  const seen = sampleDerivatives(pendulum, {
    q: Float64Array.from({ length: count }, (_, i) => reach.q * draws[i]),
    p: Float64Array.from({ length: count }, (_, i) => reach.p * draws[count + i]),
    coordinates: 1,
  });
  const errors = normal(key(seed + 1), [2, count]).data;
  const noisy = {
    ...seen,
    dqdt: Float64Array.from(seen.dqdt, (x, i) => x + noise * errors[i]),
    dpdt: Float64Array.from(seen.dpdt, (x, i) => x + noise * errors[count + i]),
  };
  const layers = task.hidden.flatMap((units) => [
    { type: 'dense', units } as const,
    { type: 'activation', name: 'softplus' } as const,
  ]);
  const model =
    task.kind === 'hnn'
      ? createHnn({ coordinates: 1, layers })
      : createPlainField({ coordinates: 1, layers });
  let begun = clock();
  let last = 0;
  await fitVectorField(model, noisy, {
    ...jit,
    steps,
    seed,
    learningRate: task.learningRate,
    logEvery: 1,
    async onMetrics({ step, loss }, parameters) {
      if (last === 0) begun = clock();
      if (step % every === 0 || step === 1 || step === steps) {
        const start = { q: Float64Array.of(rollout.q), p: Float64Array.of(0) };
        const { q, p } = integrate(methods.rk4, model.system(parameters()), start, {
          dt: rollout.dt,
          steps: rollout.steps,
        });
        const energy = Float64Array.from(q, (x, i) => pendulum.energy([x], [p[i]]));
        const millisecondsPerStep = (clock() - begun) / Math.max(1, step - 1);
        tell({ kind: task.kind, step, steps, loss, q, p, energy, millisecondsPerStep });
      }
      last = step;
      await gate.pass();
    },
  });
}
