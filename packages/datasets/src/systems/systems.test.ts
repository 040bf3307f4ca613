import { describe, expect, test } from 'vitest';
import type { Preset } from '../presets/preset.ts';
import type { Range } from '../presets/recipe.ts';
import { presets } from '../presets/registry.ts';
import { randomStream } from '../random.ts';
import { pathSolver } from '../simulation/truth.ts';
import { systems, type SystemName } from './registry.ts';
import type { Hamiltonian, Parameters, State, System } from './system.ts';

const draws = 12;

function drawn(preset: Preset, index: number, friction = 0) {
  const random = randomStream(11, index, 'parameters');
  const value = (range: Range) => (typeof range === 'number' ? range : random.uniform(range[0], range[1]));
  const parameters: Parameters = {
    ...Object.fromEntries(Object.entries(preset.parameters).map(([name, range]) => [name, value(range)])),
    friction,
  };
  const system: System = systems[preset.system];
  const hamiltonian = system.hamiltonian(parameters);
  const state = system.initialState(randomStream(11, index, 'state'), parameters, preset.initial);
  return { system, parameters, hamiltonian, state };
}

function gradients({ coordinates, dHdq, dHdp }: Hamiltonian, { q, p }: State) {
  return { dHdq: dHdq(q, p, new Float64Array(coordinates)), dHdp: dHdp(q, p, new Float64Array(coordinates)) };
}

function shifted(values: Float64Array, i: number, by: number): Float64Array {
  const copy = values.slice();
  copy[i] += by;
  return copy;
}

const largest = (values: Iterable<number>) => Math.max(...Array.from(values, Math.abs));

/** What every system must satisfy, for one preset that uses it. */
function describeSystem(preset: Preset): void {
  describe(`${preset.system} in preset ${preset.name}`, () => {
    const cases = Array.from({ length: draws }, (_, i) => drawn(preset, i));

    test('its gradients equal central differences of the energy', () => {
      for (const { hamiltonian, state } of cases) {
        const { q, p } = state;
        const { dHdq, dHdp } = gradients(hamiltonian, state);
        const scale = Math.max(1, largest(dHdq), largest(dHdp));
        const h = 1e-5;
        for (let i = 0; i < q.length; i++) {
          const inQ =
            (hamiltonian.energy(shifted(q, i, h), p) - hamiltonian.energy(shifted(q, i, -h), p)) / (2 * h);
          const inP =
            (hamiltonian.energy(q, shifted(p, i, h)) - hamiltonian.energy(q, shifted(p, i, -h))) / (2 * h);
          expect(Math.abs(inQ - dHdq[i]) / scale).toBeLessThan(1e-6);
          expect(Math.abs(inP - dHdp[i]) / scale).toBeLessThan(1e-6);
        }
      }
    });

    test('its energy does not change along its vector field', () => {
      for (const { hamiltonian, state } of cases) {
        const { q, p } = state;
        const { dHdq, dHdp } = gradients(hamiltonian, state);
        // Not dHdq . dHdp - dHdp . dHdq, which is zero for any gradients: the energy itself, by Richardson extrapolation.
        const along = (h: number) => {
          const at = (s: number) =>
            hamiltonian.energy(
              q.map((value, i) => value + s * dHdp[i]),
              p.map((value, i) => value - s * dHdq[i]),
            );
          return (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        };
        const size = dHdq.reduce((sum, value, i) => sum + Math.abs(value * dHdp[i]), 1);
        const speed = Math.max(1, largest(dHdq), largest(dHdp));
        expect(
          Math.abs(along(2e-4 / speed)) / (size + Math.abs(hamiltonian.energy(q, p)) * speed),
        ).toBeLessThan(1e-10);
      }
    });

    test('dH/dq ignores p and dH/dp ignores q exactly when it says that it is separable', () => {
      const [{ hamiltonian, state }] = cases;
      const { dHdq, dHdp } = gradients(hamiltonian, state);
      const other = gradients(hamiltonian, {
        q: state.q,
        p: state.p.map((value, i) => value + 0.1 * (i + 1)),
      });
      const moved = gradients(hamiltonian, {
        q: state.q.map((value, i) => value + 0.01 * (i + 1)),
        p: state.p,
      });
      expect(other.dHdq.every((value, i) => value === dHdq[i])).toBe(hamiltonian.separable);
      expect(moved.dHdp.every((value, i) => value === dHdp[i])).toBe(hamiltonian.separable);
    });

    test('its true path keeps the energy to 1e-8, and what else it says is conserved', () => {
      for (const { hamiltonian, state, system, parameters } of cases.slice(0, 4)) {
        const n = hamiltonian.coordinates;
        const { q, p, energy } = pathSolver(hamiltonian, { dt: preset.dt, friction: 0 })(state, 30);
        expect(largest(energy.map((value) => value - energy[0]))).toBeLessThan(
          1e-8 * Math.max(1, Math.abs(energy[0])),
        );
        const last = { q: q.slice(-n), p: p.slice(-n) };
        for (const quantity of Object.values(system.conserved ?? {})) {
          expect(Math.abs(quantity(last, parameters) - quantity(state, parameters))).toBeLessThan(1e-10);
        }
      }
    });

    test('its closed form, where it has one, solves its equations', () => {
      for (const { hamiltonian, state } of cases) {
        if (!hamiltonian.exact) continue;
        const { coordinates, separable, energy, dHdq, dHdp } = hamiltonian;
        const integrated: Hamiltonian = { coordinates, separable, energy, dHdq, dHdp };
        const [inClosedForm, byIntegration] = [hamiltonian, integrated].map((h) =>
          pathSolver(h, { dt: preset.dt, friction: 0 })(state, 60),
        );
        expect(largest(inClosedForm.q.map((value, i) => value - byIntegration.q[i]))).toBeLessThan(1e-8);
        expect(largest(inClosedForm.p.map((value, i) => value - byIntegration.p[i]))).toBeLessThan(1e-8);
      }
    });

    if (!('friction' in systems[preset.system].parameters)) return;
    test('with friction f the energy falls as dH/dt = -f |dH/dp|^2', () => {
      const friction = 0.3;
      const dt = 0.002;
      for (let index = 0; index < 3; index++) {
        const { hamiltonian, state } = drawn(preset, index, friction);
        const n = hamiltonian.coordinates;
        const { q, p, energy } = pathSolver(hamiltonian, { dt, friction })(state, 5);
        const middle = { q: q.slice(2 * n, 3 * n), p: p.slice(2 * n, 3 * n) };
        const expected = -friction * gradients(hamiltonian, middle).dHdp.reduce((sum, v) => sum + v * v, 0);
        const measured = (8 * (energy[3] - energy[1]) - (energy[4] - energy[0])) / (12 * dt);
        expect(Math.abs(measured - expected)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected)));
      }
    });
  });
}

test('only games know no friction', () => {
  const without = Object.entries<System>(systems).filter(([, { parameters }]) => !('friction' in parameters));
  expect(without.map(([name]) => name)).toEqual(['matchingPennies', 'rockPaperScissors']);
});

test('every registered system is used by a preset', () => {
  const used = new Set(Object.values(presets).map((preset) => preset.system));
  expect([...used].sort()).toEqual((Object.keys(systems) as SystemName[]).sort());
});

// Noise on the picture leaves the system as it is.
for (const preset of Object.values(presets).filter(({ noise }) => noise === 0)) describeSystem(preset);
