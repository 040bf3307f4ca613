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
      /** How far the flow of H(atQ, atP) moves the momentum and the position that it moves. */
      const moves = (atQ: T, atP: T, at: number) => [
        weighted(-w / 2, system.dHdq(atQ, atP, time(at))),
        weighted(w / 2, system.dHdp(atQ, atP, time(at))),
      ];
      const flowOfFirst = (at: number) => {
        const [kick, drift] = moves(q, y, at);
        p = space.add(p, kick);
        x = space.add(x, drift);
      };
      const flowOfSecond = (at: number) => {
        const [kick, drift] = moves(x, p, at);
        y = space.add(y, kick);
        q = space.add(q, drift);
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
