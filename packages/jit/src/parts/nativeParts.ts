import type { NdArray } from '@hgn/autodiff';
import { oneAtATime } from '../engines/oneAtATime.ts';
import type { NativeEngine } from '../native/engine.ts';
import type { NativeProgram } from '../native/lowerNative.ts';
import type { Signature } from '../trace/trace.ts';
import type { PartSessions } from './partSessions.ts';

export interface NativePartsOptions {
  readonly results: readonly Signature[];
  readonly parts: number;
  readonly threads: number;
}

/**
 * Loads a program with memory of its own for as many threads as help, each of which runs its parts one after the other: what a
 * part works on stays in the cache of one core, and nothing waits for another thread until all parts are done.
 */
export async function loadNativeParts(
  engine: NativeEngine,
  program: NativeProgram,
  { results, parts, threads }: NativePartsOptions,
): Promise<PartSessions> {
  const lanes = Math.min(threads, parts);
  const sessions = await Promise.all(
    Array.from({ length: lanes }, () => engine.load(program, results, Math.floor(threads / lanes))),
  );
  const round = async (
    shared: readonly NdArray[],
    own: readonly (readonly NdArray[])[],
  ): Promise<NdArray[][]> => {
    const given = new Array<NdArray[]>(parts);
    // All of them, since the next round must find every program idle.
    const lanesDone = await Promise.allSettled(
      sessions.map(async (session, lane) => {
        for (let part = lane; part < parts; part += lanes)
          given[part] = await session.run([...shared, ...own[part]]);
      }),
    );
    const failed = lanesDone.find((done) => done.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return given;
  };
  const queued = oneAtATime();
  return {
    run: (shared, own) => queued(() => round(shared, own)),
    dispose: () =>
      queued(async () => {
        await Promise.all(sessions.map((session) => session.dispose()));
      }),
  };
}
