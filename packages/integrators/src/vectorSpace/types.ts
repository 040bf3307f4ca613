/**
 * The operations that a state of type `T` must have to be stepped; `S` is the type of the time step.
 *
 * `S` may be more than a number: a tensor of shape [batch, 1], say, gives every trajectory its own step.
 */
export interface VectorSpace<T, S = number> {
  add(a: T, b: T): T;
  scale(s: S | number, a: T): T;
  /** The product of a coefficient and a time step; may be left out where `S` is `number`. */
  multiply?(coefficient: number, dt: S): S;
  /** e to the power of a coefficient times a time step; damped methods need it where `S` is not `number`. */
  exponential?(rate: number, dt: S): S;
  /** The largest magnitude in `a`: given it, implicit methods stop when converged and throw when they are not. */
  norm?(a: T): number;
}

/** A Hamiltonian system over the values of a vector space; the gradients return new values. */
export interface GenericSystem<T, S = number> {
  readonly separable: boolean;
  readonly quadraticKinetic?: boolean;
  dHdq(q: T, p: T, t: S): T;
  dHdp(q: T, p: T, t: S): T;
}

/** A point of phase space over a vector space. */
export interface GenericState<T> {
  readonly q: T;
  readonly p: T;
}

/** What a generic step needs to know, the same for all steps of one trajectory. */
export interface GenericContext<T, S> {
  readonly space: VectorSpace<T, S>;
  readonly system: GenericSystem<T, S>;
  /** coefficient * dt * a */
  weighted(coefficient: number, a: T): T;
  /** coefficient * dt */
  length(coefficient: number): S;
  /** exp(rate * dt) */
  exponential(rate: number): S;
  /** The time `clock` steps after the start. */
  time(clock: number): S;
  /** Fixed-point iterations of implicit methods. */
  readonly iterations: number;
}

/** What one step hands to the next beside the state. */
export interface GenericCarry<T> {
  /** A gradient that both of them need. */
  reused?: T;
  /** The second copy of the state, of methods in doubled phase space. */
  copy?: GenericState<T>;
}

/** Step number `step`, from one state to the next, over any vector space. */
export type GenericStep = <T, S>(
  context: GenericContext<T, S>,
  state: GenericState<T>,
  step: number,
  carry: GenericCarry<T>,
) => GenericState<T>;
