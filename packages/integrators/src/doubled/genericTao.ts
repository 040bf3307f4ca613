import type { GenericCarry, GenericContext, GenericState, GenericStep } from '../vectorSpace/types.ts';

/** One step of Tao's method over any vector space; dt must be a number, of which it takes the cosine. */
export function taoGenericStep(omega: number, weights: readonly number[]): GenericStep {
  return <T, S>(
    context: GenericContext<T, S>,
    state: GenericState<T>,
    step: number,
    carry: GenericCarry<T>,
  ): GenericState<T> => {
    const { space, system, weighted, time, length } = context;
    let { q, p } = state;
    let { q: x, p: y } = carry.copy ?? state;
    let clock = step;
    const average = (a: T, b: T) => space.scale(0.5, space.add(a, b));
    const halfDifference = (a: T, b: T) => space.add(space.scale(0.5, a), space.scale(-0.5, b));
    for (const w of weights) {
      const h = length(w);
      if (typeof h !== 'number') {
        throw new TypeError(
          `integrateIn: tao2 and tao4 need a dt that is a number, but got ${typeof h}; use implicitMidpoint`,
        );
      }
      const flowOfFirst = (at: number) => {
        const [force, velocity] = [system.dHdq(q, y, time(at)), system.dHdp(q, y, time(at))];
        p = space.add(p, weighted(-w / 2, force));
        x = space.add(x, weighted(w / 2, velocity));
      };
      const flowOfSecond = (at: number) => {
        const [force, velocity] = [system.dHdq(x, p, time(at)), system.dHdp(x, p, time(at))];
        y = space.add(y, weighted(-w / 2, force));
        q = space.add(q, weighted(w / 2, velocity));
      };
      flowOfFirst(clock);
      flowOfSecond(clock + w / 2);
      const [c, s] = [Math.cos(2 * omega * h), Math.sin(2 * omega * h)];
      const [sumQ, sumP] = [average(q, x), average(p, y)];
      const [apartQ, apartP] = [halfDifference(q, x), halfDifference(p, y)];
      const turnedQ = space.add(space.scale(c, apartQ), space.scale(s, apartP));
      const turnedP = space.add(space.scale(c, apartP), space.scale(-s, apartQ));
      q = space.add(sumQ, turnedQ);
      x = space.add(sumQ, space.scale(-1, turnedQ));
      p = space.add(sumP, turnedP);
      y = space.add(sumP, space.scale(-1, turnedP));
      flowOfSecond(clock + w / 2);
      flowOfFirst(clock + w);
      clock += w;
    }
    carry.copy = { q: x, p: y };
    return { q, p };
  };
}
