import { describe, expect, test } from 'vitest';
import { randomStream } from '../random.ts';
import { langevin, type Bath } from './langevin.ts';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: readonly number[]) =>
  mean(values.map((value) => value * value)) - mean(values) ** 2;

const samples = 20_000;
/** Four standard errors of a variance: fixed seeds, so a pass stays a pass. */
const tolerance = 4 * Math.sqrt(2 / samples);

const free = (_q: Float64Array, out: Float64Array) => out.fill(0);

/** Many coordinates that know nothing of each other, with two masses. */
function bathOf(step: number): Bath {
  const masses = Float64Array.from({ length: samples }, (_, i) => (i % 2 === 0 ? 0.7 : 2.5));
  return { temperature: 0.6, damping: 0.3, step, masses };
}

const ofMass = (values: Float64Array, { masses }: Bath, mass: number) =>
  Array.from(values).filter((_, i) => masses[i] === mass);

describe('langevin', () => {
  test.each([0.7, 2.5])('forgets a velocity as exp(-t / damping) and warms it up, mass %d', (mass) => {
    const bath = bathOf(0.01);
    const q = new Float64Array(samples);
    const p = new Float64Array(samples).fill(3);
    langevin(free, bath, randomStream(5, 0, 'bath'))(q, p, 25);
    const kept = Math.exp(-0.25 / bath.damping);
    const expected = mass * bath.temperature * (1 - kept * kept);
    const momenta = ofMass(p, bath, mass);
    expect(Math.abs(mean(momenta) - 3 * kept)).toBeLessThan(4 * Math.sqrt(expected / momenta.length));
    expect(Math.abs(variance(momenta) / expected - 1)).toBeLessThan(Math.SQRT2 * tolerance);
  });

  test('a free particle diffuses as Einstein says: <q^2> = 2 D t with D = T damping / m, less its start', () => {
    const bath = bathOf(0.02);
    const [q, p] = [new Float64Array(samples), new Float64Array(samples)];
    langevin(free, bath, randomStream(6, 0, 'bath'))(q, p, 300);
    for (const mass of [0.7, 2.5]) {
      const [time, { damping, temperature }] = [6, bath];
      // Ornstein-Uhlenbeck from rest: x = t / damping.
      const x = time / damping;
      const expected =
        ((temperature * damping * damping) / mass) * (2 * x - 3 + 4 * Math.exp(-x) - Math.exp(-2 * x));
      expect(Math.abs(variance(ofMass(q, bath, mass)) / expected - 1)).toBeLessThan(Math.SQRT2 * tolerance);
    }
  });

  test('oscillators come to <q^2> = T / k whatever their mass, and <p^2> = m T, with steps that are not small', () => {
    const stiffness = 2.3;
    const bath = bathOf(0.2);
    const [q, p] = [new Float64Array(samples).fill(2), new Float64Array(samples)];
    const gradient = (at: Float64Array, out: Float64Array) => {
      for (let i = 0; i < at.length; i++) out[i] = stiffness * at[i];
      return out;
    };
    langevin(gradient, bath, randomStream(7, 0, 'bath'))(q, p, 150);
    for (const mass of [0.7, 2.5]) {
      const positions = variance(ofMass(q, bath, mass));
      expect(Math.abs((positions * stiffness) / bath.temperature - 1)).toBeLessThan(Math.SQRT2 * tolerance);
      // The splitting is exact in the positions of an oscillator; its momenta are those of the step's middle.
      const momenta = variance(ofMass(p, bath, mass)) / (mass * bath.temperature);
      const deviation = (bath.step ** 2 * stiffness) / (4 * mass);
      expect(Math.abs(momenta / (1 - deviation) - 1)).toBeLessThan(Math.SQRT2 * tolerance);
    }
  });
});
