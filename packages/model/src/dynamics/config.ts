import type { methods } from '@hgn/integrators';
import type { LayerConfig } from '../architecture/layerConfig.ts';

/**
 * A scalar energy of latent coordinates: a quadratic form plus a network whose outputs are summed.
 *
 * `none`: the network alone, as published. `unit`: |x|^2 / 2. `learnable`: the sum of (w_i x_i)^2 / 2 with w learnt,
 * starting on a geometric grid over `frequencies`: angular frequencies that cover those of the data, or `data` to have
 * `compileTraining` read them off the pixels with `frequencySpread`; [0.5, 3] when absent.
 */
export interface EnergyConfig {
  readonly quadratic: 'none' | 'unit' | 'learnable';
  readonly frequencies?: readonly [lowest: number, highest: number] | 'data';
  readonly layers: readonly LayerConfig[];
  /**
   * Reads x as the places or momenta of bodies: adds terms of pairs and of single bodies, and gives a `learnable` quadratic
   * form one weight w for all coordinates of a body, which is a mass 1 / w^2 in a kinetic energy.
   */
  readonly bodies?: BodiesConfig;
}

/**
 * Bodies among latent coordinates: all bodies' coordinates along one axis come before those along the next, as
 * `spatialSoftmax` gives them. What is left out is a symmetry: of translation without `each`, of exchange with `equal`
 * strengths; pairs know their distance alone, so that turning all bodies together changes nothing.
 */
export interface BodiesConfig {
  readonly count: number;
  /** From the logarithm of the softened distance of two bodies to one number: the same function for all pairs; none: []. */
  readonly pairs: readonly LayerConfig[];
  /** Distances r count as sqrt(r^2 + softening^2); above 0, 0.05 when absent. */
  readonly softening?: number;
  /** `learnt`: a pair's energy is multiplied by a strength of each of the two, learnt like charges; default `equal`. */
  readonly strengths?: 'equal' | 'learnt';
  /** From the coordinates of one body to one number: the same function for all bodies; none when absent. */
  readonly each?: readonly LayerConfig[];
}

/**
 * The methods of `@hgn/integrators` that step a learnt system, by name: all but the adaptive one, those that want a
 * kinetic energy p^T M^-1 p / 2, and those that want the same dt for every sample.
 */
export type IntegratorName = Exclude<
  keyof typeof methods,
  'dormandPrince54' | 'blanesMoanNystrom4' | 'blanesMoanNystrom6' | 'tao2' | 'tao4'
>;

/** Friction of latent momenta: dp_i/dt = ... - gamma_i(q) p_i with gamma_i = (w_i + net_i(q))^2, so never negative. */
export interface FrictionConfig {
  /** Rate gamma, in 1 / time, at which every momentum decays before training; above 0. */
  readonly rate: number;
  /** From q to one number per coordinate, added to w; none: the rates are the same everywhere. */
  readonly layers: readonly LayerConfig[];
}

/** How an energy follows what drives it, whatever that is. */
interface DrivenEnergyConfig {
  /**
   * From q and what drives side by side to numbers whose sum is an energy, on top of forces that are the same everywhere and
   * linear in what drives; none: []. Of states that are vectors alone.
   */
  readonly layers: readonly LayerConfig[];
}

/**
 * What drives a system from outside, so that H(q, p, t) = K(p) + V(q) + W(q, u(t)). `data`: u is that many numbers known at
 * every frame (torques, forces, voltages), about 1 in size. `clock`: u is the cosines and sines of so many harmonics of a
 * period, in the data's unit of time, which is learnt from there on.
 */
export type DriveConfig =
  | ({ readonly by: 'data'; readonly channels: number } & DrivenEnergyConfig)
  | ({ readonly by: 'clock'; readonly period: number; readonly harmonics: number } & DrivenEnergyConfig);

/** How latent dynamics steps through time. */
export interface IntegratorConfig {
  readonly method: IntegratorName;
  /** Integrator steps from one frame to the next; more are slower and closer to the learnt flow. */
  readonly stepsPerFrame: number;
}

/** How K(p) + V(q) steps through time. */
export interface SplitIntegratorConfig extends IntegratorConfig {
  /**
   * What a method of kicks and drifts moves along between two kicks. `free`, the default: q along dK/dp, and all forces kick.
   * `oscillator`: q and p turn by the exact flow of the quadratic terms of V and K, and the network of V alone kicks, so that
   * the error of a step shrinks with what is not harmonic; K must have no layers.
   */
  readonly drift?: 'free' | 'oscillator';
}

/** A recurrent cell. */
export type CellName = 'vanilla' | 'gru' | 'lstm';

/** What moves the latent state, as plain data. */
export type DynamicsConfig =
  | {
      /** H = K(p) + V(q), two networks: the Hamiltonian Generative Network. */
      readonly type: 'hamiltonian';
      readonly potential: EnergyConfig;
      readonly kinetic: EnergyConfig;
      /** Nothing drives it when absent. */
      readonly drive?: DriveConfig;
      readonly integrator: SplitIntegratorConfig;
    }
  | {
      /**
       * dq/dt = dK/dp, dp/dt = -dV/dq - D(q) dK/dp with a diagonal D that is never negative: the port-Hamiltonian system
       * dz/dt = (J - R(z)) dH/dz. K is quadratic without layers, so that the flow of the friction is known exactly.
       */
      readonly type: 'dissipative';
      readonly potential: EnergyConfig;
      readonly kinetic: EnergyConfig;
      readonly friction: FrictionConfig;
      /** Nothing drives it when absent. */
      readonly drive?: DriveConfig;
      readonly integrator: SplitIntegratorConfig;
    }
  | {
      /** One network H(q, p), which need not separate: wants a method that allows it. */
      readonly type: 'jointHamiltonian';
      readonly energy: EnergyConfig;
      readonly integrator: IntegratorConfig;
    }
  | {
      /** L = v^T M(q) v / 2 - V(q) with a learnt diagonal M(q); the second half of the state is the velocity v. */
      readonly type: 'lagrangian';
      readonly potential: EnergyConfig;
      /** From q to one number per coordinate, made positive by a softplus. */
      readonly mass: readonly LayerConfig[];
      readonly integrator: IntegratorConfig;
    }
  | {
      /** dx/dt = f(x) for the whole state x = (q, p), conserving nothing: a neural ordinary differential equation. */
      readonly type: 'neuralOde';
      readonly field: readonly LayerConfig[];
      readonly integrator: IntegratorConfig;
    }
  | {
      /** x' = x + f(x, dt): a residual network from frame to frame. */
      readonly type: 'residual';
      readonly layers: readonly LayerConfig[];
    }
  | {
      /** A recurrent cell from frame to frame, with dt as its input; of an LSTM, q is the output and p the memory. */
      readonly type: 'recurrent';
      readonly cell: CellName;
    };
