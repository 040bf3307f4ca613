import { describe, expect, test } from 'vitest';
import { systems } from '../systems/registry.ts';
import { extrapolation, maxColumns } from './extrapolation.ts';

const spring = systems.massSpring.hamiltonian({ mass: 0.7, springConstant: 2.3, friction: 0 });
const pendulum = systems.pendulum.hamiltonian({
  mass: 0.7,
  length: 0.8,
  gravity: 3,
  potentialFactor: 1,
  friction: 0,
});

describe('extrapolation', () => {
  test('a step is right to its tolerance, with a mass that is not 1', () => {
    const q = Float64Array.of(0.8);
    const p = Float64Array.of(-0.4);
    const [expectedQ, expectedP] = [q.slice(), p.slice()];
    spring.exact?.({ q: q.slice(), p: p.slice() })?.(0.4, expectedQ, expectedP);
    expect(extrapolation(spring, 0).step(q, p, 0.4)).toBeLessThanOrEqual(maxColumns);
    expect(Math.abs(q[0] - expectedQ[0])).toBeLessThan(1e-11);
    expect(Math.abs(p[0] - expectedP[0])).toBeLessThan(1e-11);
  });

  test('the same for a Hamiltonian that is not said to be separable, and with friction', () => {
    for (const friction of [0, 0.5]) {
      const { exact } = systems.massSpring.hamiltonian({ mass: 0.7, springConstant: 2.3, friction });
      const q = Float64Array.of(0.8);
      const p = Float64Array.of(-0.4);
      const [expectedQ, expectedP] = [q.slice(), p.slice()];
      exact?.({ q: q.slice(), p: p.slice() })?.(0.2, expectedQ, expectedP);
      expect(extrapolation({ ...spring, separable: false }, friction).step(q, p, 0.2)).toBeGreaterThan(2);
      expect(Math.abs(q[0] - expectedQ[0])).toBeLessThan(1e-11);
      expect(Math.abs(p[0] - expectedP[0])).toBeLessThan(1e-11);
    }
  });

  test('longer steps take more columns, and so a higher order', () => {
    const columns = (dt: number) => {
      const q = Float64Array.of(1.1);
      const p = Float64Array.of(0.6);
      return extrapolation(pendulum, 0).step(q, p, dt);
    };
    expect([columns(0.6), columns(0.3), columns(0.1), columns(0.02)]).toEqual([8, 6, 5, 4]);
  });

  test('a step that is too long leaves the state as it was', () => {
    const q = Float64Array.of(1.1);
    const p = Float64Array.of(0.6);
    expect(extrapolation(pendulum, 0).step(q, p, 20)).toBe(0);
    expect([q[0], p[0]]).toEqual([1.1, 0.6]);
  });

  test('a force that is not finite is no step', () => {
    const broken = {
      ...spring,
      dHdq: (_q: Float64Array, _p: Float64Array, out: Float64Array) => out.fill(NaN),
    };
    expect(extrapolation(broken, 0).step(Float64Array.of(1), Float64Array.of(1), 0.1)).toBe(0);
  });
});
