import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate, presets as systems } from '@hgn/datasets';
import { courses, peers, type Course } from './courses.ts';
import { betterBaseline } from './judge.ts';
import { startOurs } from './ours.ts';
import { startTorch, writeFilms } from './peer.ts';
import type { Clock, Racer } from './racer.ts';

/** Shares of the time after which everyone is judged. */
export const marks = [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.55, 0.7, 0.85, 1];

/** What a race found. Errors are mean squared errors per pixel value, pixels in [0, 1]. */
export interface Race {
  readonly course: Course;
  readonly seed: number;
  readonly seconds: number;
  readonly clock: Clock;
  readonly threads: number;
  readonly torch: string;
  readonly baseline: number;
  readonly curves: readonly Curve[];
}

/** How one training went: its error where its clock stood. */
export interface Curve {
  readonly name: string;
  readonly parameters: number;
  readonly steps: number;
  readonly points: readonly { readonly seconds: number; readonly error: number }[];
}

/** Trains ours and every peer on the same films, from mark to mark in turn, and judges all on the same unseen films. */
export async function race(
  course: Course,
  {
    seed,
    seconds = courses[course].seconds,
    clock,
    threads,
    torch,
    log,
  }: {
    readonly seed: number;
    readonly seconds?: number;
    readonly clock: Clock;
    readonly threads: number;
    readonly torch: { readonly python: string; readonly version: string };
    log(text: string): void;
  },
): Promise<Race> {
  const { ours } = courses[course];
  const system = systems[course];
  const { trajectories, frames } = ours.data;
  const films = generate(system, { seed: seed + 1, trajectories, frames });
  const unseen = generate(system, { seed: 1_000_003, trajectories: 64, frames: 40 });
  const baseline = betterBaseline(unseen);
  const folder = await mkdtemp(join(tmpdir(), 'hgn-equal-time-'));
  const racers: Racer[] = [];
  try {
    const shared = {
      films: { data: films, file: await writeFilms(join(folder, 'films'), films) },
      unseen: { data: unseen, file: await writeFilms(join(folder, 'unseen'), unseen) },
      ...{ folder, seed, clock, threads },
    };
    racers.push(await startOurs(ours, { films, unseen, seed, seconds, clock, threads }));
    const torches = [];
    for (const peer of peers) {
      const racer = await startTorch(torch.python, peer, shared);
      racers.push(racer);
      torches.push(racer);
    }
    const curves: Curve[] = racers.map(({ name, parameters }) => ({
      name,
      parameters,
      steps: 0,
      points: [],
    }));
    for (const mark of marks) {
      for (const [i, racer] of racers.entries()) {
        const { seconds: at, steps } = await racer.train(mark * seconds);
        const { points, ...about } = curves[i];
        const stood = points.at(-1)?.seconds;
        if (stood === at) continue; // It had overshot this mark, or has nothing more to do.
        const error = await racer.judge();
        log(
          `${racer.name}: ${at.toFixed(1)} s, ${steps} steps, ${(baseline / error).toPrecision(3)} times below`,
        );
        curves[i] = { ...about, steps, points: [...points, { seconds: at, error }] };
      }
    }
    for (const racer of torches) {
      const difference = await racer.verify();
      log(
        `${racer.name}: our model has the same error with its weights, up to ${difference.toExponential(1)}`,
      );
    }
    return { course, seed, seconds, clock, threads, torch: torch.version, baseline, curves };
  } finally {
    for (const racer of racers) await racer.stop();
    await rm(folder, { recursive: true });
  }
}
