import type { Preset } from '../presets/preset.ts';
import { systems } from '../systems/registry.ts';
import type { Parameters, Scene, State } from '../systems/system.ts';
import { discRenderer } from './discRenderer.ts';
import { discScene, photograph, placing } from './photograph.ts';

/** A camera before a system whose states are given, not simulated. */
export interface SceneCamera {
  readonly scene: Scene;
  /** Bytes of a frame. */
  readonly frameBytes: number;
  /**
   * Writes x, y of every disc into `xy`, in units of the canvas: (0, 0) is the middle of the first pixel, (1, 1) that of
   * the last. For scenes of discs only.
   */
  place(q: Float64Array, xy: Float64Array): void;
  /** Writes the 8-bit pixels of a state into `pixels` from `start`, without noise. */
  draw(state: State, pixels: Uint8Array, start: number): void;
}

/**
 * The camera of a trajectory, to take pictures of other states with: where a body is dragged to, say.
 *
 * @param parameters those of a trajectory, the camera's own choices among them
 * @throws RangeError from `place` where the scene has no discs
 * @example
 * const { parameters } = simulate('mass-spring', { seed: 7, index: 0, frames: 1 });
 * const camera = sceneCamera(presets['mass-spring'], parameters);
 * const pixels = new Uint8Array(camera.frameBytes);
 * camera.draw({ q: Float64Array.of(0.5), p: Float64Array.of(0) }, pixels, 0);
 * const xy = new Float64Array(2);
 * camera.place(Float64Array.of(0.5), xy);
 * console.log(xy[0], xy[1] > 0.5); // 0.5 true: y points down
 */
export function sceneCamera(preset: Preset, parameters: Parameters): SceneCamera {
  const { size, channels } = preset.camera;
  const system = systems[preset.system];
  const scene: Scene = system.scene(parameters);
  const { coordinates } = system.hamiltonian(parameters);
  const place = scene.kind === 'discs' ? placing(preset, scene, parameters) : undefined;
  const drawFrame = scene.kind === 'discs' ? discRenderer(discScene(preset, scene, parameters)) : undefined;
  const noiseless = { ...preset, noise: 0 };
  const noNoise = (): never => {
    throw new Error('sceneCamera: a picture without noise draws no random numbers');
  };
  return {
    scene,
    frameBytes: size * size * channels,
    place: (q, xy) => {
      if (place === undefined) {
        throw new RangeError(
          `sceneCamera: the scene must have discs to place, but ${preset.name} has fields`,
        );
      }
      place(q, 0, xy);
    },
    draw: (path, pixels, start) => {
      photograph(
        noiseless,
        { scene, view: parameters, path, coordinates, drawFrame },
        noNoise,
        pixels,
        start,
      );
    },
  };
}
