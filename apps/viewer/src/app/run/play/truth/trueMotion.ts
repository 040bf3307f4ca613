import type { Hamiltonian, State } from '@hgn/datasets';

/** Steps of the fourth-order method per frame: its error is far below what a pixel shows. */
const stepsPerFrame = 24;

/**
 * The true state a time later, or earlier for a negative one, by the classical Runge–Kutta method. Friction f adds
 * -f dH/dp to dp/dt.
 */
export function trueMotion(hamiltonian: Hamiltonian, from: State, time: number, friction = 0): State {
  const steps = Math.max(1, Math.ceil((Math.abs(time) / 0.125) * stepsPerFrame));
  const h = time / steps;
  const size = from.q.length;
  let state: State = { q: from.q.slice(), p: from.p.slice() };
  const gradients = { q: new Float64Array(size), p: new Float64Array(size) };
  const slope = (at: State): State => {
    const dHdq = hamiltonian.dHdq(at.q, at.p, gradients.q);
    const dHdp = hamiltonian.dHdp(at.q, at.p, gradients.p);
    return { q: dHdp.slice(), p: dHdq.map((value, i) => -value - friction * dHdp[i]) };
  };
  const moved = (at: State, by: State, share: number): State => ({
    q: at.q.map((value, i) => value + share * by.q[i]),
    p: at.p.map((value, i) => value + share * by.p[i]),
  });
  for (let step = 0; step < steps; step++) {
    const first = slope(state);
    const second = slope(moved(state, first, h / 2));
    const third = slope(moved(state, second, h / 2));
    const fourth = slope(moved(state, third, h));
    const mean = (of: 'q' | 'p') =>
      state[of].map(
        (value, i) => value + (h / 6) * (first[of][i] + 2 * second[of][i] + 2 * third[of][i] + fourth[of][i]),
      );
    state = { q: mean('q'), p: mean('p') };
  }
  return state;
}
