import { requireOptions, type OptionNames } from '@hgn/options';
import type { Recording } from './recording.ts';

/** How recordings are kept apart. */
export interface SplitOptions {
  /** Share of the time that is held out, above 0 and below 1; 0.2 unless told. */
  readonly held?: number;
  /** Seconds between what is trained on and what is held out: at least the width of filters; 0 unless told. */
  readonly guard?: number;
  /** Seconds that a held-out stretch has at least, so that something can be foreseen in it. */
  readonly shortest?: number;
  /** Which recordings or which stretches: another number holds out others; 0 unless told. */
  readonly fold?: number;
}

/** What is trained on and what is held out. */
export interface Split {
  readonly train: readonly Recording[];
  readonly held: readonly Recording[];
  /** Whether whole recordings are held out, or stretches of each. */
  readonly by: 'recording' | 'stretch';
}

/**
 * A part of a recording, samples [from, to), its time beginning with 0.
 * @example
 * const recording = { source: 'a', startTime: 5, time: Float64Array.of(0, 1, 2), values: { x: Float64Array.of(1, 2, 3) } };
 * const { startTime, time } = sliceRecording(recording, 1, 3); // 6; 0, 1
 */
export function sliceRecording(recording: Recording, from: number, to: number): Recording {
  const { source, startTime, time, values } = recording;
  return {
    source,
    startTime: startTime + time[from],
    time: time.slice(from, to).map((value) => value - time[from]),
    values: Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all.slice(from, to)])),
  };
}

const duration = ({ time }: Recording): number => time[time.length - 1] - time[0];

/** Index of the first sample that is not before a time. */
function sampleAt(time: Float64Array, at: number): number {
  const found = time.findIndex((value) => value >= at - 1e-9);
  return found < 0 ? time.length : found;
}

const splitRecordingsOptionNames: OptionNames<SplitOptions> = {
  held: true,
  guard: true,
  shortest: true,
  fold: true,
};

/**
 * Holds out whole recordings where there are five or more, every so manieth, else one stretch of each, its place going
 * round with `fold`. No sample is in both, and `guard` seconds lie between: windows that overlap, or are a filter's width
 * apart, are never on both sides.
 * @throws RangeError for an option out of its range, or recordings too short to hold anything out
 * @example
 * const time = Float64Array.from({ length: 100 }, (_, i) => 0.1 * i);
 * const { train, held } = splitRecordings([{ source: 'a', startTime: 0, time, values: { x: time } }], { guard: 0.5 });
 */
export function splitRecordings(recordings: readonly Recording[], options: SplitOptions = {}): Split {
  requireOptions('splitRecordings', options, splitRecordingsOptionNames);
  const { held: share = 0.2, guard = 0, shortest = 0, fold = 0 } = options;
  if (!(share > 0 && share < 1))
    throw new RangeError(`splitRecordings: held must be above 0 and below 1, but got ${share}`);
  for (const [name, value] of Object.entries({ guard, shortest })) {
    if (!(value >= 0 && value < Infinity))
      throw new RangeError(`splitRecordings: ${name} must be seconds from 0, but got ${value}`);
  }
  if (!Number.isInteger(fold) || fold < 0) {
    throw new RangeError(`splitRecordings: fold must be an integer from 0, but got ${fold}`);
  }
  if (recordings.length >= 5) {
    const every = Math.max(2, Math.round(1 / share));
    const place = fold % Math.min(every, recordings.length);
    const isHeld = (_: Recording, i: number) => i % every === place;
    return {
      by: 'recording',
      held: recordings.filter(isHeld),
      train: recordings.filter((each, i) => !isHeld(each, i)),
    };
  }
  const train: Recording[] = [];
  const held: Recording[] = [];
  for (const recording of recordings) {
    const { time } = recording;
    const total = duration(recording);
    const length = Math.max(share * total, shortest);
    // Places go from the end towards the beginning, so that fold 0 foresees what came last.
    const places = Math.max(1, Math.floor(total / length));
    const end = total - (fold % places) * length;
    const begin = end - length;
    if (begin < -1e-9 || total - length - 2 * guard <= 0) continue;
    held.push(
      sliceRecording(recording, sampleAt(time, begin), sampleAt(time, end) + (fold % places === 0 ? 1 : 0)),
    );
    const before = sampleAt(time, begin - guard);
    const after = sampleAt(time, end + guard);
    if (before > 1) train.push(sliceRecording(recording, 0, before));
    if (time.length - after > 1) train.push(sliceRecording(recording, after, time.length));
  }
  if (held.length === 0 || train.length === 0) {
    throw new RangeError(
      `splitRecordings: recordings must be longer than ${shortest + 2 * guard} s to hold a stretch out, but the longest has ${Math.max(0, ...recordings.map(duration))} s; record more`,
    );
  }
  return { by: 'stretch', train, held };
}
