import type { GraphName, ModelDescription } from './description/types.ts';
import { driveOf, type AskedDrive } from './drive.ts';
import type { Graph } from './graph.ts';
import type { Player, States } from './player.ts';
import { rollOut } from './rollout.ts';
import { requireArray, requireTimeStep, samplesOf, samplesOfStates } from './samples.ts';

/** What a player is made of. */
interface Parts {
  readonly description: ModelDescription;
  readonly sizes: Player['sizes'];
  readonly graph: (name: GraphName) => Promise<Graph>;
  readonly dispose: () => Promise<void>;
}

/** Puts plain arrays in front of the graphs. */
export function createPlayer({ description, sizes, graph, dispose }: Parts): Player {
  const array = (count: number, size: number): Float32Array => new Float32Array(count * size);
  const newStates = (count: number): States => ({
    q: array(count, sizes.state),
    p: array(count, sizes.state),
  });
  const requireStates = (owner: string, { q, p }: States, count: number): void => {
    requireArray(owner, 'into.q', q, count * sizes.state);
    requireArray(owner, 'into.p', p, count * sizes.state);
  };

  const advance = async (
    from: States,
    dt: number | Float32Array,
    count: number,
    into: States,
    drive: Float32Array | undefined,
  ): Promise<void> => {
    const inputs = [from.q, from.p, dt, ...(drive === undefined ? [] : [drive])];
    await (await graph('step')).run(count, inputs, [into.q, into.p]);
  };
  const driveOver = (owner: string, ask: Omit<AskedDrive, 'by' | 'channels'>): Float32Array | undefined =>
    driveOf(owner, { ...ask, by: description.drive, channels: sizes.drive });

  return {
    description,
    sizes,
    async encode(frames, given) {
      const count = samplesOf('encode', 'frames', frames, sizes.frames);
      const into = given ?? {
        mean: array(count, sizes.latent),
        logVariance: array(count, sizes.latent),
        ...newStates(count),
      };
      requireArray('encode', 'into.mean', into.mean, count * sizes.latent);
      requireArray('encode', 'into.logVariance', into.logVariance, count * sizes.latent);
      requireStates('encode', into, count);
      await (await graph('encode')).run(count, [frames], [into.mean, into.logVariance, into.q, into.p]);
      return into;
    },
    async state(z, given) {
      const count = samplesOf('state', 'z', z, sizes.latent);
      const into = given ?? newStates(count);
      requireStates('state', into, count);
      await (await graph('state')).run(count, [z], [into.q, into.p]);
      return into;
    },
    async step(from, dt, given, drive) {
      const count = samplesOfStates('step', from, sizes.state);
      const into = given ?? newStates(count);
      requireStates('step', into, count);
      requireTimeStep('step', dt, count);
      await advance(from, dt, count, into, driveOver('step', { dt, count, steps: 1, drive }));
      return into;
    },
    async decode(states, given) {
      const count = samplesOfStates('decode', states, sizes.state);
      const into = given ?? array(count, sizes.frame);
      requireArray('decode', 'into', into, count * sizes.frame);
      const read = description.graphs.decode.inputs.map(({ name }) => (name === 'q' ? states.q : states.p));
      await (await graph('decode')).run(count, read, [into]);
      return into;
    },
    ...(description.graphs.hamiltonian && {
      async hamiltonian(states, given) {
        const count = samplesOfStates('hamiltonian', states, sizes.state);
        const into = given ?? {
          H: array(count, 1),
          dHdq: array(count, sizes.state),
          dHdp: array(count, sizes.state),
        };
        requireArray('hamiltonian', 'into.H', into.H, count);
        requireArray('hamiltonian', 'into.dHdq', into.dHdq, count * sizes.state);
        requireArray('hamiltonian', 'into.dHdp', into.dHdp, count * sizes.state);
        const outputs = [into.H, into.dHdq, into.dHdp];
        await (await graph('hamiltonian')).run(count, [states.q, states.p], outputs);
        return into;
      },
    }),
    async rollout({ from, dt, frames, drive: told, signal }, given) {
      const count = samplesOfStates('rollout', from, sizes.state);
      if (!Number.isSafeInteger(frames) || frames < 1) {
        throw new Error(`rollout: frames must be an integer of at least 1, but got ${frames}`);
      }
      const into = given ?? newStates(count * frames);
      requireStates('rollout', into, count * frames);
      requireTimeStep('rollout', dt, count);
      const drive = driveOver('rollout', { dt, count, steps: frames - 1, drive: told });
      const driven = drive && { values: drive, channels: sizes.drive };
      await rollOut({ advance, from, dt, count, frames, size: sizes.state, driven, signal, into });
      return into;
    },
    dispose,
  };
}
