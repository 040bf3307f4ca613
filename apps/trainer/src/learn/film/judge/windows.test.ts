import { describe, expect, it } from 'vitest';
import { filmBaselines } from './filmBaselines.ts';
import type { Film } from '../look/prepare.ts';
import { splitFilms, stretchesOf, windowed } from './windows.ts';

/** One pixel that tells the number of its film and frame. */
const numbered = (film: number, length: number): Film => ({
  path: `film ${film}`,
  length,
  frames: Uint8Array.from({ length }, (_, t) => (50 * film + t) % 256),
});
const options = { held: 40, guard: 5, learnt: 35, dt: 0.1 };

describe('splitting films', () => {
  it('holds out a stretch that no window of the training touches, with a guard', () => {
    const { train, test } = splitFilms([numbered(0, 250)], options);
    const held = test.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
    const learnt = train.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, i) => from + i));
    expect(held.length).toBe(50);
    for (const t of held) expect(Math.min(...learnt.map((s) => Math.abs(s - t)))).toBeGreaterThan(5);
    const { dataset, held: count } = windowed({ train, test }, { size: 1, channels: 1, dt: 0.1 }, 35, 'a');
    expect(dataset.trajectories - count).toBeGreaterThan(20);
    for (let w = 0; w < dataset.trajectories; w++) {
      const frames = [...dataset.frames.subarray(w * 35, (w + 1) * 35)];
      expect(frames).toEqual(Array.from({ length: 35 }, (_, i) => frames[0] + i));
      const isHeld = w >= dataset.trajectories - count;
      const [from, to] = [Math.min(...held), Math.max(...held)];
      if (isHeld) expect(frames[0] >= from && frames[34] <= to).toBe(true);
      else expect(frames[34] < from - 5 || frames[0] > to + 5).toBe(true);
    }
  });

  it('puts the stretches together again from their windows, every window and evenly fewer', () => {
    for (const length of [250, 900]) {
      const { train, test } = splitFilms([numbered(0, length), numbered(1, length)], options);
      const { dataset } = windowed({ train, test }, { size: 1, channels: 1, dt: 0.1 }, 35, 'a');
      const remembered = train.map(({ film, from, to }) => ({ film: film.path, from, to }));
      const again = stretchesOf(dataset, remembered);
      expect(again.length).toBe(train.length);
      again.forEach(({ film, from, to }, i) => {
        const { film: own, from: first, to: last } = train[i];
        expect(from).toBe(0);
        // Of at most 400 windows every fourth frame begins one.
        expect(last - first - to).toBeLessThan(8);
        const skipped = film.frames[0] - own.frames[first];
        expect(film.frames).toEqual(own.frames.subarray(first + skipped, first + skipped + to));
      });
    }
  });

  it('holds out whole films where there are five', () => {
    const films = Array.from({ length: 5 }, (_, i) => numbered(i, 60));
    const { train, test } = splitFilms(films, options);
    expect(train.map(({ film }) => film.path)).toEqual(['film 0', 'film 1', 'film 2', 'film 3']);
    expect(test.map(({ film }) => film.path)).toEqual(['film 4']);
  });

  it('refuses what is too short, and says how long to film', () => {
    expect(() => splitFilms([numbered(0, 70)], options)).toThrow(
      /film 0: has 70 frames, but 80 are needed to learn from and to hold some out; film for 12 s/,
    );
  });
});

describe('baselines of films', () => {
  const train = [{ film: numbered(0, 100), from: 10, to: 60 }];
  const seen = [20, 21, 22].map((value) => Uint8Array.of(value));
  const baselines = filmBaselines(train, 7);

  it('are the last frame, the mean of the training, a straight line, and what followed the most similar frames', () => {
    expect([...Array.from(baselines.last(seen, 5))]).toEqual([22]);
    expect(baselines.mean(seen, 5)[0]).toBeCloseTo(34.5, 10);
    expect(baselines.linear(seen, 5)[0]).toBe(27);
    expect(baselines.nearest(seen, 5)[0]).toBe(27);
    // Linear extrapolation stays within the values of pixels.
    expect(baselines.linear(seen, 5000)[0]).toBe(255);
  });

  it('never look beyond what was learnt from', () => {
    const late = [70, 71, 72].map((value) => Uint8Array.of(value));
    expect(baselines.nearest(late, 7)[0]).toBe(59);
  });
});
