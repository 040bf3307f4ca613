import { jit } from '@hgn/jit';
import type { BenchmarkOptions } from '../lib/benchmark.ts';
import { compare } from '../lib/compare.ts';
import { pytorchVersion, startPeer } from '../peers/pytorch.ts';
import { makeProblem, sgdStep } from './hamiltonianMlp.ts';

export const title = 'Training step of a Hamiltonian MLP, compiled, beside eager PyTorch (batch 16, 64, 512)';

const threads = 2;

/** Milliseconds per step, best and median; both sides from the same weights, timed in turn. */
export async function run({ args, log }: BenchmarkOptions): Promise<object[]> {
  const version = pytorchVersion();
  if (version === undefined) {
    log(
      'SKIPPED: the PyTorch side. python3 has no torch; on Debian: apt-get install python3-torch libopenblas0-pthread',
    );
  }
  const batches = [16, 64, 512].filter((batch) => args.length === 0 || args.includes(`mlp-${batch}`));
  const rows = [];
  for (const batch of batches) rows.push(await measure(batch, version, log));
  return rows;
}

async function measure(
  batch: number,
  version: string | undefined,
  log: (line: string) => void,
): Promise<object> {
  const problem = makeProblem(batch);
  const weights = [...problem.weights];
  const data = [...problem.data];
  const step = await jit(sgdStep(problem), [weights, data], { threads });
  const { loss } = await step.arrays(weights, data);
  const bound = step.bind(weights);
  const ours = async (steps: number) => {
    for (let i = 0; i < steps; i++) await bound(data);
  };
  const peer = version === undefined ? undefined : startPeer('hamiltonian_mlp.py');
  try {
    if (peer !== undefined) {
      const host = (arrays: readonly { data: ArrayLike<number>; shape: readonly number[] }[]) =>
        arrays.map((array) => ({ data: Array.from(array.data), shape: array.shape }));
      const setup = { ...problem, threads, weights: host(weights), data: host(data) };
      const { loss: peerLoss } = (await peer.ask({ setup })) as { loss: number };
      const error = Math.abs(peerLoss - loss.data[0]) / Math.abs(peerLoss);
      if (!(error < 1e-4))
        throw new Error(`jit: the sides disagree on the loss, ${loss.data[0]} and ${peerLoss}`);
      log(`mlp-${batch}: losses agree to ${error.toExponential(1)}`);
    }
    const contestants = {
      ours,
      ...(peer === undefined
        ? {}
        : {
            peer: async (steps: number) => {
              await peer.ask({ steps });
            },
          }),
    };
    const [mine, theirs] = await compare(contestants, { rounds: 10, sampleTime: 300, pause: 500 });
    const own = {
      name: `mlp-${batch}`,
      engine: step.engine,
      ours_ms: mine.best,
      ours_median_ms: mine.median,
    };
    if (theirs === undefined) return { ...own, peer: 'none', peer_ms: null, ratio: null };
    return {
      ...own,
      peer: `pytorch ${version}`,
      peer_ms: theirs.best,
      peer_median_ms: theirs.median,
      ratio: mine.best / theirs.best,
    };
  } finally {
    peer?.stop();
    await step.dispose();
  }
}
