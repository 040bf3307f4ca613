import type { GenericContext, GenericState } from '../vectorSpace/types.ts';
import { iterateGeneric } from './genericStep.ts';

/** One step of the generalised leapfrog over any vector space. */
export function stormerVerletGenericStep<T, S>(
  context: GenericContext<T, S>,
  { q, p }: GenericState<T>,
  step: number,
): GenericState<T> {
  const { space, system, weighted, time } = context;
  const [begin, end] = [time(step), time(step + 1)];
  const [force] = iterateGeneric('stormerVerlet', context, [system.dHdq(q, p, begin)], ([f]) => [
    system.dHdq(q, space.add(p, weighted(-0.5, f)), begin),
  ]);
  const half = space.add(p, weighted(-0.5, force));
  const velocity = system.dHdp(q, half, begin);
  const move = (arrival: T) => space.add(q, weighted(0.5, space.add(velocity, arrival)));
  const [arrival] = iterateGeneric('stormerVerlet', context, [velocity], ([v]) => [
    system.dHdp(move(v), half, end),
  ]);
  const moved = move(arrival);
  return { q: moved, p: space.add(half, weighted(-0.5, system.dHdq(moved, half, end))) };
}
