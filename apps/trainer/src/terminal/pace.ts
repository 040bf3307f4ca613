import type { Io } from '../io.ts';
import { duration } from './format.ts';
import { pace } from './progress.ts';

/** Steps and milliseconds after which a rate is worth telling. */
const enoughSteps = 5;
const enoughTime = 1000;

/** Steps per second and seconds left from which on a job is called slow, where something faster is to be had. */
const slow = { perSecond: 1, left: 600 };

/** What is told about the pace of a training. */
export interface PaceFacts {
  readonly engine: string;
  readonly total: number;
  /** Steps done before. */
  readonly from: number;
  /** What else is to be said about the job, such as the size of the model. */
  readonly about?: string;
  /** How to be much faster here. */
  readonly faster?: string | undefined;
}

/**
 * Tells once, as soon as it can be measured, on which engine a job runs, how fast and until when. The first step does not
 * count: it pays for what is set up late. Returns the line, or undefined while it is too early or was told.
 */
export function paceTeller(clock: Io['clock'], facts: PaceFacts): (done: number) => string | undefined {
  const { engine, total, from, about, faster } = facts;
  let first: { readonly done: number; readonly at: number } | undefined;
  let told = false;
  return (done) => {
    if (told || done <= from) return undefined;
    const at = clock.now();
    if (first === undefined && done < total) {
      first = { done, at };
      return undefined;
    }
    const steps = first === undefined ? 0 : done - first.done;
    const elapsed = first === undefined ? 0 : at - first.at;
    const enough = steps > 0 && elapsed > 0 && (steps >= enoughSteps || elapsed >= enoughTime);
    if (!enough && done < total) return undefined;
    told = true;
    const described = about === undefined ? '' : ` (${about})`;
    if (!enough) return `${engine}${described}`;
    const perSecond = (1000 * steps) / elapsed;
    const seconds = (total - done) / perSecond;
    const left = duration(seconds);
    const loud =
      perSecond < slow.perSecond && seconds > slow.left ? `SLOW: ${left} to go on ${engine}; ` : '';
    const advice = faster === undefined ? '' : `\n${loud}${faster}`;
    return `${engine}: ${pace(perSecond, 'steps')}, ${left} left${described}${advice}`;
  };
}
