import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasPython, runPython } from '@hgn/testing';
import { temporaryFolders } from '../../test/temporary.ts';
import { restartEvent, scalarsEvent, versionEvent } from '../tensorboard/events.ts';
import { tensorboardFile } from './tensorboardFile.ts';

const newFolder = temporaryFolders();
const available = await hasPython('reading event files with TensorBoard', 'tensorboard');

/** A clock of a run that begins at 1.7e12 ms and reads one second later each time. */
function clock(): () => number {
  let time = 1.7e12;
  return () => (time += 1000) - 1000;
}

const readScalars = `
import sys, json
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
run = EventAccumulator(sys.argv[1]); run.Reload()
print(json.dumps({tag: [[e.step, round(e.value, 6), e.wall_time] for e in run.Scalars(tag)] for tag in run.Tags()['scalars']}))`;

/** Two sittings of one run: the second resumes at step 20, after the first had reached 40. */
async function twoSittings(folder: string): Promise<void> {
  const time = clock();
  const first = await tensorboardFile(folder, { clock: time });
  for (const step of [10, 20, 30, 40]) await first.write({ step, loss: 1 / step, 'kl/nats': step });
  await first.close();
  const second = await tensorboardFile(folder, { clock: time, from: 20 });
  await second.write({ step: 30, loss: 7, 'kl/nats': 7 });
  await second.close();
}

describe('tensorboardFile', () => {
  it('never writes into a file that is there, though the clock stands still', async () => {
    const folder = await newFolder();
    for (let sitting = 0; sitting < 3; sitting++) {
      await (await tensorboardFile(folder, { clock: () => 1.7e12 })).close();
    }
    const files = (await readdir(folder)).sort();
    expect(files.map((name) => name.split('.').slice(6))).toEqual([
      ['1700000000000'],
      ['1700000000000', '1'],
      ['1700000000000', '2'],
    ]);
  });

  it('writes a version, a restart when it resumes, and one record a step', async () => {
    const folder = join(await newFolder(), 'tensorboard');
    await twoSittings(folder);
    const [first, second] = (await readdir(folder)).sort();
    expect(first).toMatch(/^events\.out\.tfevents\.1700000000\.hgn\.\d+\.1700000000000$/);
    expect(await readFile(join(folder, second))).toEqual(
      Buffer.concat([
        versionEvent(1.7e9 + 5),
        restartEvent(1.7e9 + 5, 21),
        scalarsEvent(1.7e9 + 6, 30, { loss: 7, 'kl/nats': 7 }),
      ]),
    );
  });

  it.skipIf(!available)('is read by TensorBoard as one run, the resumed steps replaced', async () => {
    const folder = await newFolder();
    await twoSittings(folder);
    expect(JSON.parse(await runPython(readScalars, { args: [folder] }))).toEqual({
      loss: [
        [10, 0.1, 1.7e9 + 1],
        [20, 0.05, 1.7e9 + 2],
        [30, 7, 1.7e9 + 6],
      ],
      'kl/nats': [
        [10, 10, 1.7e9 + 1],
        [20, 20, 1.7e9 + 2],
        [30, 7, 1.7e9 + 6],
      ],
    });
  });

  it.skipIf(!available)('is read by TensorBoard as one run, though it began again from nothing', async () => {
    const folder = await newFolder();
    const time = clock();
    for (const loss of [1, 2]) {
      const events = await tensorboardFile(folder, { clock: time });
      await events.write({ step: 1, loss });
      await events.close();
    }
    expect(JSON.parse(await runPython(readScalars, { args: [folder] }))).toEqual({
      loss: [[1, 2, 1.7e9 + 3]],
    });
  });

  it.skipIf(!available)('is read by TensorBoard without the steps that training went back over', async () => {
    const folder = await newFolder();
    const time = clock();
    const events = await tensorboardFile(folder, { clock: time });
    for (const step of [10, 20, 30]) await events.write({ step, loss: 1 / step });
    await events.write({ step: 30, mse: 0.5 }, 'evaluation');
    await events.rewind(20);
    await events.write({ step: 30, loss: 7 });
    await events.write({ step: 30, mse: 0.25 }, 'evaluation');
    await events.close();
    expect(JSON.parse(await runPython(readScalars, { args: [folder] }))).toEqual({
      loss: [
        [10, 0.1, 1.7e9 + 1],
        [20, 0.05, 1.7e9 + 2],
        [30, 7, 1.7e9 + 6],
      ],
      'evaluation/mse': [[30, 0.25, 1.7e9 + 7]],
    });
  });
});
