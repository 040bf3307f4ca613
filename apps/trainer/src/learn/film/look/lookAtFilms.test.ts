import { describe, expect, it } from 'vitest';
import { drawSwing, filmInMemory, type SwingFilm } from '../../../../test/swingFilm.ts';
import { isFilm, prepareFilms, showsFriction } from './lookAtFilms.ts';
import { alongPath, pathOf } from '../motion/path.ts';
import { surveyFilm } from './survey.ts';

const calm = { signal: new AbortController().signal };

async function prepared(options: SwingFilm = {}, dt?: number) {
  const survey = await surveyFilm(filmInMemory(drawSwing(options), dt ?? options.dt ?? 1 / 30), calm);
  return prepareFilms([survey], {});
}

describe('looking at a film', () => {
  it('finds where something moves, its period and that it has a colour', async () => {
    const { preparation, findings, films } = await prepared();
    const { box, channels, dt, every } = preparation;
    // The blob has a deviation of two pixels and swings by twelve about (24, 21.6).
    expect(box.x).toBeGreaterThan(3);
    expect(box.x).toBeLessThan(10);
    expect(box.x + box.width).toBeGreaterThan(38);
    expect(box.x + box.width).toBeLessThan(45);
    expect(box.y).toBeGreaterThan(12);
    expect(box.y + box.height).toBeLessThan(31);
    expect([channels, every]).toEqual([3, 1]);
    expect(dt).toBeCloseTo(1 / 30, 12);
    expect(findings.period / 0.8).toBeCloseTo(1, 1);
    expect(films[0].length).toBe(150);
    expect(films[0].frames.length).toBe(150 * 32 * 32 * 3);
  });

  it('sees grey where colour says nothing, and fits odd sizes', async () => {
    const { preparation, films } = await prepared({ isColoured: false, width: 33, height: 47, amplitude: 9 });
    expect(preparation.channels).toBe(1);
    expect(preparation.film).toEqual({ width: 33, height: 47 });
    expect(films[0].frames.length).toBe(150 * 32 * 32);
  });

  it.each([0, 0.2])('measures how swings die down, at a rate of %d', async (decay) => {
    const { findings } = await prepared({ decay, length: 180 });
    expect(Math.abs((findings.decay?.rate ?? NaN) - decay)).toBeLessThan(0.03 * decay + 0.004);
    expect(showsFriction(findings)).toBe(decay > 0);
  });

  it('takes the background off, whatever its pattern and light, and flicker too', async () => {
    const still = await prepared();
    const flickering = await prepared({ flicker: 12 });
    const { size, channels } = still.preparation;
    const along = ({ films: [{ frames, length }], preparation }: typeof still) => {
      const followed = { length, ...preparation };
      return alongPath(frames, followed, pathOf(frames, followed));
    };
    // Corners, where nothing ever moves, are the middle grey.
    for (let t = 0; t < 150; t += 7) {
      expect(Math.abs(still.films[0].frames[t * size * size * channels] - 128)).toBeLessThan(6);
      expect(Math.abs(flickering.films[0].frames[t * size * size * channels] - 128)).toBeLessThan(8);
    }
    const [a, b] = [along(still), along(flickering)];
    // The two axes may point to opposite sides.
    const sign = Math.sign(a.reduce((sum, value, t) => sum + value * b[t], 0));
    const widest = (along: Float64Array) => along.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    a.forEach((value, t) =>
      expect(Math.abs(value / widest(a) - (sign * b[t]) / widest(b))).toBeLessThan(0.1),
    );
  });

  it('thins out pictures of a slow motion', async () => {
    const { preparation, findings } = await prepared({
      period: 4,
      length: 400,
      decay: 0,
      width: 40,
      height: 24,
    });
    expect(findings.period).toBeGreaterThan(3.9);
    expect(preparation.every).toBe(3);
    expect(preparation.dt).toBeCloseTo(0.1, 12);
  });

  it.each([
    [{ amplitude: 0 }, /swing\.mp4: nothing moves in the film .*film closer/],
    [{ shake: 4 }, /the camera moves: the background is shifted by up to .* %.*stand/],
    [{ period: 0.1, decay: 0 }, /only 3\.\d* pictures; film with more pictures a second/],
  ])('refuses %j with advice', async (options, message) => {
    await expect(prepared(options)).rejects.toThrow(message);
  });

  it('does not take what comes to rest before a plain wall for a background that moves', async () => {
    const pictures = Array.from({ length: 90 }, (_, t) => {
      const x = 12 + 6 * Math.exp(-0.02 * t) * Math.cos((2 * Math.PI * t) / 15);
      const data = Uint8Array.from(
        { length: 24 * 18 },
        (_, i) => 60 + 150 * Math.exp(-(((i % 24) - x) ** 2 + (Math.floor(i / 24) - 11) ** 2) / 5),
      );
      return { width: 24, height: 18, channels: 1 as const, data };
    });
    const { findings } = await prepareFilms([await surveyFilm(filmInMemory(pictures, 0.05), calm)], {});
    expect(findings.hasBackground).toBe(false);
    expect(findings.decay?.rate).toBeCloseTo(0.4, 1);
  });

  it('asks for the time between pictures where nothing says it, and refuses pictures of two sizes', async () => {
    const survey = await surveyFilm(filmInMemory(drawSwing({ length: 40 })), calm);
    await expect(prepareFilms([survey], {})).rejects.toThrow(/say it in seconds with --dt/);
    const mixed = [...drawSwing({ length: 2 }), ...drawSwing({ length: 2, width: 40 })];
    await expect(surveyFilm(filmInMemory(mixed), calm)).rejects.toThrow(/one is 40x36 after 48x36/);
    await expect(surveyFilm(filmInMemory([]), calm)).rejects.toThrow(/holds no picture/);
  });

  it('takes folders and files of unknown endings for films', async () => {
    expect(await isFilm(import.meta.dirname)).toBe(true);
    expect(await isFilm('a.MP4')).toBe(true);
    expect(await isFilm('a.CSV')).toBe(false);
    expect(await isFilm('a.npz')).toBe(false);
  });
});
