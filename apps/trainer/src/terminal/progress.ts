import type { Io } from '../io.ts';
import { coloursFor } from './colours.ts';
import { duration } from './format.ts';

/** Progress of one long job, on stderr. */
export interface Progress {
  /** `detail` is the short text after the bar, such as the loss. */
  update(done: number, detail?: string): void;
  /** Writes a line above the bar. */
  note(text: string): void;
  /** Draws the last state and ends the line; further updates are ignored. */
  end(): void;
}

const redrawEvery = 100;
const plainLineEvery = 5000;

/**
 * A bar that redraws one line at a terminal, and a plain line every five seconds elsewhere.
 *
 * The rate is measured over the last few seconds, so that compiling before the first step does not count.
 * `from`: units done before this run, e.g. the step a training resumes at. `since`: when the job began, on the clock, where
 * what came before the first unit is a part of it and counts.
 */
export function createProgress(
  io: Pick<Io, 'stderr' | 'clock' | 'isTTY' | 'columns' | 'env'>,
  {
    label,
    total,
    unit,
    from = 0,
    since,
  }: { label: string; total: number; unit: string; from?: number; since?: number },
): Progress {
  const colours = coloursFor(io);
  const rate = rateMeter();
  const start = since ?? io.clock.now();
  if (since !== undefined) rate.add(since, from);
  let drawnAt = -Infinity;
  let drawnDone = -1;
  let latest = { done: from, detail: '' };
  let ended = false;

  const text = (now: number): string => {
    const { done, detail } = latest;
    const perSecond = rate.perSecond();
    const complete = done >= total;
    return [
      `${done}/${total}`,
      detail,
      perSecond > 0 ? pace(perSecond, unit) : '',
      complete
        ? `in ${duration((now - start) / 1000)}`
        : perSecond > 0
          ? `${duration((total - done) / perSecond)} left`
          : '',
    ]
      .filter((part) => part !== '')
      .join('  ');
  };

  const draw = (now: number): void => {
    drawnAt = now;
    drawnDone = latest.done;
    if (!io.isTTY) {
      io.stderr.write(`${label}  ${text(now)}\n`);
      return;
    }
    const tail = text(now);
    const room = io.columns - label.length - tail.length - 5;
    const width = Math.max(0, Math.min(28, room));
    const filled = total > 0 ? Math.round((Math.min(latest.done, total) / total) * width) : width;
    const bar =
      width < 6 ? '' : ` ${colours.cyan('━'.repeat(filled))}${colours.dim('─'.repeat(width - filled))}`;
    const plain = tail.slice(0, Math.max(0, io.columns - label.length - (bar === '' ? 2 : width + 3)));
    io.stderr.write(`\r${colours.bold(label)}${bar} ${plain}\u001B[K`);
  };

  return {
    update(done, detail = latest.detail) {
      if (ended) return;
      const now = io.clock.now();
      latest = { done, detail };
      rate.add(now, done);
      const wait = io.isTTY ? redrawEvery : plainLineEvery;
      if (now - drawnAt >= wait) draw(now);
    },
    note(line) {
      io.stderr.write(io.isTTY && drawnAt > -Infinity && !ended ? `\r\u001B[K${line}\n` : `${line}\n`);
      drawnAt = -Infinity;
    },
    end() {
      if (ended) return;
      ended = true;
      if (latest.done !== drawnDone && (drawnDone >= 0 || latest.done > from)) draw(io.clock.now());
      if (io.isTTY && drawnDone >= 0) io.stderr.write('\n');
    },
  };
}

/** Units per second over a sliding window of ten seconds. */
function rateMeter(): { add(now: number, done: number): void; perSecond(): number } {
  const window = 10_000;
  const points: { now: number; done: number }[] = [];
  return {
    add(now, done) {
      points.push({ now, done });
      while (points.length > 2 && now - points[0].now > window) points.shift();
    },
    perSecond() {
      if (points.length < 2) return 0;
      const first = points[0];
      const last = points[points.length - 1];
      const elapsed = (last.now - first.now) / 1000;
      return elapsed > 0 ? (last.done - first.done) / elapsed : 0;
    },
  };
}

/** A rate as `25 steps/s`, `2.5 steps/s`, and of slow work `36 s per step`. */
export function pace(perSecond: number, unit: string): string {
  if (perSecond >= 10) return `${Math.round(perSecond)} ${unit}/s`;
  if (perSecond >= 0.5) return `${perSecond.toFixed(1)} ${unit}/s`;
  return `${duration(1 / perSecond)} per ${unit === 'trajectories' ? 'trajectory' : unit.replace(/s$/, '')}`;
}
