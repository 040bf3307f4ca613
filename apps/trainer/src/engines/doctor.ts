import { cpus, totalmem } from 'node:os';
import { jit } from '@hgn/jit';
import * as tf from '@tensorflow/tfjs-core';
import { CommandError } from '../errors.ts';
import type { Io } from '../io.ts';
import { bytes, count } from '../terminal/format.ts';
import { prepareEngine } from '../session/engine.ts';
import { describeCache, sayCache } from './cache.ts';
import { engineInUse } from './eager.ts';
import { type EngineReport, type ExaminedEngine, examine } from './examine.ts';
import { examineApart } from './examineApart.ts';
import { engines } from './names.ts';
import { findTfjsNode } from './tfjsNode.ts';

const examined = engines.filter((engine): engine is ExaminedEngine => engine !== 'auto' && engine !== 'tfjs');

/** Whether an engine loads a library that writes to standard error by itself, and may end the process. */
function hasDriver(engine: ExaminedEngine, io: Io): boolean {
  if (engine === 'tfjs-node' || engine === 'tfjs-node-gpu')
    return findTfjsNode(engine, io).state === 'complete';
  return engine === 'onnx-webgpu';
}

/** Runs `hgn doctor`. */
export async function doctor({ json }: { readonly json?: boolean }, io: Io): Promise<void> {
  const reports: EngineReport[] = [];
  for (const engine of examined)
    reports.push(await (hasDriver(engine, io) ? examineApart(engine, io) : examine(engine, io)));
  const auto = await engineOfAuto(io);
  const machine = {
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cores: cpus().length,
    memoryBytes: totalmem(),
  };
  if (json === true) {
    const cache = await describeCache(io);
    io.stdout.write(`${JSON.stringify({ machine, engines: reports, auto: auto ?? null, cache })}\n`);
  } else {
    const widest = Math.max(...examined.map(({ length }) => length));
    io.stdout.write(
      `Node ${machine.node} on ${machine.platform}, ${count(machine.cores, 'core')}, ${bytes(machine.memoryBytes)} memory\n\n`,
    );
    for (const { engine, works, version, note } of reports) {
      io.stdout.write(
        `${works ? 'works' : 'no   '}  ${engine.padEnd(widest)}  ${version ?? ''}${version === null ? '' : '  '}${note}\n`,
      );
    }
    if (auto !== undefined) io.stdout.write(`\n--engine auto takes ${auto}.\n`);
    io.stdout.write(`${sayCache(await describeCache(io))}\n`);
  }
  if (!reports.some(({ works }) => works))
    throw new CommandError('no engine works here; install one as listed above');
}

/** The engine that `auto` takes here; undefined where it takes none. */
async function engineOfAuto(io: Io): Promise<string | undefined> {
  try {
    const { engine } = await prepareEngine({ engine: 'auto', threads: 0 }, io);
    const compiled = await jit((x: tf.Tensor) => tf.neg(x), [1], { engine });
    await compiled.dispose();
    return engineInUse(compiled.engine);
  } catch {
    // Whatever stands in its way is told beside the engine itself.
    return undefined;
  }
}
