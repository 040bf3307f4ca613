import type { GenericStep } from '../vectorSpace/types.ts';

/** The kick-drift loop over any vector space; a gradient shared by two steps is computed once. */
export function genericSplittingStep(
  kicks: Float64Array,
  drifts: Float64Array,
  reuses: boolean,
): GenericStep {
  return ({ space, system, weighted, time }, state, step, carry) => {
    let { q, p } = state;
    let { reused } = carry;
    let kickClock = step;
    let driftClock = step;
    for (let s = 0; s < kicks.length; s++) {
      if (kicks[s] !== 0) {
        const force = reused ?? system.dHdq(q, p, time(driftClock));
        reused = undefined;
        p = space.add(p, weighted(-kicks[s], force));
        kickClock += kicks[s];
        if (reuses && s === kicks.length - 1 && drifts[s] === 0) carry.reused = force;
      }
      if (drifts[s] !== 0) {
        const velocity = reused ?? system.dHdp(q, p, time(kickClock));
        reused = undefined;
        q = space.add(q, weighted(drifts[s], velocity));
        driftClock += drifts[s];
        if (reuses && s === kicks.length - 1) carry.reused = velocity;
      }
    }
    return { q, p };
  };
}
