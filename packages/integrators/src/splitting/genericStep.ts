import type { Splitting } from '../core/stepper.ts';
import type { GenericStep } from '../vectorSpace/types.ts';

/** The kicks and drifts of a step over any vector space; a gradient shared by two steps is computed once. */
export const genericSplittingStep =
  ({ first, weights }: Splitting): GenericStep =>
  ({ space, system, weighted, time }, state, step, carry) => {
    let { q, p } = state;
    // The clock of each kind of move is moved on by the other kind.
    let [kickClock, driftClock] = [step, step];
    weights.forEach((w, i) => {
      const kicks = (first === 'kick') === (i % 2 === 0);
      const slope =
        carry.reused ?? (kicks ? system.dHdq(q, p, time(kickClock)) : system.dHdp(q, p, time(driftClock)));
      delete carry.reused;
      if (kicks) {
        p = space.add(p, weighted(-w, slope));
        driftClock += w;
      } else {
        q = space.add(q, weighted(w, slope));
        kickClock += w;
      }
      if (i % 2 === 0 && i === weights.length - 1) carry.reused = slope;
    });
    return { q, p };
  };
