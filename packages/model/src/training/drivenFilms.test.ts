import { expect, test } from 'vitest';
import { swingingSpot, tinyVector } from '../../test/tiny.ts';
import { evaluate } from '../evaluation/evaluate.ts';
import type { Sequences } from '../data/sequences.ts';
import type { Preset } from '../presets/preset.ts';
import { compileTraining } from './compileTraining.ts';

const length = 24;
const dt = 0.2;

/** Films of a spot on a spring, x'' = -4 x + 2 u(t), with what pushes it: two waves of random phases in each film. */
function pushedSpot(trajectories: number, seed: number): Sequences {
  const { height, width } = swingingSpot(1, 1);
  const frames = new Uint8Array(trajectories * length * height * width);
  const drive = new Float64Array(trajectories * length);
  let state = seed;
  // A generator of Park and Miller: enough for phases.
  const random = () => (state = (state * 48271) % 2147483647) / 2147483647;
  for (let s = 0; s < trajectories; s++) {
    let [x, v] = [2 * random() - 1, 2 * random() - 1];
    const phases = [2 * Math.PI * random(), 2 * Math.PI * random()];
    const push = (t: number) => Math.cos(1.3 * t + phases[0]) + Math.cos(3.1 * t + phases[1]);
    for (let t = 0; t < length; t++) {
      drive[s * length + t] = push(t * dt);
      for (let row = 0; row < height; row++) {
        for (let column = 0; column < width; column++) {
          const distance = (column - 3.5 - x) ** 2 + (row - 3.5) ** 2;
          frames[((s * length + t) * height + row) * width + column] = 40 + 200 * Math.exp(-distance / 2);
        }
      }
      for (let k = 0; k < 40; k++) {
        x += (dt / 80) * v;
        v += (dt / 40) * (2 * push((t + (k + 0.5) / 40) * dt) - 4 * x);
        x += (dt / 80) * v;
      }
    }
  }
  return { trajectories, length, height, width, channels: 1, dt, frames, drive };
}

if (tinyVector.model.dynamics.type !== 'hamiltonian') throw new Error('tinyVector must be Hamiltonian');
const preset: Preset = {
  ...tinyVector,
  model: {
    ...tinyVector.model,
    dynamics: { ...tinyVector.model.dynamics, drive: { by: 'data', channels: 1, layers: [] } },
  },
  protocol: { ...tinyVector.protocol, steps: 8, framesPerSample: 4, doubleSpeedFraction: 0 },
  objective: { kind: 'elbo', beta: 1e-4 },
  training: { ...tinyVector.training, steps: 1000, batchSize: 8 },
};

/** Mean square errors of unseen films, forward and backward. */
async function learn(training: Sequences, unseen: Sequences) {
  const { model, trainer, initial, step, dispose } = await compileTraining({
    ...{ preset, sequences: training, seed: 1 },
    threads: 1,
  });
  let state = initial;
  for (let index = 0; index < preset.training.steps; index++) ({ state } = await step(state, index));
  const { tasks } = await evaluate(model, trainer, trainer.judgedParameters(state), unseen, {
    ...{ dt, protocol: preset.protocol, horizon: 12, threads: 1 },
  });
  await dispose();
  return { forward: tasks.forward.mse, backward: tasks.backward.mse };
}

test('films of what is pushed are foreseen where the push is known, both ways in time, and not where it is hidden', async () => {
  const [training, unseen] = [pushedSpot(64, 1), pushedSpot(32, 7)];
  const hidden = (films: Sequences): Sequences => ({
    ...films,
    drive: new Float64Array(films.trajectories * films.length),
  });
  const told = await learn(training, unseen);
  const untold = await learn(hidden(training), hidden(unseen));
  expect(told.forward).toBeLessThan(untold.forward / 2);
  expect(told.backward).toBeLessThan(untold.backward / 2);
}, 120_000);
