import { colorChannels, defaultBackground, findPreset, hueColor, simulate, systems } from '@hgn/datasets';
import { findPython, startPeer, type Contestant } from '../peers/contestant.ts';

/** The same trajectories, simulated by SciPy and drawn by NumPy. */
export interface ScipyPeer {
  readonly version: string;
  /** Frames per second; nothing for a preset that it does not know. */
  framesPerSecond(preset: string, trajectories: number, frames: number): Promise<number | undefined>;
  stop(): void;
}

const known = ['mass-spring', 'pendulum', 'three-body'];

function request(name: string, trajectories: number, frames: number): object {
  const { system, dt, camera } = findPreset(name);
  const made = Array.from({ length: trajectories }, (_, index) =>
    simulate(name, { seed: 1, index, frames: 1 }),
  );
  const [{ parameters }] = made;
  const scene = systems[system].scene(parameters);
  const radii = scene.kind === 'discs' ? scene.radii : [];
  return {
    ...{ system, parameters, frames, dt, size: camera.size, halfWidth: camera.halfWidth },
    starts: made.map(({ q, p }) => [...q, ...p]),
    background: defaultBackground,
    discs: radii.map((radius, i) => ({
      radius: radius / (2 * camera.halfWidth),
      color: colorChannels(hueColor(i / camera.hues), 3),
    })),
  };
}

/** Both must have made the same pictures, up to rounding. */
async function checkPictures(program: Contestant, name: string, frames: number): Promise<void> {
  const { pixels } = await program.ask({ ...request(name, 1, frames), show: true });
  const ours = simulate(name, { seed: 1, index: 0, frames }).frames;
  const theirs = pixels as number[];
  const worst = ours.reduce((largest, value, i) => Math.max(largest, Math.abs(value - theirs[i])), 0);
  if (theirs.length !== ours.length || worst > 1) {
    throw new Error(`bench datasets: ${name} must look alike in both, but pixels differ by ${worst}`);
  }
}

/** Starts the peer, if a Python has SciPy; nothing otherwise. */
export async function startScipy(): Promise<ScipyPeer | undefined> {
  const scipy = findPython('scipy');
  if (scipy === undefined) return undefined;
  const program = startPeer(scipy.python, 'dataset_scipy.py');
  for (const name of known) await checkPictures(program, name, 30);
  return {
    version: scipy.version,
    async framesPerSecond(name, trajectories, frames) {
      if (!known.includes(name)) return undefined;
      const { seconds } = await program.ask(request(name, trajectories, frames));
      return (trajectories * frames) / Number(seconds);
    },
    stop: () => program.stop(),
  };
}
